/**
 * A notice for a room in Teams: an Adaptive Card. Guards: names are text runs, which Teams shows as they are, never a text block, which
 * it would read as Markdown; the card stays under the 28 kB that a flow takes, dropping lines and then letters.
 */
import type { Content } from '../channel.ts';
import { buttonOf } from './email.ts';
import { clipped, withoutMarks } from './plain.ts';
import type { Setting } from './render.ts';

type Card = Extract<Content, { channel: 'teams' }>['card'];

export function teamsOf(setting: Setting): Extract<Content, { channel: 'teams' }> {
	const { lines } = setting.said;
	for (
		let most = Math.min(lines.length, mostLines);
		most >= 0;
		most = most === 0 ? -1 : Math.floor(most / 2)
	) {
		const card = cardOf(setting, most, 2_000);
		if (sizeOf(card) <= mostBytes) return { channel: 'teams', card };
	}
	return { channel: 'teams', card: cardOf(setting, 0, 500) };
}

function cardOf(setting: Setting, most: number, longest: number): Card {
	const { said, link, language, isUrgent, photoUrl } = setting;
	const rest = said.lines.length - most;
	const lines = [...said.lines.slice(0, most), ...(rest > 0 ? [`+ ${rest}`] : [])];
	return {
		$schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
		type: 'AdaptiveCard',
		version: '1.4',
		lang: language,
		fallbackText: withoutMarks(said.title),
		body: [
			runs({ text: said.wedding, size: 'small', isSubtle: true }),
			runs({
				text: said.title,
				size: 'large',
				weight: 'bolder',
				...(isUrgent ? { color: 'attention' } : {}),
			}),
			...(said.sentences.length === 0 ? [] : [runs({ text: clipped(said.sentences.join(' '), longest) })]),
			...(said.quote === undefined
				? []
				: [
						{
							type: 'Container',
							style: 'emphasis',
							items: [runs({ text: clipped(said.quote, longest), italic: true })],
						},
					]),
			...lines.map((line) => runs({ text: clipped(line, 300) })),
			...(photoUrl === undefined
				? []
				: [{ type: 'Image', url: photoUrl, altText: said.title, size: 'stretch' }]),
		],
		actions: [{ type: 'Action.OpenUrl', title: buttonOf({ ...setting, needsAck: false }), url: link }],
	};
}

const runs = (run: { readonly text: string } & Readonly<Record<string, unknown>>) => ({
	type: 'RichTextBlock',
	inlines: [{ type: 'TextRun', ...run }],
});
const sizeOf = (card: Card): number => new TextEncoder().encode(JSON.stringify(card)).byteLength;

const mostLines = 40;
/** The flow's 28 kB, less the message around the card. */
export const mostBytes = 27_000;
