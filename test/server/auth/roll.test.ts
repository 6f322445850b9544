import { describe, expect, it } from 'vitest';
import { createRoll } from '../../../server/auth/roll.ts';
import type { Member } from '../../../server/store/store.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { ok } from '../../../shared/result.ts';
import { entry } from '../../world/entry.ts';

const wedding = weddingId.parse('w1');
const wren: Member = { person: personId.parse('wren'), name: 'Wren', role: 'vendor' };

type Roll = ReturnType<typeof createRoll>;

/** A store that counts questions and answers a save only when told to. */
function world() {
	let members: readonly Member[] = [];
	let questions = 0;
	const { promise: disk, resolve: finish } = Promise.withResolvers<void>();
	const roll = createRoll({
		async members() {
			questions += 1;
			return members;
		},
		async saveMember(_, member) {
			await disk;
			members = [member];
		},
		async raiseMember() {
			await disk;
			members = [{ ...wren, raised: { until: 9, by: wren.person, reason: 'fire' } }];
			return true;
		},
		async append([first]) {
			await disk;
			members = first?.members ?? members;
			return ok([]);
		},
	});
	return { roll, finish, questions: () => questions };
}

describe('the roll of members', () => {
	it('asks the store once for a crowd', async () => {
		const { roll, questions } = world();
		await Promise.all(Array.from({ length: 100 }, () => roll.members(wedding)));
		expect([await roll.members(wedding), questions()]).toEqual([[], 1]);
	});

	it.each([
		['a member', (roll: Roll) => roll.saveMember(wedding, wren)],
		['raised rights', (roll: Roll) => roll.raiseMember(wedding, wren.person, undefined)],
		['a row of the log', (roll: Roll) => roll.append([entry('a', { wedding, members: [wren] })])],
	])(
		'knows of a change by %s as soon as it is stored, also if somebody asked meanwhile',
		async (_, change) => {
			const { roll, finish } = world();
			const saving = change(roll);
			expect(await roll.members(wedding)).toEqual([]);
			finish();
			await saving;
			expect(await roll.members(wedding)).toMatchObject([wren]);
		},
	);

	it('remembers over rows that bring no members', async () => {
		const { roll, finish, questions } = world();
		finish();
		await roll.members(wedding);
		await roll.append([entry('a', { wedding })]);
		await roll.members(wedding);
		expect(questions()).toBe(1);
	});

	it('does not remember a failure', async () => {
		let fails = true;
		const roll = createRoll({
			members: async () => (fails ? Promise.reject(new Error('broken')) : [wren]),
			saveMember: async () => undefined,
			raiseMember: async () => false,
			append: async () => ok([]),
		});
		await expect(roll.members(wedding)).rejects.toThrow('broken');
		fails = false;
		expect(await roll.members(wedding)).toEqual([wren]);
	});

	it('forgets the wedding it has known longest when there are too many', async () => {
		const { roll, questions } = world();
		for (let number = 0; number <= 1_000; number++) await roll.members(weddingId.parse(`w${number}`));
		await roll.members(weddingId.parse('w1000'));
		expect(questions()).toBe(1_001);
		await roll.members(weddingId.parse('w0'));
		expect(questions()).toBe(1_002);
	});
});
