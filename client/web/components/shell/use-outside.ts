/**
 * What reaches an open wedding from outside of its pages: a tapped notification, a push address that changed by itself, a network that
 * is back for the photos that wait.
 */
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { useInbox } from '../../inbox-parts.tsx';
import { pathInside } from '../../record-path.ts';

export function useOutside(): void {
	const { push, photos, onWorkerSaid } = useParts();
	const { id } = useWedding();
	const inbox = useInbox();
	const [, navigate] = useLocation();
	useEffect(() => {
		// Opened by a notification: it is read with that, and its name leaves the address.
		const url = new URL(location.href);
		const tapped = url.searchParams.get('notice');
		if (tapped === null) return;
		url.searchParams.delete('notice');
		history.replaceState(history.state, '', url);
		inbox.read([tapped]);
	}, [inbox]);
	useEffect(
		() =>
			onWorkerSaid((said) => {
				if (said.kind === 'push-changed') return void push.renew(id);
				const path = pathInside(said.link, id, location.origin);
				// Of another wedding: its own pages open.
				navigate(path ?? `~${said.link}`);
				if (said.id !== undefined) inbox.read([said.id]);
			}),
		[onWorkerSaid, push, id, navigate, inbox],
	);
	useEffect(() => {
		const send = () => void photos.sendWaiting(id);
		void push.renew(id);
		send();
		addEventListener('online', send);
		addEventListener('focus', send);
		return () => {
			removeEventListener('online', send);
			removeEventListener('focus', send);
		};
	}, [push, photos, id]);
}
