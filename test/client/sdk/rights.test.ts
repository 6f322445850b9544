/** What one may do, refused edits and what becomes of them: the SDK against the whole relay in one process. */
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Wedding } from '../../../client/sdk/handle.ts';
import { sessionShape } from '../../../client/sdk/session.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { run } from '../../../shared/document/operations/operations.ts';
import { personId } from '../../../shared/ids.ts';
import { createSignedInWorld, type SignedIn, type SignedInWorld } from '../../world/client/signed-in.ts';

const retitle = { name: 'tasks.change', input: { id: 'flowers', title: 'Roses' } };
const tick = { name: 'tasks.change', input: { id: 'flowers', status: 'done' } };

describe('what one may not do', () => {
	test('is declined at once with the reason, offline too; what is one’s own is done', async () => {
		const { hana, wedding, relay } = await open();
		hana.device.isOnline = false;
		hana.device.cut();
		const reason = expect.stringMatching(/the rest is for those who plan/);
		expect([wedding.may(retitle), wedding.may(tick)]).toEqual([{ may: false, reason }, { may: true }]);
		expect(wedding.run(retitle)).toEqual({ ok: false, error: { code: 'not-allowed', reason } });
		expect(wedding.run(tick)).toMatchObject({ ok: true });
		expect([wedding.status.relay.waiting, wedding.plan.tasks[0]]).toMatchObject([
			1,
			{ title: 'Flowers', status: 'done' },
		]);
		hana.device.isOnline = true;
		await relay.until(async () => (await taskOf(relay)).status === 'done');
		expect(wedding.drafts).toEqual([]);
	});

	test('may be done as soon as the role is another one: the line comes again at once with it', async () => {
		const { hana, wedding, relay } = await open();
		const lines = countLines(wedding);
		await relay.couple('PATCH', `/api/weddings/${relay.wedding}/people/${hana.person}`, {
			body: { role: 'family' },
		});
		await relay.until(() => wedding.may(retitle).may && wedding.status.relay.connection === 'online');
		expect([wedding.person.role, wedding.run(retitle).ok]).toEqual(['family', true]);
		await relay.until(async () => (await taskOf(relay)).title === 'Roses');
		expect([lines.has('offline'), wedding.drafts]).toEqual([false, []]);
	});
});

describe('rights raised for a while', () => {
	test('are known on every tab, end by themselves, and the line comes again with each', async () => {
		const { hana, wedding, relay } = await open();
		const second = await hana.device.open();
		await relay.couple('PATCH', `/api/weddings/${relay.wedding}/people/${hana.person}`, {
			body: { deputy: true },
		});
		const raised = await hana.ask('POST', `/api/weddings/${relay.wedding}/emergency-access`, {
			body: { reason: 'The coordinator is ill.', minutes: 15 },
		});
		expect(raised.status).toBe(201);
		await relay.until(() => [wedding, second.wedding].every((one) => one.may(retitle).may));
		expect(second.wedding.run(retitle)).toMatchObject({ ok: true });
		await relay.until(async () => (await taskOf(relay)).title === 'Roses');
		await relay.pass(16 * 60_000);
		const peonies = { name: 'tasks.change', input: { id: 'flowers', title: 'Peonies' } };
		expect([wedding, second.wedding].map((one) => one.may(peonies).may)).toEqual([false, false]);
		expect([wedding.drafts, wedding.status.relay.connection]).toEqual([[], 'online']);
	});
});

