/**
 * One tab (or one Node process) with everything it has of a wedding, wired: the copy of the document, the journal to the device's
 * store, the outbox, the other tabs, and, while it leads, the uplink. This file only connects; what each part guards is said
 * there. Its own rule: an edit goes document → journal → (once committed) other tabs and relay, never another way.
 */
import * as Y from 'yjs';
import type { Clock, Millis } from '../../shared/clock.ts';
import type { Author } from '../../shared/document/operations/operation.ts';
import type { Section } from '../../shared/document/schema.ts';
import { newId, type PersonId, type WeddingId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import type { Api } from './api.ts';
import { type Board, createBoard } from './board.ts';
import { type Channel, forgiving, type TabMessage } from './channel.ts';
import { type Copy, createCopy } from './copy.ts';
import { type Credential, isSignedIn } from './credential.ts';
import type { Subtle } from './device-key.ts';
import type { Contents, DeviceStore } from './device-store.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import type { Frame } from './frame.ts';
import { createJournal, type Journal } from './journal.ts';
import { type Lead, lead } from './lead.ts';
import { chooseLease, newClient } from './lease.ts';
import type { Dial } from './line.ts';
import type { Locks } from './locks.ts';
import { meetNeighbours, type Neighbours } from './neighbours.ts';
import { readDevice } from './opening.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { Peer } from './presence.ts';
import { createRescue } from './rescue.ts';
import type { Rights } from './rights.ts';
import { type Seat, takeSeat } from './seat.ts';
import type { SignedFrame } from './signed-frame.ts';
import type { Standing, StatusEvent } from './status.ts';
import { joinTabs } from './tabs.ts';
import { takeOver } from './takeover.ts';
import { createUpkeep } from './upkeep.ts';

export interface Tab {
	readonly copy: Copy;
	readonly outbox: Outbox;
	readonly journal: Journal;
	readonly drafts: Drafts;
	readonly seat: Seat;
	readonly board: Board;
	/** The network is said to be back. */
	regained(): void;
	/** Others' frames for the relay; answers which of them it has. Only the leading tab can. */
	offerSigned(frames: readonly SignedFrame[]): Promise<readonly boolean[]>;
	/** What this device keeps with a signature. */
	signedFrames(): Promise<readonly SignedFrame[]>;
	/** Closes every tab of this person on this device and leaves nothing of the wedding on it. */
	erase(): Promise<void>;
	/** The store was emptied by somebody else: writes everything again. */
	rewrite(): void;
	close(): Promise<void>;
}

export interface TabDeps {
	readonly store: DeviceStore;
	readonly channel: Channel;
	readonly locks: Locks;
	/** Account and wedding: what the tabs share. */
	readonly scope: string;
	readonly id: WeddingId;
	readonly section: Section;
	readonly person: PersonId;
	readonly dial: Dial;
	readonly credential: Credential;
	readonly api: Api;
	/** The platform's keys, where it has any. */
	readonly subtle: Subtle | undefined;
	/** SHA-256. */
	readonly hash: (bytes: Uint8Array) => Promise<Uint8Array>;
	readonly clock: Clock;
	readonly random: Random;
	readonly device: string | undefined;
	readonly author: (copy: Copy, now: Millis) => Author;
	readonly face: (copy: Copy) => Peer['person'];
	/** What this person may do, by what the relay told of them. */
	readonly rights: (board: Board) => Rights;
	readonly onChange: () => void;
	readonly onNews: (topic: string) => void;
	/** This person signed out in another tab. */
	readonly onSignedOut: () => void;
	readonly report: (fault: unknown) => void;
}

export async function openTab(deps: TabDeps): Promise<Tab> {
	const { clock, random, report, onChange, locks, scope } = deps;
	const channel = forgiving(deps.channel, report);
	const name = newId<string>(random);
	/** What other tabs said before this one was ready to hear it. */
	const early: TabMessage[] = [];
	let neighbours: Neighbours | undefined;
	let leading: Lead | undefined;
	let isClosed = false;
	/** Own edits that are not durable here. */
	const unstored = new Set<string>();

	const forget = channel.listen((message) => {
		if (neighbours === undefined) early.push(message);
		else neighbours.hear(message);
	});
	const tabs = await joinTabs({ locks, scope, tab: name, onLead, onGone, report });
	const { contents, doc, held, store } = await readDevice({ store: deps.store, locks, scope, report });

	const journal = createJournal({ store, clock, onChange: showDevice, report });
	const board = createBoard({
		facts: contents.facts ?? { device: deps.device ?? newId<string>(random), generation: 0 },
		clock,
		journal,
		isLeading: () => tabs.isLeading,
		onStatus,
	});
	const outbox = createOutbox(() =>
		board.apply({ kind: 'outbox', waiting: outbox.waiting, oldestAt: outbox.oldestAt }),
	);
	const upkeep = createUpkeep({ store, clock, report });
	const copy = createCopy({
		doc,
		section: deps.section,
		generation: board.facts.generation,
		clock,
		random,
		nextOrder: () => outbox.nextOrder(),
		made,
		merged,
		changed: onChange,
		report,
	});
	for (const { order } of contents.leases) outbox.follow(order);
	outbox.take(contents.outbox);
	for (const frame of contents.outbox)
		if (frame.generation === copy.generation) copy.merge(frame.update, 'tab');

	const { chosen, ended } = chooseLease(held, { ...contents, doc });
	if (ended.length > 0) journal.add(ended.map((client) => ({ kind: 'lease-ended', client })));
	copy.writeUnder(chosen?.client ?? newClient(doc, random));
	const drafts = createDrafts({
		stored: contents.drafts,
		journal,
		tell(told, discarded) {
			channel.post({ kind: 'drafts', drafts: told, discarded });
			leading?.post();
		},
		onChange,
	});
	const seat = takeSeat({
		...deps,
		copy,
		journal,
		held: chosen?.release,
		order: () => outbox.nextOrder() - 1,
		person: () => deps.face(copy),
		now: () => clock.now(),
		say: (entry) => neighbours?.say(entry),
		onTaken() {
			neighbours?.here();
			leading?.uplink.askLease(name, copy.client);
		},
	});
	const rescue = createRescue({
		copy,
		outbox,
		journal,
		author: () => deps.author(copy, board.now()),
		rights: deps.rights(board),
		hash: deps.hash,
		now: () => clock.now(),
		nextGeneration() {
			board.adopt({ generation: copy.generation + 1, isSurrendered: false });
			return { kind: 'facts', facts: board.facts };
		},
		surrendered() {
			board.adopt({ isSurrendered: true });
			return { kind: 'facts', facts: board.facts };
		},
		onExchanged: () => seat.follow(),
		onFresh: (generation, state) => channel.post({ kind: 'fresh', generation, state }),
		onDrafts: (added) => drafts.add(added),
		onDraftsStored: (stored) => drafts.share(stored),
		onSettled: (ids) => channel.post({ kind: 'settled', ids }),
	});
	const met = meetNeighbours({
		tab: name,
		channel,
		tabs,
		copy,
		journal,
		outbox,
		drafts,
		board,
		seat,
		rescue,
		onDrafts: () => leading?.post(),
		onNews: deps.onNews,
		onSignedOut: deps.onSignedOut,
		uplink: () => leading?.uplink,
		random,
	});
	neighbours = met;
	early.splice(0).forEach(met.hear);
	met.here();
	if (tabs.isLeading) begin(contents);

	/** A local transaction, whoever made it. */
	function made(recorded: Frame): void {
		const frame = { ...recorded, offered: board.standing.status.relay.connection === 'online' };
		let isOut = false;
		unstored.add(frame.id);
		outbox.add(frame);
		journal.add(
			[
				...(tabs.isLeading ? [{ kind: 'update', update: frame.update } as const] : []),
				{ kind: 'frame', frame },
				{ kind: 'lease', lease: { client: frame.client, next: frame.to, order: frame.order } },
			],
			(isStored) => {
				if (isStored) unstored.delete(frame.id);
				if (isOut) return;
				isOut = true;
				outbox.release(frame.id);
				channel.post({ kind: 'frames', frames: [frame] });
				leading?.uplink.pump();
			},
		);
		if (tabs.isLeading) upkeep.added();
	}

	/** News from elsewhere; the leading tab alone stores them. */
	function merged(update: Uint8Array, source: unknown): void {
		if (tabs.isLeading) {
			journal.add([{ kind: 'update', update }]);
			upkeep.added();
			if (source === 'relay') channel.post({ kind: 'remote', generation: copy.generation, update });
		}
		// Yjs itself takes another id when it meets its own in what others wrote.
		if (neighbours !== undefined) seat.follow();
	}

	/** The former leading tab is gone: what it had not stored is here, and what dead tabs had stored may not be. */
	function onLead(): void {
		store.read().then((stored) => {
			if (isClosed) return;
			// It left because its person signed out: nothing is written again that it erased.
			if (!isSignedIn(deps.credential)) return deps.onSignedOut();
			takeOver(stored, { copy, outbox, board, journal, drafts, neighbours: met, unstored, report });
			channel.post({ kind: 'who' });
			begin(stored);
		}, report);
	}

	/** A tab has died: its last edits may be stored without anybody having heard of them. */
	function onGone(tab: string): void {
		met.lost(tab);
		sweep();
	}

	function sweep(): void {
		store.readOutbox().then((frames) => {
			if (isClosed) return;
			met.found(frames);
			met.sweep();
		}, report);
	}

	function begin({ updates, key }: Contents): void {
		upkeep.start(updates.length);
		leading = lead({
			...deps,
			key,
			tab: name,
			channel,
			store,
			copy,
			outbox,
			journal,
			drafts,
			board,
			seat,
			rescue,
			neighbours: met,
			sweep,
		});
	}

	function onStatus(event: StatusEvent, before: Standing): void {
		if (event.kind === 'synced') neighbours?.say(seat.presence.own());
		if (event.kind === 'connection' && before.status.relay.connection === 'online') {
			const own = new Set(met.clientByTab.values());
			seat.presence.forget((client) => !own.has(client));
		}
		onChange();
	}

	function showDevice(): void {
		board.apply({ kind: 'device', waiting: unstored.size, failed: journal.isFailed });
	}

	return {
		copy,
		outbox,
		journal,
		drafts,
		seat,
		board,
		regained: () => leading?.uplink.regained(),
		offerSigned: (frames) => leading?.uplink.offerSigned(frames) ?? Promise.resolve(frames.map(() => false)),
		async signedFrames() {
			return (await store.readKept()).flatMap(({ signed, update }) =>
				signed === undefined ? [] : [{ header: signed, update }],
			);
		},
		rewrite() {
			if (!tabs.isLeading || !isSignedIn(deps.credential)) return;
			journal.add([
				{ kind: 'replace', state: Y.encodeStateAsUpdate(copy.doc) },
				{ kind: 'facts', facts: board.facts },
				...outbox.frames.map((frame) => ({ kind: 'frame', frame }) as const),
			]);
		},
		erase() {
			channel.post({ kind: 'signed-out' });
			return close(() => deps.store.destroy());
		},
		close: () => close(() => store.close()),
	};

	async function close(leave: () => Promise<void>): Promise<void> {
		isClosed = true;
		// First of all: what is heard from here on could be acted upon, but no longer recorded.
		forget();
		seat.close();
		const closing = leading?.close();
		copy.close();
		upkeep.close();
		await closing;
		await journal.close();
		await leave();
		tabs.close();
		channel.close();
	}
}
