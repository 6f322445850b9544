/** The life of a personal link on this device: redeemed as soon as it is there, then on to the wedding it opens. */
import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useParts } from '../../app-parts.ts';
import { codeOf, type SignInFault } from '../../session.ts';

export interface SignIn {
	readonly isWorking: boolean;
	readonly fault: SignInFault | undefined;
	submit(link: string): void;
}

export function useSignIn(): SignIn {
	const { sessions } = useParts();
	const [, navigate] = useLocation();
	const [isWorking, setWorking] = useState(location.hash !== '');
	const [fault, setFault] = useState<SignInFault | undefined>(undefined);
	const submit = useCallback(
		(link: string) => {
			const code = codeOf(link);
			if (code === undefined) {
				setFault('no-code');
				setWorking(false);
				return;
			}
			setWorking(true);
			void sessions.redeem(code).then((redeemed) => {
				setWorking(false);
				if (redeemed.ok) navigate(`/w/${redeemed.value.wedding}`, { replace: true });
				else setFault(redeemed.error);
			});
		},
		[sessions, navigate],
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
	return { isWorking, fault, submit };
}
