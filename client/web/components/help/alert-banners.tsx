/** Above every page: what others call and say, and one's own open call. How it looks is fetched when there is something to show. */
import { lazy, Suspense, useState } from 'react';
import { useNow } from '../../../react/device.ts';
import { useWedding } from '../../../react/use-view.ts';
import { useAlerts } from '../../inbox-parts.tsx';
import { currentAlerts } from './current-alerts.ts';

export function AlertBanners() {
	const { value } = useAlerts();
	const self: string = useWedding().person.id;
	const now = useNow(60_000);
	const [away, setAway] = useState<ReadonlySet<string>>(new Set());
	const current = currentAlerts(value ?? [], self, now).filter(({ id }) => !away.has(id));
	return (
		<Suspense>
			{current.map((alert) => (
				<AlertBanner
					key={alert.id}
					alert={alert}
					isOwn={alert.by.person === self}
					putAway={() => setAway(new Set([...away, alert.id]))}
				/>
			))}
		</Suspense>
	);
}

const AlertBanner = lazy(() =>
	import('./alert-banner.tsx').then((module) => ({ default: module.AlertBanner })),
);
