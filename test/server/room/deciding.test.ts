/** Deciding at the same time, in one process: nothing staggers the calls. */
import { expect, it } from 'vitest';
import { createDeciding } from '../../../server/room/deciding.ts';
import { serviceOf } from '../../../server/room/founding.ts';
import { createSuggesting } from '../../../server/room/suggesting.ts';
import { createWorld, demoWedding, principal } from '../../world/wedding.ts';

async function atWedding() {
	const world = await createWorld();
	const { room, store, clock } = world;
	const create = { id: 'cake', title: 'The cake' };
	await room.operate(serviceOf(demoWedding), { name: 'tasks.create', input: create });
	const announce = () => undefined;
	const suggesting = createSuggesting({ store, clock, announce });
	const deciding = createDeciding({ store, clock, rooms: { open: async () => room, announce } });
	const comment = { name: 'comments.create', input: { id: 'c1', on: 'task:cake', text: 'Once' } };
	const wish = { id: 's1', section: 'plan', kind: 'suggested', operations: [comment], changes: [] } as const;
	return {
		...world,
		suggesting,
		deciding,
		wish,
		rows: async () => (await store.load(demoWedding, 'plan')).seq,
	};
}
const [ada, priya, wren] = [principal('ada'), principal('priya', 'coordinator'), principal('wren', 'vendor')];

it('[SG3] two who accept and one who declines in one moment make one decision', async () => {
	const { suggesting, deciding, wish, rows, store } = await atWedding();
	await suggesting.suggest(wren, wish);
	const before = await rows();
	const answers = await Promise.all([
		deciding.accept(ada, 's1'),
		deciding.accept(priya, 's1'),
		deciding.decline(priya, 's1'),
	]);
	expect(answers).toEqual([
		{ ok: true, value: { state: 'accepted', seq: before + 1 } },
		{ ok: true, value: { state: 'accepted' } },
		{ ok: false, error: { kind: 'decided', state: 'accepted' } },
	]);
	expect(await rows()).toBe(before + 1);
	expect(await store.suggestion(demoWedding, 's1')).toMatchObject({ state: 'accepted', decidedBy: 'ada' });
});

it('[SG1] two of one id in one moment are one, and only one is told of', async () => {
	const { suggesting, wish, rows } = await atWedding();
	const before = await rows();
	const [one, other] = await Promise.all([suggesting.suggest(wren, wish), suggesting.suggest(wren, wish)]);
	expect(other).toEqual(one);
	expect(await rows()).toBe(before + 1);
	const taken = await suggesting.suggest(ada, wish);
	expect(taken).toMatchObject({ ok: false, error: { code: 'already-exists' } });
});

it('[SG3] whoever lost the right to it meanwhile carries nothing out', async () => {
	const { suggesting, deciding, wish, rows, room } = await atWedding();
	await room.operate(serviceOf(demoWedding), {
		name: 'people.create',
		input: { id: 'priya', name: 'Priya', role: 'helper' },
	});
	await suggesting.suggest(wren, wish);
	const before = await rows();
	// Asked as the coordinator she was when the request came.
	expect(await deciding.accept(priya, 's1')).toMatchObject({
		ok: false,
		error: { kind: 'not-operated', fault: { kind: 'refused', refusal: { code: 'not-allowed' } } },
	});
	expect(await rows()).toBe(before);
});
