/** The shape of what is said: by kind, a headline that stands alone and sentences that go on from it. */
import type { NoticeKind } from '../../../shared/notices/kind.ts';
import type { Told } from './told.ts';

/** What is not known is left out. */
export type Sentence = string | undefined | false;

export interface Phrase {
	/** Says what happened, without a full stop; a push notification, a subject, the first words of a text message. */
	readonly title: (it: Told) => string;
	readonly body: (it: Told) => readonly Sentence[];
	/** What somebody wrote (`facts.text`): quoted below the sentences, or plain words that the sentences have said already. */
	readonly text: 'quoted' | 'said';
}
export type Phrases = Readonly<Record<NoticeKind, Phrase>>;

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
/** What somebody else wrote as a sentence of ours: it ends like one. */
export const sentence = (words: string | undefined): Sentence =>
	words === undefined ? undefined : /[.!?…\u2069]$/.test(words) ? words : `${words}.`;

/** A reason or a milestone may be a code, which nobody need read. */
export const inWords = (text: string | undefined): string | undefined =>
	text?.includes(' ') ? text : undefined;
