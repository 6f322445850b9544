/**
 * What people have typed, made fit to stand among our words: a name is one line, without marks that nobody sees and that turn text
 * around or hide it. Guards: whatever somebody calls themselves or a task, no message is set otherwise by it. Escaping for a target
 * is the target's own file's.
 */

/** A name or a title: one line, at most this long. Right-to-left words are set apart, so that the numbers beside them stay where they are. */
export function plainLine(text: string, longest = 120): string {
	const line = clipped(
		text
			.replace(unseen, '')
			.replace(/[\p{Cc}\p{Z}\s]+/gu, ' ')
			.trim(),
		longest,
	);
	return rightToLeft.test(line) ? `\u2068${line}\u2069` : line;
}

/** What somebody wrote: its own lines stay, though not a page of empty ones. */
export function plainText(text: string, longest = 600): string {
	const lines = text
		.replace(unseen, '')
		.replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
		.split('\n')
		.map((line) => line.replace(/[\p{Cc}\p{Zs}\t]+/gu, ' ').trim());
	const joined = clipped(
		lines
			.join('\n')
			.replace(/\n{3,}/g, '\n\n')
			.trim(),
		longest,
	);
	return rightToLeft.test(joined) ? `\u2068${joined}\u2069` : joined;
}

/** At most so many letters; what is cut is cut at a word if one ends near, and says so. */
export function clipped(text: string, longest: number, sign = '…'): string {
	if (text.length <= longest) return text;
	const cut = [...graphemes.segment(text.slice(0, longest + 40))];
	let kept = '';
	for (const { segment } of cut) {
		if (kept.length + segment.length + sign.length > longest) break;
		kept += segment;
	}
	const word = kept.lastIndexOf(' ');
	return `${(word > kept.length * 0.7 ? kept.slice(0, word) : kept).replace(/[\s.,;:–-]+$/u, '')}${sign}`;
}

/** Without the marks that set right-to-left words apart: for what shows no such words, or speaks them. */
export const withoutMarks = (text: string): string => text.replace(/[\u2066-\u2069]/g, '');

/** Formatting marks but the two joiners that scripts and flags of faces are written with, and what is no letter at all. */
const unseen = /(?![\u200c\u200d])\p{Cf}|[\ufff9-\uffff]|\p{Cs}|\p{Co}/gu;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
