/**
 * The couple's one colour, made readable. Whatever they chose, the tones worked out here have the contrast that text needs
 * on each theme's paper (WCAG AA; AAA outdoors): the hue stays, lightness gives way. Pure.
 */
export interface AccentTones {
	readonly light: string;
	readonly dark: string;
	readonly outdoor: string;
}

export function accentTones(colour: string): AccentTones {
	return {
		light: readable(colour, { paper: '#f3ecdf', ratio: 4.6 }),
		dark: readable(colour, { paper: '#26211c', ratio: 6 }),
		outdoor: readable(colour, { paper: '#ffffff', ratio: 7.5 }),
	};
}

/** Black or white ink, whichever is easier to read on this colour. Nothing softer than black is enough on every grey. */
export function inkOn(colour: string): '#ffffff' | '#000000' {
	return contrast(colour, '#ffffff') >= contrast(colour, '#000000') ? '#ffffff' : '#000000';
}

/** 1 (the same) to 21 (black on white). */
export function contrast(a: string, b: string): number {
	const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
	return (high + 0.05) / (low + 0.05);
}

/** The colour itself if it is readable, else mixed with black or white, as little as needed. */
function readable(colour: string, on: { readonly paper: string; readonly ratio: number }): string {
	const towards = luminance(on.paper) > 0.4 ? [0, 0, 0] : [255, 255, 255];
	const end = hex(towards);
	for (let part = 0; part <= 1; part += 0.02) {
		const tone = mix(colour, end, part);
		// What is chosen in a list is written in the accent on a tint of itself.
		const tint = mix(on.paper, tone, TINT);
		if (Math.min(contrast(tone, on.paper), contrast(tone, tint)) >= on.ratio) return tone;
	}
	return end;
}

function mix(from: string, to: string, part: number): string {
	const target = channels(to);
	return hex(channels(from).map((value, index) => value + ((target[index] ?? 0) - value) * part));
}

function luminance(colour: string): number {
	const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
		const part = value / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): readonly number[] {
	const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
	return match === null ? [0, 0, 0] : match.slice(1).map((pair) => Number.parseInt(pair, 16));
}

const TINT = 0.12;
const hex = (values: readonly number[]): string =>
	`#${values.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
