/**
 * A call for help on its way. Guards: without a network it says that nothing was sent, and goes on trying until it is out or taken back;
 * what the relay may have taken without our hearing of it is looked for before it is sent again, so that nobody is called twice.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useDevice } from '../../../react/device.ts';
import { useParts } from '../../app-parts.ts';
import { askAlerts, type NewAlert, raiseAlert } from '../../relay/alerts.ts';
import type { Fault, Relay } from '../../relay/relay.ts';

export type Calling =
	| { readonly kind: 'writing'; readonly fault?: Fault }
	| { readonly kind: 'sending' }
	/** There is no network. */
	| { readonly kind: 'waiting' }
	| { readonly kind: 'raised'; readonly id: string };

export function useCalling(wedding: string) {
	const { relay } = useParts();
	const { clock } = useDevice();
	const [calling, setCalling] = useState<Calling>({ kind: 'writing' });
	const wanted = useRef<NewAlert | undefined>(undefined);
	const send = useCallback(
		async (isAgain: boolean) => {
			const alert = wanted.current;
			if (alert === undefined) return;
			const known = isAgain ? await taken(relay, wedding, alert) : undefined;
			const id = known ?? (await raiseAlert(relay, wedding, alert));
			// Taken back meanwhile.
			if (wanted.current !== alert) return;
			if (typeof id === 'string') setCalling({ kind: 'raised', id });
			else if (id.ok) setCalling({ kind: 'raised', id: id.value.id });
			else if (id.error.code === 'unreachable') setCalling({ kind: 'waiting' });
			else setCalling({ kind: 'writing', fault: id.error });
		},
		[relay, wedding],
	);
	useEffect(() => {
		if (calling.kind !== 'waiting') return undefined;
		const again = () => {
			setCalling({ kind: 'sending' });
			void send(true);
		};
		const cancel = clock.after(AGAIN_MS, again);
		addEventListener('online', again);
		return () => {
			cancel();
			removeEventListener('online', again);
		};
	}, [calling, clock, send]);
	return {
		calling,
		call(alert: NewAlert) {
			wanted.current = alert;
			setCalling({ kind: 'sending' });
			void send(false);
		},
		stop() {
			wanted.current = undefined;
			setCalling({ kind: 'writing' });
		},
	};
}

/** One's own open call with these words: it arrived, only its answer did not. */
async function taken(relay: Relay, wedding: string, { text }: NewAlert): Promise<string | undefined> {
	const alerts = await askAlerts(relay, wedding);
	if (!alerts.ok) return undefined;
	return alerts.value.find((one) => one.mine === true && one.text === text && one.closedAt === undefined)?.id;
}

const AGAIN_MS = 3_000;
