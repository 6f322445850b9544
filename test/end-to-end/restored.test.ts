import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Wedding } from '../../client/sdk/handle.ts';
import { openWedding } from '../../client/sdk/open.ts';
import { canonicalHash } from '../../shared/document/canonical.ts';
import { type ServerProcess, startServer } from '../world/server.ts';

let server: ServerProcess;
const folder = mkdtempSync(join(tmpdir(), 'wedsync-backup-'));

beforeAll(async () => {
	server = await startServer({ isDemo: true });
});
afterAll(async () => {
	await server?.remove();
	rmSync(folder, { recursive: true, force: true });
});

/** The operator's own command, as a process. */
function wedsync(...words: readonly string[]): void {
	const cli = fileURLToPath(new URL('../../server/ops/cli.ts', import.meta.url));
	const env = { PATH: process.env.PATH, WEDSYNC_DATA: server.data, PORT: String(server.port) };
	const done = spawnSync(process.execPath, [cli, ...words], { env, encoding: 'utf8' });
	if (done.status !== 0) throw new Error(`${words.join(' ')}: ${done.stdout}${done.stderr}`);
}

async function device(index: number): Promise<Wedding> {
	const code = new URL(server.links[index]?.url ?? '').hash.slice(1);
	const redeemed = await fetch(`${server.url}/api/sign-in/redeem`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ code }),
	});
	const { token, wedding } = (await redeemed.json()) as { token: string; wedding: string };
	return openWedding({ url: server.url, wedding, token });
}

function edit(wedding: Wedding, name: string, input: unknown): void {
	const done = wedding.run({ name, input });
	if (!done.ok) throw new Error(done.error.reason);
}

test("restored from yesterday's backup, the server gets back from the devices what it lost", async () => {
	const devices = await Promise.all([device(0), device(1), device(2)]);
	const [amara, theo, priya] = devices;
	if (amara === undefined || theo === undefined || priya === undefined) throw new Error('three devices');
	edit(amara, 'tasks.create', { id: 'before', title: 'Before the backup' });
	await amara.receipted();
	wedsync('backup', join(folder, 'yesterday.sqlite'));

	edit(amara, 'tasks.create', { id: 'after', title: 'After the backup' });
	edit(amara, 'tasks.change', { id: 'before', owner: 'person-theo' });
	await amara.receipted();
	await expect.poll(() => theo.plan.tasks.some(({ id }) => id === 'after'), { timeout: 10_000 }).toBe(true);
	edit(theo, 'tasks.change', { id: 'after', title: 'Changed by Theo' });
	edit(theo, 'tasks.setNotes', { id: 'after', text: 'by the door' });
	await theo.receipted();
	await expect
		.poll(() => priya.plan.tasks.find(({ id }) => id === 'after')?.notes, { timeout: 10_000 })
		.toBe('by the door');
	edit(priya, 'timeline.shift', {
		id: priya.plan.timeline.find(({ kind }) => kind === 'flexible')?.id,
		minutes: 15,
	});
	await priya.receipted();
	await expect
		.poll(() => new Set(devices.map(({ doc }) => canonicalHash(doc))).size, { timeout: 10_000 })
		.toBe(1);
	const whole = canonicalHash(amara.doc);

	await server.stop();
	wedsync('restore', join(folder, 'yesterday.sqlite'), '--force');
	server = await server.again();
	await Promise.all(devices.map((one) => one.receipted()));

	const fresh = await device(3);
	await expect.poll(() => canonicalHash(fresh.doc), { timeout: 30_000 }).toBe(whole);
	expect(devices.map(({ doc }) => canonicalHash(doc))).toEqual([whole, whole, whole]);
	expect(devices.map(({ drafts }) => drafts)).toEqual([[], [], []]);
	await Promise.all([...devices, fresh].map((one) => one.close()));
});
