/** What people were told of an alert counts as acknowledged as soon as somebody says "I have it": then nobody else is called for it. */
import type { AlertingDeps } from '../room/alerting.ts';
import type { Store } from '../store/store.ts';
import { noticeId } from './derived-id.ts';

export function settleAlertNotices(store: Pick<Store, 'markNotices'>): AlertingDeps['settle'] {
	return async (wedding, event, people, at) => {
		for (const person of people) {
			const ids = kinds.map((kind) => noticeId(event, kind, person));
			await store.markNotices(wedding, person, { ids, mark: 'acked', at });
		}
	};
}

const kinds = ['emergency', 'announcement'] as const;
