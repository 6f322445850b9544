/**
 * A notice as e-mail: one sheet of paper with a headline, what happened, and one button; the same in plain text. Everything is set
 * inline, because mail programs take little else; a photo is shown by its address, or reached behind the button.
 */
import type { Content } from '../channel.ts';
import { html, type Html, ink, joined, page, serif } from './html.ts';
import { lexicons } from './lexicon.ts';
import { clipped, withoutMarks } from './plain.ts';
import type { Setting } from './render.ts';

export function emailOf(setting: Setting): Extract<Content, { channel: 'email' }> {
	return { channel: 'email', subject: subjectOf(setting), text: textOf(setting), html: htmlOf(setting) };
}

/** What happened, and at whose wedding: some have several. */
function subjectOf({ said: { title, wedding } }: Setting): string {
	return title.includes(wedding) ? clipped(title, 160) : `${clipped(title, 110)} · ${clipped(wedding, 60)}`;
}

function textOf(setting: Setting): string {
	const { said, language, link, unsubscribe } = setting;
	const words = lexicons[language];
	const parts = [
		said.title,
		said.sentences.join(' '),
		said.quote === undefined ? '' : said.quote.replace(/^/gm, '> '),
		said.lines.map((line) => `- ${line}`).join('\n'),
		`${buttonOf(setting)}:\n${link}`,
		[
			`-- \n${words.why(said.wedding)}`,
			`${words.settings}: ${settingsOf(setting)}`,
			...(unsubscribe === undefined ? [] : [`${words.unsubscribe}: ${unsubscribe}`]),
		].join('\n'),
	];
	return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function htmlOf(setting: Setting): string {
	const { said, language, isUrgent } = setting;
	const content = joined([
		html`<p style="margin:0 0 22px;padding:0 0 12px;border-bottom:1px solid ${ink.line};font-family:${serif};font-size:16px;font-style:italic;color:${ink.accent}" class="accent line">${said.wedding}</p>`,
		html`<h1 style="margin:0 0 14px;font-family:${serif};font-size:26px;line-height:1.25;font-weight:500;color:${isUrgent ? ink.bad : ink.full}" class="${isUrgent ? 'bad' : 'ink'}">${said.title}</h1>`,
		...photoOf(setting),
		...(said.sentences.length === 0 ? [] : [paragraph(said.sentences.join(' '))]),
		...(said.quote === undefined ? [] : [quoteOf(said.quote)]),
		...(said.lines.length === 0 ? [] : [listOf(said.lines)]),
		buttonHtml(setting),
	]);
	return page({
		language,
		title: withoutMarks(subjectOf(setting)),
		preview: [...said.sentences, said.quote ?? '', ...said.lines].filter(Boolean).join(' ').slice(0, 140),
		content,
		footer: footerOf(setting),
	});
}

const paragraph = (text: string): Html =>
	html`<p style="margin:0 0 18px;font-size:17px;line-height:1.55;color:${ink.full};white-space:pre-line" class="ink">${text}</p>`;

const quoteOf = (text: string): Html =>
	html`<blockquote dir="auto" style="margin:0 0 20px;padding:2px 0 2px 16px;border-left:3px solid ${ink.accent};font-family:${serif};font-size:18px;line-height:1.5;color:${ink.full};white-space:pre-line" class="ink quote">${text}</blockquote>`;

function listOf(lines: readonly string[]): Html {
	const items = lines.map(
		(line) =>
			html`<li style="margin:0;padding:11px 0;border-top:1px solid ${ink.line};font-size:16px;line-height:1.45;color:${ink.full}" class="ink line">${line}</li>`,
	);
	return html`<ul style="margin:0 0 22px;padding:0;list-style:none;border-bottom:1px solid ${ink.line}" class="line">${joined(items)}</ul>`;
}

/** Where the photo cannot be shown without signing in, the button leads to it. */
function photoOf({ said, language, link, photoUrl }: Setting): readonly Html[] {
	if (photoUrl === undefined) return [];
	const alt = lexicons[language].photoOf(said.thing);
	return [
		html`<a href="${link}"><img src="${photoUrl}" alt="${alt}" width="496" style="display:block;width:100%;max-width:496px;height:auto;border:0;border-radius:8px;margin:0 0 22px"></a>`,
	];
}

function buttonHtml(setting: Setting): Html {
	return html`<a href="${setting.link}" style="display:inline-block;padding:13px 26px;border-radius:8px;background:${setting.isUrgent ? ink.bad : ink.accent};color:#ffffff;font-size:16px;font-weight:600;line-height:1.3;text-decoration:none">${buttonOf(setting)}</a>`;
}

export function buttonOf({
	said,
	language,
	needsAck,
}: Pick<Setting, 'said' | 'language' | 'needsAck'>): string {
	const words = lexicons[language];
	if (needsAck) return words.acknowledge;
	if (said.kind === 'invitation') return words.accept;
	if (said.hasPhoto) return words.seePhoto;
	return Object.hasOwn(words.open, said.recordKind) ? (words.open[said.recordKind] ?? '') : words.openApp;
}

function footerOf(setting: Setting): Html {
	const { said, language, unsubscribe } = setting;
	const words = lexicons[language];
	const links = [
		html`<a href="${settingsOf(setting)}" style="color:${ink.soft}" class="soft">${words.settings}</a>`,
		...(unsubscribe === undefined
			? []
			: [html` · <a href="${unsubscribe}" style="color:${ink.soft}" class="soft">${words.unsubscribe}</a>`]),
	];
	return html`${words.why(said.wedding)}<br>${joined(links)}<br>${words.sentBy}`;
}

const settingsOf = ({ url, wedding }: Setting): string =>
	`${url}/w/${encodeURIComponent(wedding)}/preferences`;
