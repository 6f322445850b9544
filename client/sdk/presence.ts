/**
 * Who else is here: y-protocols' `Awareness` for one document and client id, kept to this file because it reads the wall clock
 * and owns an interval. Nothing here is stored or trusted: names and roles are stamped by the relay.
 */
import * as encoding from 'lib0/encoding';
import { Awareness, applyAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { Millis } from '../../shared/clock.ts';
import type { PresenceEntry } from '../../shared/wire/message.ts';
import { type Activity, type PresentUser, presentState } from '../../shared/wire/presence.ts';
import type { Unsubscribe } from './handle.ts';

export interface Peer {
	readonly client: number;
	/** Of others, as the relay says; nobody can be present as somebody else. */
	readonly person: Readonly<PresentUser>;
	/** What they look at or edit, if they say so. */
	readonly attending?: { readonly root: string; readonly id: string };
	/** What they are doing today, where, and how much battery (percent) their device has left: only if they chose to say so. */
	readonly activity?: Activity;
	readonly zone?: string;
	readonly battery?: number;
	readonly self: boolean;
}

/** What a person says of themselves beside who they are. */
export type Saying = Pick<Peer, 'attending' | 'activity' | 'zone' | 'battery'>;

export interface Presence {
	/** The same array until somebody came, went or turned to something else. */
	readonly peers: readonly Peer[];
	/** Who this is and what they say of themselves; tells the others if it is news. */
	introduce(person: Peer['person'], saying: Saying): void;
	/** Somebody else's entries; one about ourselves is not believed. */
	hear(entries: readonly PresenceEntry[]): void;
	/** They are no longer known to be here: the relay is out of reach, or a tab has closed. */
	forget(isGone: (client: number) => boolean): void;
	/** Our own entry as it stands. */
	own(): PresenceEntry;
	/** Says goodbye and stops. */
	close(): void;
}

export interface PresenceDeps {
	/** Its `clientID` must be settled. */
	readonly doc: Y.Doc;
	readonly person: Peer['person'];
	readonly now: () => Millis;
	/** Our entry changed, or must be renewed so that others do not forget us. */
	readonly say: (entry: PresenceEntry) => void;
	readonly onChange: () => void;
}

export function createPresence({ doc, person, now, say, onChange }: PresenceDeps): Presence {
	const awareness = new Awareness(doc);
	const { clientID: client } = awareness;
	let peers: readonly Peer[] | undefined;
	const own = (): PresenceEntry => ({
		client,
		clock: awareness.meta.get(client)?.clock ?? 0,
		state: JSON.stringify(awareness.getLocalState()),
	});
	// A tab that is loaded again under the same id must be newer than what others remember of it.
	awareness.meta.set(client, { clock: Math.floor(now() / 1_000), lastUpdated: now() });
	awareness.setLocalState({ user: person });
	const forgetChange: Unsubscribe = listen(awareness, 'change', () => {
		peers = undefined;
		onChange();
	});
	const forgetUpdate = listen(awareness, 'update', (origin) => {
		if (origin === 'local') say(own());
	});
	say(own());
	return {
		get peers() {
			peers ??= [...awareness.getStates()].flatMap(
				([other, state]) => peerOf(other, state, other === client) ?? [],
			);
			return peers;
		},
		introduce(user, saying) {
			const state = { user, ...saying };
			if (JSON.stringify(state) !== own().state) awareness.setLocalState(state);
		},
		hear(entries) {
			const others = entries.filter((entry) => entry.client !== client && isJson(entry.state));
			if (others.length > 0) applyAwarenessUpdate(awareness, bytesOf(others), 'relay');
		},
		forget(isGone) {
			const others = [...awareness.getStates().keys()].filter((other) => other !== client && isGone(other));
			removeAwarenessStates(awareness, others, 'relay');
			// Their clock too: whoever comes back unchanged is to be seen at once.
			for (const other of others) awareness.meta.delete(other);
		},
		own,
		close() {
			forgetChange();
			awareness.setLocalState(null);
			forgetUpdate();
			awareness.destroy();
		},
	};
}

function listen(
	awareness: Awareness,
	name: 'change' | 'update',
	call: (origin: unknown) => void,
): Unsubscribe {
	const listener = (_changes: unknown, origin: unknown) => call(origin);
	awareness.on(name, listener);
	return () => awareness.off(name, listener);
}

function peerOf(client: number, state: unknown, self: boolean): Peer | undefined {
	const parsed = presentState.safeParse(state);
	if (!parsed.success) return undefined;
	const { user, attending, activity, zone, battery } = parsed.data;
	return {
		client,
		person: user,
		self,
		...(attending === undefined ? {} : { attending }),
		...(activity === undefined ? {} : { activity }),
		...(zone === undefined ? {} : { zone }),
		...(battery === undefined ? {} : { battery }),
	};
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		// A state nobody can read: as good as none.
		return false;
	}
}

function bytesOf(entries: readonly PresenceEntry[]): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, entries.length);
	for (const { client, clock, state } of entries) {
		encoding.writeVarUint(encoder, client);
		encoding.writeVarUint(encoder, clock);
		encoding.writeVarString(encoder, state);
	}
	return encoding.toUint8Array(encoder);
}
