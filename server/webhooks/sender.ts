/**
 * A webhook's way out: one POST, signed, to where the endpoint is, through the egress guard. Guards: whatever the receiver does, the outcome is one
 * that the queue knows; what is tried again carries the same id, so that a receiver tells a repetition from news.
 */
import type { Clock, Millis } from '../../shared/clock.ts';
import type { Message, Outcome, Provider } from '../notify/channel.ts';
import { retryAfter } from '../notify/exchange.ts';
import { EgressFault, type GuardedFetch } from './egress.ts';
import { signatureHeaders } from './signature.ts';

export function createWebhookSender({
	fetch,
	clock,
}: {
	readonly fetch: GuardedFetch;
	readonly clock: Clock;
}): Provider<'webhook'> {
	return {
		name: 'webhook',
		channel: 'webhook',
		knowsRepeats: true,
		best: 'accepted',
		price: () => 0,
		async send(message) {
			const request = message.content.body;
			const told = { request: request.slice(0, longestKept) };
			try {
				const answer = await fetch(message.to, {
					method: 'POST',
					headers: headersOf(message, clock.now()),
					body: request,
				});
				const response = (await answer.text()).slice(0, longestKept);
				return { ...outcomeOf(answer, clock.now()), ...told, response };
			} catch (fault) {
				if (!(fault instanceof EgressFault)) throw fault;
				const { code, status } = fault;
				// They have said that they have it; what else they wanted to say is no reason to send it ten times.
				if (status !== undefined && isTaken(status))
					return { kind: 'accepted', status, detail: `HTTP ${status}, ${code}`, ...told };
				return { kind: 'transient', detail: code, ...told };
			}
		},
	};
}

function headersOf({ id, content, secrets = [], isReplay }: Message<'webhook'>, at: Millis) {
	return {
		'content-type': 'application/json; charset=utf-8',
		...signatureHeaders({ id, at, body: content.body }, secrets),
		...(isReplay && { 'webhook-replay': 'true' }),
	};
}

/** Whoever answers wrongly today may be mended tomorrow: all that is not taken is tried again, unless they say that they are gone. */
function outcomeOf({ status, headers }: Response, now: Millis): Outcome {
	const detail = `HTTP ${status}`;
	if (isTaken(status)) return { kind: 'accepted', status, detail };
	if (status === gone) return { kind: 'rejected-address', status, detail };
	const wished = retryAfter(headers.get('retry-after') ?? undefined, now);
	const retryAt = wished === undefined ? {} : { retryAt: Math.min(wished, now + longestWaitMs) };
	if (status === 429) return { kind: 'throttled', status, detail, ...retryAt };
	return { kind: 'transient', status, detail, ...(status === 503 ? retryAt : {}) };
}

const isTaken = (status: number): boolean => status >= 200 && status < 300;
const gone = 410;
/** For the log of deliveries. */
const longestKept = 16 * 1_024;
/** A receiver may ask for patience, not for silence. */
const longestWaitMs: Millis = 60 * 60 * 1_000;
