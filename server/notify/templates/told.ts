/**
 * A notice's facts, read for one reader: names cleaned, times and amounts in their language, what a thing is called when it has no
 * name. What phrases are made of; they never see a raw value, so that no id and no ISO string can slip into a sentence.
 */
import type { Language } from '../../../shared/notices/channel.ts';
import { toInstant } from '../../../shared/day/local-time.ts';
import type { NoticeFacts } from '../../../shared/notices/facts.ts';
import { type FieldName, isFieldName, type Lexicon, lexicons } from './lexicon.ts';
import { plainLine, plainText } from './plain.ts';
import {
	amountWords,
	type Clocks,
	clockWords,
	dateWords,
	dayWords,
	lengthWords,
	localOf,
	momentWords,
} from './times.ts';

export interface Told {
	readonly language: Language;
	/** False in a room, where nobody is "you". */
	readonly isYou: boolean;
	readonly wedding: string;
	readonly weddingDate?: string | undefined;
	/** Who did it. */
	readonly who?: string | undefined;
	/** Whom it is about, and with their trade. */
	readonly person?: string | undefined;
	readonly personAndTrade?: string | undefined;
	/** What it is about, in quotation marks; "a task" where it has no name. */
	readonly thing: string;
	/** Its bare name. */
	readonly name?: string | undefined;
	readonly kind: string;
	/** "the time", "the place". */
	readonly field?: FieldName | undefined;
	readonly fieldWord?: string | undefined;
	/** As a word: "15:00", "Saturday 12 June 2027", "“Barn”". */
	readonly before?: string | undefined;
	readonly after?: string | undefined;
	/** As an adverb, where they are times: "at 15:00", "on Saturday 12 June at 15:00". */
	readonly from?: string | undefined;
	readonly to?: string | undefined;
	/** A value that is a code: `yes`, `accepted`, `ended`. */
	readonly code?: string | undefined;
	readonly formerCode?: string | undefined;
	readonly at?: string | undefined;
	readonly length?: string | undefined;
	/** Until `at`, as it is when it is said: what waited an hour to be sent says an hour less. */
	readonly left?: string | undefined;
	readonly isPast: boolean;
	readonly isEarlier: boolean;
	readonly place?: string | undefined;
	readonly text?: string | undefined;
	readonly amount?: string | undefined;
	readonly count?: number | undefined;
	readonly level?: number | undefined;
	readonly hasPhoto: boolean;
	/** There are lines behind the sentences. */
	readonly hasItems: boolean;
}

export function toldOf(facts: NoticeFacts, clocks: Clocks, isYou: boolean): Told {
	const { language } = clocks;
	const lexicon = lexicons[language];
	const { actor, record, person, wedding } = facts;
	const kind = record?.kind ?? '';
	const name = lineOf(record?.title);
	const personName = lineOf(person?.name);
	const trade = lineOf(person?.trade);
	return {
		language,
		isYou,
		kind,
		wedding: plainLine(wedding.name, 80) || lexicon.theWedding,
		weddingDate: wedding.date === undefined ? undefined : wordOf(wedding.date, clocks),
		who: lineOf(actor?.name),
		person: personName,
		personAndTrade: personName === undefined || trade === undefined ? personName : `${personName} (${trade})`,
		thing: name === undefined ? lexicon.thing(kind) : lexicon.quoted(name),
		name,
		...changeOf(facts, clocks, lexicon),
		at: adverbOf(facts.at, clocks),
		length: facts.minutes === undefined ? undefined : lengthWords(facts.minutes, language),
		...leftOf(facts, clocks),
		isEarlier: (facts.minutes ?? 0) < 0,
		place: lineOf(facts.place),
		text: facts.text === undefined ? undefined : plainText(facts.text) || undefined,
		amount: facts.amount === undefined ? undefined : amountWords(facts.amount, language),
		count: facts.count,
		level: facts.level,
		hasPhoto: facts.photo !== undefined,
		hasItems: (facts.items ?? []).length > 0,
	};
}

