/** Answering a call: asks the relay, says what it made of it, and looks again. */
import { useState } from 'react';
import type { Result } from '../../../../shared/result.ts';
import { useParts } from '../../app-parts.ts';
import { useFaultWords } from '../../fault-words.ts';
import type { Fault } from '../../relay/relay.ts';

export function useAnswer(again: () => void) {
	const { notices } = useParts();
	const faultWords = useFaultWords();
	const [isWorking, setWorking] = useState(false);
	const answer = async (asked: Promise<Result<unknown, Fault>>, said: string) => {
		setWorking(true);
		const done = await asked;
		setWorking(false);
		again();
		notices.say({ text: done.ok ? said : faultWords(done.error), tone: done.ok ? 'calm' : 'bad' });
		return done.ok;
	};
	return { answer, isWorking };
}
