/** The audit of refused edits: one row at once, one for all the others of a minute. */
import { describe, expect, it } from 'vitest';
import { createRefusals } from '../../../server/room/refusals.ts';
import { openMemory } from '../../../server/store/memory.ts';
import { StorageFull } from '../../../server/store/store.ts';
import { testClock } from '../../../shared/clock.ts';
import type { Refusal } from '../../../shared/wire/refusal.ts';
import { demoWedding, principal } from '../../world/wedding.ts';
import { weddingRow } from '../../world/entry.ts';
import { turn } from '../../world/turn.ts';

async function atWedding() {
	const clock = testClock();
	const store = openMemory();
	await store.createWedding(weddingRow(demoWedding));
	const refusals = createRefusals({
		store,
		clock,
		fatal(fault) {
			throw fault;
		},
	});
	const rows = async () => {
		for (let round = 0; round < 10; round++) await turn();
		return (await store.audit(demoWedding, 0, 1_000)).map(({ actor, subject, detail }) => ({
			by: actor.person,
			subject,
			...detail,
		}));
	};
	return { clock, store, refusals, rows };
}
const refusal = (more: Partial<Refusal> = {}): Refusal => ({ code: 'not-allowed', reason: 'no', ...more });
const wren = principal('wren', 'vendor');

describe('refused edits', () => {
	it('[M4] have a row with code, place and person at once, and one a minute for all that follow', async () => {
		const { clock, refusals, rows } = await atWedding();
		refusals.note(wren, 'plan', refusal({ record: 'cake', field: 'owner~77' }));
		const first = {
			by: 'wren',
			subject: 'cake',
			count: 1,
			codes: 'not-allowed',
			section: 'plan',
			field: 'owner',
		};
		expect(await rows()).toEqual([first]);
		for (let count = 0; count < 5_000; count++)
			refusals.note(wren, 'plan', refusal({ code: count % 2 === 0 ? 'malformed' : 'invalid-value' }));
		refusals.note(principal('mo', 'helper'), 'budget', refusal());
		clock.advance(60_000);
		const rest = { by: 'wren', subject: undefined, count: 5_000, codes: 'invalid-value malformed' };
		const other = { by: 'mo', subject: undefined, count: 1, codes: 'not-allowed', section: 'budget' };
		expect(await rows()).toEqual([first, other, rest]);
		clock.advance(60_000);
		refusals.note(wren, 'plan', refusal());
		expect((await rows()).slice(3)).toEqual([
			{ by: 'wren', subject: undefined, count: 1, codes: 'not-allowed', section: 'plan' },
		]);
	});

	it('[M4] are written down at the stop', async () => {
		const { refusals, rows } = await atWedding();
		for (let count = 0; count < 3; count++) refusals.note(wren, 'plan', refusal());
		await refusals.close();
		expect(await rows()).toMatchObject([{ count: 1 }, { count: 2 }]);
	});

	it('[M4] say nothing of what somebody wrote where a name should be', async () => {
		const { refusals, rows } = await atWedding();
		refusals.note(wren, 'plan', refusal({ record: 'Call me: +44 20', field: 'my secret' }));
		expect(await rows()).toEqual([
			{ by: 'wren', subject: undefined, count: 1, codes: 'not-allowed', section: 'plan' },
		]);
	});

	it('[M4] stop nothing when the disk is full', async () => {
		const { store, refusals, rows } = await atWedding();
		const note = store.note.bind(store);
		Object.assign(store, { note: () => Promise.reject(new StorageFull('no space')) });
		refusals.note(wren, 'plan', refusal());
		await turn();
		Object.assign(store, { note });
		refusals.note(principal('mo', 'helper'), 'plan', refusal());
		expect((await rows()).map(({ by }) => by)).toEqual(['mo']);
	});
});
