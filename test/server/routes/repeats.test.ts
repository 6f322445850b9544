import { describe, expect, it } from 'vitest';
import { type Answer, createRepeats, type Repeatable } from '../../../server/routes/repeats.ts';
import { personId, seq, weddingId } from '../../../shared/ids.ts';
import { err, ok } from '../../../shared/result.ts';

const asking = (changes: Partial<Repeatable> = {}): Repeatable => ({
	wedding: weddingId.parse('w1'),
	person: personId.parse('maria'),
	key: 'k-1',
	asked: ['POST', '/tasks', { title: 'Flowers' }],
	...changes,
});

/** A store that remembers what `work` has done, and work that ends only when told to. */
function world() {
	const remembered = new Map<string, { request: string; body: string; seq: ReturnType<typeof seq.parse> }>();
	const repeats = createRepeats({
		recallAnswer: async (wedding, person, key) => remembered.get(`${wedding} ${person} ${key}`),
	});
	const { promise: disk, resolve: finish } = Promise.withResolvers<void>();
	let times = 0;
	const workAs = (who: Repeatable) => async (answer: Answer | undefined) => {
		times += 1;
		await disk;
		const done = { record: { id: `task-${times}` }, seq: seq.parse(times) };
		if (answer !== undefined) {
			const { request, key } = answer;
			remembered.set(`${who.wedding} ${who.person} ${key}`, {
				request,
				body: JSON.stringify(done.record),
				seq: done.seq,
			});
		}
		return ok(done);
	};
	const once = (who = asking()) => repeats.once(who, workAs(who));
	return { repeats, once, finish, times: () => times };
}

describe('the same request', () => {
	it('that comes while the first is being stored waits for it and gets its answer', async () => {
		const { once, finish, times } = world();
		const all = Array.from({ length: 10 }, () => once());
		finish();
		const answers = await Promise.all(all);
		expect(answers).toEqual(Array(10).fill(ok({ record: { id: 'task-1' }, seq: 1 })));
		expect(times()).toBe(1);
	});

	it('without a key, of another person or in another wedding counts for itself', async () => {
		const { once, finish, times } = world();
		finish();
		const wedding = weddingId.parse('w2');
		const person = personId.parse('jonas');
		const { key: _, ...keyless } = asking();
		await Promise.all([
			once(),
			once(asking({ person })),
			once(asking({ wedding })),
			once({ ...keyless, key: undefined }),
			once({ ...keyless, key: undefined }),
		]);
		expect(times()).toBe(5);
	});

	it('that failed leaves the way free for the next', async () => {
		const { repeats, once, finish } = world();
		finish();
		const broken = repeats.once(asking(), () => Promise.reject(new Error('broken')));
		const next = once();
		await expect(broken).rejects.toThrow('broken');
		expect((await next).ok).toBe(true);
		const declined = { kind: 'declined', declined: { code: 'not-found', reason: 'No such task.' } } as const;
		expect(await repeats.once(asking({ key: 'k-2' }), async () => err(declined))).toEqual(
			err({ code: 'not-found', detail: 'No such task.' }),
		);
		expect((await once(asking({ key: 'k-2' }))).ok).toBe(true);
	});

	it('is not the same if anything of it differs', async () => {
		const { once, finish } = world();
		finish();
		await once();
		for (const asked of [
			['PATCH', '/tasks', { title: 'Flowers' }],
			['POST', '/tasks', { title: 'Cake' }],
			[],
		]) {
			expect(await once(asking({ asked }))).toMatchObject({ ok: false, error: { code: 'key-reused' } });
		}
	});
});
