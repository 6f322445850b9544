/**
 * What the tabs of one device say to each other and what each does about it. Frames come here committed by whoever made them and are
 * merged by all; what the relay brings, says or takes comes through the leading tab. Guards: a frame made on a former document
 * is never merged into the present one, and one whose id was continued elsewhere is not merged over what stands there.
 */
import * as Y from 'yjs';
import type { Random } from '../../shared/random.ts';
import type { PresenceEntry } from '../../shared/wire/message.ts';
import type { Board } from './board.ts';
import type { Channel, TabMessage } from './channel.ts';
import { isTakenOtherwise } from './collision.ts';
import type { Copy, Source } from './copy.ts';
import type { Drafts } from './drafts.ts';
import type { Frame } from './frame.ts';
import type { Journal } from './journal.ts';
import { newClient } from './lease.ts';
import type { Outbox } from './outbox.ts';
import type { Rescue } from './rescue.ts';
import type { Seat } from './seat.ts';
import type { RelayEvent } from './status.ts';
import type { Tabs } from './tabs.ts';
import type { Uplink } from './uplink.ts';

interface Part {
	readonly generation: number;
	readonly update: Uint8Array;
}

export interface Neighbours {
	hear(message: TabMessage): void;
	/** Says that this tab is here, under which id and with what. */
	here(): void;
	say(entry: PresenceEntry): void;
	tell(event: RelayEvent): void;
	/** Frames found in the store: those of a tab that died before it could tell anybody are news to all. */
	found(frames: readonly Frame[]): void;
	/** In the leading tab now and then: messages of tabs that died may have come in an odd order. */
	sweep(): void;
	/** Who the others are, by tab; does not name this one. */
	readonly clientByTab: ReadonlyMap<string, number>;
	/** A tab has died. */
	lost(tab: string): void;
}

export interface NeighboursDeps {
	/** This tab's own name. */
	readonly tab: string;
	readonly channel: Pick<Channel, 'post'>;
	readonly tabs: Pick<Tabs, 'isLeading' | 'watch'>;
	readonly copy: Copy;
	readonly journal: Pick<Journal, 'add'>;
	readonly outbox: Outbox;
	readonly drafts: Drafts;
	readonly board: Board;
	readonly seat: Seat;
	readonly rescue: Rescue;
	/** Another tab's drafts were heard of. */
	readonly onDrafts: () => void;
	readonly onNews: (topic: string) => void;
	readonly onSignedOut: () => void;
	/** Only in the leading tab. */
	readonly uplink: () => Uplink | undefined;
	readonly random: Random;
}

