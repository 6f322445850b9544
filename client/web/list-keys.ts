/** Arrow keys walk from line to line of a list; Enter opens, as on any link. The lines are the links marked `data-line`. */
import type { KeyboardEvent } from 'react';

export function walkLines(event: KeyboardEvent<HTMLElement>): void {
	const by = steps.get(event.key);
	const from = event.target;
	if (by === undefined || !(from instanceof HTMLElement) || !from.matches('[data-line]')) return;
	const lines = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-line]')];
	const to = lines[Math.max(0, Math.min(lines.length - 1, lines.indexOf(from) + by))];
	event.preventDefault();
	to?.focus();
}

const steps: ReadonlyMap<string, number> = new Map([
	['ArrowDown', 1],
	['ArrowUp', -1],
	['PageDown', 10],
	['PageUp', -10],
]);
