/**
 * The inbox as it is read: today and earlier, with several about one record folded under the newest. What still asks for an answer is
 * never folded away. Pure.
 */
import type { Millis } from '../../../../shared/clock.ts';
import type { Notification } from '../../relay/notifications.ts';

export interface Fold {
	/** The newest. */
	readonly head: Notification;
	readonly rest: readonly Notification[];
}

export interface InboxGroup {
	readonly name: 'today' | 'earlier';
	readonly folds: readonly Fold[];
}

/** `midnight` is when today began on this device; the list comes with the newest first. */
export function inboxGroups(list: readonly Notification[], midnight: Millis): readonly InboxGroup[] {
	const groups = [
		{ name: 'today', folds: foldsOf(list.filter(({ at }) => at >= midnight)) },
		{ name: 'earlier', folds: foldsOf(list.filter(({ at }) => at < midnight)) },
	] as const;
	return groups.filter(({ folds }) => folds.length > 0);
}

function foldsOf(list: readonly Notification[]): readonly Fold[] {
	const folds: { readonly head: Notification; readonly rest: Notification[] }[] = [];
	const byRecord = new Map<string, { readonly rest: Notification[] }>();
	for (const one of list) {
		const key = one.record === undefined || asks(one) ? undefined : `${one.record.kind} ${one.record.id}`;
		const known = key === undefined ? undefined : byRecord.get(key);
		if (known !== undefined) {
			known.rest.push(one);
			continue;
		}
		const fold = { head: one, rest: [] };
		folds.push(fold);
		if (key !== undefined) byRecord.set(key, fold);
	}
	return folds;
}

/** Still waits for an answer. */
export const asks = ({ needsAck, ackedAt }: Notification): boolean =>
	needsAck === true && ackedAt === undefined;

export const isUnread = ({ readAt }: Notification): boolean => readAt === undefined;

export const idsOf = ({ head, rest }: Fold): readonly string[] => [head, ...rest].map(({ id }) => id);
