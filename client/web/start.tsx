/**
 * Puts the app on the page from the parts it is given: `main.tsx` hands in the real ones, a preview or a test its own.
 * Everything with a life of its own (stores, the worker) is made here, once.
 */
import { createRoot, type Root } from 'react-dom/client';
import { type Device, DeviceContext } from '../react/device.ts';
import type { Section } from '../../shared/document/schema.ts';
import type { Wedding } from '../sdk/handle.ts';
import { webLocks } from '../sdk/locks.ts';
import type { SessionKeep } from '../sdk/session.ts';
import { App } from './app.tsx';
import { type AppParts, PartsContext } from './app-parts.ts';
import './base.css';
import { chooseWords, WordsContext } from './messages/messages.ts';
import { createDoings } from './doing.ts';
import { createNotices } from './notices.ts';
import { createRelay } from './relay/relay.ts';
import { createSessions } from './session.ts';
import type { DeviceNoun } from './status-words.ts';
import { onWorkerSaid } from './opened-from-worker.ts';
import { createPhotos } from './photos.ts';
import { platformPush } from './platform-push.ts';
import { createPush, type PushSubscriber } from './push.ts';
import { createLooks } from './theme.ts';
import { createCredentials } from './credentials.ts';
import { thisDevice } from './this-device.ts';
import './tokens.css';
import { createUpdates } from './updates.ts';

export interface Lent {
	readonly device: Device;
	readonly open: <S extends Section>(
		session: SessionKeep,
		wedding: string,
		section: S,
	) => Promise<Wedding<S>>;
	readonly onThisDevice: AppParts['onThisDevice'];
	readonly fetch: typeof fetch;
	/** Absent where there is none, or where a preview wants none. */
	readonly workers: ServiceWorkerContainer | undefined;
	/** The platform's own, unless somebody hands in another: there is no subscribing without a push service somewhere. */
	readonly pushSubscriber?: PushSubscriber;
}

export function startApp(place: HTMLElement, lent: Lent): Root {
	const { device, open, onThisDevice, fetch, workers } = lent;
	const storage = localStorage;
	const sessions = createSessions({
		storage,
		fetch,
		...(navigator.locks === undefined ? {} : { locks: webLocks(navigator.locks) }),
		onElsewhere: (call) => addEventListener('storage', call),
	});
	const credential = createCredentials({ sessions, fetch, locks: navigator.locks });
	const relay = createRelay({ fetch, credential, now: () => device.clock.now() });
	const own = thisDevice({ storage, random: device.random, userAgent: navigator.userAgent });
	const subscriber = lent.pushSubscriber ?? platformPush(workers);
	const parts: AppParts = {
		sessions,
		relay,
		storage,
		looks: createLooks({
			storage,
			root: document.documentElement,
			night: matchMedia('(prefers-color-scheme: dark)'),
		}),
		notices: createNotices(device.clock),
		doings: createDoings({ storage, clock: device.clock }),
		updates: createUpdates({ workers, reload: () => location.reload() }),
		weddings: { storage, relay },
		device: deviceNoun(),
		thisDevice: own,
		photos: createPhotos({
			relay,
			caches: globalThis.caches,
			subtle: globalThis.crypto?.subtle,
			shrink: (file) => import('./shrink.ts').then((module) => module.shrink(file)),
			urlOf: (bytes) => URL.createObjectURL(bytes),
		}),
		push: createPush({
			subscriber,
			relay,
			storage,
			device: own.id,
			person: (wedding) => sessions.of(wedding)?.person,
		}),
		onWorkerSaid: (listener) => onWorkerSaid(workers, listener),
		open: ({ wedding }) => open(sessions.keepOf(wedding), wedding, 'plan'),
		onThisDevice,
		openSection: (wedding, section) => open(sessions.keepOf(wedding), wedding, section),
	};
	const words = chooseWords(navigator.languages);
	document.documentElement.lang = words.locale;
	const root = createRoot(place);
	root.render(
		<WordsContext value={words}>
			<DeviceContext value={device}>
				<PartsContext value={parts}>
					<App />
				</PartsContext>
			</DeviceContext>
		</WordsContext>,
	);
	return root;
}

/** What people call the thing in their hand. */
function deviceNoun(): DeviceNoun {
	if (!matchMedia('(pointer: coarse)').matches) return 'computer';
	return matchMedia('(min-width: 40rem) and (min-height: 40rem)').matches ? 'tablet' : 'phone';
}
