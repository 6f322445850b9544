/**
 * Something that only the relay keeps and that is edited here switch by switch: shown at once as it was set, written whole, and put back
 * with a word if the relay would not have it.
 */
import { useCallback, useRef, useState } from 'react';
import type { Result } from '../../shared/result.ts';
import { useParts } from './app-parts.ts';
import { useFaultWords } from './fault-words.ts';
import type { Fault } from './relay/relay.ts';
import { type Asked, useAsked } from './use-asked.ts';

export interface Edited<T> extends Omit<Asked<T>, 'again'> {
	save(next: T): void;
}

/** `ask` and `write` must be the same functions for the same thing. */
export function useEdited<T>(
	ask: () => Promise<Result<T, Fault>>,
	write: (next: T) => Promise<Result<unknown, Fault>>,
	saved: string,
): Edited<T> {
	const { notices } = useParts();
	const faultWords = useFaultWords();
	const { value, fault, again } = useAsked(ask);
	const [mine, setMine] = useState<T | undefined>(undefined);
	const turn = useRef(0);
	/** One after the other, so that the last one set is the last one kept. */
	const line = useRef<Promise<unknown>>(Promise.resolve());
	const save = useCallback(
		(next: T) => {
			turn.current += 1;
			const own = turn.current;
			setMine(next);
			line.current = line.current.then(async () => {
				const answer = await write(next);
				if (!answer.ok) notices.say({ text: faultWords(answer.error), tone: 'bad' });
				else if (own === turn.current) notices.say({ text: saved, tone: 'calm', isSilent: true });
				if (!answer.ok && own === turn.current) setMine(undefined);
				again();
			});
		},
		[write, notices, faultWords, saved, again],
	);
	return { value: mine ?? value, fault, save };
}
