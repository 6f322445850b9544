/**
 * The entry of the SDK. The only file of it that makes a real clock, real chance and the browser's own stores, channels, locks
 * and sockets; each can be handed in instead. In Node nothing of a browser is assumed: without a `storage` the document lives in
 * memory for as long as the handle is open.
 *
 * @example
 * const wedding = await openWedding({ url: 'https://wedsync.example', wedding: 'ada-and-grace', token });
 * wedding.run({ name: 'tasks.create', input: { id: 'flowers', title: 'Order the flowers' } });
 * await wedding.receipted();
 * await wedding.close();
 */
import type { Clock } from '../../shared/clock.ts';
import { type Section, sectionNames } from '../../shared/document/schema.ts';
import { personId, weddingId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import { createApi, createFetch } from './api.ts';
import { broadcastChannel, type Channel, noChannel } from './channel.ts';
import { createDial } from './connection.ts';
import { type Credential, givenCredential, sessionCredential } from './credential.ts';
import { sha256 } from './device-key.ts';
import type { DeviceStore } from './device-store.ts';
import type { Unsubscribe, Wedding } from './handle.ts';
import type { Dial } from './line.ts';
import { type Locks, processLocks, webLocks } from './locks.ts';
import { createMemoryStore } from './memory-store.ts';
import { createOfflineStore } from './offline.ts';
import { createSiblings, noSiblings, type Siblings } from './siblings.ts';
import { keepOfPerson, refreshSession, type Session, type SessionKeep } from './session.ts';
import type { Connection } from './status.ts';
import { systemClock, systemRandom } from './system.ts';
import { subjectOf } from './token.ts';
import { createWedding, type OpenedWedding, type WeddingDeps } from './wedding.ts';

export interface OpenOptions {
	/** Where the relay is: `https://host`, with a port where needed. */
	readonly url: string;
	readonly wedding: string;
	/** Which of its documents; the plan, if nothing is said. */
	readonly section?: Section;
	/** Somebody signed in on this device: renewed by itself. Or a token from elsewhere, with `refreshToken` for another. */
	readonly session?: SessionKeep;
	readonly token?: string;
	/** Who this is; without it the token says whose it is and the plan says the rest. */
	readonly person?: {
		readonly id: string;
		readonly name?: string;
		readonly role?: Wedding['person']['role'];
	};
	/** Asked for another token when the relay no longer takes ours; `undefined` means: signed out. */
	readonly refreshToken?: () => Promise<string | undefined>;
	/** The device's name for itself, if it has one; else one is drawn and kept in the store. */
	readonly device?: string;
	readonly ports?: Partial<Ports>;
}

/** What the SDK needs of the world around it. */
export interface Ports {
	readonly clock: Clock;
	readonly random: Random;
	readonly storage: DeviceStore;
	readonly channel: Channel;
	readonly locks: Locks;
	readonly WebSocket: typeof WebSocket;
	readonly fetch: typeof fetch;
	/** The platform's keys and hashes; without it frames stay unsigned. */
	readonly subtle: SubtleCrypto | undefined;
	readonly dial: Dial;
	/** Calls when the network is said to be back. */
	readonly onRegained: (call: () => void) => Unsubscribe;
	/** Faults that nobody waits for. */
	readonly report: (fault: unknown) => void;
}

/** There is nothing on this device and the relay could not be had either. */
export class CannotOpen extends Error {
	override readonly name = 'CannotOpen';
	readonly code: Exclude<Connection, 'online' | 'connecting'>;

	constructor(code: CannotOpen['code']) {
		super(reasons[code]);
		this.code = code;
	}
}

/**
 * Opens a wedding: at once when this device has it, else after the first synchronisation. Rejects with `CannotOpen` when the
 * device has nothing and the relay cannot be reached or says no.
 */
export async function openWedding<S extends Section = 'plan'>(
	options: OpenOptions & { readonly section?: S },
): Promise<Wedding<S>>;
export async function openWedding(options: OpenOptions): Promise<Wedding<Section>> {
	const id = weddingId.parse(options.wedding);
	const { section = 'plan' } = options;
	const session = options.session?.read();
	const token = session?.token ?? options.token;
	if (token === undefined) throw new CannotOpen('signed-out');
	const given = options.person ?? (session === undefined ? undefined : faceOf(session));
	const self = { ...given, id: personId.parse(given?.id ?? subjectOf(token)) };
	const shared = sharedOf(self.id, id);
	const scope = scopeOf(shared, section);
	let opened: OpenedWedding | undefined;
	const ports = { ...defaults(options, scope, () => opened?.rewrite()), ...options.ports };
	// One session on this device, whatever is open of the wedding.
	const keep = options.session === undefined ? undefined : keepOfPerson(options.session, self.id);
	const { api, credential } = accessOf({ ...options, keep }, token, ports, shared);
	const { subtle } = ports;
	const deps: WeddingDeps = {
		...ports,
		id,
		section,
		self,
		siblings: options.ports?.storage === undefined ? siblingsOf(shared, section) : noSiblings,
		scope,
		store: ports.storage,
		credential,
		api,
		hash: async (bytes) => (subtle === undefined ? unhashed(ports.random) : sha256(subtle, bytes)),
		device: options.device,
		onSignedOut: () => keep?.forget(),
	};
	opened = await createWedding(deps);
	const forget = ports.onRegained(opened.regained);
	const wedding = closing(opened.wedding, forget);
	try {
		await firstDocument(opened);
	} catch (cause) {
		await wedding.close();
		throw cause;
	}
	return wedding;
}

/** What is here of a wedding for a person, whichever section, while none of it is open on this page. */
export const onThisDevice = (person: string, wedding: string): Siblings =>
	siblingsOf(sharedOf(person, wedding), undefined);

/** How this person comes to the relay, over the socket and over HTTP. */
function accessOf(
	options: OpenOptions & { readonly keep: SessionKeep | undefined },
	token: string,
	ports: Ports,
	scope: string,
) {
	const ask = createFetch(options.url, ports.fetch);
	const { keep } = options;
	const credential: Credential =
		keep === undefined
			? givenCredential(token, options.refreshToken)
			: sessionCredential({ keep, scope, locks: ports.locks, refresh: (own) => refreshSession(ask, own) });
	return { credential, api: createApi(ask, credential, () => ports.clock.now()) };
}

const faceOf = ({ person: id, name, role }: Session): OpenOptions['person'] => ({ id, name, role });

/** Without hashes the relay cannot know an edit again that it was handed twice: it is two suggestions then. */
const unhashed = (random: Random): Uint8Array => random.bytes(32);

/** Resolves when there is something to show; gives up when the relay cannot be had. */
function firstDocument({ wedding, hasDocument }: OpenedWedding): Promise<void> {
	return new Promise((resolve, reject) => {
		const stop = wedding.subscribe(look);
		look();
		function look(): void {
			const { connection } = wedding.status.relay;
			if (hasDocument()) resolve();
			else if (connection !== 'connecting' && connection !== 'online') reject(new CannotOpen(connection));
			else return;
			stop();
		}
	});
}

function closing(wedding: Wedding<Section>, forget: Unsubscribe): Wedding<Section> {
	const { close } = wedding;
	return Object.defineProperty(wedding, 'close', {
		value: async () => {
			forget();
			await close();
		},
	});
}

const sharedOf = (person: string, wedding: string): string => `wedsync/${person}/${wedding}`;

/** What this device keeps of a section, its locks and its tabs go by this name; the plan's is the one from before there were others. */
const scopeOf = (shared: string, section: Section): string =>
	section === 'plan' ? shared : `${shared}/${section}`;

function siblingsOf(shared: string, own: Section | undefined): Siblings {
	if (typeof indexedDB === 'undefined') return noSiblings;
	const hasChannel = typeof BroadcastChannel !== 'undefined';
	return createSiblings(() =>
		sectionNames
			.filter((section) => section !== own)
			.map((section) => {
				const name = scopeOf(shared, section);
				return {
					store: createOfflineStore({ factory: indexedDB, name, onEmptied: () => undefined }),
					channel: hasChannel ? broadcastChannel(BroadcastChannel, name) : noChannel,
				};
			}),
	);
}

/** What this place offers: all of a browser where it is one, memory and one process where it is not. */
function defaults(options: OpenOptions, scope: string, onEmptied: () => void): Ports {
	const { url, wedding, section = 'plan' } = options;
	const hasStore = typeof indexedDB !== 'undefined';
	const hasLocks = hasStore && typeof navigator !== 'undefined' && navigator.locks !== undefined;
	const hasChannel = hasLocks && typeof BroadcastChannel !== 'undefined';
	const report = options.ports?.report ?? ((fault: unknown) => console.error('WedSync:', fault));
	const Socket = options.ports?.WebSocket ?? WebSocket;
	return {
		clock: systemClock,
		random: systemRandom,
		storage: hasStore
			? createOfflineStore({ factory: indexedDB, name: scope, onEmptied })
			: createMemoryStore(),
		locks: hasLocks ? webLocks(navigator.locks) : processLocks(),
		channel: hasChannel ? broadcastChannel(BroadcastChannel, scope) : noChannel,
		WebSocket: Socket,
		fetch: (input, init) => fetch(input, init),
		// Absent where the page came without encryption.
		subtle: typeof crypto === 'undefined' ? undefined : crypto.subtle,
		dial: createDial({ url, wedding, section, WebSocket: Socket, report }),
		onRegained,
		report,
	};
}

function onRegained(call: () => void): Unsubscribe {
	if (typeof addEventListener === 'undefined') return () => undefined;
	addEventListener('online', call);
	return () => removeEventListener('online', call);
}

const reasons: Record<CannotOpen['code'], string> = {
	offline: 'This wedding has never been opened on this device, and WedSync cannot be reached.',
	'signed-out': 'You are signed out: open your link again.',
	removed: 'You are no longer part of this wedding.',
	refused: 'This wedding is not open to you.',
	outdated: 'This version of the app is too old: load it again.',
};