describe('a refused edit', () => {
	test('is a draft that says what was typed, on every tab; tried again when it may be done, it is done and the draft gone', async () => {
		const { hana, wedding, relay } = await open();
		const second = await hana.device.open();
		const notes = noteOf(wedding);
		notes.insert(notes.length, ', two dozen');
		force(hana, wedding, 'helper', retitle);
		await relay.until(() => second.wedding.drafts.length === 2);
		const [typed, titled] = wedding.drafts;
		expect(second.wedding.drafts).toEqual(wedding.drafts);
		expect([typed, titled].map((draft) => wedding.draftText(draft?.id ?? ''))).toEqual([
			', two dozen',
			'Roses',
		]);
		expect(typed?.refusal.code).toBe('not-allowed');
		expect(wedding.plan.tasks[0]).toMatchObject({ title: 'Flowers', notes: 'white' });
		expect(wedding.retryDraft(titled?.id ?? '')).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
		await relay.couple('PATCH', `/api/weddings/${relay.wedding}/people/${hana.person}`, {
			body: { role: 'family' },
		});
		await relay.until(() => wedding.may(retitle).may);
		for (const draft of wedding.drafts) expect(wedding.retryDraft(draft.id)).toMatchObject({ ok: true });
		await relay.until(() => second.wedding.drafts.length === 0 && wedding.status.relay.waiting === 0);
		expect(await taskOf(relay)).toMatchObject({ title: 'Roses', notes: 'white, two dozen' });
	});

	test('is suggested once, though offline at first and though the answer was lost, and done when it is accepted', async () => {
		const { hana, wedding, relay } = await open();
		force(hana, wedding, 'helper', retitle);
		await relay.until(() => wedding.drafts.length === 1);
		const [draft] = wedding.drafts;
		hana.device.isOnline = false;
		hana.device.cut();
		expect(await settled(relay, wedding.suggestDraft(draft?.id ?? '', 'They are cheaper.'))).toMatchObject({
			ok: true,
		});
		expect(wedding.drafts[0]?.suggestion).toMatchObject({ state: 'waiting', note: 'They are cheaper.' });
		expect((await hana.device.disk.read()).drafts).toEqual(wedding.drafts);
		hana.losses = 1;
		hana.device.isOnline = true;
		await relay.until(() => wedding.drafts[0]?.suggestion?.state === 'sent');
		const posts = hana.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/suggestions'));
		expect(posts.length).toBeGreaterThan(1);
		const listed = await relay.couple('GET', `/api/weddings/${relay.wedding}/suggestions`);
		expect(listed.body.suggestions).toMatchObject([
			{ id: draft?.id, kind: 'suggested', operations: [retitle], note: 'They are cheaper.', state: 'open' },
		]);
		await relay.couple('POST', `/api/weddings/${relay.wedding}/suggestions/${draft?.id}/accept`);
		await relay.until(() => wedding.drafts[0]?.suggestion?.state === 'accepted');
		await relay.until(() => wedding.plan.tasks[0]?.title === 'Roses');
		const discarded = wedding.discardDraft(draft?.id ?? '');
		await settled(relay, discarded);
		expect([wedding.drafts, (await hana.device.disk.read()).drafts]).toEqual([[], []]);
	});

	test('is not called sent when the relay has another’s under its id: it says so and stays', async () => {
		const { hana, wedding, relay } = await open();
		force(hana, wedding, 'helper', retitle);
		await relay.until(() => wedding.drafts.length === 1);
		const id = wedding.drafts[0]?.id ?? '';
		const body = { id, operations: [tick] };
		expect((await relay.couple('POST', `/api/weddings/${relay.wedding}/suggestions`, { body })).status).toBe(
			201,
		);
		await settled(relay, wedding.suggestDraft(id));
		await relay.until(() => wedding.drafts[0]?.suggestion?.state !== 'waiting');
		expect(wedding.drafts).toMatchObject([
			{ id, suggestion: { state: 'declined', reason: expect.stringMatching(/this id already/) } },
		]);
	});

	test('typed into a note is suggested as the whole note, with what stood there before', async () => {
		const { wedding, relay } = await open();
		const notes = noteOf(wedding);
		notes.insert(notes.length, 'two dozen');
		await relay.until(() => wedding.drafts.length === 1);
		await settled(relay, wedding.suggestDraft(wedding.drafts[0]?.id ?? ''));
		await relay.until(() => wedding.drafts[0]?.suggestion?.state === 'sent');
		const { body } = await relay.couple('GET', `/api/weddings/${relay.wedding}/suggestions`);
		expect(body.suggestions).toMatchObject([
			{
				operations: [{ name: 'tasks.setNotes', input: { id: 'flowers', text: 'white\ntwo dozen' } }],
				changes: [{ field: 'notes', before: 'white', after: 'white\ntwo dozen' }],
			},
		]);
		const declined = await relay.couple(
			'POST',
			`/api/weddings/${relay.wedding}/suggestions/${body.suggestions[0].id}/decline`,
		);
		expect(declined.status).toBe(200);
		await relay.until(() => wedding.drafts[0]?.suggestion?.state === 'declined');
		expect(wedding.plan.tasks[0]?.notes).toBe('white');
	});
});

