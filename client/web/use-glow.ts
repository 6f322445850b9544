/**
 * A line glows once when somebody else changed its record (or an undo did), so that the eye finds what moved under it. What
 * one just did oneself needs no glow.
 */
import { type RefObject, useEffect, useRef } from 'react';
import { useViewStore } from '../react/use-view.ts';

export function useGlow<E extends HTMLElement>(id: string, record: object | undefined): RefObject<E | null> {
	const { own } = useViewStore();
	const line = useRef<E | null>(null);
	const shown = useRef(record);
	useEffect(() => {
		const before = shown.current;
		shown.current = record;
		if (before === undefined || before === record || own.delete(id)) return;
		const element = line.current;
		element?.classList.add(GLOW);
		element?.addEventListener('animationend', () => element.classList.remove(GLOW), { once: true });
	}, [id, record, own]);
	return line;
}

/** See base.css. */
const GLOW = 'glow';
