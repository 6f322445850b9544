/**
 * Access to Google's services as a service account: a statement signed with its key is changed for a token that is good for an hour. One
 * is fetched at a time, kept until shortly before its end, and thrown away as soon as it is not accepted.
 */
import { importPKCS8, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock, Millis } from '../../../shared/clock.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Outcome } from '../channel.ts';
import type { Exchange } from '../exchange.ts';
import { judged, taken, type Verdicts } from '../verdict.ts';
import { asJson } from './json.ts';

/** As Google's console hands it out. */
export const serviceAccount = z.looseObject({
	client_email: z.email(
		'put the service account of the Firebase project here, as its console gave it to you',
	),
	private_key: z
		.string()
		.regex(
			/^-----BEGIN PRIVATE KEY-----\n/,
			'this is no private key: put the whole file of the service account here',
		),
	project_id: z.string().regex(/^[a-z0-9-]{1,60}$/, 'this is no project'),
	token_uri: z.url({ protocol: /^https?$/ }).default('https://oauth2.googleapis.com/token'),
});
export type ServiceAccount = z.output<typeof serviceAccount>;

export interface GoogleTokens {
	token(): Promise<Result<string, Outcome>>;
	/** It was not accepted: the next one is fetched anew. */
	forget(token: string): void;
}

export function createGoogleTokens(
	account: ServiceAccount,
	scope: string,
	{ exchange, clock }: { readonly exchange: Exchange; readonly clock: Clock },
): GoogleTokens {
	let kept: { readonly token: string; readonly until: Millis } | undefined;
	let asking: Promise<Result<string, Outcome>> | undefined;

	async function ask(): Promise<Result<string, Outcome>> {
		const now = clock.now();
		const assertion = await statement(account, scope, now);
		const exchanged = await exchange({
			url: account.token_uri,
			headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams({
				grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
				assertion,
			}).toString(),
			masked: [assertion, account.client_email],
		});
		const success = taken(exchanged);
		const granted = success && asJson(success.text, grant);
		if (granted === undefined) return err(notGranted(exchanged));
		kept = { token: granted.access_token, until: now + granted.expires_in * 1_000 - earlyMs };
		return ok(granted.access_token);
	}

	return {
		async token() {
			if (kept !== undefined && kept.until > clock.now()) return ok(kept.token);
			asking ??= ask().finally(() => {
				asking = undefined;
			});
			return asking;
		},
		forget(token) {
			if (kept?.token === token) kept = undefined;
		},
	};
}

async function statement(
	{ client_email: email, private_key: key, token_uri: audience }: ServiceAccount,
	scope: string,
	now: Millis,
) {
	const seconds = Math.floor(now / 1_000);
	return new SignJWT({ scope })
		.setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
		.setIssuer(email)
		.setAudience(audience)
		.setIssuedAt(seconds)
		.setExpirationTime(seconds + 3_600)
		.sign(await importPKCS8(key, 'RS256'));
}

/** Nothing has been sent yet, so nothing is in doubt; their "no" stays one until the operator mends it. */
function notGranted(exchanged: Awaited<ReturnType<Exchange>>): Outcome {
	const code = exchanged.isAnswered ? asJson(exchanged.text, refusal)?.error : undefined;
	if (exchanged.isAnswered && exchanged.status < 300)
		return { kind: 'transient', status: exchanged.status, detail: 'no token in the answer' };
	const outcome = judged(exchanged, code, verdicts);
	return outcome.kind === 'ambiguous' ? { ...outcome, kind: 'transient' } : outcome;
}

const grant = z.object({
	access_token: z.string().min(1).max(8_000),
	expires_in: z.number().min(1).max(86_400),
});
const refusal = z.object({ error: z.string().max(100) });
const verdicts: Verdicts = {
	invalid_grant: {
		kind: 'rejected-content',
		why: 'the key or the clock is wrong: the operator has to mend it',
	},
	invalid_client: { kind: 'rejected-content', why: 'there is no such account' },
	invalid_scope: { kind: 'rejected-content', why: 'the account may not send' },
};
const earlyMs: Millis = 60_000;
