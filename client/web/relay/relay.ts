/**
 * Asking the relay something over HTTP in the name of one session, for the pages. Guards: what comes back is parsed before it is
 * believed; a fault carries the relay's own sentence (`detail`), so that it can be shown in words. Tokens are the SDK's business.
 */
import { z } from 'zod';
import type { Millis } from '../../../shared/clock.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { type Answer, type Call, createApi, createFetch } from '../../sdk/api.ts';
import type { Credential } from '../../sdk/credential.ts';

export interface Question<T> {
	/** Whose session asks; without it, nobody's. */
	readonly wedding?: string;
	readonly method?: Call['method'];
	/** Below `/api`. */
	readonly path: string;
	readonly body?: unknown;
	readonly bytes?: Blob;
	/** The same again under the same key is done once. */
	readonly key?: string;
	readonly asBytes?: boolean;
	readonly shape: z.ZodType<T>;
}

/** `code` is the relay's, or `unreachable` (no network), or `odd` (an answer nobody expected). */
export interface Fault {
	readonly code: string;
	readonly detail?: string;
}

export interface Relay {
	ask<T>(question: Question<T>): Promise<Result<T, Fault>>;
}

export interface RelayDeps {
	readonly fetch: typeof fetch;
	/** Of this wedding's session, if one is signed in to it. */
	readonly credential: (wedding: string) => Credential | undefined;
	readonly now: () => Millis;
}

export function createRelay({ fetch, credential, now }: RelayDeps): Relay {
	const send = createFetch('', fetch);
	return {
		async ask({ wedding, method = 'GET', shape, ...rest }) {
			const own = wedding === undefined ? undefined : credential(wedding);
			const call: Call = { method, ...rest };
			let answer: Answer;
			try {
				answer = await (own === undefined ? send(call, undefined) : createApi(send, own, now).call(call));
			} catch {
				// The platform's only word for "no network".
				return err({ code: 'unreachable' });
			}
			if (answer.status >= 300) return err(faultOf(answer));
			const parsed = shape.safeParse(answer.body);
			return parsed.success ? ok(parsed.data) : err({ code: 'odd' });
		},
	};
}

/** For answers whose content nobody reads. */
export const anything: z.ZodType<unknown> = z.unknown();

function faultOf({ status, body }: Answer): Fault {
	const problem = z.object({ code: z.string(), detail: z.string().optional() }).safeParse(body);
	if (!problem.success) return { code: status >= 500 ? 'unreachable' : 'odd' };
	const { code, detail } = problem.data;
	return detail === undefined ? { code } : { code, detail };
}
