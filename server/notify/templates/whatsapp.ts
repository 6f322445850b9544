/**
 * A notice for WhatsApp: free words inside the 24 hours after somebody's last message, and the approved template that says the same
 * outside of them. Guards: a value neither formats nor breaks a line of a template (Meta refuses tabs, line ends and runs of spaces).
 */
import type { Language } from '../../../shared/notices/channel.ts';
import { type NoticeKind, noticeKinds } from '../../../shared/notices/kind.ts';
import type { Content } from '../channel.ts';
import { lexicons } from './lexicon.ts';
import { withoutFormat } from './markdown.ts';
import { clipped } from './plain.ts';
import type { Setting } from './render.ts';
import { bodyOf } from './said.ts';

export function whatsappOf(setting: Setting): Extract<Content, { channel: 'whatsapp' }> {
	const { said, language, link, needsAck } = setting;
	const { tapToAnswer } = lexicons[language];
	const body = bodyOf(said, language);
	const text = [
		`*${withoutFormat(said.title)}*\n${withoutFormat(said.wedding)}`,
		withoutFormat(clipped(body, 1_200)),
		needsAck ? `${tapToAnswer}: ${link}` : link,
	];
	const parameters = [said.wedding, said.title, body || said.title, link].map((value) => oneLine(value));
	return {
		channel: 'whatsapp',
		text: text.filter(Boolean).join('\n\n'),
		template: { name: templateOf(said.kind, needsAck), parameters },
	};
}

/** Few, because each is approved by hand, in each language. */
export function templateOf(kind: NoticeKind, needsAck: boolean): WhatsappTemplate {
	if (kind === 'invitation') return 'wedsync_invitation';
	if (kind === 'digest') return 'wedsync_digest';
	return needsAck || noticeKinds[kind].priority === 'emergency' ? 'wedsync_alert' : 'wedsync_update';
}

/** What is to be registered with Meta (category "utility"), word for word: {{1}} wedding, {{2}} headline, {{3}} what happened, {{4}} link. */
export const whatsappTemplates = {
	wedsync_update: {
		en: 'News from the wedding {{1}}: {{2}}.\n\n{{3}}\n\nSee the plan here: {{4}}\nYou get this because you are part of this wedding.',
		de: 'Neues von der Hochzeit {{1}}: {{2}}.\n\n{{3}}\n\nHier ist der Plan: {{4}}\nDu bekommst das, weil du bei dieser Hochzeit dabei bist.',
	},
	wedsync_alert: {
		en: 'Please look at once, at the wedding {{1}}: {{2}}.\n\n{{3}}\n\nSay that you have seen it: {{4}}\nThank you for your help.',
		de: 'Bitte sofort ansehen, bei der Hochzeit {{1}}: {{2}}.\n\n{{3}}\n\nGib hier Bescheid, dass du es gesehen hast: {{4}}\nDanke für deine Hilfe.',
	},
	wedsync_invitation: {
		en: 'An invitation to the plan of the wedding {{1}}: {{2}}.\n\n{{3}}\n\nJoin here: {{4}}\nIf you do not know these people, do nothing.',
		de: 'Eine Einladung zum Plan der Hochzeit {{1}}: {{2}}.\n\n{{3}}\n\nHier bist du dabei: {{4}}\nWenn du diese Leute nicht kennst, tu nichts.',
	},
	wedsync_digest: {
		en: 'What is new at the wedding {{1}}: {{2}}.\n\n{{3}}\n\nAll of it is here: {{4}}\nYou chose to get this together.',
		de: 'Was es bei der Hochzeit {{1}} Neues gibt: {{2}}.\n\n{{3}}\n\nAlles steht hier: {{4}}\nDu wolltest das gesammelt bekommen.',
	},
} as const satisfies Record<string, Record<Language, string>>;
export type WhatsappTemplate = keyof typeof whatsappTemplates;

const oneLine = (text: string): string =>
	clipped(text.replace(/\n+/g, ' · ').replace(/\s+/g, ' ').trim(), 900);
