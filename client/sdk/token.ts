/**
 * Reads whose a token is, without judging it: the relay does that. Only so that a program with nothing but a token can open a
 * wedding.
 */
import { z } from 'zod';

/** The `sub` claim; throws on what is no token of ours, since then nothing can be opened with it. */
export function subjectOf(token: string): string {
	const payload = token.split('.')[1];
	if (payload === undefined) throw new TypeError('the token is not a JSON Web Token');
	const binary = atob(payload.replace(/-/g, '+').replace(/_/g, '/'));
	const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
	return claims.parse(JSON.parse(new TextDecoder().decode(bytes))).sub;
}

const claims = z.object({ sub: z.string() });
