/**
 * Web push (RFC 8030, 8291, 8292): encrypted for one browser, signed with our own key, handed to the push service that the browser named.
 * That address is somebody else's choice, so it goes through the egress guard. The one file that knows web-push.
 */
import webPush from 'web-push';
import { z } from 'zod';
import type { Clock, Millis } from '../../../shared/clock.ts';
import type { Priority } from '../../../shared/notices/channel.ts';
import { EgressFault } from '../../webhooks/egress.ts';
import type { Message } from '../channel.ts';
import { retryAfter } from '../exchange.ts';
import { entry, maker } from '../maker.ts';
import type { PushTarget } from '../push-target.ts';
import type { VapidKeys } from '../vapid.ts';
import { createPush, type PushCarrier, type PushOutcome, type PushParts, secondsToLive } from './push.ts';

const shape = entry('web-push', {
	/** Whom a push service may write to about us. */
	subject: z
		.string()
		.regex(
			/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/,
			'write mailto:somebody@example.org, or an https address',
		),
}).omit({ baseUrl: true, price: true });
export const webPushMaker = maker(shape, ({ name, subject }, { push, clock }) => {
	if (push === undefined) throw new Error('push needs its keys');
	return createPush(name, [webPushCarrier({ name, subject, clock, push })], push);
});

export function webPushCarrier({
	name = 'web-push',
	subject,
	clock,
	push: { keys, fetch },
}: {
	readonly name?: string;
	readonly subject: string;
	readonly clock: Clock;
	readonly push: Pick<PushParts, 'keys' | 'fetch'>;
}): PushCarrier {
	const authorizationFor = createAuthorizations({ subject, keys, clock });

	async function send(target: PushTarget, message: Message<'push'>): Promise<PushOutcome> {
		const request = sealed(target, message);
		if (request === undefined) return { kind: 'rejected-address', detail: 'its keys are none', isGone: true };
		try {
			const answer = await fetch(request.endpoint, request);
			return judged(answer, clock.now());
		} catch (fault) {
			if (fault instanceof EgressFault) return silence(fault);
			throw fault;
		}
	}

	/** Undefined if nothing can be encrypted with the keys that the browser gave. */
	function sealed(target: PushTarget, message: Message<'push'>) {
		if (!('endpoint' in target)) return undefined;
		const Authorization = authorizationFor(new URL(target.endpoint).origin);
		const options = {
			TTL: secondsToLive(message, clock.now()),
			urgency: urgencies[message.priority],
			...(isTopic.test(message.content.tag) && { topic: message.content.tag }),
			contentEncoding: webPush.supportedContentEncodings.AES_128_GCM,
		};
		try {
			const made = webPush.generateRequestDetails(target, payloadOf(message), options);
			const headers = Object.fromEntries(
				Object.entries(made.headers).map(([key, value]) => [key, String(value)]),
			);
			const method = 'POST';
			return {
				endpoint: made.endpoint,
				method,
				headers: { ...headers, Authorization },
				body: new Uint8Array(made.body),
			};
		} catch (fault) {
			// Of what we hand in only their key can be wrong: it must be a point of the curve.
			if (fault instanceof Error) return undefined;
			throw fault;
		}
	}
	return { name, carries: (target) => 'endpoint' in target, send };
}

/** Signed once an hour for each push service, and good for twelve: they ask not to get a new one with each message. */
function createAuthorizations({
	subject,
	keys: { publicKey, privateKey },
	clock,
}: {
	readonly subject: string;
	readonly keys: VapidKeys;
	readonly clock: Clock;
}): (origin: string) => string {
	const kept = new Map<string, { readonly text: string; readonly until: Millis }>();
	const encoding = webPush.supportedContentEncodings.AES_128_GCM;
	return (origin) => {
		const present = kept.get(origin);
		if (present !== undefined && present.until > clock.now()) return present.text;
		const { Authorization: text } = webPush.getVapidHeaders(origin, subject, publicKey, privateKey, encoding);
		// Whoever invents push services fills no memory with them.
		if (kept.size >= mostServices) kept.clear();
		kept.set(origin, { text, until: clock.now() + hourMs });
		return text;
	};
}

/** What the service worker shows. Push services take 4 kB with the sealing, and some less; the inbox has the rest. */
function payloadOf({ content: { channel: _, ...content } }: Message<'push'>): string {
	const textWith = (body: string) => JSON.stringify({ ...content, body });
	const fits = (body: string) => Buffer.byteLength(textWith(body)) <= mostBytes;
	if (fits(content.body)) return textWith(content.body);
	const letters = [...content.body];
	let [most, tooMany] = [0, letters.length];
	while (tooMany - most > 1) {
		const half = Math.floor((most + tooMany) / 2);
		if (fits(`${letters.slice(0, half).join('')}…`)) most = half;
		else tooMany = half;
	}
	return textWith(`${letters.slice(0, most).join('')}…`);
}

function judged(answer: Response, now: number): PushOutcome {
	const { status } = answer;
	if (status >= 200 && status < 300) return { kind: 'accepted', status, detail: 'taken' };
	// Both are said of a subscription that is over, whatever the standard means by them.
	if (status === 404 || status === 410)
		return { kind: 'rejected-address', status, detail: 'over', isGone: true };
	const kind = status === 429 ? 'throttled' : status >= 500 ? 'transient' : 'rejected-content';
	const retryAt =
		kind === 'rejected-content' ? undefined : retryAfter(answer.headers.get('Retry-After') ?? undefined, now);
	const detail = refusals[status] ?? kind;
	return { kind, status, detail, ...(retryAt !== undefined && { retryAt }) };
}

/** A name may be back in a minute; an address that we never speak to is good for nothing. */
function silence({ code }: EgressFault): PushOutcome {
	if (code === 'not-found') return { kind: 'transient', detail: code };
	if (code === 'time-out' || code === 'unreachable') return { kind: 'ambiguous', detail: code };
	return { kind: 'rejected-address', detail: code, isGone: true };
}

const urgencies = {
	emergency: 'high',
	critical: 'high',
	high: 'high',
	normal: 'normal',
	low: 'low',
} as const satisfies Record<Priority, webPush.Urgency>;
/** What the operator has to mend. */
const refusals: Readonly<Record<number, string>> = {
	400: 'the request was not understood',
	401: 'our signature was not accepted: are these the keys of the data folder?',
	403: 'our signature was not accepted: are these the keys of the data folder?',
	413: 'too long',
};
const isTopic = /^[\w-]{1,32}$/;
const mostBytes = 3_000;
const hourMs: Millis = 60 * 60_000;
const mostServices = 200;
