/**
 * The commands `dead-letters` and `replay`: asked of the running server, which alone may write. What is said is ids, counts and the name
 * of what went wrong.
 */
import { z } from 'zod';
import { done, failed, type Said } from './backup.ts';
import type { OperatorCalls } from './operator-calls.ts';

export interface LetterWish {
	readonly wedding?: string | undefined;
	readonly event?: string | undefined;
}

export async function deadLetters(
	calls: OperatorCalls,
	observer: string | undefined,
	wish: LetterWish,
): Promise<Said> {
	const answer = await calls.post('/api/dead-letters/list', { observer, ...given(wish) });
	if (!answer.ok) return failed(answer.error);
	const { letters, deliveries } = listed.parse(answer.value);
	const dead = Object.entries(deliveries).filter(([, count]) => count > 0);
	return done(
		...letters.map(lineOf),
		`${letters.length} events were put aside.`,
		dead.length === 0
			? 'No delivery was given up.'
			: `Deliveries given up: ${dead.map(([lane, count]) => `${count} ${lane}`).join(', ')}.`,
	);
}

export async function replay(
	calls: OperatorCalls,
	what: string | undefined,
	wish: LetterWish,
): Promise<Said> {
	if (what === 'deliveries') {
		const { wedding } = wish;
		const answer = await calls.post('/api/dead-letters/redrive', { wedding });
		return answer.ok ? done(`${answer.value.redriven} deliveries are tried again.`) : failed(answer.error);
	}
	const answer = await calls.post('/api/dead-letters/replay', { observer: what, ...given(wish) });
	if (!answer.ok) return failed(answer.error);
	const { replayed } = redone.parse(answer.value);
	const again = replayed.filter(({ fault }) => fault !== undefined);
	const lines = again.map(({ letter, fault }) => `${lineOf(letter)} again: ${fault}`);
	const sum = `${replayed.length - again.length} of ${replayed.length} events went well.`;
	return again.length === 0 ? done(sum) : failed(...lines, sum);
}

const given = ({ wedding, event }: LetterWish) => ({ wedding, event });

const letter = z.object({
	observer: z.string(),
	wedding: z.string(),
	event: z.string(),
	seq: z.number(),
	index: z.number(),
	fault: z.string(),
	tries: z.number(),
});
const listed = z.object({ letters: z.array(letter), deliveries: z.record(z.string(), z.number()) });
const redone = z.object({ replayed: z.array(z.object({ letter, fault: z.string().optional() })) });

const lineOf = ({ observer, wedding, event, seq, index, fault, tries }: z.infer<typeof letter>): string =>
	`${observer}  ${wedding}  ${seq}.${index}  ${event}  after ${tries} tries: ${fault}`;
