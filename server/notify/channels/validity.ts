/** For how long a provider is to try by itself: no longer than what it says is worth hearing. */
import type { Millis } from '../../../shared/clock.ts';

/** Whole seconds, at least one; undefined: as long as the provider likes. */
export function validitySeconds(
	expiresAt: Millis | undefined,
	now: Millis,
	most: number,
): string | undefined {
	if (expiresAt === undefined) return undefined;
	return String(Math.min(most, Math.max(1, Math.floor((expiresAt - now) / 1_000))));
}
