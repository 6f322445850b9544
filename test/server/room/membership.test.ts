/** Membership follows the people records, in the transaction of the update that changed them. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readPlan } from '../../../shared/document/document.ts';
import { personId } from '../../../shared/ids.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { serviceOf } from '../../../server/room/founding.ts';
import { memoryDisk } from '../../../server/store/memory.ts';
import type { MemberRecord } from '../../../server/store/store.ts';
import { createWorld, demoWedding, principal, type World } from '../../world/wedding.ts';

const ada = principal('ada');

async function withPeople(world: World, people: Readonly<Record<string, Role>> = { wren: 'vendor' }) {
	const { room } = world;
	await room.operate(serviceOf(demoWedding), person('create', { id: 'ada', name: 'Ada', role: 'couple' }));
	for (const [id, role] of Object.entries(people))
		await room.operate(ada, person('create', { id, name: `The ${role}`, role }));
}
const person = (verb: string, input: object) => ({ name: `people.${verb}`, input });
const wren = async ({ store }: World) =>
	(await store.members(demoWedding)).find((one) => one.person === personId.parse('wren'));

describe('membership', () => {
	it('[M1] follows every way in which a people record changes', async () => {
		const world = await createWorld();
		await withPeople(world);
		const { room, clock } = world;
		const standing = { person: 'wren', name: 'The vendor', role: 'vendor' };
		expect(await wren(world)).toEqual(standing);
		await room.operate(ada, person('change', { id: 'wren', trade: 'florist', name: 'Wren' }));
		expect(await wren(world)).toEqual({ ...standing, name: 'Wren', trade: 'florist' });
		await room.operate(ada, person('change', { id: 'wren', role: 'helper', trade: null }));
		expect(await wren(world)).toEqual({ ...standing, name: 'Wren', role: 'helper' });
		clock.advance(5_000);
		const removedAt = clock.now();
		await room.operate(ada, person('delete', { id: 'wren' }));
		expect(await wren(world)).toEqual({
			...standing,
			name: 'Wren',
			role: 'helper',
			removedAt,
			tokensFrom: removedAt,
		});
		clock.advance(5_000);
		await room.operate(ada, person('restore', { id: 'wren' }));
		expect(await wren(world)).toEqual({ ...standing, name: 'Wren', role: 'helper', tokensFrom: removedAt });
	});

	it('[M1] follows a raw update of a socket like an operation, at the time of the server', async () => {
		const world = await createWorld();
		await withPeople(world);
		const joined = world.join({ person: ada.person });
		await world.settled();
		joined.edit((doc) => {
			const record = doc.getMap('people').get('wren') as Y.Map<unknown>;
			record.set('deletedAt', '1999-01-01T00:00:00Z');
			record.set('deletedBy', 'ada');
		});
		await world.settled();
		expect(await wren(world)).toMatchObject({ removedAt: world.clock.now() });
	});

	it('[M2] says in the audit who joined, changed, left and came back, and by whose hand', async () => {
		const world = await createWorld();
		await withPeople(world);
		const { room } = world;
		await room.operate(ada, person('change', { id: 'wren', role: 'helper' }));
		await room.operate(ada, person('change', { id: 'wren', colour: '#7a9e7e', name: 'Wren' }));
		await room.operate(ada, person('delete', { id: 'wren' }));
		await room.operate(ada, person('restore', { id: 'wren' }));
		const at = world.clock.now();
		const actor = { person: 'ada', role: 'couple' };
		const rows = await world.store.audit(demoWedding, 0, 100);
		expect(rows.map(({ n: _, hash: __, ...fact }) => fact)).toEqual([
			{
				action: 'person.joined',
				at,
				actor: { person: 'wedsync', role: 'service', operator: true },
				subject: 'ada',
				detail: { role: 'couple' },
			},
			{ action: 'person.joined', at, actor, subject: 'wren', detail: { role: 'vendor' } },
			{ action: 'person.role-changed', at, actor, subject: 'wren', detail: { from: 'vendor', to: 'helper' } },
			{ action: 'person.removed', at, actor, subject: 'wren' },
			{ action: 'person.restored', at, actor, subject: 'wren' },
		]);
	});

	it('[M3] a new process finds record and membership together, wherever the former one stopped', async () => {
		const disk = memoryDisk();
		const found: string[][] = [];
		const world = await createWorld({
			disk,
			deps: {
				pass() {
					const wedding = disk.weddings.get(demoWedding);
					const doc = new Y.Doc();
					for (const { update } of wedding?.load('plan').rows ?? []) Y.applyUpdate(doc, update);
					const records = readPlan(doc).people.map(({ id, role }) => `${id} ${role}`);
					const members = (wedding?.members() ?? []).filter(({ removedAt }) => removedAt === undefined);
					expect(members.map((one) => `${one.person} ${one.role}`).sort()).toEqual([...records].sort());
					found.push(records);
				},
			},
		});
		await withPeople(world, { wren: 'vendor', mo: 'helper' });
		await world.room.operate(ada, person('change', { id: 'wren', role: 'helper' }));
		await world.room.operate(ada, person('delete', { id: 'mo' }));
		const joined = world.join({ person: ada.person });
		await world.settled();
		joined.edit((doc) => {
			(doc.getMap('people').get('wren') as Y.Map<unknown>).set('role', 'party');
		});
		await world.settled();
		expect(found.length).toBeGreaterThan(10);
		expect(found.at(-1)).toEqual(['ada couple', 'wren party']);
	});

	it('[M3] an update that is not stored changes no membership and tells nobody', async () => {
		const told: (readonly MemberRecord[])[] = [];
		let isFull = false;
		const world = await createWorld({ deps: { onMembers: (_, members) => void told.push(members) } });
		const append = world.store.append.bind(world.store);
		Object.assign(world.store, {
			append: (entries: Parameters<typeof append>[0]) =>
				isFull
					? Promise.resolve({ ok: false, error: { code: 'full', reason: 'no space' } })
					: append(entries),
		});
		await withPeople(world);
		expect(told.map(([member]) => member?.person)).toEqual(['ada', 'wren']);
		isFull = true;
		await world.room.operate(ada, person('delete', { id: 'wren' }));
		expect(await wren(world)).toEqual({ person: 'wren', name: 'The vendor', role: 'vendor' });
		expect(told).toHaveLength(2);
	});
});
