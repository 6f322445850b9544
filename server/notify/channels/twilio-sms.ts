/** Text messages through Twilio, from a number or from a messaging service. */
import { z } from 'zod';
import { ok } from '../../../shared/result.ts';
import type { Provider } from '../channel.ts';
import { callbackUrl, entry, maker, type MakerDeps, phoneNumber } from '../maker.ts';
import { priceOfText } from '../price.ts';
import { validitySeconds } from './validity.ts';
import { createTwilio, twilioAccount } from './twilio.ts';
import { messageCallback } from './twilio-message.ts';

const shape = entry('twilio-sms', {
	...twilioAccount,
	/** A number, a short code, or up to 11 letters. */
	from: z
		.union(
			[phoneNumber, z.string().regex(/^(\d{5,6}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/)],
			'put the sender here',
		)
		.optional(),
	service: z
		.string()
		.regex(/^MG[0-9a-f]{32}$/, 'put the SID of the messaging service here; it begins with MG')
		.optional(),
}).refine(({ from, service }) => (from === undefined) !== (service === undefined), {
	path: ['from'],
	error: 'say either "from" or "service"',
});
type Settings = z.output<typeof shape>;
export const twilioSmsMaker = maker(shape, createTwilioSms);

function createTwilioSms(settings: Settings, deps: MakerDeps): Provider<'sms'> {
	const { name, from, service, price } = settings;
	const twilio = createTwilio(settings, deps.exchange);
	return {
		name,
		channel: 'sms',
		knowsRepeats: false,
		best: 'delivered',
		price: ({ text }, to) => priceOfText(price, to, text),
		async send({ id, to, content: { text }, expiresAt }) {
			const outcome = await twilio.post(
				'Messages',
				[
					['To', to],
					['From', from],
					['MessagingServiceSid', service],
					['Body', text],
					['StatusCallback', callbackUrl(deps, name, { delivery: id })],
					['ValidityPeriod', validitySeconds(expiresAt, deps.clock.now(), 36_000)],
				],
				to,
			);
			return outcome.kind === 'accepted' ? { ...outcome, cost: priceOfText(price, to, text) } : outcome;
		},
		async report(request) {
			const form = twilio.proved(request);
			if (!form.ok) return form;
			const { url, now } = request;
			return ok(messageCallback(form.value, { provider: name, channel: 'sms', url, now }));
		},
		check: twilio.check,
	};
}
