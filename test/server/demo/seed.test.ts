import { expect, test } from 'vitest';
import { demoPeople } from '../../../server/demo/people.ts';
import { seedDemo } from '../../../server/demo/seed.ts';
import { weddingId } from '../../../shared/ids.ts';
import { createHouse } from '../../world/house.ts';

const demo = weddingId.parse('demo');

test('[G14] the demo wedding is made through the gate, everybody writing under their own rights', async () => {
	const { store, rooms, clock } = createHouse();
	expect(await seedDemo({ store, rooms, clock })).toBeUndefined();
	const room = await rooms.open(demo, 'plan');
	const { plan, seq } = await room.read();
	expect({
		people: plan.people.length,
		comments: plan.comments.length,
		timeline: plan.timeline.length,
		members: (await store.members(demo)).map(({ person, role }) => `${person} ${role}`).sort(),
	}).toEqual({
		people: demoPeople.length,
		comments: 9,
		timeline: 35,
		members: demoPeople.map(({ id, role }) => `${id} ${role}`).sort(),
	});
	expect(await seedDemo({ store, rooms, clock })).toBeUndefined();
	expect((await room.read()).seq).toBe(seq);
});
