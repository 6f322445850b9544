/** What Twilio reads and speaks, as XML. Guards: every text in it is escaped here, so that a name can neither dial nor record. */
import type { Language } from '../../../shared/notices/channel.ts';
import type { CallbackAnswer } from '../channel.ts';

export const twiml = (...parts: readonly string[]): string =>
	`<?xml version="1.0" encoding="UTF-8"?><Response>${parts.join('')}</Response>`;
export const say = (text: string, language: Language): string =>
	`<Say language="${voices[language]}">${escaped(text)}</Say>`;
export const message = (text: string): string => `<Message>${escaped(text)}</Message>`;
export const pause = '<Pause length="1"/>';

/** Asks for one key, and says to where it was pressed. */
export function gather(action: string, inside: string): string {
	return `<Gather numDigits="1" timeout="8" method="POST" action="${escaped(action)}">${inside}</Gather>`;
}

export const asAnswer = (body: string): CallbackAnswer => ({ type: 'text/xml', body });

/** Also what XML 1.0 has no letter for, which would make the call fail as a whole. */
function escaped(text: string): string {
	return text.replace(forbidden, ' ').replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
}

const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;
const voices: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };
