/**
 * A notice for a room in Slack: Block Kit, and the plain text beside it that notifications show. Guards: no name mentions anybody,
 * makes a link or changes the setting (`&`, `<` and `>` are escaped as Slack asks, the rest of its formatting has no escape and is
 * swapped for its twins); `verbatim` keeps bare addresses and `@words` what they are.
 */
import type { Content } from '../channel.ts';
import { buttonOf } from './email.ts';
import { withoutFormat } from './markdown.ts';
import { clipped } from './plain.ts';
import type { Setting } from './render.ts';

export function slackOf(setting: Setting): Extract<Content, { channel: 'slack' }> {
	const { said, link, isUrgent, photoUrl } = setting;
	const text = (words: string) => escapeSlack(withoutFormat(words));
	const quote = said.quote === undefined ? [] : [text(clipped(said.quote, 1_500)).replace(/^/gm, '> ')];
	const lines = shownLines(said.lines).map((line) => `• ${text(line)}`);
	const body = [text(clipped(said.sentences.join(' '), 1_500)), quote.join('\n'), lines.join('\n')].filter(
		Boolean,
	);
	const head = `${isUrgent ? ':rotating_light: ' : ''}*${text(said.title)}*`;
	const blocks = [
		section([head, ...body].join('\n')),
		...(photoUrl === undefined
			? []
			: [{ type: 'image', image_url: photoUrl, alt_text: clipped(said.title, 200) }]),
		{
			type: 'actions',
			elements: [
				{
					type: 'button',
					text: { type: 'plain_text', text: buttonOf({ ...setting, needsAck: false }), emoji: false },
					url: link,
					action_id: 'open',
					...(isUrgent ? { style: 'danger' } : {}),
				},
			],
		},
		{ type: 'context', elements: [mrkdwn(text(said.wedding))] },
	];
	return { channel: 'slack', text: text(`${said.title} · ${said.wedding}`), blocks };
}

export const escapeSlack = (text: string): string =>
	text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replace(/@(?=\w)/g, '@\u2060');

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });
/** At most 3,000 letters fit in one. */
const section = (text: string) => ({
	type: 'section',
	text: mrkdwn(text.length > 2_990 ? `${text.slice(0, 2_980).replace(/&\w*$/, '')}…` : text),
});

/** A room is no place for a long list. */
function shownLines(lines: readonly string[]): readonly string[] {
	return lines.length <= mostLines ? lines : [...lines.slice(0, mostLines), `+ ${lines.length - mostLines}`];
}
const mostLines = 12;
