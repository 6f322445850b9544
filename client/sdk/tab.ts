/**
 * One tab (or one Node process) with everything it has of a wedding, wired: the copy of the document, the journal to the device's
 * store, the outbox, the other tabs, and, while it leads, the uplink. This file only connects; what each part guards is said
 * there. Its own rule: an edit goes document → journal → (once committed) other tabs and relay, never another way.
 */
import * as Y from 'yjs';
import { type Cancel, type Clock, every, type Millis } from '../../shared/clock.ts';
import type { Author } from '../../shared/document/operations/operation.ts';
import { newId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import { type Board, createBoard } from './board.ts';
import { type Channel, forgiving, type TabMessage } from './channel.ts';
import { type Copy, createCopy } from './copy.ts';
import type { DeviceStore } from './device-store.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import type { Frame } from './frame.ts';
import { createJournal, type Journal } from './journal.ts';
import { chooseLease, newClient } from './lease.ts';
import type { Dial } from './line.ts';
import type { Locks } from './locks.ts';
import { meetNeighbours, type Neighbours } from './neighbours.ts';
import { readDevice } from './opening.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { Peer } from './presence.ts';
import { createRescue } from './rescue.ts';
import { type Seat, takeSeat } from './seat.ts';
import type { Standing, StatusEvent } from './status.ts';
import { joinTabs } from './tabs.ts';
import { takeOver } from './takeover.ts';
import { createUpkeep } from './upkeep.ts';
import { openUplink, type Uplink } from './uplink.ts';

export interface Tab {
	readonly copy: Copy;
	readonly outbox: Outbox;
	readonly journal: Journal;
	readonly drafts: Drafts;
	readonly seat: Seat;
	readonly board: Board;
	/** The network is said to be back. */
	regained(): void;
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
	readonly dial: Dial;
	readonly token: string;
	readonly refreshToken: (() => Promise<string | undefined>) | undefined;
	readonly clock: Clock;
	readonly random: Random;
	readonly device: string | undefined;
	readonly author: (copy: Copy, now: Millis) => Author;
	readonly person: (copy: Copy) => Peer['person'];
	readonly onChange: () => void;
	readonly report: (fault: unknown) => void;
}

export async function openTab(deps: TabDeps): Promise<Tab> {
	const { clock, random, report, onChange, locks, scope } = deps;
	const channel = forgiving(deps.channel, report);
	const name = newId<string>(random);
	/** What other tabs said before this one was ready to hear it. */
	const early: TabMessage[] = [];
	let neighbours: Neighbours | undefined;
	let uplink: Uplink | undefined;
	let isClosed = false;
	let stopSweeping: Cancel | undefined;
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
		tell: (all) => channel.post({ kind: 'drafts', drafts: all }),
		onChange,
	});
	const seat = takeSeat({
		...deps,
		copy,
		journal,
		held: chosen?.release,
		order: () => outbox.nextOrder() - 1,
		person: () => deps.person(copy),
		now: () => clock.now(),
		say: (entry) => neighbours?.say(entry),
		onTaken() {
			neighbours?.here();
			uplink?.askLease(name, copy.client);
		},
	});
	const rescue = createRescue({
		copy,
		outbox,
		journal,
		author: () => deps.author(copy, board.now()),
		now: () => clock.now(),
		nextGeneration() {
			board.adopt({ generation: copy.generation + 1 });
			return { kind: 'facts', facts: board.facts };
		},
		onExchanged: () => seat.follow(),
		onFresh: (generation, state) => channel.post({ kind: 'fresh', generation, state }),
		onDrafts: (added) => drafts.add(added),
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
		uplink: () => uplink,
		random,
	});
	neighbours = met;
	early.splice(0).forEach(met.hear);
	met.here();
	if (tabs.isLeading) lead(contents.updates.length);

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
				uplink?.pump();
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
			takeOver(stored, { copy, outbox, board, journal, neighbours: met, unstored, report });
			channel.post({ kind: 'who' });
			lead(stored.updates.length);
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

	function lead(rows: number): void {
		const late = outbox.frames.filter(({ generation }) => generation < copy.generation);
		if (late.length > 0) rescue.late(late);
		upkeep.start(rows);
		stopSweeping = every(clock, sweepMs, sweep);
		board.set({});
		uplink = openUplink({
			...deps,
			tab: name,
			copy,
			outbox,
			journal,
			readKept: () => store.readKept(),
			board,
			leased(tab, lease) {
				if (tab === name) seat.leased(lease);
				else channel.post({ kind: 'leased', tab, ...lease });
			},
			receipted,
			restored: (frames) => channel.post({ kind: 'restored', frames }),
			exchange: rescue.exchange,
			present(entries) {
				const own = new Set([copy.client, ...met.clientByTab.values()]);
				const others = entries.filter(({ client }) => !own.has(client));
				seat.presence.hear(others);
				channel.post({ kind: 'presence', relay: true, entries: others });
			},
			onEvent(event) {
				board.apply(event);
				met.tell(event);
			},
			onLive() {
				for (const [tab, client] of met.clientByTab) uplink?.askLease(tab, client);
			},
		});
	}

	function receipted(frames: readonly Frame[]): void {
		const receiptedAt = clock.now();
		const ids = frames.map(({ id }) => id);
		outbox.remove(ids);
		// Told once it is stored: a tab that opens meanwhile either finds them settled or hears of it.
		journal.add(
			frames.map((frame) => ({ kind: 'receipt', frame: { ...frame, receiptedAt } })),
			() => channel.post({ kind: 'settled', ids }),
		);
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
		regained: () => uplink?.regained(),
		rewrite() {
			if (!tabs.isLeading) return;
			journal.add([
				{ kind: 'replace', state: Y.encodeStateAsUpdate(copy.doc) },
				{ kind: 'facts', facts: board.facts },
				...outbox.frames.map((frame) => ({ kind: 'frame', frame }) as const),
			]);
		},
		async close() {
			isClosed = true;
			// First of all: what is heard from here on could be acted upon, but no longer recorded.
			forget();
			stopSweeping?.();
			seat.close();
			uplink?.close();
			copy.close();
			upkeep.close();
			await journal.close();
			tabs.close();
			channel.close();
			await store.close();
		},
	};
}

/** How often the leading tab looks for edits that nobody told it of. */
const sweepMs = 30_000;
