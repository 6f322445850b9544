/**
 * The life of a personal link on this device: redeemed as soon as it is there, then on to the wedding it opens. An invitation
 * that knows no name waits for it.
 */
import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useParts } from '../../app-parts.ts';
import type { Joining, SignInFault } from '../../redeem.ts';
import { codeOf } from '../../session.ts';

export type Door =
	| { readonly kind: 'waiting'; readonly fault?: SignInFault }
	| { readonly kind: 'working' }
	/** The invitation behind this code wants to know who comes. */
	| { readonly kind: 'name'; readonly code: string };

export interface SignIn {
	readonly door: Door;
	submit(link: string): void;
	join(name: string, deviceName: string): void;
}

export function useSignIn(): SignIn {
	const { sessions, thisDevice } = useParts();
	const [, navigate] = useLocation();
	const [door, setDoor] = useState<Door>({ kind: location.hash === '' ? 'waiting' : 'working' });
	const redeem = useCallback(
		async (code: string, joining: Joining) => {
			setDoor({ kind: 'working' });
			const redeemed = await sessions.redeem(code, joining);
			if (redeemed.ok) navigate(`/w/${redeemed.value.wedding}`, { replace: true });
			else if (redeemed.error === 'name-needed') setDoor({ kind: 'name', code });
			else setDoor({ kind: 'waiting', fault: redeemed.error });
		},
		[sessions, navigate],
	);
	const submit = useCallback(
		(link: string) => {
			const code = codeOf(link);
			if (code === undefined) setDoor({ kind: 'waiting', fault: 'no-code' });
			else void redeem(code, { device: thisDevice });
		},
		[redeem, thisDevice],
	);
	useEffect(() => {
		const take = () => {
			const link = location.hash;
			if (link === '') return;
			// The code must not stay in the address, where it could be read over a shoulder or bookmarked.
			history.replaceState(history.state, '', location.pathname);
			submit(link);
		};
		take();
		addEventListener('hashchange', take);
		return () => removeEventListener('hashchange', take);
	}, [submit]);
	return {
		door,
		submit,
		join: (name, device) =>
			door.kind === 'name' && void redeem(door.code, { name, device: { ...thisDevice, name: device } }),
	};
}