describe('what was typed into a note', () => {
	test('is suggested whole, though the same letters stand there already', async () => {
		const { wedding, relay } = await open();
		noteOf(wedding).insert(0, 'w');
		await relay.until(() => wedding.drafts.length === 1);
		await settled(relay, wedding.suggestDraft(wedding.drafts[0]?.id ?? ''));
		expect(wedding.drafts[0]?.suggestion).toMatchObject({
			operations: [{ name: 'tasks.setNotes', input: { id: 'flowers', text: 'white\nw' } }],
			changes: [{ before: 'white', after: 'white\nw' }],
		});
	});

	test('and only taken out is not called done when it is tried again: the draft stays and says so', async () => {
		const { hana, wedding, relay } = await open();
		noteOf(wedding).delete(0, 2);
		await relay.until(() => wedding.drafts.length === 1);
		await relay.couple('PATCH', `/api/weddings/${relay.wedding}/people/${hana.person}`, {
			body: { role: 'family' },
		});
		await relay.until(() => wedding.may(retitle).may);
		expect(wedding.retryDraft(wedding.drafts[0]?.id ?? '')).toMatchObject({
			ok: false,
			error: { reason: expect.stringMatching(/by hand/) },
		});
		expect([wedding.drafts.length, wedding.plan.tasks[0]?.notes]).toEqual([1, 'white']);
	});

	test('by somebody removed meanwhile is held, and never accepted over what others typed since', async () => {
		const { hana, wedding, relay } = await open('family');
		hana.device.isOnline = false;
		hana.device.cut();
		noteOf(wedding).insert(5, ', two dozen');
		await relay.pass(1_000);
		const task = `/api/weddings/${relay.wedding}/tasks/flowers`;
		await relay.couple('PATCH', task, { body: { notes: 'white and lilac' } });
		await relay.couple('DELETE', `/api/weddings/${relay.wedding}/people/${hana.person}`);
		hana.device.isOnline = true;
		await relay.until(() => wedding.drafts[0]?.suggestion?.state === 'sent');
		expect(await held(relay)).toMatchObject([{ changes: [{ before: 'white', after: 'white, two dozen' }] }]);
		const accept = `/api/weddings/${relay.wedding}/suggestions/${wedding.drafts[0]?.id}/accept`;
		expect((await relay.couple('POST', accept)).status).toBe(409);
		expect(await taskOf(relay)).toMatchObject({ notes: 'white and lilac' });
		await relay.couple('PATCH', task, { body: { notes: 'white' } });
		expect((await relay.couple('POST', accept)).status).toBe(200);
		expect(await taskOf(relay)).toMatchObject({ notes: 'white, two dozen' });
	});
});

