/**
 * What goes wrong, said as `application/problem+json`. The table is the single place that knows which code is which status;
 * codes are stable, sentences are not. Guards: nothing of an exception, a path or a query reaches the asker.
 */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Declined } from '../../shared/document/operations/operation.ts';
import type { NotOperated } from '../room/door.ts';

export type ProblemCode = keyof typeof problems;

/** A problem before it is said: the code, and a sentence the asker can act on. */
export interface Problem {
	readonly code: ProblemCode;
	readonly detail: string;
	readonly record?: string;
	readonly field?: string;
}

export function sayProblem(context: Context, { code, detail, record, field }: Problem): Response {
	const { status, title } = problems[code];
	if (status === 401) context.header('WWW-Authenticate', 'Bearer realm="wedsync"');
	return context.body(
		JSON.stringify({ type: `urn:wedsync:problem:${code}`, title, status, detail, code, record, field }),
		status,
		{ 'Content-Type': 'application/problem+json' },
	);
}

/** With the seconds after which it can be tried again. */
export function sayTooMany(context: Context, waitMs: number, detail: string): Response {
	context.header('Retry-After', String(Math.max(1, Math.ceil(waitMs / 1_000))));
	return sayProblem(context, { code: 'too-many', detail });
}

export function declinedProblem({ code, reason, record, field }: Declined): Problem {
	return {
		code,
		detail: reason,
		...(record === undefined ? {} : { record }),
		...(field === undefined ? {} : { field }),
	};
}

export function notOperatedProblem(fault: NotOperated): Problem {
	if (fault.kind === 'declined') return declinedProblem(fault.declined);
	if (fault.kind === 'storage') {
		const { code, reason } = fault.storage;
		return { code: code === 'full' ? 'storage-full' : 'not-found', detail: reason };
	}
	const { code, reason, record, field } = fault.refusal;
	return {
		code,
		detail: reason,
		...(record === undefined ? {} : { record }),
		...(field === undefined ? {} : { field }),
	};
}

type Row = { readonly status: ContentfulStatusCode; readonly title: string };

export const problems = {
	malformed: { status: 400, title: 'The request cannot be read' },
	'unknown-operation': { status: 400, title: 'There is no such operation' },
	'signed-out': { status: 401, title: 'Sign in first' },
	'not-proved': { status: 401, title: 'This is not proved' },
	'not-allowed': { status: 403, title: 'You may not do this' },
	'other-wedding': { status: 403, title: 'This is not your wedding' },
	'read-only': { status: 403, title: 'You may only read here' },
	'not-found': { status: 404, title: 'There is nothing here' },
	'method-not-allowed': { status: 405, title: 'This cannot be done here' },
	'already-exists': { status: 409, title: 'It exists already' },
	decided: { status: 409, title: 'It was decided already' },
	overtaken: { status: 409, title: 'It has changed since' },
	'too-many-open': { status: 409, title: 'Too many are open' },
	'missing-dependency': { status: 409, title: 'Something it stands on is missing' },
	'foreign-client': { status: 409, title: 'This client id belongs to somebody else' },
	'too-large': { status: 413, title: 'This is too large' },
	'invalid-value': { status: 422, title: 'A value cannot be taken' },
	'wrong-type': { status: 415, title: 'This is not what can be kept here' },
	'private-address': { status: 422, title: 'This address is not on the internet' },
	'key-reused': { status: 422, title: 'The idempotency key was used for something else' },
	version: { status: 426, title: 'A newer version is needed' },
	'too-many': { status: 429, title: 'Too many at once' },
	fault: { status: 500, title: 'Something broke on our side' },
	'section-lost': { status: 503, title: 'This part of the wedding cannot be read' },
	closing: { status: 503, title: 'The server is stopping' },
	'queue-late': { status: 503, title: 'Messages are not being sent' },
	'storage-full': { status: 507, title: 'The disk of the server is full' },
} as const satisfies Record<string, Row>;
