/**
 * A call for help on its way. Guards: without a network it says that nothing was sent, and goes on trying until it is out or taken back;
 * what was typed is there again when it was not sent; it goes under one key, so that a call that arrived without our hearing of it calls nobody twice.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { newId } from '../../../../shared/ids.ts';
import { useDevice } from '../../../react/device.ts';
import { useParts } from '../../app-parts.ts';
import { type NewAlert, raiseAlert } from '../../relay/alerts.ts';
import type { Fault } from '../../relay/relay.ts';

export type Calling =
	| { readonly kind: 'writing'; readonly fault?: Fault; readonly draft?: NewAlert }
	| { readonly kind: 'sending' }
	/** There is no network. */
	| { readonly kind: 'waiting' }
	| { readonly kind: 'raised'; readonly id: string };

export function useCalling(wedding: string) {
	const { relay } = useParts();
	const { clock, random } = useDevice();
	const [calling, setCalling] = useState<Calling>({ kind: 'writing' });
	const wanted = useRef<(NewAlert & { readonly key: string }) | undefined>(undefined);
	const send = useCallback(async () => {
		const alert = wanted.current;
		if (alert === undefined) return;
		setCalling({ kind: 'sending' });
		const answer = await raiseAlert(relay, wedding, alert);
		// Taken back meanwhile.
		if (wanted.current !== alert) return;
		if (answer.ok) setCalling({ kind: 'raised', id: answer.value.id });
		else if (answer.error.code === 'unreachable') setCalling({ kind: 'waiting' });
		else setCalling({ kind: 'writing', fault: answer.error, draft: alert });
	}, [relay, wedding]);
	useEffect(() => {
		if (calling.kind !== 'waiting') return undefined;
		const again = () => void send();
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
			wanted.current = { ...alert, key: newId(random) };
			void send();
		},
		stop() {
			const draft = wanted.current;
			wanted.current = undefined;
			setCalling({ kind: 'writing', ...(draft === undefined ? {} : { draft }) });
		},
	};
}

const AGAIN_MS = 3_000;