describe('a note set as a whole', () => {
	const set = { name: 'tasks.setNotes', input: { id: 'flowers', text: 'white, two dozen' } };

	/** Set offline by somebody who may not any more, while others typed there. */
	async function refusedNote() {
		const opened = await open('family');
		const { hana, wedding, relay } = opened;
		hana.device.isOnline = false;
		hana.device.cut();
		expect(wedding.run(set).ok).toBe(true);
		await relay.pass(1_000);
		const at = `/api/weddings/${relay.wedding}`;
		await relay.couple('PATCH', `${at}/tasks/flowers`, { body: { notes: 'white; ask Mia' } });
		await relay.couple('PATCH', `${at}/people/${hana.person}`, { body: { role: 'helper' } });
		hana.device.isOnline = true;
		await relay.until(() => wedding.drafts.length === 1);
		return { ...opened, at, id: wedding.drafts[0]?.id ?? '' };
	}

	test('is suggested together with what others typed meanwhile, and takes nothing of theirs away', async () => {
		const { wedding, relay, at, id } = await refusedNote();
		await settled(relay, wedding.suggestDraft(id));
		await relay.until(() => wedding.drafts[0]?.suggestion?.state === 'sent');
		expect((await relay.couple('POST', `${at}/suggestions/${id}/accept`)).status).toBe(200);
		const { notes } = await taskOf(relay);
		expect([notes.includes('; ask Mia'), notes.includes(', two dozen')]).toEqual([true, true]);
	});

	test('is set again when it may be, unless others typed since: then what was typed goes behind theirs', async () => {
		const { hana, wedding, relay, at, id } = await refusedNote();
		await relay.couple('PATCH', `${at}/tasks/flowers`, { body: { notes: 'lilac; ask Mia' } });
		await relay.couple('PATCH', `${at}/people/${hana.person}`, { body: { role: 'family' } });
		await relay.until(
			() => wedding.may(retitle).may && wedding.plan.tasks[0]?.notes.startsWith('lilac') === true,
		);
		expect(wedding.retryDraft(id).ok).toBe(true);
		await relay.until(() => wedding.status.relay.waiting === 0);
		expect(await taskOf(relay)).toMatchObject({ notes: 'lilac; ask Mia, two dozen' });
	});

	test('several times by somebody removed is accepted with one tap each', async () => {
		const { hana, wedding, relay } = await open('family');
		hana.device.isOnline = false;
		hana.device.cut();
		for (const text of ['white roses', 'white roses, two dozen', 'white roses, two dozen, no fern'])
			wedding.run({ name: 'tasks.setNotes', input: { id: 'flowers', text } });
		await relay.pass(1_000);
		const at = `/api/weddings/${relay.wedding}`;
		await relay.couple('DELETE', `${at}/people/${hana.person}`);
		hana.device.isOnline = true;
		await relay.until(async () => (await held(relay)).length === 3);
		for (const { id } of await held(relay))
			expect((await relay.couple('POST', `${at}/suggestions/${id}/accept`)).status).toBe(200);
		expect(await taskOf(relay)).toMatchObject({ notes: 'white roses, two dozen, no fern' });
	});
});

describe('somebody removed', () => {
	test('and let in again has the plan as it is: what was held is a suggestion, and no longer stands on the screen', async () => {
		const { hana, wedding, relay } = await open('family');
		hana.device.isOnline = false;
		hana.device.cut();
		wedding.run(tick);
		wedding.run({ name: 'tasks.create', input: { id: 'cake', title: 'Cake' } });
		await relay.pass(1_000);
		const person = `/api/weddings/${relay.wedding}/people/${hana.person}`;
		await relay.couple('DELETE', person);
		hana.device.isOnline = true;
		await relay.until(
			() =>
				wedding.drafts.length === 2 && wedding.drafts.every(({ suggestion }) => suggestion?.state === 'sent'),
		);
		await settled(relay, hana.device.tabs[0]?.close() ?? Promise.resolve());
		expect((await relay.couple('POST', `${person}/restore`, { body: {} })).status).toBe(200);
		const { body } = await relay.couple('POST', `/api/weddings/${relay.wedding}/invites`, {
			body: { role: 'family', person: hana.person },
		});
		const code = { code: body.code, device: { name: 'The same phone' } };
		const redeemed = await relay.house.ask('POST', '/api/sign-in/redeem', { body: code });
		hana.keep.write(sessionShape.parse(redeemed.body));
		const { wedding: back } = await hana.device.open();
		await relay.until(() => back.status.relay.connection === 'online');
		expect(back.plan.tasks).toMatchObject([{ id: 'flowers', status: 'todo' }]);
		for (const { id } of await held(relay))
			await relay.couple('POST', `/api/weddings/${relay.wedding}/suggestions/${id}/accept`);
		await relay.until(() => back.plan.tasks.length === 2);
		expect(back.plan.tasks).toMatchObject([{ id: 'cake' }, { id: 'flowers', status: 'done' }]);
		expect(back.run(retitle)).toMatchObject({ ok: true });
		await relay.until(() => back.status.relay.waiting === 0);
		expect([back.drafts.map(({ suggestion }) => suggestion?.state), relay.faults]).toEqual([
			['accepted', 'accepted'],
			[],
		]);
	});

	test('while offline hands in what was edited, once, and loses nothing that is on the device', async () => {
		const { hana, wedding, relay } = await open();
		hana.device.isOnline = false;
		hana.device.cut();
		wedding.run(tick);
		await relay.pass(1_000);
		await relay.couple('DELETE', `/api/weddings/${relay.wedding}/people/${hana.person}`);
		hana.losses = 2;
		hana.device.isOnline = true;
		await relay.until(() => wedding.drafts[0]?.suggestion?.state === 'sent');
		expect([wedding.status.relay.connection, wedding.status.relay.waiting]).toEqual(['removed', 0]);
		expect(await held(relay)).toMatchObject([
			{ kind: 'held', by: { person: hana.person }, operations: [tick] },
		]);
		expect(wedding.plan.tasks[0]).toMatchObject({ title: 'Flowers', status: 'done' });
		expect(wedding.run(tick)).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
		force(hana, wedding, 'helper', retitle);
		await relay.until(async () => (await held(relay)).length === 2);
		const { wedding: second } = await hana.device.open();
		await relay.until(() => second.status.relay.connection === 'removed');
		force(hana, second, 'helper', { name: 'tasks.change', input: { id: 'flowers', title: 'Peonies' } });
		await relay.until(async () => (await held(relay)).length === 3);
		await relay.pass(60_000);
		expect((await held(relay)).length).toBe(3);
		expect([wedding, second].map((one) => [one.status.relay.waiting, one.drafts.length])).toEqual([
			[0, 3],
			[0, 3],
		]);
	});

	test('while editing is told so at once; what the relay had not taken is held once, wherever it was on its way', async () => {
		const { hana, wedding, relay } = await open();
		for (const status of ['doing', 'blocked', 'done'])
			wedding.run({ name: 'tasks.change', input: { id: 'flowers', status } });
		const removal = relay.couple('DELETE', `/api/weddings/${relay.wedding}/people/${hana.person}`);
		await relay.until(() => wedding.status.relay.connection === 'removed');
		await removal;
		await relay.until(() => wedding.drafts.every(({ suggestion }) => suggestion?.state === 'sent'));
		await relay.pass(60_000);
		const ids = (await held(relay)).map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
		expect([...ids].sort()).toEqual(wedding.drafts.map(({ id }) => id).sort());
		expect(wedding.status.relay.waiting).toBe(0);
	});
});

