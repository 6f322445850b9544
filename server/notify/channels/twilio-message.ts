/** What Twilio calls back about messages, of whatever channel: how far one came, and what somebody wrote. In any order, and again. */
import type { Report } from '../../store/deliveries.ts';
import type { AddressRefusal, Callback, InboundWord } from '../channel.ts';
import { isOptOut } from './twilio.ts';
import { asAnswer, message, twiml } from './twiml.ts';

export interface MessageSource {
	readonly provider: string;
	readonly channel: 'sms' | 'whatsapp';
	/** Where it was called at: our own id stands in it. */
	readonly url: string;
	readonly now: number;
}

export function messageCallback(form: URLSearchParams, source: MessageSource): Callback {
	const { provider, channel, url, now } = source;
	const providerId = form.get('MessageSid');
	const status = form.get('MessageStatus');
	if (providerId === null) return { reports: [] };
	if (status === null) {
		const word = wordOf(form, channel, providerId);
		// An empty answer tells Twilio to say nothing by itself.
		return { reports: [], answer: asAnswer(twiml()), ...(word === undefined ? {} : { words: [word] }) };
	}
	const state = Object.hasOwn(states, status) ? states[status] : undefined;
	if (state === undefined) return { reports: [] };
	const code = form.get('ErrorCode');
	const delivery = new URL(url).searchParams.get('delivery');
	const report: Report = {
		provider,
		providerId,
		state,
		at: now,
		detail: [status, code].filter(Boolean).join(' '),
		...(delivery === null ? {} : { delivery }),
	};
	const to = addressOf(form.get('To'));
	const refusals: AddressRefusal[] =
		state === 'rejected' && isOptOut(code) && to !== undefined
			? [{ channel, address: to, source: 'stop' }]
			: [];
	return { reports: [report], ...(refusals.length > 0 ? { refusals } : {}) };
}

function wordOf(form: URLSearchParams, channel: 'sms' | 'whatsapp', id: string): InboundWord | undefined {
	const from = addressOf(form.get('From'));
	const text = form.get('Body') ?? form.get('OptOutType');
	if (from === undefined || text === null) return undefined;
	// Set where the account's own words for STOP and HELP are: Twilio has answered. Without them it answers the English ones to texts.
	const type = form.get('OptOutType');
	const isTheirs = type !== null || (channel === 'sms' && answeredByTwilio.test(text));
	return {
		id,
		channel,
		from,
		text: type ?? text,
		...(isTheirs ? { isAnswered: true } : {}),
		reply: (words) => asAnswer(twiml(message(words))),
	};
}

const answeredByTwilio =
	/^\s*(stop|stopall|unsubscribe|cancel|end|quit|revoke|optout|start|unstop|help|info)\s*$/i;

/** `whatsapp:+49…` or `+49…`. */
const addressOf = (text: string | null): string | undefined =>
	/^(?:whatsapp:)?(\+\d{6,15})$/.exec(text ?? '')?.[1];

const states: Readonly<Record<string, Report['state']>> = {
	accepted: 'accepted',
	scheduled: 'accepted',
	queued: 'accepted',
	sending: 'accepted',
	sent: 'sent',
	delivered: 'delivered',
	read: 'seen',
	undelivered: 'rejected',
	failed: 'rejected',
	canceled: 'rejected',
};
