/** Raw edits of somebody removed, held for others to decide. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { testClock } from '../../../shared/clock.ts';
import { personId } from '../../../shared/ids.ts';
import { heldId } from '../../../shared/wire/held-id.ts';
import { turn } from '../../world/turn.ts';
import { createDeciding } from '../../../server/room/deciding.ts';
import { serviceOf } from '../../../server/room/founding.ts';
import { createHolding } from '../../../server/room/holding.ts';
import { createSuggesting } from '../../../server/room/suggesting.ts';
import { memoryDisk, openMemory } from '../../../server/store/memory.ts';
import { StorageFull } from '../../../server/store/store.ts';
import { openDraftOf } from '../../world/draft-of.ts';
import { addTask, createWorld, demoWedding, principal, taskOf } from '../../world/wedding.ts';

const wren = principal('wren', 'vendor');
const ada = principal('ada');

async function atWedding() {
	const disk = memoryDisk();
	const world = await createWorld({ disk, store: openMemory(disk) });
	const { room, store, clock } = world;
	const create = { id: 'cake', title: 'The cake', notes: 'Lemon', status: 'todo' };
	await room.operate(serviceOf(demoWedding), { name: 'tasks.create', input: create });
	const announced: string[] = [];
	const announce = (...[, topic]: readonly unknown[]) => void announced.push(String(topic));
	const suggesting = createSuggesting({ store, clock, announce });
	const newHold = () => createHolding({ store, clock, suggesting });
	const deciding = createDeciding({ store, clock, rooms: { open: async () => room, announce } });
	return {
		...world,
		announced,
		suggesting,
		hold: newHold(),
		newHold,
		deciding,
		device: await openDraftOf(store, demoWedding),
		held: () => store.suggestions(demoWedding, { limit: 100 }),
		plan: async () => (await room.read()).plan,
	};
}

describe('an edit of somebody removed', () => {
	it('[SG10] is held though somebody who carried its bytes has taken its id, and once', async () => {
		const { hold, device, held, suggesting } = await atWedding();
		const update = device((doc) => taskOf(doc, 'cake').set('title', 'Kuchen'));
		const id = heldId(createHash('sha256').update(update).digest());
		const theft = { name: 'tasks.change', input: { id: 'cake', title: 'No cake' } };
		const wish = { id, section: 'plan', kind: 'suggested', operations: [theft], changes: [] } as const;
		expect((await suggesting.suggest(principal('eve', 'helper'), wish)).ok).toBe(true);
		await hold(wren, 'plan', update);
		await hold(wren, 'plan', update);
		expect((await held()).map(({ by, operations }) => [by.person, operations])).toEqual([
			['eve', [theft]],
			['wren', [{ name: 'tasks.change', input: { id: 'cake', title: 'Kuchen' } }]],
		]);
	});

	it('[SG10] is held as what it would have changed, and changes nothing', async () => {
		const { hold, device, held, plan, announced, store } = await atWedding();
		const before = await plan();
		const update = device((doc) => {
			taskOf(doc, 'cake').set('title', 'Kuchen');
			addTask(doc, 'band', 'The band');
		});
		await hold(wren, 'plan', update);
		expect(await held()).toMatchObject([
			{
				section: 'plan',
				kind: 'held',
				state: 'open',
				by: { person: 'wren', name: 'wren', role: 'vendor' },
				operations: [
					{ name: 'tasks.create', input: { id: 'band', title: 'The band' } },
					{ name: 'tasks.change', input: { id: 'cake', title: 'Kuchen' } },
				],
			},
		]);
		const [{ changes } = { changes: [] }] = await held();
		expect(changes).toContainEqual({
			root: 'tasks',
			record: 'cake',
			field: 'title',
			before: 'The cake',
			after: 'Kuchen',
		});
		expect(await plan()).toEqual(before);
		expect(announced).toEqual(['suggestions']);
		expect((await store.audit(demoWedding, 0, 10)).map(({ action }) => action)).toEqual(['edit.held']);
	});

	it('[SG10] is held once, however often it comes, at the same time or after a restart', async () => {
		const { hold, newHold, device, held } = await atWedding();
		const update = device((doc) => taskOf(doc, 'cake').set('title', 'Kuchen'));
		await Promise.all([hold(wren, 'plan', update), hold(wren, 'plan', update)]);
		await newHold()(wren, 'plan', update);
		expect(await held()).toHaveLength(1);
	});

	it('[SG10] stands on those before it, which nobody has merged, also after a restart', async () => {
		const { hold, newHold, device, held, clock } = await atWedding();
		const first = device((doc) => addTask(doc, 'band', 'The band'));
		const second = device((doc) => taskOf(doc, 'band').set('priority', 'high'));
		const third = device((doc) => taskOf(doc, 'band').set('title', 'No band'));
		await hold(wren, 'plan', first);
		clock.advance(1_000);
		await hold(wren, 'plan', second);
		clock.advance(1_000);
		await newHold()(wren, 'plan', third);
		expect((await held()).map(({ operations }) => operations)).toEqual([
			[{ name: 'tasks.create', input: { id: 'band', title: 'The band' } }],
			[{ name: 'tasks.change', input: { id: 'band', priority: 'high' } }],
			[{ name: 'tasks.change', input: { id: 'band', title: 'No band' } }],
		]);
	});

	it('[SG10] is nothing when it is in the document already', async () => {
		const { hold, held, room } = await atWedding();
		await room.read();
		const known = Y.encodeStateAsUpdate(new Y.Doc());
		await hold(wren, 'plan', known);
		expect(await held()).toEqual([]);
	});

	it('[SG10] in a note is held with the text before and after, and accepted as a whole text', async () => {
		const { hold, device, held, plan, deciding } = await atWedding();
		const update = device((doc) => (taskOf(doc, 'cake').get('notes') as Y.Text).insert(5, ', not lime'));
		await hold(wren, 'plan', update);
		const [one] = await held();
		expect(one?.changes).toEqual([
			{ root: 'tasks', record: 'cake', field: 'notes', before: 'Lemon', after: 'Lemon, not lime' },
		]);
		expect((await deciding.accept(ada, one?.id ?? '')).ok).toBe(true);
		expect((await plan()).tasks[0]?.notes).toBe('Lemon, not lime');
	});

	it('[SG10] is kept as bytes when it stands on what has not come, and understood when it came first', async () => {
		const { hold, device, held } = await atWedding();
		device((doc) => addTask(doc, 'band', 'The band'));
		const orphan = device((doc) => taskOf(doc, 'band').set('title', 'No band'));
		await hold(wren, 'plan', orphan);
		expect(await held()).toMatchObject([
			{
				operations: [],
				refusal: { code: 'missing-dependency' },
				frame: Buffer.from(orphan).toString('base64'),
			},
		]);
	});

	it('[SG10] that no member could make either is kept, with the reason', async () => {
		const { hold, device, held } = await atWedding();
		await hold(
			wren,
			'plan',
			device((doc) => taskOf(doc, 'cake').set('title', 7)),
		);
		expect(await held()).toMatchObject([{ operations: [], refusal: { code: 'invalid-value' } }]);
	});

	it('[SG10] is accepted as the acceptor, and what was sent is held or in the document, nothing lost', async () => {
		const { hold, device, held, deciding, plan } = await atWedding();
		for (let count = 0; count < 30; count++) {
			await hold(
				wren,
				'plan',
				device((doc) => addTask(doc, `t${count}`, `Task ${count}`)),
			);
		}
		const open = await held();
		expect(open).toHaveLength(30);
		for (const { id } of open) expect(await deciding.accept(ada, id)).toMatchObject({ ok: true });
		expect((await plan()).tasks).toHaveLength(31);
	});

	it('[SG10] in a stream of edits over a socket: what was sent is in the document or held, each once', async () => {
		const store = openMemory();
		const suggesting = createSuggesting({ store, clock: testClock(), announce: () => undefined });
		const hold = createHolding({ store, clock: testClock(), suggesting });
		const { room, join, settled } = await createWorld({ store, deps: { hold } });
		const service = serviceOf(demoWedding);
		const priya = { id: 'priya', name: 'Priya', role: 'coordinator' };
		await room.operate(service, { name: 'people.create', input: priya });
		const { edit } = join({ person: personId.parse('priya'), role: 'coordinator' });
		await settled();
		for (let count = 0; count < 20; count++) edit((doc) => addTask(doc, `t${count}`));
		await settled();
		for (let count = 20; count < 30; count++) edit((doc) => addTask(doc, `t${count}`));
		const removal = room.operate(service, { name: 'people.delete', input: { id: 'priya' } });
		for (let count = 30; count < 40; count++) edit((doc) => addTask(doc, `t${count}`));
		await removal;
		for (let count = 40; count < 50; count++) edit((doc) => addTask(doc, `t${count}`));
		await settled();
		for (let round = 0; round < 1_000; round++) await turn();
		const open = await store.suggestions(demoWedding, { state: 'open', limit: 100 });
		const merged = (await room.read()).plan.tasks.map(({ id }) => id);
		const held = open.flatMap(({ operations: [first] }) => (first?.input as { id: string }).id);
		const sent = Array.from({ length: 50 }, (_, count) => `t${count}`);
		expect([...merged, ...held].sort()).toEqual([...sent].sort());
		// Whatever came behind the removal.
		expect(held).toEqual(expect.arrayContaining(sent.slice(30)));
	});

	it('[SG8] is answered with "no space" when a thousand are open, so that the device keeps it', async () => {
		const { device, clock, store } = await atWedding();
		const full = { code: 'too-many-open', reason: 'too many' } as const;
		const hold = createHolding({
			store,
			clock,
			suggesting: { suggest: async () => ({ ok: false, error: full }) },
		});
		const update = device((doc) => taskOf(doc, 'cake').set('title', 'Kuchen'));
		await expect(hold(wren, 'plan', update)).rejects.toThrow(StorageFull);
		// It is tried anew, not taken for known.
		await expect(hold(wren, 'plan', update)).rejects.toThrow(StorageFull);
	});
});
