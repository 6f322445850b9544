/** WhatsApp through Twilio: free words to somebody who has just written, an approved template to everybody else. */
import { z } from 'zod';
import { ok } from '../../../shared/result.ts';
import type { Message, Provider } from '../channel.ts';
import { callbackUrl, entry, maker, type MakerDeps, phoneNumber } from '../maker.ts';
import { priceOf } from '../price.ts';
import { createTwilio, twilioAccount } from './twilio.ts';
import { messageCallback } from './twilio-message.ts';
import { createWhatsappWindow } from './whatsapp-window.ts';

const shape = entry('twilio-whatsapp', {
	...twilioAccount,
	from: phoneNumber,
	/** Which content stands for which of our templates, such as `wedsync_update` or `wedsync_update.de`. */
	templates: z
		.record(
			z.string().max(100),
			z.string().regex(/^HX[0-9a-f]{32}$/, 'put the SID of the content here; it begins with HX'),
		)
		.default({}),
});
type Settings = z.output<typeof shape>;
export const twilioWhatsappMaker = maker(shape, createTwilioWhatsapp);

function createTwilioWhatsapp(settings: Settings, deps: MakerDeps): Provider<'whatsapp'> {
	const { name, from, price, templates } = settings;
	const twilio = createTwilio(settings, deps.exchange);
	const window = createWhatsappWindow(deps.clock);
	const post = ({ id, to }: Message<'whatsapp'>, words: Words) =>
		twilio.post(
			'Messages',
			[
				['To', `whatsapp:${to}`],
				['From', `whatsapp:${from}`],
				...words,
				['StatusCallback', callbackUrl(deps, name, { delivery: id })],
			],
			to,
		);
	return {
		name,
		channel: 'whatsapp',
		knowsRepeats: false,
		best: 'seen',
		price: (_, to) => priceOf(price, to),
		async send(message) {
			const { to, content } = message;
			const template = templateOf(message, templates);
			const isFree = template === undefined || window.isOpen(to);
			let outcome = await post(message, isFree ? [['Body', content.text]] : template);
			// Refused for good, so the other words are no repetition.
			if (isFree && template !== undefined && outcome.detail.startsWith(windowClosed)) {
				window.shut(to);
				outcome = await post(message, template);
			}
			return outcome.kind === 'accepted' ? { ...outcome, cost: priceOf(price, to) } : outcome;
		},
		async report(request) {
			const form = twilio.proved(request);
			if (!form.ok) return form;
			const { url, now } = request;
			const callback = messageCallback(form.value, { provider: name, channel: 'whatsapp', url, now });
			for (const { from: whose } of callback.words ?? []) window.heard(whose);
			return ok(callback);
		},
		check: twilio.check,
	};
}

type Words = readonly (readonly [string, string])[];

function templateOf(
	{ content, language }: Message<'whatsapp'>,
	templates: Settings['templates'],
): Words | undefined {
	const { name, parameters } = content.template;
	const sid = templates[`${name}.${language}`] ?? templates[name];
	if (sid === undefined) return undefined;
	const variables = Object.fromEntries(parameters.map((value, index) => [String(index + 1), value]));
	return [
		['ContentSid', sid],
		['ContentVariables', JSON.stringify(variables)],
	];
}

const windowClosed = '63016';