/** One thing of several: "“First dance”: 20:00 → 20:15". */
export function itemWords(
	{
		title,
		before,
		after,
	}: { readonly title: string; readonly before?: string | undefined; readonly after?: string | undefined },
	clocks: Clocks,
): string {
	const name = plainLine(title, 100);
	const [was, is] = [before, after].map((value) =>
		value === undefined ? undefined : shortOf(value, clocks),
	);
	if (is === undefined) return name;
	return was === undefined || was === is ? `${name}: ${is}` : `${name}: ${was} → ${is}`;
}

function changeOf({ field, before, after }: NoticeFacts, clocks: Clocks, lexicon: Lexicon) {
	const name = field !== undefined && isFieldName(field) ? field : undefined;
	const valueOf = (value: string | undefined) => {
		if (value === undefined || value === '') return undefined;
		if (name === 'minutes' && /^\d+$/.test(value)) return lengthWords(Number(value), clocks.language);
		return wordOf(value, clocks);
	};
	const [from, to] = [before, after].map((value) => timeOf(value, clocks));
	const isSameDay = from !== undefined && to !== undefined && from.slice(0, 10) === to.slice(0, 10);
	return {
		field: name,
		fieldWord: name === undefined ? undefined : lexicon.fields[name],
		before: valueOf(before),
		after: valueOf(after),
		from:
			from === undefined
				? undefined
				: (isSameDay && clockWords(from, clocks)) || momentWords(from, clocks, true),
		to: to === undefined ? undefined : momentWords(to, clocks, true),
		code: after,
		formerCode: before,
	};
}

function leftOf({ at, minutes }: NoticeFacts, clocks: Clocks) {
	const { language, now, wedding } = clocks;
	const local = timeOf(at, clocks);
	const instant = local === undefined ? undefined : toInstant(local, wedding.timeZone);
	const known =
		instant === undefined || now === undefined ? minutes : Math.round((instant - now) / MINUTE_MS);
	const isPast = known !== undefined && known <= 0;
	return { isPast, left: known === undefined || isPast ? undefined : lengthWords(rounded(known), language) };
}

/** Nobody needs the minutes of tomorrow. */
const rounded = (minutes: number): number => {
	const to = minutes < 60 ? 1 : minutes < 720 ? 5 : minutes < 1_440 ? 60 : 1_440;
	return Math.round(minutes / to) * to;
};

/** A value on its own: a day with its date, a time with its day, a state in words, anything else as somebody wrote it. */
function wordOf(value: string, clocks: Clocks): string | undefined {
	const lexicon = lexicons[clocks.language];
	const local = timeOf(value, clocks);
	if (local === undefined)
		return Object.hasOwn(lexicon.values, value) ? lexicon.values[value] : lineOf(value);
	if (local.length === 'YYYY-MM-DD'.length) return dateWords(local, clocks.language);
	return `${dateWords(local, clocks.language, false)}, ${local.slice('YYYY-MM-DDT'.length)}`;
}

/** The shortest that is understood beside others of its kind. */
function shortOf(value: string, clocks: Clocks): string | undefined {
	const local = timeOf(value, clocks);
	return local?.startsWith(`${clocks.wedding.date}T`)
		? local.slice('YYYY-MM-DDT'.length)
		: wordOf(value, clocks);
}

function adverbOf(value: string | undefined, clocks: Clocks): string | undefined {
	const local = timeOf(value, clocks);
	if (local === undefined) return undefined;
	return momentWords(local, clocks) || dayWords(local, clocks);
}

const timeOf = (value: string | undefined, { wedding }: Clocks): string | undefined =>
	value === undefined ? undefined : localOf(value, wedding.timeZone);
const lineOf = (text: string | undefined): string | undefined =>
	text === undefined ? undefined : plainLine(text) || undefined;
const MINUTE_MS = 60_000;
