/**
 * How a person looks in a small disc: one or two letters on a colour that is theirs on every device. Pure; a person without a
 * chosen colour gets one from their id.
 */
import { colourOf as usualColour } from '../../shared/wire/presence.ts';

export function initials(name: string): string {
	const words = name.split(/[\s&/]+/u).filter((word) => /\p{L}|\p{N}/u.test(word));
	const first = words[0];
	const last = words.length > 1 ? words.at(-1) : undefined;
	return `${letterOf(first)}${letterOf(last)}`.toLocaleUpperCase() || '·';
}

/** The same as the relay gives those who are here. */
export function colourOf({
	id,
	colour,
}: {
	readonly id: string;
	readonly colour?: string | undefined;
}): string {
	return colour ?? usualColour(id);
}

const letterOf = (word: string | undefined): string => word?.match(/\p{L}|\p{N}/u)?.[0] ?? '';

/** Muted, like ribbons in one drawer; white letters are readable on each of them. */
export const palette = [
	'#8c3f4f',
	'#a0522d',
	'#7a6016',
	'#4f6b3a',
	'#2f6f62',
	'#35668a',
	'#4d5a99',
	'#7a4a8a',
	'#94456e',
	'#6b5546',
] as const;
