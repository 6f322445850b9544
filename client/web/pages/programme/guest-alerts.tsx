/** What guests are told by everybody's announcement, and their own open call. They have no socket, so it is asked for. */
import { useCallback, useEffect } from 'react';
import { every } from '../../../../shared/clock.ts';
import { err } from '../../../../shared/result.ts';
import { useDevice, useNow } from '../../../react/device.ts';
import type { Session } from '../../../sdk/session.ts';
import { useParts } from '../../app-parts.ts';
import { Banners } from '../../components/help/alert-banners.tsx';
import { currentAlerts } from '../../components/help/current-alerts.ts';
import { askAlerts } from '../../relay/alerts.ts';
import { useAsked } from '../../use-asked.ts';

export function GuestAlerts({ session: { wedding, person } }: { readonly session: Session }) {
	const { relay } = useParts();
	const { clock } = useDevice();
	// Who has them on the screen has seen them: asked only while somebody may be looking.
	const ask = useCallback(
		async () => (document.hidden ? err({ code: 'hidden' }) : askAlerts(relay, wedding)),
		[relay, wedding],
	);
	const { value, again } = useAsked(ask);
	useEffect(() => {
		document.addEventListener('visibilitychange', again);
		const stop = every(clock, AGAIN_MS, again);
		return () => {
			document.removeEventListener('visibilitychange', again);
			stop();
		};
	}, [clock, again]);
	const alerts = currentAlerts(value ?? [], person, useNow(60_000));
	return <Banners wedding={wedding} alerts={alerts} self={person} again={again} />;
}

const AGAIN_MS = 15_000;
