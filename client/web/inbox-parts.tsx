/**
 * The inbox and the calls for help of the open wedding, for all its pages: asked once, and again when the relay says that there is
 * news, when the page gets the focus or the network is back. The number of unread ones also stands on the app's own icon.
 */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { err } from '../../shared/result.ts';
import { useDevice } from '../react/device.ts';
import { useWedding } from '../react/use-view.ts';
import { useParts, useStore } from './app-parts.ts';
import { createInbox, type Inbox, type InboxState } from './inbox.ts';
import { type Alert, askAlerts } from './relay/alerts.ts';
import { type Asked, useAsked } from './use-asked.ts';

interface InboxParts {
	readonly inbox: Inbox;
	readonly alerts: Asked<readonly Alert[]>;
}

const InboxContext = createContext<InboxParts | undefined>(undefined);

export function InboxProvider({ children }: { readonly children: ReactNode }) {
	const { relay, storage, sessions } = useParts();
	const { clock } = useDevice();
	const wedding = useWedding();
	const { id } = wedding;
	const [inbox] = useState(() => {
		const person: string = wedding.person.id;
		const isSignedIn = () => sessions.keepOf(id).read()?.person === person;
		return createInbox({ wedding: id, person, relay, storage, clock, isSignedIn });
	});
	// Who has them on the screen has seen them: asked only while somebody may be looking.
	const alerts = useAsked(
		useCallback(async () => (document.hidden ? err({ code: 'hidden' }) : askAlerts(relay, id)), [relay, id]),
	);
	const { again: askForAlerts } = alerts;
	useEffect(() => {
		const look = () => void inbox.look();
		look();
		const stop = wedding.onNews((topic) => {
			if (topic === 'notifications') look();
			if (topic === 'alerts') askForAlerts();
		});
		addEventListener('focus', look);
		addEventListener('online', look);
		addEventListener('online', askForAlerts);
		document.addEventListener('visibilitychange', askForAlerts);
		return () => {
			stop();
			removeEventListener('focus', look);
			removeEventListener('online', look);
			removeEventListener('online', askForAlerts);
			document.removeEventListener('visibilitychange', askForAlerts);
		};
	}, [wedding, inbox, askForAlerts]);
	useAppBadge(useStore(inbox, () => inbox.state().unread));
	return <InboxContext value={{ inbox, alerts }}>{children}</InboxContext>;
}

function useInboxParts(): InboxParts {
	const parts = useContext(InboxContext);
	if (parts === undefined) throw new Error('the inbox is not given to this component');
	return parts;
}

export const useInbox = (): Inbox => useInboxParts().inbox;
export const useAlerts = (): Asked<readonly Alert[]> => useInboxParts().alerts;

export function useInboxState(): InboxState {
	const inbox = useInbox();
	return useStore(inbox, inbox.state);
}

export function useUnread(): number {
	const inbox = useInbox();
	return useStore(inbox, () => inbox.state().unread);
}

function useAppBadge(unread: number): void {
	useEffect(() => {
		// Where the app is not installed there is no icon to write on.
		navigator.setAppBadge?.(unread).catch(() => undefined);
	}, [unread]);
	// Whose number it was has left, or looks at another wedding; a page that is closed leaves it there.
	useEffect(() => () => void navigator.clearAppBadge?.().catch(() => undefined), []);
}
