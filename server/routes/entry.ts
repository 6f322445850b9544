/**
 * Who may enter which route: the operator's, everybody's of one wedding, anybody's with a token. Guards: no route behind
 * `member` runs for a person of another wedding, whatever its path says.
 */
import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Asker, Askers } from '../auth/asker.ts';
import { allowances, type Limiter, perMinute, refusedTries } from '../auth/allowance.ts';
import type { Principal } from '../auth/principal.ts';
import { type Problem, sayProblem, sayTooMany } from './problem.ts';

export type Known = Exclude<Asker, { kind: 'nobody' }>;
/** What the routes behind `member` may rely on. */
export interface MemberEnv {
	Variables: { principal: Principal };
}
/** What the routes behind `memberOrFormer` may rely on. */
export interface FormerEnv {
	Variables: { principal: Principal; isFormer: boolean };
}
/** What the routes behind `known` may rely on. */
export interface KnownEnv {
	Variables: { asker: Known };
}

/** A person of the wedding in the path. */
export function member(askers: Askers): MiddlewareHandler<MemberEnv> {
	return createMiddleware<MemberEnv>(async (context, next) => {
		const asker = await askers.ofHeader(context.req.header('Authorization'));
		if (asker.kind === 'nobody') return sayProblem(context, signedOut(asker.why));
		if (asker.kind === 'operator') return sayProblem(context, personNeeded);
		if (context.req.param('wedding') !== asker.principal.wedding) return sayProblem(context, otherWedding);
		context.set('principal', asker.principal);
		return next();
	});
}

/** A person of the wedding in the path, or somebody removed from it lately, who may still hand in what they had edited. */
export function memberOrFormer(askers: Askers): MiddlewareHandler<FormerEnv> {
	return createMiddleware<FormerEnv>(async (context, next) => {
		const asker = await askers.ofHeader(context.req.header('Authorization'));
		if (asker.kind === 'operator') return sayProblem(context, personNeeded);
		const principal = asker.kind === 'person' ? asker.principal : asker.former;
		if (principal === undefined)
			return sayProblem(context, signedOut(asker.kind === 'nobody' ? asker.why : 'missing'));
		if (context.req.param('wedding') !== principal.wedding) return sayProblem(context, otherWedding);
		context.set('principal', principal);
		context.set('isFormer', asker.kind === 'nobody');
		return next();
	});
}

/** A person of any wedding, or the operator. */
export function known(askers: Askers): MiddlewareHandler<KnownEnv> {
	return createMiddleware<KnownEnv>(async (context, next) => {
		const asker = await askers.ofHeader(context.req.header('Authorization'));
		if (asker.kind === 'nobody') return sayProblem(context, signedOut(asker.why));
		context.set('asker', asker);
		return next();
	});
}

/** Behind `known`: a person of any wedding, and nobody else. */
export const personOnly: MiddlewareHandler<KnownEnv & MemberEnv> = createMiddleware<KnownEnv & MemberEnv>(
	async (context, next) => {
		const { asker } = context.var;
		if (asker.kind === 'operator') return sayProblem(context, noPerson);
		context.set('principal', asker.principal);
		return next();
	},
);

/** The operator alone. */
export function operator(askers: Askers): MiddlewareHandler {
	return createMiddleware(async (context, next) => {
		const asker = await askers.ofHeader(context.req.header('Authorization'));
		if (asker.kind === 'nobody') return sayProblem(context, signedOut(asker.why));
		return asker.kind === 'operator' ? next() : sayProblem(context, operatorNeeded);
	});
}

/**
 * What changes something, as often as the role of whoever asks may. What is forbidden counts by itself: nobody loses a change
 * they may make by asking for one they may not. Stands behind `member` or `known`.
 */
export function throttled(limiter: Limiter): MiddlewareHandler {
	return createMiddleware(async (context, next) => {
		const who: Principal | undefined =
			context.get('principal') ??
			(context.get('asker')?.kind === 'person' ? context.get('asker').principal : undefined);
		if (who === undefined || reading.has(context.req.method)) return next();
		const { perMinute: capacity } = allowances[who.role];
		const key = `${who.wedding} ${who.person}`;
		const waitMs = limiter.take(key, perMinute(capacity));
		if (waitMs > 0) {
			const detail = `As ${who.role} you may change ${capacity} things a minute. Try again in a moment.`;
			return sayTooMany(context, waitMs, detail);
		}
		await next();
		if (context.res.status === forbidden && limiter.take(`refused ${key}`, refusedTries) === 0)
			limiter.putBack(key);
	});
}

const forbidden = 403;
const reading: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function signedOut(why: Extract<Asker, { kind: 'nobody' }>['why']): Problem {
	return { code: 'signed-out', detail: reasons[why] };
}

const reasons = {
	missing: 'Send a token in the header "Authorization: Bearer …".',
	malformed: 'This token is not one of ours. Sign in again.',
	expired: 'This token has ended. Sign in again.',
	'not-yet': 'This token is not good yet: the clock of the server that made it is ahead.',
	revoked: 'This device was signed out. Sign in again.',
	removed: 'You are no longer part of this wedding.',
} as const;

const personNeeded: Problem = {
	code: 'not-allowed',
	detail: "This needs a person's token; the operator makes one with POST /api/tokens.",
};
const noPerson: Problem = { code: 'not-allowed', detail: 'The operator is no person of a wedding.' };
const otherWedding: Problem = { code: 'other-wedding', detail: 'Your token is for another wedding.' };
const operatorNeeded: Problem = {
	code: 'not-allowed',
	detail: 'Only the operator may do this, with the operator key.',
};
