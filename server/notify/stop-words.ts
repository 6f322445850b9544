/**
 * The words by which somebody ends messages to their number, takes them up again, or asks who we are, as carriers expect them to be
 * understood. Only a message that is nothing but such a word counts: "please stop the music at ten" is said to somebody else.
 */
import type { Language } from '../../shared/notices/channel.ts';

export const wishes = ['stop', 'start', 'help'] as const;
export type StopWish = (typeof wishes)[number];

export interface HeardWord {
	readonly wish: StopWish;
	/** What to answer in. */
	readonly language: Language;
}

/** Undefined for everything else somebody may write. */
export function heardWord(text: string): HeardWord | undefined {
	return wordByText.get(plain(text));
}

/** What is answered, once; it fits into one message. */
export const answers: Readonly<Record<StopWish, Readonly<Record<Language, string>>>> = {
	stop: {
		en: 'You will get no more messages from WedSync at this number. Reply START to get them again.',
		de: 'Sie erhalten unter dieser Nummer keine Nachrichten von WedSync mehr. Mit START wieder anmelden.',
	},
	start: {
		en: 'You will get messages from WedSync again. Reply STOP to end them.',
		de: 'Sie erhalten wieder Nachrichten von WedSync. Mit STOP abmelden.',
	},
	help: {
		en: 'WedSync sends messages about a wedding you take part in. Reply STOP to end them. In an emergency call 112 or 911.',
		de: 'WedSync sendet Nachrichten zu einer Hochzeit, an der Sie mitwirken. Mit STOP abmelden. Im Notfall 112 anrufen.',
	},
};

/** By the language that people write them in; answers are in the nearest one we have. */
const words: readonly (readonly [StopWish, Language, readonly string[]])[] = [
	// What carriers of the USA require, and what Twilio takes for it.
	[
		'stop',
		'en',
		['stop', 'stopall', 'stop all', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout', 'opt out'],
	],
	['start', 'en', ['start', 'unstop', 'subscribe']],
	['help', 'en', ['help', 'info']],
	['stop', 'de', ['stopp', 'abmelden', 'abbestellen', 'beenden', 'austragen']],
	['start', 'de', ['anmelden', 'starten']],
	['help', 'de', ['hilfe']],
	['stop', 'en', ['arret', 'arreter', 'desabonner', 'desinscrire']], // French
	['start', 'en', ['demarrer', 'reprendre']],
	['help', 'en', ['aide']],
	['stop', 'en', ['alto', 'parar', 'pare', 'baja', 'cancelar']], // Spanish, Portuguese
	['start', 'en', ['iniciar', 'alta', 'comecar']],
	['help', 'en', ['ayuda', 'ajuda']],
	['stop', 'en', ['ferma', 'basta', 'disiscrivi', 'annulla']], // Italian
	['start', 'en', ['inizia']],
	['help', 'en', ['aiuto']],
	['stop', 'en', ['afmelden', 'uitschrijven']], // Dutch
	['start', 'en', ['aanmelden']],
	['help', 'en', ['hulp']],
	['stop', 'en', ['rezygnuje', 'wypisz', 'dur', 'iptal', 'avsluta', 'afmeld', 'стоп', 'отписаться']],
	['start', 'en', ['basla', 'старт']],
	['help', 'en', ['pomoc', 'yardim', 'hjalp', 'помощь']],
];

/** Without accents, signs around it, and differences of case and width. */
function plain(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/ı/g, 'i')
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();
}

const wordByText: ReadonlyMap<string, HeardWord> = new Map(
	words.flatMap(([wish, language, list]) => list.map((word) => [plain(word), { wish, language }] as const)),
);
