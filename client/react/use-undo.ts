/**
 * Undo and redo of one's own edits by keyboard (Ctrl or Cmd + Z, with Shift or Ctrl + Y to redo). Inside a text field the
 * keys belong to the field.
 */
import { useEffect } from 'react';
import { useActing } from './use-section.ts';

export type UndoStep = 'undo' | 'redo';

export function useUndoKeys(told: (step: UndoStep) => void): void {
	const wedding = useActing();
	useEffect(() => {
		const listen = (event: KeyboardEvent) => {
			const step = undoStepOf(event);
			if (step === undefined || isTextField(event.target)) return;
			event.preventDefault();
			if (wedding[step]()) told(step);
		};
		document.addEventListener('keydown', listen);
		return () => document.removeEventListener('keydown', listen);
	}, [wedding, told]);
}

/** Only what identifies the stroke, so that it can be asked without a keyboard. */
export function undoStepOf(stroke: {
	readonly key: string;
	readonly ctrlKey: boolean;
	readonly metaKey: boolean;
	readonly shiftKey: boolean;
	readonly altKey: boolean;
}): UndoStep | undefined {
	if (!(stroke.ctrlKey || stroke.metaKey) || stroke.altKey) return undefined;
	const key = stroke.key.toLowerCase();
	if (key === 'y') return 'redo';
	if (key !== 'z') return undefined;
	return stroke.shiftKey ? 'redo' : 'undo';
}

function isTextField(target: EventTarget | null): boolean {
	if (target instanceof HTMLTextAreaElement) return true;
	return (
		target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'color'].includes(target.type)
	);
}
