/**
 * A notice as a text message: the wedding, the headline, then as much as fits. Guards: 160 letters in 7 bits wherever the names allow
 * it, two segments where somebody waits for help or an answer; a link is whole or left out, and never left out where it is the point.
 */
import type { Content } from '../channel.ts';
import { isGsm7, segmentsOf } from '../segments.ts';
import { lexicons } from './lexicon.ts';
import { clipped, withoutMarks } from './plain.ts';
import type { Setting } from './render.ts';

export function smsOf(setting: Setting): Extract<Content, { channel: 'sms' }> {
	const { said, language, link, needsAck } = setting;
	const { tapToAnswer, quoted } = lexicons[language];
	const most = needsAck || said.kind === 'invitation' ? 2 : 1;
	const isLinkNeeded = most > 1;
	const tail = needsAck ? `${tapToAnswer}: ${link}` : link;
	const head = said.title.includes(said.wedding) ? said.title : `${said.wedding}: ${said.title}`;
	// Who hears "this can begin:" has to hear what.
	const leadIn =
		said.lines.length === 0 ? undefined : said.sentences.find((sentence) => sentence.endsWith(':'));
	const parts = [
		ended(head),
		...said.sentences.flatMap((sentence) => sentence.split('\n')).filter((one) => one !== leadIn),
		...(said.quote === undefined ? [] : [quoted(said.quote.replaceAll('\n', ' '))]),
		...said.lines.map((line, index) =>
			index === 0 && leadIn !== undefined ? `${leadIn} ${ended(line)}` : ended(line),
		),
	].map(withoutMarks);
	return { channel: 'sms', text: fitted({ parts, tail, most, isLinkNeeded }) };
}

interface Fitting {
	readonly parts: readonly string[];
	readonly tail: string;
	/** Segments. */
	readonly most: number;
	readonly isLinkNeeded: boolean;
}

/** As many parts as there is room for; the link before the last of them where it must be there, after all of them where it may. */
function fitted({ parts, tail, most, isLinkNeeded }: Fitting): string {
	const end = isLinkNeeded ? ` ${tail}` : '';
	const fits = (text: string) => segmentsOf(text).segments <= most;
	const whole = inLetters([...parts, tail].join(' '));
	if (fits(whole)) return whole;
	let text = '';
	for (const part of parts) {
		const longer = text === '' ? part : `${text} ${part}`;
		if (!fits(inLetters(longer + end))) {
			const room =
				text === '' || part.length > 40 ? cutToFit(longer, (cut) => fits(inLetters(cut + end))) : text;
			text = room.length > text.length + 12 || text === '' ? room : text;
			break;
		}
		text = longer;
	}
	const withLink = inLetters(`${text} ${tail}`);
	return isLinkNeeded || fits(withLink) ? withLink : inLetters(text);
}

/** The longest beginning that fits; if not even a few words do, the beginning of a message of more segments. */
function cutToFit(text: string, fits: (text: string) => boolean): string {
	let [fitting, tooLong] = [23, Math.min(text.length, 320) + 1];
	while (tooLong - fitting > 1) {
		const length = (fitting + tooLong) >> 1;
		if (fits(clipped(text, length, '...'))) fitting = length;
		else tooLong = length;
	}
	return clipped(text, fitting === 23 ? 60 : fitting, '...');
}

/** In 7 bits if what stands for the rarer letters is understood as well; else every letter as it was written. */
function inLetters(text: string): string {
	const plain = text.replace(/[^\n -~]/gu, (sign) => (isGsm7(sign) ? sign : (stand[sign] ?? sign)));
	const bare = plain.replace(pictures, '').replace(/ {2,}/g, ' ').trim();
	const folded = [...bare].map((letter) => (isGsm7(letter) ? letter : foldedOf(letter))).join('');
	return isGsm7(folded) ? folded : bare;
}

const foldedOf = (letter: string): string => other[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, '');

const ended = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** Marks that have a plainer twin. */
const stand: Readonly<Record<string, string>> = {
	'“': '"',
	'”': '"',
	'„': '"',
	'«': '"',
	'»': '"',
	'‘': "'",
	'’': "'",
	'‚': "'",
	'–': '-',
	'—': '-',
	'…': '...',
	'→': '>',
	'·': '-',
	'•': '-',
	'×': 'x',
	'\u00a0': ' ',
	'\u202f': ' ',
};
/** Letters of Latin scripts that no mark can be taken off. */
const other: Readonly<Record<string, string>> = {
	ł: 'l',
	Ł: 'L',
	đ: 'd',
	Đ: 'D',
	ı: 'i',
	œ: 'oe',
	Œ: 'OE',
	ð: 'd',
	þ: 'th',
};
/** One of them would make a message cost twice. */
const pictures =
	/(?:\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}]|[\u{1f1e6}-\u{1f1ff}]|\ufe0f|\u20e3|\u200d(?=\P{L}|$)) ?/gu;
