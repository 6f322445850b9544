/**
 * Whether a delivery is needless by what became of its notice: taken back, replaced, or so far already that this way to tell it is not
 * wanted any more. Asked when it is claimed, on the rows as they stand then.
 */
import type { NewDelivery } from './deliveries.ts';
import type { Notice } from './notices.ts';

/** Why, as a code; `isAcked` says whether anybody has acknowledged what the notice is about. */
export function needlessBecause(
	unless: NewDelivery['unless'],
	notice: Pick<Notice, 'state' | 'seenAt' | 'readAt' | 'ackedAt'>,
	isAcked: boolean,
): string | undefined {
	if (notice.state !== 'open') return notice.state;
	if (unless === undefined) return undefined;
	const moment = { seen: notice.seenAt, read: notice.readAt, acked: notice.ackedAt }[unless];
	return moment !== undefined || (unless === 'acked' && isAcked) ? unless : undefined;
}
