/** The whole server on a disk that fails or fills up (quality F3, F6): what HTTP says, and what is there afterwards. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../world/folder.ts';
import { operatorKey, type ServerProcess, startServer } from '../world/server.ts';

async function call(
	server: ServerProcess,
	method: string,
	path: string,
	token = operatorKey,
	body?: unknown,
) {
	const response = await fetch(`${server.url}${path}`, {
		method,
		headers: { Authorization: `Bearer ${token}` },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape.
	return { status: response.status, body: (await response.json()) as any };
}

async function found(server: ServerProcess) {
	const card = { name: 'Maria & Jonas', date: '2027-06-12', timeZone: 'Europe/Vienna' };
	const { id } = (await call(server, 'POST', '/api/weddings', operatorKey, card)).body;
	const person = { wedding: id, name: 'Maria', role: 'couple' };
	const { token } = (await call(server, 'POST', '/api/tokens', operatorKey, person)).body;
	return { path: `/api/weddings/${id}`, token: token as string };
}

it('[F3] an fsync that fails ends the server without an answer; the next start has all that was answered', async () => {
	using folder = temporaryFolder();
	const inject = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync'];
	const fault = ['-e', 'inject=fsync,fdatasync:error=EIO:when=60+'];
	let server = await startServer({ data: folder.file('data'), under: [...inject, ...fault] });
	const { path, token } = await found(server);
	const answered: string[] = [];
	for (let number = 0; number < 500; number++) {
		try {
			const made = await call(server, 'POST', `${path}/tasks`, token, { title: `Task ${number}` });
			if (made.status === 201) answered.push(made.body.id);
		} catch {
			break; // It is gone, as it should be.
		}
	}
	expect([await server.ended, answered.length > 3, answered.length < 500]).toEqual([1, true, true]);
	expect(server.output()).toContain('"name":"StorageDead"');

	server = await server.again({ under: [], readyWithinMs: 10_000 });
	const { tasks } = (await call(server, 'GET', `${path}/plan`, token)).body;
	const there = new Set(tasks.map(({ id }: { id: string }) => id));
	await server.remove();
	expect(answered.filter((id) => !there.has(id))).toEqual([]);
});

/** Only root can mount; `bad-disk.test.ts` fails the same calls for everybody. */
for (const disk of process.getuid?.() === 0 ? ['a disk of 4 MB'] : []) {
	it(`[F6] ${disk} fills up: edits are refused with a code, the rest works, and freed space is used at once`, async () => {
		using folder = temporaryFolder();
		const at = folder.file('small');
		mkdirSync(at);
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'small', at]);
		try {
			await fillAndFree(at);
		} finally {
			execFileSync('umount', [at]);
		}
	});
}

async function fillAndFree(at: string): Promise<void> {
	writeFileSync(`${at}/ballast`, Buffer.alloc(1_000_000));
	const server = await startServer({ data: `${at}/data` });
	try {
		const { path, token } = await found(server);
		const add = () => call(server, 'POST', `${path}/tasks`, token, { title: 'X', notes: '*'.repeat(20_000) });
		const plan = async () => (await call(server, 'GET', `${path}/plan`, token)).body.tasks.length;
		let stored = 0;
		let answer = await add();
		for (; answer.status === 201 && stored < 1_000; answer = await add()) stored += 1;
		expect([answer.status, answer.body.code, await plan()]).toEqual([507, 'storage-full', stored]);
		for (let tries = 0; tries < 5; tries++) expect((await add()).body.code).toBe('storage-full');
		expect((await call(server, 'GET', '/healthz')).status).toBe(200);

		rmSync(`${at}/ballast`);
		expect((await add()).status).toBe(201);
		expect(await plan()).toBe(stored + 1);
		expect((await call(server, 'GET', '/readyz')).status).toBe(200);
		expect(await server.stop()).toBe(0);
	} finally {
		await server.remove();
	}
}
