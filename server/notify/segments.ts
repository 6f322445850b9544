/**
 * What a text message costs: the segments it is sent and paid in. GSM 03.38 knows 7-bit letters (160 in one segment, 153 in each of
 * several, a few of them as wide as two); one letter outside of it makes the whole message UCS-2 (70, then 67). Guards: the count is
 * the carriers' own, so that the ledger says what the bill will say; nothing wide is cut in half at a segment's end.
 */

export interface Segments {
	readonly encoding: 'GSM-7' | 'UCS-2';
	/** Septets, or UTF-16 units. */
	readonly units: number;
	readonly segments: number;
}

export function segmentsOf(text: string): Segments {
	const letters = [...text];
	const isGsm = letters.every((letter) => widthOf(letter) > 0);
	const widths = letters.map((letter) => (isGsm ? widthOf(letter) : letter.length));
	const { single, several } = isGsm ? gsm : ucs;
	const units = widths.reduce((sum, width) => sum + width, 0);
	const segments = units <= single ? 1 : filled(widths, several);
	return { encoding: isGsm ? 'GSM-7' : 'UCS-2', units, segments };
}

/** Whether a message of these letters goes out in 7 bits. */
export const isGsm7 = (text: string): boolean => [...text].every((letter) => widthOf(letter) > 0);

/** 0: GSM-7 does not have it. */
function widthOf(letter: string): 0 | 1 | 2 {
	if (basic.has(letter)) return 1;
	return wide.has(letter) ? 2 : 0;
}

/** A letter of two units that does not fit any more begins the next segment. */
function filled(widths: readonly number[], room: number): number {
	let segments = 1;
	let used = 0;
	for (const width of widths) {
		if (used + width > room) {
			segments += 1;
			used = 0;
		}
		used += width;
	}
	return segments;
}

const gsm = { single: 160, several: 153 };
const ucs = { single: 70, several: 67 };
const basic: ReadonlySet<string> = new Set(
	'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Sent as an escape and a letter. */
const wide: ReadonlySet<string> = new Set('\f^{}\\[~]|€');
