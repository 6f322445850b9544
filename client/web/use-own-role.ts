/**
 * Keeps the session's role true: asked when the wedding's pages appear, when they get the focus, and when the relay shuts the
 * plan to this device, since then a member may have become a guest, and a guest has a page of their own.
 */
import { useCallback, useEffect } from 'react';
import { useParts } from './app-parts.ts';
import { askMe } from './relay/me.ts';

export function useLearnRole(wedding: string): () => void {
	const { relay, sessions } = useParts();
	return useCallback(() => {
		void askMe(relay, wedding).then((me) => me.ok && sessions.learn(wedding, me.value));
	}, [relay, sessions, wedding]);
}

export function useRoleKept(wedding: string): void {
	const learn = useLearnRole(wedding);
	useEffect(() => {
		learn();
		addEventListener('focus', learn);
		return () => removeEventListener('focus', learn);
	}, [learn]);
}
