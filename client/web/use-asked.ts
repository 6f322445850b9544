/**
 * Something only the relay knows, asked when the component appears, when the page gets the focus again and when somebody says
 * so. What was heard stays on screen while it is asked again, and also when the network is gone.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Result } from '../../shared/result.ts';
import type { Fault } from './relay/relay.ts';

export interface Asked<T> {
	readonly value: T | undefined;
	/** Of the last attempt. */
	readonly fault: Fault | undefined;
	again(): void;
}

/** `ask` must be the same function for the same question. */
export function useAsked<T>(ask: () => Promise<Result<T, Fault>>): Asked<T> {
	const [state, setState] = useState<Omit<Asked<T>, 'again'>>({ value: undefined, fault: undefined });
	const latest = useRef(0);
	const again = useCallback(() => {
		latest.current += 1;
		const turn = latest.current;
		void ask().then((answer) => {
			if (turn !== latest.current) return;
			setState((before) =>
				answer.ok ? { value: answer.value, fault: undefined } : { value: before.value, fault: answer.error },
			);
		});
	}, [ask]);
	useEffect(() => {
		again();
		addEventListener('focus', again);
		return () => {
			latest.current += 1;
			removeEventListener('focus', again);
		};
	}, [again]);
	return { ...state, again };
}
