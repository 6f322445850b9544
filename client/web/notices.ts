/**
 * What the page says back: one sentence at a time, with an action if there is one ("Deleted … Undo"). It is also what a
 * screen reader hears, so it speaks only of one's own acts and of what is critical. A sentence goes by itself after a while;
 * what it offered can be done elsewhere too (the undo button).
 */
import type { Cancel, Clock } from '../../shared/clock.ts';
import type { Unsubscribe } from '../sdk/handle.ts';

export interface Notice {
	readonly id: number;
	readonly text: string;
	readonly tone: 'calm' | 'bad';
	readonly action?: { readonly label: string; run(): void };
	/** Heard, not seen: what the eye has already noticed. */
	readonly isSilent?: boolean;
}

export interface Notices {
	current(): Notice | undefined;
	say(notice: Omit<Notice, 'id'>): void;
	dismiss(): void;
	subscribe(listener: () => void): Unsubscribe;
}

export function createNotices(clock: Clock): Notices {
	const listeners = new Set<() => void>();
	let current: Notice | undefined;
	let count = 0;
	let cancel: Cancel = () => undefined;
	const show = (notice: Notice | undefined) => {
		cancel();
		current = notice;
		if (notice !== undefined) cancel = clock.after(SHOWN_MS, () => show(undefined));
		for (const listener of listeners) listener();
	};
	return {
		current: () => current,
		say(notice) {
			count += 1;
			show({ ...notice, id: count });
		},
		dismiss: () => show(undefined),
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}

/** Long enough to read the sentence twice and reach the button. */
const SHOWN_MS = 9_000;
