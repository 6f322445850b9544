/**
 * A notice in words, before it is set for a channel: a headline, the sentences behind it, what somebody wrote, and a line for each of
 * several. Every channel is made of these and of nothing else, so that all of them tell the same.
 */
import type { NoticeFacts, NoticeItem } from '../../../shared/notices/facts.ts';
import type { NoticeKind } from '../../../shared/notices/kind.ts';
import type { Policy } from '../../../shared/notices/wishes.ts';
import { fillWording, type WordingPlace } from '../../../shared/notices/wording.ts';
import { english } from './english.ts';
import { german } from './german.ts';
import { lexicons } from './lexicon.ts';
import type { Phrase } from './phrase.ts';
import { plainLine, plainText } from './plain.ts';
import type { Clocks } from './times.ts';
import { itemWords, type Told, toldOf } from './told.ts';

export interface Said {
	readonly kind: NoticeKind;
	readonly wedding: string;
	readonly title: string;
	readonly sentences: readonly string[];
	/** What somebody wrote, without quotation marks; lines are theirs. */
	readonly quote?: string | undefined;
	/** Several of one kind. */
	readonly lines: readonly string[];
	readonly hasPhoto: boolean;
	/** What it is about, for those who cannot see the photo. */
	readonly thing: string;
	readonly recordKind: string;
}

export interface SayOptions {
	readonly clocks: Clocks;
	/** In a room nobody is "you". */
	readonly isYou: boolean;
	readonly wording?: Policy['wording'] | undefined;
	/** It need not be said then that there is one. */
	readonly isPhotoShown?: boolean | undefined;
}

export function say(
	kind: NoticeKind,
	facts: NoticeFacts,
	{ clocks, isYou, wording, isPhotoShown = false }: SayOptions,
): Said {
	const read = toldOf(facts, clocks, isYou);
	const told = isPhotoShown ? { ...read, hasPhoto: false } : read;
	const phrase = phrases[clocks.language][kind];
	const own = wording?.[kind];
	const title = own?.title === undefined ? undefined : fillWording(own.title, placeOf(told));
	const body = own?.body === undefined ? undefined : fillWording(own.body, placeOf(told));
	const isTextSaid = phrase.text === 'said' || (body !== undefined && own?.body?.includes('{text}'));
	return {
		kind,
		wedding: told.wedding,
		title: plainLine(title ?? phrase.title(told), 200),
		sentences: body === undefined ? sentencesOf(phrase, told) : [plainText(body, 2_000)],
		quote: isTextSaid ? undefined : told.text,
		lines: (facts.items ?? []).map((item) => lineOf(item, { clocks, isYou, wording })),
		hasPhoto: read.hasPhoto,
		thing: told.thing,
		recordKind: told.kind,
	};
}

/** The first words of the body, all sentences, what was written, and the lines: for channels that have one block of text. */
export function bodyOf({ sentences, quote, lines }: Said, language: Clocks['language']): string {
	const { quoted } = lexicons[language];
	const text = [...sentences, ...(quote === undefined ? [] : [quoted(quote)])].join(' ');
	return [text, ...lines].filter(Boolean).join('\n');
}

function sentencesOf({ body }: Phrase, told: Told): readonly string[] {
	return body(told).filter((one): one is string => typeof one === 'string' && one !== '');
}

/** A digest's line is the headline of what it gathers. */
function lineOf(item: NoticeItem, options: SayOptions): string {
	if (item.notice !== undefined) return say(item.notice.kind, item.notice.facts, options).title;
	return itemWords(item, options.clocks);
}

function placeOf(told: Told): (name: WordingPlace) => string | undefined {
	const values: Readonly<Record<WordingPlace, string | undefined>> = {
		wedding: told.wedding,
		date: told.weddingDate,
		who: told.who,
		person: told.person,
		title: told.name,
		at: told.at,
		before: told.before,
		after: told.after,
		minutes: told.length,
		place: told.place,
		text: told.text,
		amount: told.amount,
		count: told.count?.toString(),
	};
	return (name) => values[name];
}

const phrases = { en: english, de: german };
