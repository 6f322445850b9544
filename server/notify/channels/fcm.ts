/**
 * Firebase Cloud Messaging, HTTP v1: for the apps of phones. One request for each token. A token is forgotten only when the service says of
 * the token itself that it is none: the same code also stands for a message that is not well formed, and that is our fault.
 */
import { z } from 'zod';
import { err, ok } from '../../../shared/result.ts';
import type { Message } from '../channel.ts';
import { entry, maker, type MakerDeps } from '../maker.ts';
import type { PushTarget } from '../push-target.ts';
import { judged, taken, textOf, type Verdicts } from '../verdict.ts';
import { createGoogleTokens, serviceAccount } from './google-token.ts';
import { asJson } from './json.ts';
import { createPush, type PushCarrier, type PushOutcome, type PushProvider, secondsToLive } from './push.ts';

const shape = entry('fcm', { account: serviceAccount }).omit({ price: true });
type Settings = z.output<typeof shape>;
export const fcmMaker = maker(shape, (settings, deps): PushProvider => {
	if (deps.push === undefined) throw new Error('push needs its parts');
	const { carrier, check } = fcmCarrier(settings, deps);
	return { ...createPush(settings.name, [carrier], deps.push), check };
});

function fcmCarrier({ name, account, baseUrl = 'https://fcm.googleapis.com' }: Settings, deps: MakerDeps) {
	const { exchange, clock } = deps;
	const tokens = createGoogleTokens(account, scope, deps);
	const url = `${baseUrl}/v1/projects/${account.project_id}/messages:send`;

	async function send(target: PushTarget, message: Message<'push'>): Promise<PushOutcome> {
		if (!('fcm' in target)) return { kind: 'rejected-content', detail: 'not for Firebase' };
		const access = await tokens.token();
		if (!access.ok) return access.error;
		const exchanged = await exchange({
			url,
			headers: { Authorization: `Bearer ${access.value}`, 'Content-Type': 'application/json' },
			body: JSON.stringify({
				message: messageOf(target.fcm, message, secondsToLive(message, clock.now()), clock.now()),
			}),
			masked: [access.value, target.fcm],
		});
		const success = taken(exchanged);
		if (success !== undefined) {
			const providerId = asJson(success.text, z.object({ name: z.string().max(300) }))?.name;
			return {
				kind: 'accepted',
				status: success.status,
				detail: 'taken',
				...(providerId !== undefined && { providerId }),
			};
		}
		const { code, isOfToken } = problemIn(textOf(exchanged));
		if (exchanged.isAnswered && exchanged.status === 401 && code === 'UNAUTHENTICATED')
			tokens.forget(access.value);
		const outcome = judged(exchanged, isOfToken ? `${code} token` : code, verdicts);
		return outcome.kind === 'rejected-address' ? { ...outcome, isGone: true } : outcome;
	}

	const carrier: PushCarrier = { name, carries: (target) => 'fcm' in target, send };
	async function check() {
		const access = await tokens.token();
		return access.ok ? ok('the service account is good') : err(`no access: ${access.error.detail}`);
	}
	return { carrier, check };
}

function messageOf(token: string, { content, priority }: Message<'push'>, ttl: number, now: number) {
	const { title, body, link, tag, id, image } = content;
	const isUrgent = priority === 'emergency' || priority === 'critical' || priority === 'high';
	return {
		token,
		notification: { title, body, ...(image !== undefined && { image }) },
		// Everything here is text, or the service refuses it.
		data: { link, tag, id },
		// No collapse key: a phone that was off keeps four of them, and loses the rest.
		android: { priority: isUrgent ? 'HIGH' : 'NORMAL', ttl: `${ttl}s`, notification: { tag } },
		apns: {
			headers: {
				'apns-priority': isUrgent ? '10' : '5',
				'apns-expiration': String(Math.floor(now / 1_000) + ttl),
				...(/^[\x21-\x7e]{1,64}$/.test(tag) && { 'apns-collapse-id': tag }),
			},
			payload: { aps: { sound: 'default' } },
		},
	};
}

/** The service's own code where it gives one, and whether what it complains of is the token. */
function problemIn(text: string): { readonly code: string | undefined; readonly isOfToken: boolean } {
	const error = asJson(text, problem)?.error;
	const details = error?.details ?? [];
	const ofFcm = details.find((one) => one['@type']?.endsWith('.FcmError'))?.errorCode;
	const fields = details.flatMap((one) => one.fieldViolations ?? []).map(({ field }) => field);
	const isOfToken =
		ofFcm === 'INVALID_ARGUMENT' &&
		(fields.length === 0 || fields.every((field) => field === 'message.token'));
	return { code: ofFcm ?? error?.status, isOfToken };
}

const verdicts: Verdicts = {
	UNREGISTERED: { kind: 'rejected-address', why: 'the app is off the phone' },
	SENDER_ID_MISMATCH: { kind: 'rejected-address', why: 'the token is of another project, for good' },
	'INVALID_ARGUMENT token': { kind: 'rejected-address', why: 'this is no token' },
	INVALID_ARGUMENT: { kind: 'rejected-content', why: 'our own fault' },
	NOT_FOUND: { kind: 'rejected-content', why: 'there is no such project' },
	QUOTA_EXCEEDED: { kind: 'throttled', why: 'too many in a minute' },
	RESOURCE_EXHAUSTED: { kind: 'throttled', why: 'too many in a minute' },
	UNAVAILABLE: { kind: 'transient', why: 'overloaded, by their own word' },
	INTERNAL: { kind: 'transient', why: 'their fault' },
	UNAUTHENTICATED: { kind: 'transient', why: 'the token has ended early; the next try gets a new one' },
	PERMISSION_DENIED: { kind: 'rejected-content', why: 'the account may not send' },
	THIRD_PARTY_AUTH_ERROR: { kind: 'rejected-content', why: 'the key for Apple is missing in the project' },
};
const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const problem = z.object({
	error: z.object({
		status: z.string().max(100).optional(),
		details: z
			.array(
				z.object({
					'@type': z.string().max(200).optional(),
					errorCode: z.string().max(100).optional(),
					fieldViolations: z
						.array(z.object({ field: z.string().max(200) }))
						.max(50)
						.optional(),
				}),
			)
			.max(20)
			.optional(),
	}),
});
