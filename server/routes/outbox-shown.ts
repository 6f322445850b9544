/** One message of the development outbox as its channel would show it: a mail in its frame, a text message with its segments, a call's words. */
import type { Channel } from '../../shared/notices/channel.ts';
import type { Content, ContentOf, Message } from '../notify/channel.ts';
import { segmentsOf } from '../notify/segments.ts';
import { html, type Html, joined } from '../notify/templates/html.ts';

export function shownAs({ content, unsubscribe, id }: Message): Html {
	if (content.channel === 'email') return mail(content, unsubscribe, id);
	const show = shapes[content.channel] as (content: Content) => Html;
	return show(content);
}

const shapes: { readonly [C in Exclude<Channel, 'email'>]: (content: ContentOf<C>) => Html } = {
	'in-app': ({ title, body }) => html`<div class="note"><strong>${title}</strong><p>${body}</p></div>`,
	push: ({ title, body, link, image }) =>
		html`<div class="note push"><img src="/icon.svg" alt="" width="36" height="36"><div><strong>${title}</strong><p>${body}</p>${image === undefined ? '' : html`<img class="photo" src="${image}" alt="">`}</div></div>${leads(link)}`,
	sms: ({ text }) => html`<p class="bubble">${linked(text)}</p>${size(text)}`,
	whatsapp: ({ text, template }) =>
		html`<p class="bubble green">${starred(text)}</p><details><summary>Outside of 24 hours: template ${template.name}</summary><ol>${joined(template.parameters.map((value) => html`<li>${value}</li>`))}</ol></details>`,
	voice: ({ say, ask }) =>
		html`<blockquote class="call">${say}</blockquote>${ask === undefined ? '' : html`<p class="press"><kbd>1</kbd> ${ask}</p>`}`,
	webhook: ({ body }) => html`<pre>${pretty(body)}</pre>`,
	slack: ({ text, blocks }) =>
		html`<div class="note"><p>${unescaped(text)}</p></div><details><summary>Blocks</summary><pre>${JSON.stringify(blocks, undefined, 2)}</pre></details>`,
	teams: ({ card }) =>
		html`<div class="note"><p>${String(card['fallbackText'] ?? '')}</p></div><details><summary>Card</summary><pre>${JSON.stringify(card, undefined, 2)}</pre></details>`,
};

/** The frame runs nothing; what is pressed in it opens beside it. */
function mail(
	{ subject, text, html: markup }: ContentOf<'email'>,
	unsubscribe: string | undefined,
	id: string,
): Html {
	const framed = markup.replace('<head>', '<head><base target="_blank">');
	return html`<h3>${subject}</h3>
<iframe sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" title="${subject}" srcdoc="${framed}" data-mail="${id}"></iframe>
<details><summary>As plain text</summary><pre>${text}</pre></details>${unsubscribe === undefined ? '' : html`<p class="leads">In its head, for the mail program’s own button: ${follow(unsubscribe, 'List-Unsubscribe')}</p>`}`;
}

function size(text: string): Html {
	const { encoding, units, segments } = segmentsOf(text);
	const most =
		encoding === 'GSM-7' ? (segments === 1 ? 160 : segments * 153) : segments === 1 ? 70 : segments * 67;
	const bars = Array.from({ length: segments }, () => html`<i></i>`);
	return html`<p class="size"><span class="bars">${joined(bars)}</span>${segments} ${segments === 1 ? 'segment' : 'segments'} · ${units} of ${most} · ${encoding}</p>`;
}

/** Nothing but an address of the web is ever made a link. */
const follow = (address: string, words: string): Html =>
	!/^https?:\/\//.test(address)
		? html`${words}`
		: html`<a href="${address}" target="_blank" rel="noreferrer">${words}</a>`;

/** Our own addresses can be followed, as they can be on a phone. */
function linked(text: string): Html {
	const parts = text.split(/(https?:\/\/[^\s"<>]+)/);
	return joined(parts.map((part, index) => (index % 2 === 1 ? follow(part, part) : html`${part}`)));
}

function starred(text: string): Html {
	const [, bold, rest = ''] = /^\*([^*]+)\*(.*)$/s.exec(text) ?? [];
	return bold === undefined ? linked(text) : html`<strong>${bold}</strong>${linked(rest)}`;
}

const leads = (link: string): Html => html`<p class="leads">Opens ${linked(link)}</p>`;
const unescaped = (text: string): string =>
	text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function pretty(body: string): string {
	try {
		return JSON.stringify(JSON.parse(body), undefined, 2);
	} catch {
		// A mapping may send what is no JSON.
		return body;
	}
}
