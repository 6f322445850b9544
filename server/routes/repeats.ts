/**
 * A request sent twice is done once. The answer to the first is remembered under its `Idempotency-Key` in the transaction that
 * stored it; the same request again gets the same answer, another request under the same key is refused. Two at the same
 * time wait for each other here.
 */
import { createHash } from 'node:crypto';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { NotOperated, Operated } from '../room/door.ts';
import type { Store } from '../store/store.ts';
import { notOperatedProblem, type Problem } from './problem.ts';

export interface Repeatable {
	readonly wedding: WeddingId;
	readonly person: PersonId;
	/** The `Idempotency-Key`; without one every request counts for itself. */
	readonly key: string | undefined;
	/** What is asked for: method, path and body. */
	readonly asked: readonly unknown[];
}
export type Answer = { readonly key: string; readonly request: string };

export interface Repeats {
	/** `work` hands the answer to `room.operate`, which remembers it. */
	once(
		repeatable: Repeatable,
		work: (answer: Answer | undefined) => Promise<Result<Operated, NotOperated>>,
	): Promise<Result<Operated, Problem>>;
}

export function createRepeats(store: Pick<Store, 'recallAnswer'>): Repeats {
	const underWay = new Map<string, Promise<unknown>>();

	async function recallOrWork(
		{ wedding, person, key, asked }: Repeatable & { readonly key: string },
		work: (answer: Answer) => Promise<Result<Operated, NotOperated>>,
	): Promise<Result<Operated, Problem>> {
		const request = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
		const recalled = await store.recallAnswer(wedding, person, key);
		if (recalled === undefined) return presented(await work({ key, request }));
		if (recalled.request !== request) return err(keyReused);
		return ok({ record: JSON.parse(recalled.body), seq: recalled.seq });
	}

	return {
		async once(repeatable, work) {
			const { wedding, person, key } = repeatable;
			if (key === undefined) return presented(await work(undefined));
			if (!isKey(key)) return err(badKey);
			const name = JSON.stringify([wedding, person, key]);
			const before = underWay.get(name);
			const mine = (async () => {
				await before;
				return recallOrWork({ ...repeatable, key }, work);
			})();
			// Whoever waits needs to know that this is over, not how it ended.
			const over = mine.then(
				() => undefined,
				() => undefined,
			);
			underWay.set(name, over);
			try {
				return await mine;
			} finally {
				if (underWay.get(name) === over) underWay.delete(name);
			}
		},
	};
}

function presented(operated: Result<Operated, NotOperated>): Result<Operated, Problem> {
	return operated.ok ? operated : err(notOperatedProblem(operated.error));
}

export const isKey = (text: string): boolean => /^[\x21-\x7e]{1,200}$/.test(text);

const keyReused: Problem = {
	code: 'key-reused',
	detail: 'This Idempotency-Key was used for another request. Use a new one.',
};
export const badKey: Problem = {
	code: 'malformed',
	detail: 'An Idempotency-Key has 1 to 200 printable ASCII characters without spaces.',
};
