/**
 * A code from a link becomes a session, whichever kind of link it was. Guards: guessing gains nothing (every code that is no good
 * is one answer), and a flood of guesses slows nobody who has a good one: only misses wait for the common bucket.
 */
import type { Context } from 'hono';
import { z } from 'zod';
import { publicKeyText } from '../../shared/wire/signed.ts';
import { deviceId } from '../../shared/ids.ts';
import { anonymous, type Limiter } from '../auth/allowance.ts';
import type { Entering } from '../auth/entering.ts';
import type { Links } from '../auth/link.ts';
import { sha256 } from '../auth/secret.ts';
import type { Sessions } from '../auth/session.ts';
import { notOperatedProblem, type Problem, sayProblem, sayTooMany } from './problem.ts';

export interface RedeemDeps {
	readonly links: Pick<Links, 'redeem'>;
	readonly enter: Entering;
	readonly sessions: Pick<Sessions, 'start'>;
	readonly limiter: Limiter;
}

/** What a device says of itself; whatever else it says is not looked at. */
export const deviceWish = z.object({
	id: deviceId.optional(),
	name: z
		.string()
		.max(300)
		// Shown in lists of devices: one line.
		.transform(
			(text) =>
				text
					.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
					.trim()
					.slice(0, 60) || undefined,
		)
		.optional(),
	publicKey: publicKeyText.optional(),
});

export const redeemer = {
	/** Needed by invitations that do not say it. */
	name: z.string().trim().min(1).max(300).optional(),
	device: deviceWish.default({}),
};
export interface Redeemer {
	readonly name?: string | undefined;
	readonly device: z.output<typeof deviceWish>;
}

export async function redeemCode(
	context: Context,
	{ links, enter, sessions, limiter }: RedeemDeps,
	code: string,
	who: Redeemer,
): Promise<Response> {
	const waitMs = limiter.take(`code ${sha256(code)}`, anonymous.code);
	if (waitMs > 0) return sayTooMany(context, waitMs, tooOften);
	const known = await links.redeem(code);
	if (known !== undefined)
		return context.json(await sessions.start(known, who.device, { kind: 'link' }), 200);
	const redeemed = await enter(code, who);
	if (redeemed.ok) return context.json(redeemed.value, 200);
	const fault = redeemed.error;
	if (fault.kind === 'not-operated') return sayProblem(context, notOperatedProblem(fault.fault));
	if (fault.kind === 'name-needed') return sayProblem(context, nameNeeded);
	const missMs = limiter.take('misses', anonymous.misses);
	return missMs > 0 ? sayTooMany(context, missMs, tooMany) : sayProblem(context, unknownCode);
}

const unknownCode: Problem = {
	code: 'not-found',
	detail: 'This link is not known, or no longer good. Ask for a new one.',
};
const nameNeeded: Problem = {
	code: 'invalid-value',
	detail: 'Say your name to come in by this link.',
	field: 'name',
};
const tooOften = 'This link was tried too often. Try again in a moment.';
const tooMany = 'Too many links that are not known are being tried. Try again in a moment.';
