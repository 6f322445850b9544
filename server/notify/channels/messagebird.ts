/**
 * Text messages through MessageBird's classic API, for accounts that are still there (others: `bird`). Its reports come as GET with
 * everything in the address, proved by a token beside it.
 */
import { z } from 'zod';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Report } from '../../store/deliveries.ts';
import type { Callback, CallbackFault, CallbackRequest, Provider } from '../channel.ts';
import { callbackUrl, credential, entry, maker, type MakerDeps, phoneNumber } from '../maker.ts';
import { priceOfText } from '../price.ts';
import { isMessageBirdSigned } from '../proof/messagebird.ts';
import { judged, taken, textOf, type Verdicts } from '../verdict.ts';
import { asJson } from './json.ts';
import { validitySeconds } from './validity.ts';

const shape = entry('messagebird', {
	key: credential,
	/** For its callbacks; without it no report is believed. */
	signingKey: credential.optional(),
	from: z.union(
		[phoneNumber, z.string().regex(/^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/)],
		'put a number or up to 11 letters here',
	),
});
type Settings = z.output<typeof shape>;
export const messagebirdMaker = maker(shape, createMessageBird);

function createMessageBird(settings: Settings, deps: MakerDeps): Provider<'sms'> {
	const { name, key, signingKey, from, price, baseUrl = 'https://rest.messagebird.com' } = settings;
	const headers = { Authorization: `AccessKey ${key}`, 'Content-Type': 'application/json' };
	return {
		name,
		channel: 'sms',
		knowsRepeats: false,
		best: 'delivered',
		price: ({ text }, to) => priceOfText(price, to, text),
		async send({ id, to, content: { text }, expiresAt }) {
			const exchanged = await deps.exchange({
				url: `${baseUrl}/messages`,
				headers,
				body: JSON.stringify({
					originator: from,
					recipients: [to.replace('+', '')],
					body: text,
					datacoding: 'auto',
					reference: id,
					reportUrl: callbackUrl(deps, name),
					validity: seconds(validitySeconds(expiresAt, deps.clock.now(), 172_800)),
				}),
				masked: [key, to],
			});
			const success = taken(exchanged);
			if (success === undefined) return judged(exchanged, faultOf(textOf(exchanged)), verdicts);
			const providerId = asJson(success.text, z.object({ id: z.string().max(100) }))?.id;
			const known = providerId === undefined ? {} : { providerId };
			return {
				kind: 'accepted',
				status: success.status,
				detail: 'taken',
				cost: priceOfText(price, to, text),
				...known,
			};
		},
		report: async (request) => reported(request, name, signingKey),
		async check() {
			const exchanged = await deps.exchange({
				method: 'GET',
				url: `${baseUrl}/balance`,
				headers,
				masked: [key],
			});
			return taken(exchanged) === undefined
				? err(`the key was not accepted: ${exchanged.shown}`)
				: ok('the key is good');
		},
	};
}

const seconds = (text: string | undefined): number | undefined =>
	text === undefined ? undefined : Number(text);

/** One code for everything that is missing or wrong: the parameter says whether it is the number. */
function faultOf(text: string): string | undefined {
	const [first] = asJson(text, faults)?.errors ?? [];
	if (first === undefined) return undefined;
	return /^recipients?(\[|$)/.test(first.parameter ?? '') ? 'recipient' : String(first.code);
}

function reported(
	request: CallbackRequest,
	provider: string,
	key: string | undefined,
): Result<Callback, CallbackFault> {
	if (key === undefined || !isMessageBirdSigned(key, request))
		return err({ code: 'bad-signature', reason: 'not signed with the signing key of this account' });
	const said = new URL(request.url).searchParams;
	const status = said.get('status');
	const providerId = said.get('id');
	const from = said.get('originator');
	const text = said.get('body') ?? said.get('message');
	if (status === null && providerId !== null && from !== null && text !== null && isNumber.test(from)) {
		const number = from.startsWith('+') ? from : `+${from}`;
		return ok({ reports: [], words: [{ id: providerId, channel: 'sms', from: number, text }] });
	}
	const state = status !== null && Object.hasOwn(states, status) ? states[status] : undefined;
	if (state === undefined || providerId === null) return ok({ reports: [] });
	const delivery = said.get('reference');
	const at = Date.parse(said.get('statusDatetime') ?? '') || request.now;
	const detail = [status, said.get('statusReason'), said.get('statusErrorCode')].filter(Boolean).join(' ');
	const known = delivery === null ? {} : { delivery };
	return ok({ reports: [{ provider, providerId, state, at, detail, ...known }] });
}

const isNumber = /^\+?\d{6,15}$/;
const states: Readonly<Record<string, Report['state']>> = {
	scheduled: 'accepted',
	sent: 'sent',
	buffered: 'sent',
	delivered: 'delivered',
	expired: 'rejected',
	delivery_failed: 'rejected',
};

const settings = {
	kind: 'rejected-content',
	why: 'the operator has to mend key, sender or balance',
} as const;
const verdicts: Verdicts = {
	recipient: { kind: 'rejected-address', why: 'this is no number' },
	2: settings,
	9: { kind: 'rejected-content', why: 'something is missing' },
	10: { kind: 'rejected-content', why: 'something is not as it must be' },
	20: settings,
	21: { kind: 'rejected-content', why: 'something is not as it must be' },
	25: settings,
	98: settings,
	99: { kind: 'transient', why: 'their fault' },
};

const faults = z.object({
	errors: z
		.array(z.object({ code: z.number(), parameter: z.string().nullish() }))
		.min(1)
		.max(50),
});
