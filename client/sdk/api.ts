/**
 * The relay over HTTP, as this person. Guards: a token about to end is renewed first, one that was called invalid is renewed once and
 * the call made again, so that whoever calls hears of neither. Rejects only when the relay is out of reach; what it answers is an
 * answer, also a no. Tokens travel in the header, never in an address.
 */
import type { Millis } from '../../shared/clock.ts';
import type { Credential } from './credential.ts';

export interface Call {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Below `/api`. */
	readonly path: string;
	readonly body?: unknown;
	/** Instead of a body of JSON: bytes with a type of their own. */
	readonly bytes?: Blob;
	/** The same again under the same key is done once. */
	readonly key?: string;
	/** What is answered is bytes as well. */
	readonly asBytes?: boolean;
	/** With the token as it is: what is said of it is the answer. */
	readonly asIs?: boolean;
}

export interface Answer {
	readonly status: number;
	/** Parsed; a `Blob` where bytes were asked for; undefined where there is none or none that can be read. */
	readonly body: unknown;
}

export interface Api {
	call(call: Call): Promise<Answer>;
}

/** One call with that token; rejects without an answer. */
export type Fetch = (call: Call, token: string | undefined) => Promise<Answer>;

export function createFetch(url: string, fetchIt: typeof fetch): Fetch {
	const base = `${url.replace(/^ws/, 'http').replace(/\/+$/, '')}/api`;
	return async ({ method, path, body, bytes, key, asBytes = false }, token) => {
		const sent = bytes ?? (body === undefined ? undefined : JSON.stringify(body));
		const response = await fetchIt(`${base}${path}`, {
			method,
			headers: {
				...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
				...(key === undefined ? {} : { 'idempotency-key': key }),
				...(sent === undefined ? {} : { 'content-type': bytes?.type ?? 'application/json' }),
			},
			...(sent === undefined ? {} : { body: sent }),
		});
		const read = asBytes && response.ok ? response.blob() : response.json();
		return { status: response.status, body: await read.catch(() => undefined) };
	};
}

export function createApi(ask: Fetch, credential: Credential, now: () => Millis): Api {
	return {
		async call(call) {
			if (call.asIs === true) return ask(call, credential.token);
			const token = isEnding(credential, now()) ? await renewed(credential) : credential.token;
			const answer = await ask(call, token);
			if (answer.status !== signedOut) return answer;
			const another = await credential.renew(token);
			return another === undefined || another === token ? answer : ask(call, another);
		},
	};
}

async function renewed(credential: Credential): Promise<string> {
	const { token } = credential;
	return (await credential.renew(token)) ?? token;
}

/** Soon enough that what begins now still ends with it. */
export function isEnding(credential: Credential, now: Millis): boolean {
	const expiresAt = credential.expiresAt();
	return expiresAt !== undefined && expiresAt - now < aheadMs;
}

const aheadMs = 2 * 60_000;
const signedOut = 401;
