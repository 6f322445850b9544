/** The SDK in Node against the real server as a process: real sockets, real HTTP, the platform's own keys. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Wedding } from '../../client/sdk/handle.ts';
import { openWedding } from '../../client/sdk/open.ts';
import { memoryKeep, type SessionKeep, sessionShape } from '../../client/sdk/session.ts';
import { type ServerProcess, startServer } from '../world/server.ts';

let server: ServerProcess;

beforeAll(async () => {
	server = await startServer({ isDemo: true });
});
afterAll(() => server?.remove());

test('somebody signs in by a link, edits, keeps what was signed, is told what they may not do, and signs out', async () => {
	const { keep, wedding } = await signIn('florist');
	expect(wedding.run({ name: 'meta.change', input: { name: 'Mine' } })).toMatchObject({
		ok: false,
		error: { code: 'not-allowed' },
	});
	const mine = wedding.plan.tasks.find(
		(task) =>
			wedding.may({ name: 'tasks.change', input: { id: task.id, status: otherThan(task.status) } }).may,
	);
	if (mine === undefined) throw new Error('the florist has no task');
	const status = otherThan(mine.status);
	expect(wedding.run({ name: 'tasks.change', input: { id: mine.id, status } })).toMatchObject({ ok: true });
	await wedding.receipted();
	await until(async () => (await wedding.signedFrames()).length === 1);
	const { keep: other, wedding: carrier } = await signIn('coordinator');
	expect(await carrier.offerSigned(await wedding.signedFrames())).toEqual([true]);
	expect(carrier.plan.tasks.find(({ id }) => id === mine.id)).toMatchObject({ status });
	expect(await wedding.signOut()).toEqual({ ok: true, value: undefined });
	expect([keep.read(), other.read() === undefined]).toEqual([undefined, false]);
	await carrier.close();
});

test('a refused edit is suggested, accepted by somebody with the right, and everybody has it', async () => {
	const { wedding } = await signIn('photographer');
	const { wedding: couple, keep } = await signIn('couple');
	const [task] = wedding.plan.tasks.filter(
		({ id }) => !wedding.may({ name: 'tasks.change', input: { id, title: 'x' } }).may,
	);
	if (task === undefined) throw new Error('a photographer may change every task');
	const map = wedding.doc.getMap('tasks').get(task.id);
	if (!isSettable(map)) throw new Error('no such task');
	map.set('title', 'Another title');
	await until(() => wedding.drafts.length === 1);
	const [draft] = wedding.drafts;
	await wedding.suggestDraft(draft?.id ?? '');
	await until(() => wedding.drafts[0]?.suggestion?.state === 'sent');
	const accepted = await fetch(`${server.url}/api/weddings/${couple.id}/suggestions/${draft?.id}/accept`, {
		method: 'POST',
		headers: { authorization: `Bearer ${keep.read()?.token}` },
	});
	expect(accepted.status).toBe(200);
	await until(() => wedding.drafts[0]?.suggestion?.state === 'accepted');
	await until(() =>
		[wedding, couple].every(({ plan }) => plan.tasks.some(({ title }) => title === 'Another title')),
	);
	await Promise.all([wedding.close(), couple.close()]);
});

test('whoever is removed while connected is told so, and what they had not sent is handed in once', async () => {
	const { wedding } = await signIn('family');
	const { wedding: couple, keep } = await signIn('couple');
	const headers = { authorization: `Bearer ${keep.read()?.token}` };
	for (let edit = 0; edit < 40; edit++)
		wedding.run({ name: 'tasks.create', input: { id: `late-${edit}`, title: `Late ${edit}` } });
	const removal = await fetch(`${server.url}/api/weddings/${couple.id}/people/${wedding.person.id}`, {
		method: 'DELETE',
		headers,
	});
	expect(removal.status).toBe(200);
	await until(() => wedding.status.relay.connection === 'removed');
	await until(() => wedding.drafts.every(({ suggestion }) => suggestion?.state === 'sent'));
	const listed = await fetch(`${server.url}/api/weddings/${couple.id}/suggestions?state=open`, { headers });
	const { suggestions } = await listed.json();
	const held = suggestions.filter(({ kind }: { kind: string }) => kind === 'held');
	const accepted = couple.plan.tasks.filter(({ id }) => id.startsWith('late-'));
	expect(new Set([...held.flatMap(recordsOf), ...accepted.map(({ id }) => id)]).size).toBe(40);
	expect(held.length + accepted.length).toBe(40);
	await Promise.all([wedding.close(), couple.close()]);
});

const recordsOf = ({ changes }: { changes: readonly { record: string; field: string }[] }) =>
	changes.filter(({ field }) => field === '').map(({ record }) => record);

/** With the first demo link of that role (or of that name). */
async function signIn(role: string): Promise<{ readonly keep: SessionKeep; readonly wedding: Wedding }> {
	const link = server.links.find((one) => one.role === role || one.name.toLowerCase().includes(role));
	if (link === undefined)
		throw new Error(`no demo link for ${role}: ${server.links.map((one) => one.role).join(', ')}`);
	const answer = await fetch(`${server.url}/api/sign-in/redeem`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ code: link.url.split('#')[1], device: { name: 'a test' } }),
	});
	const keep = memoryKeep(sessionShape.parse(await answer.json()));
	const wedding = await openWedding({
		url: server.url,
		wedding: keep.read()?.wedding ?? '',
		session: keep,
	});
	return { keep, wedding };
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
	await expect.poll(isTrue, { timeout: 20_000, interval: 20 }).toBe(true);
}

const otherThan = (status: string | undefined) => (status === 'done' ? 'doing' : 'done');

function isSettable(value: unknown): value is { set(key: string, to: string): void } {
	return typeof value === 'object' && value !== null && 'set' in value;
}
