/**
 * What posting to a room has in common, Slack or Teams: one POST of JSON to an address that is a secret and that somebody has typed in, so
 * through the guarded way out. Guards: nothing is tried again here; a silence after which the message may be in the room says so.
 */
import type { Clock, Millis } from '../../../shared/clock.ts';
import { EgressFault, type GuardedFetch } from '../../webhooks/egress.ts';
import type { Outcome } from '../channel.ts';
import { mask, retryAfter } from '../exchange.ts';

export interface ChatDeps {
	readonly fetch: GuardedFetch;
	readonly clock: Clock;
}

/** What the room's own table makes of an answer; the rest goes by its status. */
export type ReadAnswer = (answer: {
	readonly status: number;
	readonly text: string;
}) => Outcome['kind'] | undefined;

export async function postToRoom(
	to: string,
	body: string,
	{ fetch, clock, read }: ChatDeps & { readonly read: ReadAnswer },
): Promise<Outcome> {
	const request = body.slice(0, mostKept);
	try {
		const answer = await fetch(to, {
			method: 'POST',
			headers: { 'content-type': 'application/json; charset=utf-8' },
			body,
		});
		const { status } = answer;
		// The address is the key to the room.
		const text = mask(await answer.text(), [to]).slice(0, mostKept);
		const kind = read({ status, text: text.trim() }) ?? byStatus(status);
		const retryAt = kind === 'throttled' || kind === 'transient' ? waitOf(answer, clock) : undefined;
		const detail = `HTTP ${status} ${text.slice(0, 200)}`.trim();
		return { kind, status, detail, request, response: text, ...(retryAt === undefined ? {} : { retryAt }) };
	} catch (fault) {
		if (!(fault instanceof EgressFault)) throw fault;
		return { kind: silence(fault), detail: fault.code, request };
	}
}

/** Nobody was asked for good, nobody was reached, or nobody knows. */
function silence({ code, message }: EgressFault): Outcome['kind'] {
	if (code === 'not-found') return 'transient';
	if (code === 'unreachable')
		return /ECONNREFUSED|UNREACH|CERT|SSL|TLS/.test(message) ? 'transient' : 'ambiguous';
	return code === 'time-out' ? 'ambiguous' : 'rejected-address';
}

function byStatus(status: number): Outcome['kind'] {
	if (status >= 500 || status === 408) return 'transient';
	return statuses.get(status) ?? 'rejected-content';
}

function waitOf({ headers }: Response, clock: Clock): Millis | undefined {
	const now = clock.now();
	const wished = retryAfter(headers.get('retry-after') ?? undefined, now);
	return wished === undefined ? undefined : Math.min(wished, now + longestWaitMs);
}

const statuses: ReadonlyMap<number, Outcome['kind']> = new Map([
	[401, 'rejected-address'],
	[403, 'rejected-address'],
	[404, 'rejected-address'],
	[410, 'rejected-address'],
	[429, 'throttled'],
]);
/** For the log of deliveries. */
const mostKept = 4_096;
const longestWaitMs: Millis = 60 * 60 * 1_000;
