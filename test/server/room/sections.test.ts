import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Room } from '../../../server/room/door.ts';
import { createRooms, type Rooms } from '../../../server/room/rooms.ts';
import { openMemory } from '../../../server/store/memory.ts';
import type { Store } from '../../../server/store/store.ts';
import { testClock } from '../../../shared/clock.ts';
import { type Section, sectionNames } from '../../../shared/document/schema.ts';
import { seededRandom } from '../../../shared/random.ts';
import { demoWedding, join, principal } from '../../world/wedding.ts';

let store: Store;
let rooms: Rooms;
const logged: string[] = [];

beforeEach(async () => {
	store = openMemory();
	logged.length = 0;
	await store.createWedding({ id: demoWedding, createdAt: 0, name: 'Ada & Noor', date: '2027-06-12' });
	rooms = createRooms({
		store,
		clock: testClock(),
		random: seededRandom(1),
		later: queueMicrotask,
		log: (_, event) => void logged.push(event),
		fatal(fault) {
			throw fault;
		},
	});
});
afterEach(() => rooms.close());

const open = (section: Section): Promise<Room> => rooms.open(demoWedding, section);
const first = {
	plan: ['tasks', { title: 'Flowers', notes: new Y.Text() }],
	ceremony: ['items', { title: 'Vows', text: new Y.Text() }],
	guests: ['guests', { name: 'Bo' }],
	budget: ['lines', { title: 'Cake' }],
} as const;
const pairs = sectionNames.flatMap((here) =>
	sectionNames.filter((other) => other !== here).map((other) => [here, other] as const),
);

function write(doc: Y.Doc, [root, fields]: readonly [string, Readonly<Record<string, unknown>>]): void {
	const record = new Y.Map<unknown>();
	for (const [name, value] of Object.entries(fields)) {
		record.set(name, value instanceof Y.Text ? new Y.Text() : value);
	}
	doc.getMap(root).set('a', record);
}

test.each(pairs)('[N1] %s takes no record of %s from a socket', async (here, other) => {
	const room = await open(here);
	const ada = join(room, { wish: { receipts: true } });
	await room.view();
	ada.edit((doc) => write(doc, first[here]));
	await room.view();
	const before = await room.view();
	ada.edit((doc) => write(doc, first[other]));
	await room.view();
	expect(ada.last('receipt')).toMatchObject({ n: 1 });
	expect(ada.last('refusal')).toMatchObject({
		n: 2,
		refusal: {
			code: 'invalid-value',
			reason: `there is no root "${first[other][0]}" in the section ${here}`,
		},
	});
	expect(await room.view()).toEqual(before);
});

test.each(pairs)('[N1] %s does no operation of %s', async (here, other) => {
	const room = await open(here);
	const before = await room.view();
	const [root, { title, name }] = first[other] as readonly [string, { title?: string; name?: string }];
	const input = { id: 'a', ...(title === undefined ? { name } : { title }) };
	expect(await room.operate(principal('ada'), { name: `${root}.create`, input })).toMatchObject({
		ok: false,
		error: { kind: 'declined', declined: { code: 'unknown-operation' } },
	});
	expect(await room.view()).toEqual(before);
	// And goes on with its own.
	const [own, fields] = first[here] as readonly [string, { title?: string; name?: string }];
	const mine = { id: 'b', ...(fields.title === undefined ? { name: fields.name } : { title: fields.title }) };
	expect(await room.operate(principal('ada'), { name: `${own}.create`, input: mine })).toMatchObject({
		ok: true,
	});
});

test('[N3] sections share the sequence of their wedding, and each is told only its own', async () => {
	const heard = [];
	for (const section of sectionNames) {
		const room = await open(section);
		const noor = join(room, { person: principal('noor').person, wish: { receipts: true } });
		await room.view();
		const ada = join(room, { wish: { receipts: true } });
		await room.view();
		ada.edit((doc) => write(doc, first[section]));
		await room.view();
		heard.push([
			section,
			ada.last('receipt')?.seq,
			[...noor.doc.share.keys()],
			noor.last('update') !== undefined,
		]);
	}
	expect(heard).toEqual([
		['plan', 1, ['tasks'], true],
		['ceremony', 2, ['items'], true],
		['guests', 3, ['guests'], true],
		['budget', 4, ['lines'], true],
	]);
	const events = await store.events(demoWedding, { seq: 0, index: 0 }, 10);
	expect(events.map(({ seq, type, actor, record }) => [seq, type, actor.person, record])).toEqual([
		[1, 'task.created', 'ada', { kind: 'task', id: 'a' }],
		[2, 'ceremony.created', 'ada', { kind: 'ceremony', id: 'a' }],
		[3, 'guest.created', 'ada', { kind: 'guest', id: 'a' }],
		[4, 'budget.created', 'ada', { kind: 'budget', id: 'a' }],
	]);
	expect(logged).toEqual([]);
});

test('the plan is read of the room of the plan, and of no other', async () => {
	expect((await (await open('plan')).read()).plan.tasks).toEqual([]);
	expect(Object.keys((await (await open('budget')).view()).view)).toEqual(['lines', 'conflicts']);
});
