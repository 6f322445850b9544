/** Above every page: what others call and say, and one's own open call. How it looks is fetched when there is something to show. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { useDevice, useNow } from '../../../react/device.ts';
import { useView, useWedding } from '../../../react/use-view.ts';
import { useAlerts } from '../../inbox-parts.tsx';
import type { Alert } from '../../relay/alerts.ts';
import { currentAlerts } from './current-alerts.ts';

export function AlertBanners() {
	const { value, again } = useAlerts();
	const { person, id: wedding } = useWedding();
	const people = useView(({ people: known }) => known);
	const now = useNow(60_000);
	useWarmed();
	const named = (value ?? []).map((alert) => {
		const name = people.get(alert.by.person)?.name;
		return name === undefined ? alert : { ...alert, by: { ...alert.by, name } };
	});
	const current = currentAlerts(named, person.id, now);
	return <Banners wedding={wedding} alerts={current} self={person.id} again={again} hasList />;
}

/** Also for guests, who have no plan and no list of calls. */
export function Banners({
	wedding,
	alerts,
	self,
	again,
	hasList = false,
}: {
	readonly wedding: string;
	readonly alerts: readonly Alert[];
	readonly self: string;
	readonly again: () => void;
	readonly hasList?: boolean;
}) {
	const [away, setAway] = useState<ReadonlySet<string>>(new Set());
	return (
		<Suspense>
			{alerts
				.filter(({ id }) => !away.has(id))
				.map((alert) => (
					<AlertBanner
						key={alert.id}
						wedding={wedding}
						alert={alert}
						isOwn={alert.by.person === self}
						hasList={hasList}
						again={again}
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
