/**
 * What Meta calls back about WhatsApp: how far messages came, what people wrote, and the question that a subscription begins with.
 * Guards: `delivered` may be missing before `read`, come after it, or after `failed`: each is handed on as it is and merged by whoever
 * keeps them; events of another number of the same app are let be.
 */
import { z } from 'zod';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Report } from '../../store/deliveries.ts';
import type { AddressRefusal, Callback, CallbackFault, CallbackRequest, InboundWord } from '../channel.ts';
import { hubChallenge, isHubSigned } from '../proof/hub.ts';
import { asJson } from './json.ts';

export interface WhatsappSource {
	readonly provider: string;
	readonly phoneNumberId: string;
	readonly appSecret?: string | undefined;
	readonly verifyToken?: string | undefined;
}

export function whatsappCallback(
	request: CallbackRequest,
	source: WhatsappSource,
): Result<Callback, CallbackFault> {
	const { appSecret, verifyToken, phoneNumberId, provider } = source;
	if (request.method === 'GET') {
		const challenge = verifyToken === undefined ? undefined : hubChallenge(verifyToken, request.url);
		if (challenge === undefined) return err({ code: 'bad-signature', reason: 'not our word' });
		return ok({ reports: [], answer: { type: 'text/plain', body: challenge } });
	}
	if (appSecret === undefined || !isHubSigned(appSecret, request))
		return err({ code: 'bad-signature', reason: 'not signed with the secret of this app' });
	const said = asJson(Buffer.from(request.body).toString('utf8'), callback);
	if (said === undefined) return err({ code: 'malformed', reason: 'not an event of WhatsApp' });
	const values = said.entry
		.flatMap(({ changes }) => changes.map(({ value }) => value))
		.filter(({ metadata }) => metadata?.phone_number_id === phoneNumberId);
	const statuses = values.flatMap((value) => value.statuses ?? []);
	const words = values.flatMap((value) => value.messages ?? []).flatMap(wordOf);
	const refusals = statuses.flatMap(refusalOf);
	return ok({
		reports: statuses.flatMap((status) => reportOf(status, provider, request.now)),
		...(words.length > 0 ? { words } : {}),
		...(refusals.length > 0 ? { refusals } : {}),
	});
}

function reportOf(status: Status, provider: string, now: number): readonly Report[] {
	const state = Object.hasOwn(states, status.status) ? states[status.status] : undefined;
	if (state === undefined) return [];
	const delivery = status.biz_opaque_callback_data;
	return [
		{
			provider,
			providerId: status.id,
			state,
			at: Number(status.timestamp) * 1_000 || now,
			detail: [status.status, ...(status.errors ?? []).map(({ code }) => code)].join(' '),
			...(delivery === undefined ? {} : { delivery }),
		},
	];
}

function refusalOf({ errors = [], recipient_id }: Status): readonly AddressRefusal[] {
	const hasStopped = errors.some(({ code }) => code === stopped);
	const isNumber = /^\d{6,15}$/.test(recipient_id ?? '');
	return hasStopped && isNumber ? [{ channel: 'whatsapp', address: `+${recipient_id}`, source: 'stop' }] : [];
}

/** A user may be known to the business by an id alone: then there is no number, and nothing to stop by it. */
function wordOf({ id, from, text, button }: Written): readonly InboundWord[] {
	const words = text?.body ?? button?.text;
	return words !== undefined && /^\d{6,15}$/.test(from ?? '')
		? [{ id, channel: 'whatsapp', from: `+${from}`, text: words }]
		: [];
}

const stopped = 131_050;
const states: Readonly<Record<string, Report['state']>> = {
	sent: 'sent',
	delivered: 'delivered',
	read: 'seen',
	played: 'seen',
	failed: 'rejected',
};

const status = z.object({
	id: z.string().max(200),
	status: z.string(),
	timestamp: z.string().optional(),
	recipient_id: z.string().optional(),
	biz_opaque_callback_data: z.string().max(100).optional(),
	errors: z.array(z.object({ code: z.number() })).optional(),
});
type Status = z.infer<typeof status>;
const written = z.object({
	id: z.string().max(200),
	from: z.string().optional(),
	text: z.object({ body: z.string() }).optional(),
	button: z.object({ text: z.string() }).optional(),
});
type Written = z.infer<typeof written>;
const value = z.object({
	metadata: z.object({ phone_number_id: z.string() }).optional(),
	statuses: z.array(status).max(1_000).optional(),
	messages: z.array(written).max(1_000).optional(),
});
const callback = z.object({
	object: z.literal('whatsapp_business_account'),
	entry: z.array(z.object({ changes: z.array(z.object({ value })).max(1_000) })).max(1_000),
});
