/** All the words, with those of the pages that are fetched when asked for; for these pages alone. */
import { useMemo } from 'react';
import { enLater } from './en-later.ts';
import { type Messages, useWords, type Words } from './messages.ts';

export type AllMessages = Messages & typeof enLater;

export interface AllWords extends Words {
	readonly say: AllMessages;
}

export function useAllWords(): AllWords {
	const words = useWords();
	return useMemo(() => {
		const later = languages.get(words.locale.toLowerCase().split('-')[0] ?? '') ?? enLater;
		return { ...words, say: { ...words.say, ...later } };
	}, [words]);
}

const languages: ReadonlyMap<string, typeof enLater> = new Map([['en', enLater]]);
