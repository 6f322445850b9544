/** WhatsApp through Meta's own Cloud API: free words to somebody who has just written, an approved template to everybody else. */
import { z } from 'zod';
import { err, ok } from '../../../shared/result.ts';
import type { Message, Outcome, Provider } from '../channel.ts';
import { credential, entry, maker, type MakerDeps } from '../maker.ts';
import { priceOf } from '../price.ts';
import { judged, taken, textOf, type Verdicts } from '../verdict.ts';
import { asJson } from './json.ts';
import { whatsappCallback } from './whatsapp-callback.ts';
import { createWhatsappWindow } from './whatsapp-window.ts';

const shape = entry('whatsapp-cloud', {
	/** A system user's. */
	token: credential,
	phoneNumberId: z.string().regex(/^\d{5,20}$/, 'put the id of the phone number here: digits only'),
	version: z
		.string()
		.regex(/^v\d{1,3}\.\d$/, 'a version is written as v24.0')
		.default('v24.0'),
	/** Callbacks are signed with it; without it none is believed. */
	appSecret: credential.optional(),
	/** Our own word, that Meta says when a subscription begins. */
	verifyToken: credential.optional(),
});
type Settings = z.output<typeof shape>;
export const whatsappCloudMaker = maker(shape, createWhatsappCloud);

function createWhatsappCloud(settings: Settings, { exchange, clock }: MakerDeps): Provider<'whatsapp'> {
	const { name, token, phoneNumberId, version, price, baseUrl = 'https://graph.facebook.com' } = settings;
	const root = `${baseUrl}/${version}/${phoneNumberId}`;
	const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
	const window = createWhatsappWindow(clock);

	async function post({ id, to }: Message<'whatsapp'>, words: object): Promise<Outcome> {
		const exchanged = await exchange({
			url: `${root}/messages`,
			headers,
			body: JSON.stringify({
				messaging_product: 'whatsapp',
				recipient_type: 'individual',
				to: to.replace('+', ''),
				// It comes back with every report.
				biz_opaque_callback_data: id,
				...words,
			}),
			masked: [token, to],
		});
		const success = taken(exchanged);
		if (success === undefined) return judged(exchanged, faultOf(textOf(exchanged)), verdicts);
		const providerId = asJson(success.text, answer)?.messages[0]?.id;
		const known = providerId === undefined ? {} : { providerId };
		return { kind: 'accepted', status: success.status, detail: 'taken', cost: priceOf(price, to), ...known };
	}

	return {
		name,
		channel: 'whatsapp',
		knowsRepeats: false,
		best: 'seen',
		price: (_, to) => priceOf(price, to),
		async send(message) {
			const { to } = message;
			if (!window.isOpen(to)) return post(message, templateOf(message));
			const outcome = await post(message, { type: 'text', text: { body: message.content.text } });
			if (!outcome.detail.startsWith(windowClosed)) return outcome;
			// Refused for good, so the other words are no repetition.
			window.shut(to);
			return post(message, templateOf(message));
		},
		async report(request) {
			const callback = whatsappCallback(request, { ...settings, provider: name });
			if (callback.ok) for (const { from } of callback.value.words ?? []) window.heard(from);
			return callback;
		},
		async check() {
			const url = `${root}?fields=id,quality_rating`;
			const exchanged = await exchange({ method: 'GET', url, headers, masked: [token] });
			return taken(exchanged) === undefined
				? err(`the token was not accepted for this number: ${exchanged.shown}`)
				: ok('the token is good for this number');
		},
	};
}

function templateOf({ content: { template }, language }: Message<'whatsapp'>) {
	const parameters = template.parameters.map((text) => ({ type: 'text', text }));
	return {
		type: 'template',
		template: {
			name: template.name,
			language: { code: language },
			...(parameters.length > 0 ? { components: [{ type: 'body', parameters }] } : {}),
		},
	};
}

const faultOf = (text: string): string | undefined => asJson(text, fault)?.error.code.toString();

const windowClosed = '131047';
const settings = {
	kind: 'rejected-content',
	why: 'the operator has to mend token, number or payment',
} as const;
const template = { kind: 'rejected-content', why: 'the operator has to mend the template' } as const;
const rate = { kind: 'throttled', why: 'too many at once' } as const;
const later = { kind: 'transient', why: 'their fault, which passes' } as const;

const verdicts: Verdicts = {
	0: settings,
	1: later,
	2: later,
	3: settings,
	4: rate,
	10: settings,
	33: settings,
	100: { kind: 'rejected-content', why: 'something is not as it must be' },
	190: settings,
	368: settings,
	80007: rate,
	130429: rate,
	130472: { kind: 'rejected-content', why: 'held back by Meta, for a trial of theirs' },
	130497: settings,
	131000: later,
	131005: settings,
	131008: { kind: 'rejected-content', why: 'something is missing' },
	131009: { kind: 'rejected-content', why: 'something is not as it must be' },
	131016: later,
	131021: { kind: 'rejected-address', why: 'this is our own number' },
	131026: { kind: 'rejected-address', why: 'nobody on WhatsApp, or nobody who takes messages' },
	131030: settings,
	131031: settings,
	131042: settings,
	131045: settings,
	131047: { kind: 'rejected-content', why: 'the 24 hours after their last word are over' },
	131048: rate,
	131049: { kind: 'rejected-content', why: 'held back by Meta: asking again soon makes it worse' },
	131050: { kind: 'rejected-address', isOptOut: true, why: 'they told WhatsApp to stop' },
	131051: { kind: 'rejected-content', why: 'a kind of message that there is not' },
	131056: rate,
	131057: later,
	132000: template,
	132001: template,
	132005: template,
	132007: template,
	132012: template,
	132015: template,
	132016: template,
	132068: template,
	132069: template,
	133004: later,
	133010: settings,
	133016: rate,
};

const answer = z.object({ messages: z.array(z.object({ id: z.string().max(200) })).min(1) });
const fault = z.object({ error: z.object({ code: z.number() }) });
