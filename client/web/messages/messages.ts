/**
 * The words of the page, in the person's language. A language is one file with every key of `en.ts`; the compiler finds what
 * is missing. Numbers, dates and times are written by `Intl` in the device's own locale, which may be finer than the language
 * (English with a 24-hour clock).
 */
import { createContext, useContext } from 'react';
import { en } from './en.ts';

export type Messages = typeof en;

export interface Words {
	readonly locale: string;
	readonly say: Messages;
}

export const WordsContext = createContext<Words>({ locale: 'en', say: en });

export const useWords = (): Words => useContext(WordsContext);

/** The first language of the device that we speak; dates and times follow the device even then. */
export function chooseWords(preferred: readonly string[]): Words {
	for (const locale of preferred) {
		const say = languages.get(locale.toLowerCase().split('-')[0] ?? '');
		if (say !== undefined) return { locale, say };
	}
	return { locale: preferred[0] ?? 'en', say: en };
}

const languages: ReadonlyMap<string, Messages> = new Map([['en', en]]);
