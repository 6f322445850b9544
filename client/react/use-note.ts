/**
 * A note that several people may write at once. What is typed is handed over at the first pause, merged into what the note
 * is by then; what others write appears around the caret, which stays between the same two letters.
 */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useDevice } from './device.ts';
import { carry, rebase } from './note-merge.ts';

export interface Note {
	readonly text: string;
	readonly field: RefObject<HTMLTextAreaElement | null>;
	change(text: string): void;
	settle(): void;
}

export function useNote(value: string, commit: (text: string) => void): Note {
	const { clock } = useDevice();
	const [typed, setTyped] = useState<{ readonly text: string; readonly base: string } | undefined>(undefined);
	const settle = () => {
		if (typed === undefined) return;
		const merged = rebase(typed.base, typed.text, value);
		if (merged !== value) commit(merged);
		setTyped(undefined);
	};
	const latest = useRef(settle);
	useEffect(() => {
		latest.current = settle;
	});
	useEffect(() => () => latest.current(), []);
	useEffect(() => {
		return typed === undefined ? undefined : clock.after(PAUSE_MS, () => latest.current());
	}, [clock, typed]);
	const text = typed?.text ?? value;
	return {
		text,
		field: useKeptCaret(text, typed !== undefined),
		change: (next) => setTyped({ text: next, base: typed?.base ?? value }),
		settle,
	};
}

/** The browser puts the caret at the end when a script changes the text; this puts it back where it belongs. */
function useKeptCaret(text: string, isTyping: boolean): RefObject<HTMLTextAreaElement | null> {
	const field = useRef<HTMLTextAreaElement | null>(null);
	const shown = useRef({ text, start: 0, end: 0 });
	useEffect(() => {
		const area = field.current;
		const page = area?.ownerDocument;
		const remember = () => {
			if (area === null || page?.activeElement !== area) return;
			shown.current = { text: area.value, start: area.selectionStart, end: area.selectionEnd };
		};
		page?.addEventListener('selectionchange', remember);
		return () => page?.removeEventListener('selectionchange', remember);
	}, []);
	useLayoutEffect(() => {
		const area = field.current;
		const before = shown.current;
		if (area === null || isTyping || before.text === text || area.ownerDocument.activeElement !== area)
			return;
		const [start, end] = [carry(before.start, before.text, text), carry(before.end, before.text, text)];
		area.setSelectionRange(start, end);
		shown.current = { text, start, end };
	}, [text, isTyping]);
	return field;
}

const PAUSE_MS = 500;
