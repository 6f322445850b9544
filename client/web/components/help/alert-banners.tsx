/** Above every page: what others call and say, and one's own open call. How it looks is fetched when there is something to show. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { useDevice, useNow } from '../../../react/device.ts';
import { useWedding } from '../../../react/use-view.ts';
import { useAlerts } from '../../inbox-parts.tsx';
import { currentAlerts } from './current-alerts.ts';

export function AlertBanners() {
	const { value } = useAlerts();
	const self: string = useWedding().person.id;
	const now = useNow(60_000);
	useWarmed();
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

/** Behind the first picture, what a call needs is fetched, so that neither end waits for it when it comes to that. */
function useWarmed(): void {
	const { clock } = useDevice();
	useEffect(
		() =>
			clock.after(CALM_MS, () => {
				void Promise.all([banner(), import('./help-sheet.tsx')]).catch(notNow);
			}),
		[clock],
	);
}

const banner = () => import('./alert-banner.tsx');
const AlertBanner = lazy(() => banner().then((module) => ({ default: module.AlertBanner })));
/** Without a network it is the worker's to have it. */
const notNow = (): void => undefined;
const CALM_MS = 4_000;