export function meetNeighbours(deps: NeighboursDeps): Neighbours {
	const { tab, channel, tabs, copy, outbox, board, seat, uplink } = deps;
	const clientByTab = new Map<string, number>();

	function hear(message: TabMessage): void {
		switch (message.kind) {
			case 'here':
				return welcome(message);
			case 'who':
				here();
				return offer();
			case 'anything-left':
				return offer();
			case 'document':
				// A former leading tab's last word to whoever leads now is passed on like the relay's.
				return message.to === tab ? merge(message, tabs.isLeading ? 'relay' : 'tab') : undefined;
			case 'gone':
				return forget(message.tab);
			case 'frames':
				take(message.frames);
				return;
			case 'remote':
				return merge(message);
			case 'settled':
				return settle(message.ids);
			case 'restored':
				return tabs.isLeading ? undefined : outbox.restore(message.frames);
			case 'fresh':
				return takeFresh(message);
			case 'drafts':
				deps.drafts.hear(message.drafts, message.discarded);
				return deps.onDrafts();
			case 'news':
				return deps.onNews(message.topic);
			case 'signed-out':
				return deps.onSignedOut();
			case 'relay':
				return tabs.isLeading ? undefined : learn(message);
			case 'leased':
				return message.tab === tab ? seat.leased(message) : undefined;
			case 'presence':
				if (!message.relay) for (const entry of message.entries) uplink()?.present(entry);
				return seat.presence.hear(message.entries);
		}
	}

	function learn({ event, connection, facts }: Extract<TabMessage, { kind: 'relay' }>): void {
		board.adopt(facts);
		board.apply({ kind: 'connection', connection });
		board.apply(event);
	}

	function here(): void {
		const vector = Y.encodeStateVector(copy.doc);
		channel.post({ kind: 'here', tab, client: copy.client, generation: copy.generation, vector });
		say(seat.presence.own());
	}

	/** What this tab knows as unconfirmed, for a new leading tab: it may have opened after the store forgot about it. */
	function offer(): void {
		const frames = outbox.frames.filter(({ id }) => outbox.isReleased(id));
		if (frames.length > 0) channel.post({ kind: 'frames', frames });
	}

	function welcome({ tab: other, client, generation, vector }: Extract<TabMessage, { kind: 'here' }>): void {
		const isNew = !clientByTab.has(other);
		clientByTab.set(other, client);
		if (isNew) channel.post({ kind: 'presence', relay: false, entries: [seat.presence.own()] });
		if (!tabs.isLeading) return;
		tabs.watch(other);
		uplink()?.askLease(other, client);
		// Each time: who heard it from a leading tab that died may have heard only a part.
		hand(other, { generation, vector });
		const { connection, heardAt } = board.standing.status.relay;
		tell({ kind: 'connection', connection });
		if (board.standing.isSynced && heardAt !== undefined) tell({ kind: 'synced', at: heardAt });
	}

	/** Said by a leading tab that died, it may be about a relay that was restored since: whoever leads asks the relay itself. */
	function settle(ids: readonly string[]): void {
		if (!tabs.isLeading) outbox.remove(ids);
	}

	/** What the other lacks, once all of it is durable: our own edits are in it too. */
	function hand(to: string, has: { readonly generation: number; readonly vector: Uint8Array }): void {
		const { generation, doc } = copy;
		const update = Y.encodeStateAsUpdate(doc, has.generation === generation ? has.vector : undefined);
		deps.journal.add([], (isStored) => {
			// What this device cannot store the other has not found there.
			if (!isStored) offer();
			if (has.generation === generation) channel.post({ kind: 'document', to, generation, update });
			else channel.post({ kind: 'fresh', generation, state: update });
		});
	}

	function take(frames: readonly Frame[]): readonly Frame[] {
		const settled = frames.flatMap(({ id }) => (outbox.isRemoved(id) ? [id] : []));
		if (tabs.isLeading && settled.length > 0) channel.post({ kind: 'settled', ids: settled });
		const news = outbox.take(
			frames.filter(({ generation }) => tabs.isLeading || generation >= copy.generation),
		);
		const late = news.filter(({ generation }) => generation < copy.generation);
		if (late.length > 0) deps.rescue.late(late);
		// With the content that is stored here goes the frame that can send it, also if its maker could not store it.
		const present = news.filter(({ generation }) => generation === copy.generation);
		if (tabs.isLeading) deps.journal.add(present.map((frame) => ({ kind: 'frame', frame })));
		for (const frame of frames) {
			if (tabs.isLeading && frame.generation === copy.generation && isTakenOtherwise(copy.doc, frame))
				uplink()?.refresh();
			else merge(frame);
		}
		uplink()?.pump();
		return news;
	}

	function forget(other: string): void {
		const client = clientByTab.get(other);
		clientByTab.delete(other);
		if (client !== undefined) seat.presence.forget((one) => one === client);
	}

	/** Nothing of another generation: what it stands on is not here. */
	function merge({ generation, update }: Part, source: Source = 'tab'): void {
		if (generation === copy.generation && !copy.merge(update, source)) uplink()?.refresh();
	}

	function takeFresh({ generation, state }: Extract<TabMessage, { kind: 'fresh' }>): void {
		if (generation <= copy.generation) return;
		const fresh = new Y.Doc();
		Y.applyUpdate(fresh, state, 'tab');
		fresh.clientID = newClient(fresh, deps.random);
		board.adopt({ generation });
		copy.exchange(fresh, generation);
		seat.follow();
	}

	function say(entry: PresenceEntry): void {
		channel.post({ kind: 'presence', relay: false, entries: [entry] });
		uplink()?.present(entry);
	}

	function tell(event: RelayEvent): void {
		const { connection } = board.standing.status.relay;
		channel.post({ kind: 'relay', event, connection, facts: board.facts });
	}

	return {
		hear,
		here,
		say,
		tell,
		clientByTab,
		found(frames) {
			const news = take(frames);
			if (news.length > 0) channel.post({ kind: 'frames', frames: news });
		},
		sweep() {
			if (outbox.waiting === 0) channel.post({ kind: 'anything-left' });
		},
		lost(other) {
			const client = clientByTab.get(other);
			forget(other);
			channel.post({ kind: 'gone', tab: other });
			if (client !== undefined) uplink()?.present({ client, clock: 0, state: 'null' });
		},
	};
}
