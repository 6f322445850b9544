/** Which calls and announcements stand above every page: what others say and one has not answered, and one's own open calls. Pure. */
import type { Millis } from '../../../../shared/clock.ts';
import type { Alert } from '../../relay/alerts.ts';

export function currentAlerts(alerts: readonly Alert[], self: string, now: Millis): readonly Alert[] {
	return alerts.filter((alert) => {
		if (alert.closedAt !== undefined || now - alert.at > STANDS_MS) return false;
		if (alert.by.person === self) return alert.urgency === 'emergency';
		// To be read in the inbox; no page is disturbed for it.
		if (alert.urgency === 'normal') return false;
		return !alert.ackedBy.some(({ person }) => person === self);
	});
}

/** Nobody wants yesterday's call above today's pages; it stays in the list. */
const STANDS_MS = 12 * 3_600_000;
