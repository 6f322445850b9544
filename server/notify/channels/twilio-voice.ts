/**
 * A call through Twilio that says something and, where somebody has to say that they have it, asks for a key. Guards: a call that was
 * picked up is not one that was heard, since machines pick up too: only the key is an answer. Nothing is recorded.
 */
import type { z } from 'zod';
import type { Language } from '../../../shared/notices/channel.ts';
import { ok } from '../../../shared/result.ts';
import type { Report } from '../../store/deliveries.ts';
import type { Callback, CallbackRequest, Message, Provider } from '../channel.ts';
import { callbackUrl, entry, maker, type MakerDeps, phoneNumber } from '../maker.ts';
import { priceOf } from '../price.ts';
import { createTwilio, twilioAccount } from './twilio.ts';
import { asAnswer, gather, pause, say, twiml } from './twiml.ts';

const shape = entry('twilio-voice', { ...twilioAccount, from: phoneNumber });
type Settings = z.output<typeof shape>;
export const twilioVoiceMaker = maker(shape, createTwilioVoice);

function createTwilioVoice(settings: Settings, deps: MakerDeps): Provider<'voice'> {
	const { name, from, price } = settings;
	const twilio = createTwilio(settings, deps.exchange);
	return {
		name,
		channel: 'voice',
		knowsRepeats: false,
		best: 'acked',
		price: (_, to) => priceOf(price, to),
		async send(message) {
			const { id, to } = message;
			const events = ['initiated', 'ringing', 'answered', 'completed'];
			const outcome = await twilio.post(
				'Calls',
				[
					['To', to],
					['From', from],
					['Twiml', callOf(message, callbackUrl(deps, name, { delivery: id, lang: message.language }))],
					['StatusCallback', callbackUrl(deps, name, { delivery: id })],
					...events.map((event) => ['StatusCallbackEvent', event] as const),
					['Timeout', '30'],
				],
				to,
			);
			return outcome.kind === 'accepted' ? { ...outcome, cost: priceOf(price, to) } : outcome;
		},
		async report(request) {
			const form = twilio.proved(request);
			return form.ok ? ok(callCallback(form.value, request, name)) : form;
		},
		check: twilio.check,
	};
}

/** Said twice: whoever was woken misses the first sentence. Without an address to answer at, no key is asked for. */
function callOf({ content, language }: Message<'voice'>, action: string | undefined): string {
	const once = say(content.say, language);
	if (content.ask === undefined || action === undefined) return twiml(once, pause, once);
	const ask = say(content.ask, language);
	return twiml(gather(action, `${once}${ask}${pause}${once}${ask}`), say(words[language].none, language));
}

function callCallback(form: URLSearchParams, { url, now }: CallbackRequest, provider: string): Callback {
	const providerId = form.get('CallSid');
	const query = new URL(url).searchParams;
	const delivery = query.get('delivery');
	const known = {
		provider,
		providerId: providerId ?? '',
		at: now,
		...(delivery === null ? {} : { delivery }),
	};
	const digits = form.get('Digits');
	if (providerId === null) return { reports: [] };
	if (digits !== null) {
		const language: Language = query.get('lang') === 'de' ? 'de' : 'en';
		const isYes = digits === '1';
		const answer = asAnswer(twiml(say(words[language][isYes ? 'noted' : 'none'], language)));
		return { reports: isYes ? [{ ...known, state: 'acked', detail: 'pressed 1' }] : [], answer };
	}
	const status = form.get('CallStatus') ?? '';
	const state = Object.hasOwn(states, status) ? states[status] : undefined;
	return { reports: state === undefined ? [] : [{ ...known, state, detail: status }] };
}

const states: Readonly<Record<string, Report['state']>> = {
	queued: 'accepted',
	initiated: 'accepted',
	ringing: 'sent',
	'in-progress': 'delivered',
	answered: 'delivered',
	completed: 'delivered',
	busy: 'rejected',
	'no-answer': 'rejected',
	failed: 'rejected',
	canceled: 'rejected',
};

const words: Readonly<Record<Language, { readonly noted: string; readonly none: string }>> = {
	en: {
		noted: 'Thank you. The others see your answer now.',
		none: 'You have not answered. Please look into the plan.',
	},
	de: {
		noted: 'Danke. Die anderen sehen jetzt deine Antwort.',
		none: 'Du hast nicht geantwortet. Bitte sieh in den Plan.',
	},
};
