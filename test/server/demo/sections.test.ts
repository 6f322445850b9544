import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { demoSections } from '../../../server/demo/private-sections.ts';
import { seedDemo } from '../../../server/demo/seed.ts';
import { may } from '../../../shared/access/may.ts';
import { checkDocument } from '../../../shared/document/check.ts';
import { rootOf } from '../../../shared/document/operations/operation.ts';
import { run } from '../../../shared/document/operations/operations.ts';
import { readBudget, readCeremony, readGuests } from '../../../shared/document/private-sections.ts';
import { programmeOf } from '../../../shared/document/programme.ts';
import { type Section, sectionNames, sectionOf } from '../../../shared/document/schema.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { createHouse } from '../../world/house.ts';
import { noon } from '../../world/replica.ts';

const amara = { person: personId.parse('person-amara'), role: 'couple', now: noon } as const;

function seeded() {
	const docs = Object.fromEntries(sectionNames.map((name) => [name, new Y.Doc()])) as Record<Section, Y.Doc>;
	for (const operation of demoSections('2027-06-12')) {
		const root = rootOf(operation) ?? 'meta';
		expect(run(docs[sectionOf(root)], amara, operation)).toMatchObject({ ok: true });
	}
	return docs;
}

test('each section is whole, in its own document, and every act is one the couple may do', () => {
	const docs = seeded();
	for (const section of ['ceremony', 'guests', 'budget'] as const) {
		expect(checkDocument(docs[section], section)).toEqual([]);
	}
	expect(docs.plan.share.size).toBe(0);
	const none = { value: () => undefined, isAssigned: () => false };
	for (const { name, input } of demoSections('2027-06-12')) {
		const root = rootOf({ name }) ?? 'meta';
		const { id } = input as { id: string };
		expect(may(amara, { root, record: id, field: '', after: input }, none)).toEqual({ may: true });
	}
});

test('about forty guests at six tables, nobody without a chair, a ceremony in its order, a budget that is not spent', () => {
	const docs = seeded();
	const { guests, tables } = readGuests(docs.guests);
	expect([guests.length, tables.length]).toEqual([40, 6]);
	for (const { id, seats = 0 } of tables) {
		const taken = guests.filter(({ table }) => table === id);
		expect(taken.length).toBeGreaterThan(0);
		expect(taken.length).toBeLessThanOrEqual(seats);
	}
	expect(new Set(guests.map(({ rsvp }) => rsvp))).toEqual(new Set(['yes', 'maybe', 'no', 'open']));
	expect(guests.filter(({ diet }) => diet !== undefined).length).toBeGreaterThan(8);
	const { items } = readCeremony(docs.ceremony);
	expect(items.map(({ order }) => order)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
	const { lines } = readBudget(docs.budget);
	expect(lines).toHaveLength(11);
	for (const { amount = 0, paid = 0 } of lines) expect(paid).toBeLessThanOrEqual(amount);
	expect(lines[0]).toMatchObject({ id: 'line-dress', due: '2027-04-13' });
});

test('the server seeds them once, and finishes what a killed start began', async () => {
	const { store, rooms, clock } = createHouse();
	const demo = weddingId.parse('demo');
	const deps = { store, rooms, clock };
	// The last of the sections is slow to be stored, for the first start at least.
	let operated = 0;
	const dying = {
		open: async (...where: Parameters<typeof rooms.open>) => {
			const room = await rooms.open(...where);
			if (where[1] === 'guests' && ++operated > 20) throw new Error('killed');
			return room;
		},
	};
	await expect(seedDemo({ ...deps, rooms: dying })).rejects.toThrow('killed');
	expect(await seedDemo(deps)).toBeUndefined();
	const read = async () =>
		Promise.all(sectionNames.map(async (section) => (await rooms.open(demo, section)).view()));
	const [plan, ceremony, guests, budget] = await read();
	expect(ceremony?.view).toMatchObject({ items: { length: 9 } });
	expect(guests?.view).toMatchObject({ guests: { length: 40 }, tables: { length: 6 } });
	expect(budget?.view).toMatchObject({ lines: { length: 11 } });
	expect(await seedDemo(deps)).toBeUndefined();
	expect(await read()).toEqual([plan, ceremony, guests, budget]);
	const room = await rooms.open(demo, 'plan');
	expect(programmeOf((await room.read()).plan).items).toHaveLength(16);
});
