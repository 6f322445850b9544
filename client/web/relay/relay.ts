/**
 * Asking the relay something over HTTP in the name of one session. Guards: the token travels in a header only; what comes back
 * is parsed before it is believed; a fault carries the relay's own sentence (`detail`), so that it can be shown in words; a
 * token that has run out is replaced once, by itself.
 */
import { z } from 'zod';
import { err, ok, type Result } from '../../../shared/result.ts';

export interface Question<T> {
	/** Whose session asks; without it, nobody's. */
	readonly wedding?: string;
	readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Below `/api`. */
	readonly path: string;
	readonly body?: unknown;
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
	/** The token of this wedding's session; `isStale` asks for another than the last. */
	readonly token: (wedding: string, isStale: boolean) => Promise<string | undefined>;
}

export function createRelay({ fetch, token }: RelayDeps): Relay {
	async function send<T>(question: Question<T>, isStale: boolean): Promise<Response> {
		const { wedding, method = 'GET', path, body } = question;
		const bearer = wedding === undefined ? undefined : await token(wedding, isStale);
		return fetch(`/api${path}`, {
			method,
			headers: {
				...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
	}

	return {
		async ask(question) {
			let answer: Response;
			try {
				answer = await send(question, false);
				if (answer.status === 401 && question.wedding !== undefined) answer = await send(question, true);
			} catch {
				// The platform's only word for "no network".
				return err({ code: 'unreachable' });
			}
			const body = await bodyOf(answer);
			if (!answer.ok) return err(faultOf(answer, body));
			const parsed = question.shape.safeParse(body);
			return parsed.success ? ok(parsed.data) : err({ code: 'odd' });
		},
	};
}

/** For answers whose content nobody reads. */
export const anything: z.ZodType<unknown> = z.unknown();

async function bodyOf(answer: Response): Promise<unknown> {
	try {
		return await answer.json();
	} catch {
		// Empty (204), or a page of something in between.
		return undefined;
	}
}

function faultOf({ status }: Response, body: unknown): Fault {
	const problem = z.object({ code: z.string(), detail: z.string().optional() }).safeParse(body);
	if (!problem.success) return { code: status >= 500 ? 'unreachable' : 'odd' };
	const { code, detail } = problem.data;
	return detail === undefined ? { code } : { code, detail };
}
