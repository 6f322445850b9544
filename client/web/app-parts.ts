/** What `main.tsx` makes once and every page may use: sessions, looks, notices, updates, and the way to open a wedding. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Section } from '../../shared/document/schema.ts';
import type { Unsubscribe, Wedding } from '../sdk/handle.ts';
import type { ThisDevice } from './this-device.ts';
import type { Doings } from './doing.ts';
import type { Looks } from './theme.ts';
import type { Notices } from './notices.ts';
import type { Photos } from './photos.ts';
import type { Push } from './push.ts';
import type { Said } from './opened-from-worker.ts';
import type { Session } from '../sdk/session.ts';
import type { Siblings } from '../sdk/siblings.ts';
import type { Sessions } from './session.ts';
import type { DeviceNoun } from './status-words.ts';
import type { Relay } from './relay/relay.ts';
import type { Updates } from './updates.ts';
import type { WeddingListDeps } from './wedding-list.ts';

export interface AppParts {
	readonly sessions: Sessions;
	readonly looks: Looks;
	readonly notices: Notices;
	readonly doings: Doings;
	readonly updates: Updates;
	readonly weddings: WeddingListDeps;
	readonly device: DeviceNoun;
	/** What this device calls itself: its id, and its name in a list. */
	readonly thisDevice: ThisDevice;
	readonly relay: Relay;
	readonly storage: Storage;
	readonly photos: Photos;
	readonly push: Push;
	onWorkerSaid(listener: (said: Said) => void): Unsubscribe;
	open(session: Session): Promise<Wedding>;
	/** What lies here of a wedding that is not open. */
	onThisDevice(session: Session): Promise<Siblings>;
	openSection<S extends Section>(wedding: string, section: S): Promise<Wedding<S>>;
}

export const PartsContext = createContext<AppParts | undefined>(undefined);

export function useParts(): AppParts {
	const parts = useContext(PartsContext);
	if (parts === undefined) throw new Error('the app’s parts are not given to this component');
	return parts;
}

/** For the small stores above: `useStore(sessions, sessions.list)`. */
export function useStore<T>(store: { subscribe(listener: () => void): Unsubscribe }, read: () => T): T {
	return useSyncExternalStore((listener) => store.subscribe(listener), read);
}
