/**
 * A notice as somebody hears it on the telephone. Guards: nothing that only makes sense to the eye is spoken (links, marks, faces), and
 * no sign is left that means something in the XML that carries it, so that escaping it once, or not at all, says the same.
 */
import type { Content } from '../channel.ts';
import { lexicons } from './lexicon.ts';
import { clipped, withoutMarks } from './plain.ts';
import type { Setting } from './render.ts';

export function voiceOf({
	said,
	language,
	needsAck,
	isUrgent,
}: Setting): Extract<Content, { channel: 'voice' }> {
	const { callFor, pressOne, pressOneToCome, and, more } = lexicons[language];
	const few = said.lines.slice(0, mostLines);
	const rest = said.lines.length - few.length;
	const list =
		rest > 0 ? and(few, more(rest)) : few.length === 0 ? '' : and(few.slice(0, -1), few.at(-1) ?? '');
	const parts = [callFor(said.wedding), said.title, ...said.sentences, said.quote ?? '', list];
	const spoken = parts.map((part) => ended(audible(part, language))).filter(Boolean);
	return {
		channel: 'voice',
		say: clipped(spoken.join(' '), longest),
		...(needsAck ? { ask: isUrgent ? pressOneToCome : pressOne } : {}),
	};
}

function audible(text: string, language: Setting['language']): string {
	return withoutMarks(text)
		.replace(/https?:\/\/\S+/g, ' ')
		.replace(/\p{Extended_Pictographic}|\ufe0f|\u200d/gu, ' ')
		.replaceAll('&', ` ${language === 'de' ? 'und' : 'and'} `)
		.replaceAll('→', language === 'de' ? ' jetzt ' : ' now ')
		.replace(/[<>{}[\]|\\^_*#~`"“”„«»=]/g, ' ')
		.replaceAll("'", '’')
		.replace(/\s+([.,;:!?])/g, '$1')
		.replace(/\s+/g, ' ')
		.trim();
}

const ended = (text: string): string => (text === '' || /[.!?…:]$/.test(text) ? text : `${text}.`);

const mostLines = 5;
/** About a minute. */
const longest = 900;
