/** What went wrong when the relay was asked, as one sentence: its own words where it said any. */
import { useCallback } from 'react';
import { type Words, useWords } from './messages/messages.ts';
import type { Fault } from './relay/relay.ts';

export function faultWords({ code, detail }: Fault, { say }: Words): string {
	const known: Readonly<Record<string, string>> = say.faults;
	// Over the network's own faults nobody has said anything.
	return detail ?? (Object.hasOwn(known, code) ? (known[code] ?? say.faults.odd) : say.faults.odd);
}

export function useFaultWords(): (fault: Fault) => string {
	const words = useWords();
	return useCallback((fault) => faultWords(fault, words), [words]);
}
