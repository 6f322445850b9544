/** Every kind's messages written out for people to read, channel by channel: what the golden files hold. */
import type { Language } from '../../shared/notices/channel.ts';
import { type NoticeKind, noticeKindNames, noticeKinds } from '../../shared/notices/kind.ts';
import type { NoticeFacts } from '../../shared/notices/facts.ts';
import { segmentsOf } from '../../server/notify/segments.ts';
import { exampleFacts, exampleInRoom } from '../../server/notify/templates/examples.ts';
import {
	type Rendering,
	render,
	type ToldChannel,
	toldChannels,
} from '../../server/notify/templates/render.ts';

export const wedding: NoticeFacts['wedding'] = {
	name: 'Amara & Theo',
	date: '2027-06-12',
	timeZone: 'Europe/London',
};

export function optionsFor<C extends ToldChannel>(
	kind: NoticeKind,
	channel: C,
	others: Partial<Rendering<C>> = {},
): Rendering<C> {
	return {
		channel,
		language: 'en',
		timeZone: 'Europe/London',
		url: 'https://plan.example.org',
		wedding: 'demo',
		notice: 'nXq3V0b2uYp8sT6wLk1ZaA',
		needsAck: 'needsAck' in noticeKinds[kind],
		unsubscribe: 'https://plan.example.org/unsubscribe/token',
		...others,
	};
}

/** One language's book: each kind with the example facts, as each channel says it. */
export function writtenOut(language: Language): string {
	const pages = noticeKindNames.map((kind) => {
		const facts = exampleFacts(kind, wedding, language);
		const shown = toldChannels.map((channel) => {
			const isRoom = channel === 'slack' || channel === 'teams';
			const text = textOf(
				render(kind, isRoom ? exampleInRoom(facts) : facts, optionsFor(kind, channel, { language })),
			);
			return `[${channel}]\n${text}`;
		});
		return `${'='.repeat(100)}\n${kind}\n${'='.repeat(100)}\n${shown.join('\n\n')}\n`;
	});
	return pages.join('\n');
}

function textOf(content: ReturnType<typeof render>): string {
	switch (content.channel) {
		case 'in-app':
			return [content.title, content.body].filter(Boolean).join('\n');
		case 'push':
			return [content.title, content.body, `→ ${content.link}`].join('\n');
		case 'email':
			return `Subject: ${content.subject}\n\n${content.text.trimEnd()}`;
		case 'sms': {
			const { encoding, units, segments } = segmentsOf(content.text);
			return `${content.text}\n(${encoding}, ${units} units, ${segments} ${segments === 1 ? 'segment' : 'segments'})`;
		}
		case 'whatsapp': {
			const { name, parameters } = content.template;
			return [
				content.text,
				'',
				name,
				...parameters.map((value, index) => `  {{${index + 1}}} ${value}`),
			].join('\n');
		}
		case 'voice':
			return [content.say, ...(content.ask === undefined ? [] : [content.ask])].join('\n');
		case 'slack':
			return [content.text, ...content.blocks.map((block) => JSON.stringify(block))].join('\n');
		case 'teams':
			return JSON.stringify(content.card, undefined, 1)
				.replace(/\n\s*/g, ' ')
				.replace(/("type": "(RichTextBlock|Container|Action)|"actions")/g, '\n  $1');
	}
}
