/**
 * A field that a person types into while others may change it too. Guards: what is being typed is never overwritten under
 * the finger (`elsewhere` tells what it is now); it is handed over once, on leaving the field or Enter, and also when the
 * field disappears (the sheet was swept away); a value that was only looked at is never written back.
 */
import { useEffect, useRef, useState } from 'react';

export interface Typing {
	/** What the field shows. */
	readonly text: string;
	/** Something was typed that is not handed over yet. */
	readonly isChanged: boolean;
	/** Set when the value changed elsewhere since typing began. */
	readonly elsewhere: string | undefined;
	change(text: string): void;
	/** Hands over what was typed, if it is another value. */
	settle(): void;
	/** Forgets what was typed. */
	abandon(): void;
}

export function useTyping(value: string, commit: (text: string) => void): Typing {
	const [typed, setTyped] = useState<{ readonly text: string; readonly from: string } | undefined>(undefined);
	const latest = useRef({ typed, value, commit });
	useEffect(() => {
		latest.current = { typed, value, commit };
	});
	useEffect(() => () => handOver(latest.current), []);
	return {
		text: typed?.text ?? value,
		isChanged: typed !== undefined && typed.text !== typed.from,
		elsewhere: typed !== undefined && typed.from !== value ? value : undefined,
		change: (text) => setTyped({ text, from: typed?.from ?? value }),
		settle() {
			handOver({ typed, value, commit });
			setTyped(undefined);
		},
		abandon: () => setTyped(undefined),
	};
}

function handOver(last: {
	readonly typed: { readonly text: string; readonly from: string } | undefined;
	readonly value: string;
	readonly commit: (text: string) => void;
}): void {
	const { typed, value, commit } = last;
	if (typed !== undefined && typed.text !== typed.from && typed.text !== value) commit(typed.text);
}
