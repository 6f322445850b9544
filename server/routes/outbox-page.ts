/**
 * The development outbox in HTML: each message as its reader would get it. Pure. Guards: what a message says is text here, and a mail's
 * own markup lives in a frame that runs nothing.
 */
import type { Channel } from '../../shared/notices/channel.ts';
import type { KeptMessage, Outbox } from '../notify/channels/outbox.ts';
import { html, type Html, joined } from '../notify/templates/html.ts';
import { shownAs } from './outbox-shown.ts';

/** What anybody may load: it asks for the messages with the code that its address brought. */
export function shellHtml(unserved: readonly Channel[]): string {
	return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>Development outbox · WedSync</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/outbox/look.css">
<script type="module" src="/outbox/page.js"></script>
</head>
<body>
<header>
<h1>Development outbox</h1>
<p>Messages as they would have been sent. Nobody is configured to carry ${spoken(unserved)}, so they stay here, in memory, until the server stops.</p>
</header>
<main id="messages" aria-live="polite"><p class="empty">Opening…</p></main>
</body>
</html>
`.markup;
}

export function messagesHtml({
	outbox,
	channel,
}: {
	readonly outbox: Outbox;
	readonly channel?: Channel | undefined;
}): string {
	const counts = [...outbox.counts()].filter(([name, count]) => count > 0 || name === channel);
	const all = counts.reduce((sum, [, count]) => sum + count, 0);
	const tabs = [
		tab({ name: 'Everything', value: '', count: all, isOpen: channel === undefined }),
		...counts.map(([name, count]) =>
			tab({ name: titles[name], value: name, count, isOpen: name === channel }),
		),
	];
	const shown = outbox.messages(channel).slice(0, mostShown);
	return html`<nav aria-label="Channels" data-last="${outbox.last}">${joined(tabs)}<button type="button" class="clear" data-clear ${{ markup: all === 0 ? 'disabled' : '' }}>Clear</button></nav>
${shown.length === 0 ? nothing : joined(shown.map(card))}`.markup;
}

function card(kept: KeptMessage): Html {
	const { message, at, n, times } = kept;
	const { to, priority, language, id, content } = message;
	const { channel } = content;
	const when = new Date(at).toISOString();
	return html`<article class="card ${priority}" data-n="${n}">
<header><h2>${titles[channel]}</h2><span class="to">${readable(to)}</span><time datetime="${when}">${when.slice(11, 19)}</time></header>
${shownAs(message)}
<footer><span>${priority}</span><span>${language === 'de' ? 'German' : 'English'}</span>${times > 1 ? html`<span>handed in ${times} times</span>` : ''}<span class="id">${n} · ${id}</span></footer>
</article>
`;
}

interface Tab {
	readonly name: string;
	readonly value: string;
	readonly count: number;
	readonly isOpen: boolean;
}
const tab = ({ name, value, count, isOpen }: Tab): Html =>
	html`<button type="button" data-channel="${value}" aria-pressed="${isOpen ? 'true' : 'false'}">${name} <b>${count}</b></button>`;

/** A push subscription or a room's address would fill the line. */
function readable(to: string): string {
	if (to.startsWith('{')) return 'a device of theirs';
	return URL.canParse(to) && /^https?:/.test(to) ? new URL(to).host : to;
}

function spoken(unserved: readonly Channel[]): string {
	const names = unserved.map((channel) => plurals[channel]);
	const last = names.pop() ?? 'messages';
	return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

const titles: Readonly<Record<Channel, string>> = {
	'in-app': 'Inbox',
	push: 'Push',
	email: 'E-mail',
	sms: 'Text message',
	whatsapp: 'WhatsApp',
	voice: 'Call',
	webhook: 'Webhook',
	slack: 'Slack',
	teams: 'Teams',
};
const plurals: Readonly<Record<Channel, string>> = {
	'in-app': 'inboxes',
	push: 'push',
	email: 'e\u2011mail',
	sms: 'text messages',
	whatsapp: 'WhatsApp',
	voice: 'calls',
	webhook: 'webhooks',
	slack: 'Slack',
	teams: 'Teams',
};
const nothing = html`<p class="empty">Nothing yet. As soon as somebody is told of something by one of these ways, it appears here: give yourself an e-mail address or a number in the app, and let somebody else change what is yours.</p>`;
/** The page stays quick; the rest is in the channels. */
const mostShown = 60;
