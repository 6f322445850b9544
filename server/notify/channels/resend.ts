/**
 * E-mail through Resend's API. It knows a repetition by our id for 24 hours, so a mail that may have been taken is handed in again
 * without harm; that the words have changed meanwhile is no fault then: the first have gone out.
 */
import { z } from 'zod';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Report } from '../../store/deliveries.ts';
import type {
	AddressRefusal,
	Callback,
	CallbackFault,
	CallbackRequest,
	Message,
	Outcome,
	Provider,
} from '../channel.ts';
import { credential, entry, maker, type MakerDeps } from '../maker.ts';
import { priceOf } from '../price.ts';
import { isSvixSigned } from '../proof/svix.ts';
import { judged, taken, textOf, type Verdicts } from '../verdict.ts';
import { asJson } from './json.ts';
import { mailHeaders, sender } from './mail.ts';

const shape = entry('resend', {
	key: credential,
	from: sender,
	/** `whsec_…`, of the webhook that leads to `/callbacks/resend`; without it no report is believed. */
	webhookSecret: credential.optional(),
});
type Settings = z.output<typeof shape>;
export const resendMaker = maker(shape, createResend);

function createResend(settings: Settings, { exchange }: MakerDeps): Provider<'email'> {
	const { name, key, from, price, webhookSecret, baseUrl = 'https://api.resend.com' } = settings;
	const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
	return {
		name,
		channel: 'email',
		knowsRepeats: true,
		best: 'delivered',
		price: (_, to) => priceOf(price, to),
		async send(message) {
			const exchanged = await exchange({
				url: `${baseUrl}/emails`,
				headers: { ...headers, 'Idempotency-Key': message.id },
				body: JSON.stringify(mailOf(message, from)),
				masked: [key, message.to],
			});
			const success = taken(exchanged);
			if (success !== undefined) return accepted(success, priceOf(price, message.to));
			return judged(exchanged, problem(textOf(exchanged)), verdicts);
		},
		report: async (request) => reported(request, name, webhookSecret),
		async check() {
			const exchanged = await exchange({ method: 'GET', url: `${baseUrl}/domains`, headers, masked: [key] });
			const isGood = taken(exchanged) !== undefined || problem(textOf(exchanged)) === 'restricted_api_key';
			return isGood ? ok('the key is good') : err(`the key was not accepted: ${exchanged.shown}`);
		},
	};
}

function mailOf({ id, to, content, unsubscribe }: Message<'email'>, from: string) {
	const { subject, text, html } = content;
	return {
		from,
		to: [to],
		subject,
		text,
		html,
		headers: mailHeaders(unsubscribe),
		tags: [{ name: 'delivery', value: id }],
	};
}

function accepted({ text, status }: { text: string; status: number }, cost: number): Outcome {
	const answer = asJson(text, z.object({ id: z.string().max(200) }));
	const known = answer === undefined ? {} : { providerId: answer.id };
	return { kind: 'accepted', status, detail: 'taken', cost, ...known };
}

/** An address that is none is one of many faults of validation, and only told from them by the sentence. */
function problem(text: string): string | undefined {
	const fault = asJson(text, z.object({ name: z.string().max(100), message: z.string().optional() }));
	const isAddress =
		fault?.name === 'validation_error' && /^Invalid [`'"]to[`'"] field/.test(fault.message ?? '');
	return isAddress ? 'invalid_to_address' : fault?.name;
}

function reported(
	request: CallbackRequest,
	provider: string,
	secret: string | undefined,
): Result<Callback, CallbackFault> {
	if (secret === undefined || !isSvixSigned(secret, request))
		return err({ code: 'bad-signature', reason: 'not signed with the secret of this webhook' });
	const event = asJson(Buffer.from(request.body).toString('utf8'), callback);
	if (event === undefined) return err({ code: 'malformed', reason: 'not an event of Resend' });
	const { type, data } = event;
	const row = Object.hasOwn(events, type) ? events[type] : undefined;
	if (row === undefined || data.email_id === undefined) return ok({ reports: [] });
	const isSoft = type === 'email.bounced' && soft.has(data.bounce?.type ?? '');
	const report: Report = {
		provider,
		providerId: data.email_id,
		state: row.state,
		at: Date.parse(event.created_at ?? '') || request.now,
		detail: [type, data.bounce?.type, data.bounce?.subType].filter(Boolean).join(' '),
	};
	const { refusal } = row;
	const refusals: AddressRefusal[] =
		refusal === undefined || isSoft
			? []
			: (data.to ?? []).map((address) => ({ channel: 'email', address, source: refusal }));
	return ok({ reports: [report], ...(refusals.length > 0 ? { refusals } : {}) });
}

const verdicts: Verdicts = {
	invalid_idempotent_request: { kind: 'accepted', why: 'taken before, in the words of then' },
	concurrent_idempotent_requests: { kind: 'transient', why: 'the same is just being taken' },
	invalid_idempotency_key: { kind: 'rejected-content', why: 'our own fault' },
	missing_api_key: { kind: 'rejected-content', why: 'the operator has to mend the key' },
	restricted_api_key: { kind: 'rejected-content', why: 'the key may not send' },
	invalid_api_key: { kind: 'rejected-content', why: 'the operator has to mend the key' },
	invalid_from_address: { kind: 'rejected-content', why: 'the operator has to mend the sender' },
	invalid_to_address: { kind: 'rejected-address', why: 'this is none' },
	validation_error: { kind: 'rejected-content', why: 'a field is not as it must be' },
	rate_limit_exceeded: { kind: 'throttled', why: 'a few a second for each team' },
	daily_quota_exceeded: { kind: 'throttled', why: 'the quota of the day' },
	monthly_quota_exceeded: { kind: 'throttled', why: 'the quota of the month' },
	application_error: { kind: 'transient', why: 'their fault' },
	internal_server_error: { kind: 'transient', why: 'their fault' },
};

/**
 * A machine opens mail, and the links in it, to look for harm: that is no sign that somebody has seen it, and no reason not to send them a
 * text. Whoever follows the link is seen in the app.
 */
const events: Readonly<
	Record<string, { readonly state: Report['state']; readonly refusal?: AddressRefusal['source'] }>
> = {
	'email.scheduled': { state: 'accepted' },
	'email.sent': { state: 'sent' },
	'email.delivery_delayed': { state: 'sent' },
	'email.delivered': { state: 'delivered' },
	'email.opened': { state: 'delivered' },
	'email.clicked': { state: 'delivered' },
	'email.complained': { state: 'delivered', refusal: 'complaint' },
	'email.bounced': { state: 'rejected', refusal: 'bounce' },
	'email.suppressed': { state: 'rejected', refusal: 'bounce' },
	'email.failed': { state: 'rejected' },
};

/** A mailbox that is full, or nobody knows why: no finding about the address. */
const soft: ReadonlySet<string> = new Set(['Transient', 'Undetermined']);

const callback = z.object({
	type: z.string(),
	created_at: z.string().optional(),
	data: z.object({
		email_id: z.string().max(200).optional(),
		to: z.array(z.string().max(320)).max(50).optional(),
		bounce: z.object({ type: z.string().optional(), subType: z.string().optional() }).optional(),
	}),
});
