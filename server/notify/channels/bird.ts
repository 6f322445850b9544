/** Text messages through a channel at Bird, MessageBird's successor: other addresses, other signatures, the same company. */
import { z } from 'zod';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Report } from '../../store/deliveries.ts';
import type { Callback, CallbackFault, CallbackRequest, Provider } from '../channel.ts';
import { credential, entry, maker, type MakerDeps } from '../maker.ts';
import { priceOfText } from '../price.ts';
import { isBirdSigned } from '../proof/bird.ts';
import { judged, taken, textOf, type Verdicts } from '../verdict.ts';
import { asJson } from './json.ts';

const uuid = (what: string) => z.string().regex(/^[0-9a-f-]{36}$/, `put the id of the ${what} here`);
const shape = entry('bird', {
	key: credential,
	workspace: uuid('workspace'),
	sms: uuid('SMS channel'),
	/** Of the webhook subscription that leads to `/callbacks/bird`; without it no report is believed. */
	signingKey: credential.optional(),
});
type Settings = z.output<typeof shape>;
export const birdMaker = maker(shape, createBird);

function createBird(settings: Settings, { exchange }: MakerDeps): Provider<'sms'> {
	const { name, key, workspace, sms, signingKey, price, baseUrl = 'https://api.bird.com' } = settings;
	const root = `${baseUrl}/workspaces/${workspace}/channels/${sms}`;
	const headers = { Authorization: `AccessKey ${key}`, 'Content-Type': 'application/json' };
	return {
		name,
		channel: 'sms',
		knowsRepeats: false,
		best: 'delivered',
		price: ({ text }, to) => priceOfText(price, to, text),
		async send({ id, to, content: { text } }) {
			const exchanged = await exchange({
				url: `${root}/messages`,
				headers,
				body: JSON.stringify({
					receiver: { contacts: [{ identifierKey: 'phonenumber', identifierValue: to }] },
					body: { type: 'text', text: { text } },
					reference: id,
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
		report: async (request) => reported(request, { provider: name, key: signingKey, channel: sms }),
		async check() {
			const exchanged = await exchange({ method: 'GET', url: root, headers, masked: [key] });
			return taken(exchanged) === undefined
				? err(`the key was not accepted for this channel: ${exchanged.shown}`)
				: ok('the key is good for this channel');
		},
	};
}

/** Which field an invalid request is about stands in its details. */
function faultOf(text: string): string | undefined {
	const fault = asJson(text, z.object({ code: z.string().max(100), details: z.unknown().optional() }));
	const isNumber = /identifierValue|receiver/.test(JSON.stringify(fault?.details ?? ''));
	return fault === undefined ? undefined : isNumber ? 'receiver' : fault.code;
}

function reported(
	request: CallbackRequest,
	{ provider, key, channel }: { provider: string; key: string | undefined; channel: string },
): Result<Callback, CallbackFault> {
	if (key === undefined || !isBirdSigned(key, request))
		return err({ code: 'bad-signature', reason: 'not signed with the key of this subscription' });
	const said = asJson(Buffer.from(request.body).toString('utf8'), callback);
	if (said === undefined) return err({ code: 'malformed', reason: 'not an event of a channel' });
	const { event, payload } = said;
	if (payload.channelId !== undefined && payload.channelId !== channel) return ok({ reports: [] });
	if (event === 'sms.inbound') {
		const from = payload.sender?.contact?.identifierValue ?? '';
		const text = payload.body?.text?.text;
		const isWord = text !== undefined && /^\+\d{6,15}$/.test(from);
		return ok({
			reports: [],
			...(isWord ? { words: [{ id: payload.id, channel: 'sms', from, text }] } : {}),
		});
	}
	const state = Object.hasOwn(states, payload.status ?? '') ? states[payload.status ?? ''] : undefined;
	if (event !== 'sms.outbound' || state === undefined) return ok({ reports: [] });
	const at = Date.parse(payload.lastStatusAt ?? '') || request.now;
	const detail = [payload.status, payload.failure?.code].filter(Boolean).join(' ');
	const delivery = payload.reference ? { delivery: payload.reference } : {};
	return ok({ reports: [{ provider, providerId: payload.id, state, at, detail, ...delivery }] });
}

const states: Readonly<Record<string, Report['state']>> = {
	accepted: 'accepted',
	processing: 'accepted',
	sent: 'sent',
	delivered: 'delivered',
	sending_failed: 'rejected',
	delivery_failed: 'rejected',
	skipped: 'rejected',
};

const settings = {
	kind: 'rejected-content',
	why: 'the operator has to mend key, channel or balance',
} as const;
const verdicts: Verdicts = {
	receiver: { kind: 'rejected-address', why: 'this is no number' },
	Unauthorized: settings,
	Forbidden: settings,
	NotFound: settings,
	PaymentRequired: settings,
	InvalidPayload: { kind: 'rejected-content', why: 'something is not as it must be' },
	TooManyRequests: { kind: 'throttled', why: 'too many at once' },
};

const callback = z.object({
	event: z.string(),
	payload: z.object({
		id: z.string().max(100),
		channelId: z.string().optional(),
		status: z.string().optional(),
		reference: z.string().max(100).optional(),
		lastStatusAt: z.string().optional(),
		failure: z.object({ code: z.union([z.number(), z.string().max(40)]).optional() }).nullish(),
		sender: z.object({ contact: z.object({ identifierValue: z.string().optional() }).optional() }).optional(),
		body: z.object({ text: z.object({ text: z.string() }).optional() }).optional(),
	}),
});