/** A helper's tab, with a task that is theirs. */
async function open(role: Role = 'helper') {
	const relay = await createSignedInWorld(3);
	const hana = await relay.invite('Hana', role);
	const task = { id: 'flowers', title: 'Flowers', notes: 'white', owner: hana.person };
	await relay.couple('POST', `/api/weddings/${relay.wedding}/tasks`, { body: task });
	const { wedding } = await hana.device.open();
	await relay.until(() => wedding.status.relay.connection === 'online' && wedding.plan.tasks.length === 1);
	return { relay, hana, wedding };
}

/** An edit by a program that asks nobody. */
function force({ person }: SignedIn, { doc }: Wedding, role: Role, operation: typeof retitle): void {
	expect(
		run(doc, { person: personId.parse(person), role, now: Date.UTC(2027, 5, 12, 9) }, operation).ok,
	).toBe(true);
}

async function taskOf({ couple, wedding }: SignedInWorld) {
	const { body } = await couple('GET', `/api/weddings/${wedding}/plan`);
	return body.tasks[0];
}

async function held({ couple, wedding }: SignedInWorld): Promise<readonly { readonly id: string }[]> {
	return (await couple('GET', `/api/weddings/${wedding}/suggestions`)).body.suggestions;
}

function noteOf({ doc }: Wedding): Y.Text {
	const task = doc.getMap('tasks').get('flowers');
	const notes: unknown = task instanceof Y.Map ? task.get('notes') : undefined;
	if (!(notes instanceof Y.Text)) throw new Error('no note');
	return notes;
}

/** Every connection it was seen in. */
function countLines(wedding: Wedding): ReadonlySet<string> {
	const seen = new Set<string>();
	wedding.subscribe(() => seen.add(wedding.status.relay.connection));
	return seen;
}

async function settled<T>(relay: SignedInWorld, promise: Promise<T>): Promise<T> {
	let isDone = false;
	const done = promise.finally(() => {
		isDone = true;
	});
	await relay.until(() => isDone);
	return done;
}
