/** A principal as the table of permissions knows them, at a moment: emergency access counts until its end and not a moment longer. */
import type { Who } from '../../shared/access/may.ts';
import type { Millis } from '../../shared/clock.ts';
import type { Principal } from '../auth/principal.ts';

export function whoOf({ person, role, raised }: Principal, now: Millis): Who {
	return { person, role, ...(raised !== undefined && raised.until > now ? { raised: true } : {}) };
}
