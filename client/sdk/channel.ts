/**
 * What the tabs of one account and wedding tell each other on this device. A port: BroadcastChannel where there are tabs. Nobody
 * hears what they said themselves. What is posted crosses a structured clone and was committed here before.
 */
import type { PresenceEntry } from '../../shared/wire/message.ts';
import type { Leased } from './leased.ts';
import type { Facts } from './device-store.ts';
import type { Draft } from './draft.ts';
import type { Frame } from './frame.ts';
import type { Unsubscribe } from './handle.ts';
import type { Connection, RelayEvent } from './status.ts';

export type TabMessage =
	/** A tab that has just opened, or answers a new leading one. */
	| {
			readonly kind: 'here';
			readonly tab: string;
			readonly client: number;
			readonly generation: number;
			readonly vector: Uint8Array;
	  }
	/** From the leading tab: who is new should say so again. */
	| { readonly kind: 'who' }
	/** From the leading tab, which has nothing unconfirmed: who still has should say so. */
	| { readonly kind: 'anything-left' }
	/** From the leading tab to one that came: what it lacks. */
	| {
			readonly kind: 'document';
			readonly to: string;
			readonly generation: number;
			readonly update: Uint8Array;
	  }
	/** From the leading tab: that tab is dead. */
	| { readonly kind: 'gone'; readonly tab: string }
	/** Edits made on this device, committed. */
	| { readonly kind: 'frames'; readonly frames: readonly Frame[] }
	/** From the leading tab: what the relay brought. */
	| { readonly kind: 'remote'; readonly generation: number; readonly update: Uint8Array }
	/** From the leading tab: these frames are off the list (receipted, made anew, or drafts). */
	| { readonly kind: 'settled'; readonly ids: readonly string[] }
	/** From the leading tab: offered again to a restored relay. */
	| { readonly kind: 'restored'; readonly frames: readonly Frame[] }
	/** From the leading tab: the document was taken fresh; this instead of everything before. */
	| { readonly kind: 'fresh'; readonly generation: number; readonly state: Uint8Array }
	| { readonly kind: 'drafts'; readonly drafts: readonly Draft[]; readonly discarded: readonly string[] }
	/** From the leading tab: something outside the document changed at the relay. */
	| { readonly kind: 'news'; readonly topic: string }
	/** This person signed out on this device: whoever has it open closes. */
	| { readonly kind: 'signed-out' }
	/** From the leading tab: what is new of the relay, and each time how it stands, since a dead tab's word may come late. */
	| {
			readonly kind: 'relay';
			readonly event: RelayEvent;
			readonly connection: Connection;
			readonly facts: Facts;
	  }
	/** The answer to a tab's id. */
	| ({ readonly kind: 'leased'; readonly tab: string } & Leased)
	/** `relay`: heard of others through the leading tab; else the sender's own. */
	| { readonly kind: 'presence'; readonly relay: boolean; readonly entries: readonly PresenceEntry[] };

export interface Channel {
	post(message: TabMessage): void;
	listen(hear: (message: TabMessage) => void): Unsubscribe;
	close(): void;
}

export function broadcastChannel(Broadcast: typeof BroadcastChannel, name: string): Channel {
	const channel = new Broadcast(name);
	return {
		post: (message) => channel.postMessage(message),
		listen(hear) {
			const listener = ({ data }: MessageEvent<TabMessage>) => hear(data);
			channel.addEventListener('message', listener);
			return () => channel.removeEventListener('message', listener);
		},
		close: () => channel.close(),
	};
}

/** What cannot be posted the other tabs hear from the relay or the store; whoever says it goes on. */
export function forgiving(channel: Channel, report: (fault: unknown) => void): Channel {
	return {
		listen: (hear) => channel.listen(hear),
		close: () => channel.close(),
		post(message) {
			try {
				channel.post(message);
			} catch (fault) {
				report(fault);
			}
		},
	};
}

/** Where there are no other tabs. */
export const noChannel: Channel = {
	post: () => undefined,
	listen: () => () => undefined,
	close: () => undefined,
};
