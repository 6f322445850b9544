import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { openPlain } from '../../server/store/sqlite/database.ts';
import { type ServerProcess, startServer } from '../world/server.ts';

const cli = fileURLToPath(new URL('../../server/ops/cli.ts', import.meta.url));
let server: ServerProcess;
afterEach(() => server.remove());

/** Runs a command as `npm run wedsync -- …` does, against this server's folder and port. */
async function wedsync(...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
	const child = spawn(process.execPath, [cli, ...words], {
		env: { PATH: process.env.PATH, WEDSYNC_DATA: server.data, PORT: String(server.port) },
	});
	let [out, err] = ['', ''];
	child.stdout.on('data', (text) => {
		out += text;
	});
	child.stderr.on('data', (text) => {
		err += text;
	});
	const [code] = await once(child, 'close');
	return { code, out, err };
}

async function call(method: string, path: string, token: string, body?: unknown) {
	const response = await fetch(`${server.url}${path}`, {
		method,
		headers: { Authorization: `Bearer ${token}` },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape.
	return { status: response.status, body: (await response.json()) as any };
}

/** A wedding and somebody of it, made with the command line alone. */
async function found() {
	const wedding = (
		await wedsync('wedding', 'create', 'Maria & Jonas', '2027-06-12', 'Europe/Vienna')
	).out.trim();
	const made = await wedsync('token', wedding, 'Maria', 'couple');
	const { token, person } = JSON.parse(made.out) as { token: string; person: string };
	const path = `/api/weddings/${wedding}`;
	const addTask = (title: string) => call('POST', `${path}/tasks`, token, { title });
	const titles = async () =>
		(await call('GET', `${path}/plan`, token)).body.tasks.map((task: { title: string }) => task.title);
	return { wedding, person, token, addTask, titles };
}

/** What the server's own audit says was done. */
async function audited(): Promise<readonly string[]> {
	const { body } = await call('GET', '/api/audit', server.operatorKey);
	return body.audit.map(({ action }: { action: string }) => action);
}

describe('the command line', () => {
	it('makes weddings and tokens through the running server, and says so if there is none', async () => {
		server = await startServer();
		const { wedding, person, token } = await found();
		expect((await call('GET', '/api/me', token)).body).toMatchObject({
			wedding,
			person,
			name: 'Maria',
			role: 'couple',
		});
		const again = JSON.parse((await wedsync('token', wedding, '--person', person, '--ttl', '60')).out);
		expect([again.person, again.role]).toEqual([person, 'couple']);
		const refused = await wedsync('token', wedding, 'Maria', 'queen');
		expect([refused.code, refused.out, refused.err]).toEqual([1, '', expect.stringContaining('role')]);
		await server.stop();
		const alone = await wedsync('token', wedding, 'Jonas', 'couple');
		expect([alone.code, alone.err]).toEqual([
			1,
			expect.stringMatching(/^No server answers at .*Start it \(npm start\)/),
		]);
	});

	it('backs up a running server; restored, it has what it had then, under a new incarnation', async () => {
		server = await startServer();
		const { addTask, titles } = await found();
		const file = join(server.data, 'yesterday.backup');
		await addTask('Flowers');
		const [backup] = await Promise.all([
			wedsync('backup', file),
			...Array.from({ length: 20 }, () => addTask('Meanwhile')),
		]);
		expect([backup.code, backup.err]).toEqual([0, '']);
		expect((await wedsync('verify', file)).out).toMatch(/is whole: 1 weddings, 1 sections rebuilt, /);
		expect(await audited()).toEqual(['backup.taken']);
		const during = await wedsync('restore', file, '--force');
		expect([during.code, during.err]).toEqual([1, expect.stringContaining('Stop it first')]);
		await server.stop();

		const kept = await wedsync('restore', file);
		expect([kept.code, kept.err]).toEqual([1, expect.stringContaining('Add --force to replace it')]);
		expect((await wedsync('restore', file, '--force')).code).toBe(0);
		server = await server.again();
		// The backup was noted when it was whole, so not in itself.
		expect(await audited()).toEqual(['backup.restored']);
		const restored = await titles();
		expect(restored[0]).toBe('Flowers');
		expect(restored.length).toBeLessThanOrEqual(21);
		expect((await addTask('Afterwards')).status).toBe(201);
	});

	it('refuses a backup in which one bit has turned, and leaves everything as it was', async () => {
		server = await startServer();
		const { addTask, titles } = await found();
		for (let number = 0; number < 20; number++) await addTask(`Task ${number}`);
		const file = join(server.data, 'rotten.backup');
		await wedsync('backup', file);
		const handle = openSync(file, 'r+');
		const byte = new Uint8Array(1);
		const middle = Math.floor(statSync(file).size / 2);
		let turned = 0;
		// Some bytes of a page mean nothing; turn one in each page.
		for (let at = middle; at < statSync(file).size; at += 4_096) {
			readSync(handle, byte, 0, 1, at);
			writeSync(handle, Uint8Array.of((byte[0] ?? 0) ^ 1), 0, 1, at);
			turned += 1;
		}
		expect(turned).toBeGreaterThan(10);
		await server.stop();
		const refused = await wedsync('restore', file, '--force');
		expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('is not whole')]);
		expect((await wedsync('verify', file)).code).toBe(1);
		server = await server.again();
		expect(await titles()).toHaveLength(20);
	});

	it('[ST53] finds a row of the audit that was taken away, and which, also the last', async () => {
		server = await startServer();
		const { wedding } = await found();
		const rows = (await wedsync('verify')).out.match(/, (\d+) rows of the audit/)?.[1];
		await server.stop();
		const path = join(server.data, 'wedsync.db');
		const whole = await wedsync('verify');
		expect([whole.code, whole.out]).toEqual([0, expect.stringContaining(`${rows} rows of the audit`)]);
		const db = openPlain(path);
		db.exec('DROP TRIGGER audit_is_kept');
		const last = db.prepare('DELETE FROM audit WHERE wedding = ? AND n = 3').run(wedding);
		db.close();
		expect(last.changes).toBe(1);
		const found3 = await wedsync('verify');
		expect([found3.code, found3.err]).toEqual([
			1,
			expect.stringContaining(JSON.stringify({ kind: 'audit', wedding, seq: 3, what: 'the row is missing' })),
		]);
	});

	it('[OB14] asks the running server what was put aside, and has it tried again', async () => {
		server = await startServer();
		await found();
		const listed = await wedsync('dead-letters');
		expect([listed.code, listed.out]).toEqual([0, '0 events were put aside.\nNo delivery was given up.\n']);
		expect((await wedsync('replay')).out).toBe('0 of 0 events went well.\n');
		expect((await wedsync('replay', 'deliveries')).out).toBe('0 deliveries are tried again.\n');
		const nobody = await wedsync('replay', 'nobody');
		expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining('there are: calls, notify, ')]);
	});

	it('explains itself, and what it did not understand', async () => {
		server = await startServer();
		expect((await wedsync()).out).toContain('restore <file> [--force]');
		for (const words of [['destroy'], ['--loud'], ['backup'], ['wedding', 'create', 'X']]) {
			const { code, err } = await wedsync(...words);
			expect([code, err]).toEqual([1, expect.stringContaining('npm run wedsync -- <command>')]);
		}
	});
});
