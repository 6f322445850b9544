/**
 * One tab (or one Node process) with everything it has of a wedding, wired: the copy of the document, the journal to the device's
 * store, the outbox, the other tabs, and, while it leads, the uplink. This file only connects; what each part guards is said
 * there. Its own rule: an edit goes document → journal → (once committed) other tabs and relay, never another way.
 */
import * as Y from 'yjs';
import type { Clock, Millis } from '../../shared/clock.ts';
import type { Author } from '../../shared/document/operations/operation.ts';
import { newId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import type { PresenceEntry } from '../../shared/wire/message.ts';
import type { Channel, TabMessage } from './channel.ts';
import { isTakenOtherwise } from './collision.ts';
import { type Copy, createCopy } from './copy.ts';
import type { DeviceStore, Facts } from './device-store.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import type { Frame } from './frame.ts';
import { createJournal, type Journal } from './journal.ts';
import { chooseLease, newClient } from './lease.ts';
import type { Dial } from './line.ts';
import type { Locks } from './locks.ts';
import { documentOf, readDevice } from './opening.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { Peer } from './presence.ts';
import { createRescue } from './rescue.ts';
import { type Seat, takeSeat } from './seat.ts';
import { nextStatus, type RelayEvent, type Standing, startStatus, type StatusEvent } from './status.ts';
import { joinTabs } from './tabs.ts';
import { createUpkeep } from './upkeep.ts';
import { openUplink, type Uplink } from './uplink.ts';

export interface Tab {
	readonly copy: Copy;
	readonly outbox: Outbox;
	readonly journal: Journal;
	readonly drafts: Drafts;
	readonly seat: Seat;
	readonly standing: Standing;
	readonly facts: Facts;
	/** The relay's time, as well as it is known here. */
	now(): Millis;
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
	const { channel, clock, random, report, onChange, locks, scope } = deps;
	const name = newId<string>(random);
	/** What other tabs said before this one was ready to hear it. */
	let early: TabMessage[] | undefined = [];
	const forget = channel.listen((message) => {
		if (early !== undefined) early.push(message);
		else hear(message);
	});
	const tabs = await joinTabs({ locks, scope, tab: name, onLead, onGone, report });
	const { contents, doc, held, store } = await readDevice({ store: deps.store, locks, scope, report });

	let facts: Facts = contents.facts ?? { device: deps.device ?? newId<string>(random), generation: 0 };
	let standing: Standing = startStatus(facts.syncedAt);
	let uplink: Uplink | undefined;
	let isClosed = false;
	let isSeated = false;
	/** Own edits that are not durable here. */
	const unstored = new Set<string>();
	/** The client ids of this device's other tabs. */
	const clientByTab = new Map<string, number>();
	const now = () => clock.now() + (facts.skewMs ?? 0);

	const journal = createJournal({ store, clock, onChange: showDevice, report });
	const outbox = createOutbox(() =>
		apply({ kind: 'outbox', waiting: outbox.waiting, oldestAt: outbox.oldestAt }),
	);
	const copy = createCopy({
		doc,
		generation: facts.generation,
		clock,
		random,
		nextOrder: () => outbox.nextOrder(),
		made,
		merged,
		changed: onChange,
		report,
	});
	const drafts = createDrafts({
		stored: contents.drafts,
		journal,
		tell: (all) => channel.post({ kind: 'drafts', drafts: all }),
		onChange,
	});
	const upkeep = createUpkeep({ store, clock, report });
	if (contents.facts === undefined) journal.add([{ kind: 'facts', facts }]);
	outbox.take(contents.outbox);
	for (const frame of current(contents.outbox)) copy.merge(frame.update, 'tab');

	const { chosen, ended } = chooseLease(held, { ...contents, doc });
	if (ended.length > 0) journal.add(ended.map((client) => ({ kind: 'lease-ended', client })));
	copy.writeUnder(chosen?.client ?? newClient(doc, random));
	const seat = takeSeat({
		copy,
		journal,
		locks,
		scope,
		random,
		held: chosen?.release,
		person: () => deps.person(copy),
		now: () => clock.now(),
		say,
		onTaken() {
			here();
			uplink?.askLease(name, copy.client);
		},
		onChange,
		report,
	});
	isSeated = true;
	const rescue = createRescue({
		copy,
		outbox,
		journal,
		author: () => deps.author(copy, now()),
		now: () => clock.now(),
		nextGeneration: () => {
			facts = { ...facts, generation: copy.generation + 1 };
			return { kind: 'facts', facts };
		},
		onExchanged: () => seat.follow(),
		onFresh: (generation, state) => channel.post({ kind: 'fresh', generation, state }),
		onDrafts: (added) => drafts.add(added),
		onSettled: (ids) => channel.post({ kind: 'settled', ids }),
	});

	const buffered = early;
	early = undefined;
	for (const message of buffered) hear(message);
	here();
	if (tabs.isLeading) lead();

	/** A local transaction, whoever made it. */
	function made(recorded: Frame): void {
		const frame = { ...recorded, offered: standing.status.relay.connection === 'online' };
		let isOut = false;
		unstored.add(frame.id);
		outbox.add(frame);
		journal.add(
			[
				...(tabs.isLeading ? [{ kind: 'update', update: frame.update } as const] : []),
				{ kind: 'frame', frame },
				{ kind: 'lease', lease: { client: frame.client, next: frame.to } },
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
		if (isSeated) seat.follow();
	}

	function hear(message: TabMessage): void {
		switch (message.kind) {
			case 'here':
				return welcome(message);
			case 'who':
				return here();
			case 'document':
				if (message.to === name && message.generation === copy.generation) merge(message.update);
				return;
			case 'frames':
				return takeFrames(message.frames);
			case 'remote':
				if (message.generation === copy.generation) merge(message.update);
				return;
			case 'settled':
				outbox.remove(message.ids);
				return;
			case 'restored':
				return outbox.restore(message.frames);
			case 'fresh':
				return message.generation > copy.generation ? takeFresh(message) : undefined;
			case 'drafts':
				return drafts.set(message.drafts);
			case 'relay':
				facts = { ...facts, skewMs: message.skewMs };
				return apply(message.event);
			case 'leased':
				return message.tab === name ? seat.leased(message) : undefined;
			case 'presence':
				if (!message.relay) for (const entry of message.entries) uplink?.present(entry);
				return seat.presence.hear(message.entries);
		}
	}

	function here(): void {
		const vector = Y.encodeStateVector(copy.doc);
		channel.post({ kind: 'here', tab: name, client: copy.client, generation: copy.generation, vector });
		say(seat.presence.own());
	}

	function welcome({ tab, client, generation, vector }: Extract<TabMessage, { kind: 'here' }>): void {
		const isNew = !clientByTab.has(tab);
		clientByTab.set(tab, client);
		if (isNew) channel.post({ kind: 'presence', relay: false, entries: [seat.presence.own()] });
		if (!tabs.isLeading) return;
		tabs.watch(tab);
		uplink?.askLease(tab, client);
		if (generation !== copy.generation) {
			channel.post({ kind: 'fresh', generation: copy.generation, state: Y.encodeStateAsUpdate(copy.doc) });
		} else if (isNew) {
			const update = Y.encodeStateAsUpdate(copy.doc, vector);
			channel.post({ kind: 'document', to: tab, generation, update });
		}
		const { connection, heardAt } = standing.status.relay;
		tell({ kind: 'connection', connection });
		if (standing.isSynced && heardAt !== undefined) tell({ kind: 'synced', at: heardAt });
	}

	/** Committed edits of other tabs. */
	function takeFrames(frames: readonly Frame[]): void {
		const news = outbox.take(
			frames.filter(({ generation }) => tabs.isLeading || generation >= copy.generation),
		);
		const late = news.filter(({ generation }) => generation < copy.generation);
		if (late.length > 0) rescue.late(late);
		for (const frame of current(news)) {
			if (!tabs.isLeading || !isTakenOtherwise(copy.doc, frame)) merge(frame.update);
			else uplink?.refresh();
		}
		uplink?.pump();
	}

	function takeFresh({ generation, state }: Extract<TabMessage, { kind: 'fresh' }>): void {
		const fresh = new Y.Doc();
		Y.applyUpdate(fresh, state, 'tab');
		fresh.clientID = newClient(fresh, random);
		facts = { ...facts, generation };
		copy.exchange(fresh, generation);
		seat.follow();
	}

	function merge(update: Uint8Array): void {
		if (!copy.merge(update, 'tab')) uplink?.refresh();
	}

	function current(frames: readonly Frame[]): readonly Frame[] {
		return frames.filter(({ generation }) => generation === copy.generation);
	}

	/** The former leading tab is gone: what it had not stored is here, and what dead tabs had stored may not be. */
	function onLead(): void {
		if (isClosed) return;
		store.read().then((stored) => {
			if (isClosed) return;
			facts = { ...facts, ...stored.facts };
			const missing = Y.encodeStateAsUpdate(
				copy.doc,
				Y.encodeStateVector(documentOf(stored.updates, report)),
			);
			journal.add([{ kind: 'update', update: missing }]);
			takeFrames(stored.outbox);
			channel.post({ kind: 'who' });
			lead();
		}, report);
	}

	function lead(): void {
		const late = outbox.frames.filter(({ generation }) => generation < copy.generation);
		if (late.length > 0) rescue.late(late);
		upkeep.start(contents.updates.length);
		uplink = openUplink({
			...deps,
			tab: name,
			copy,
			outbox,
			journal,
			readKept: () => store.readKept(),
			facts: {
				get value() {
					return facts;
				},
				set: setFacts,
			},
			leased: (tab, { client, nextClock }) => {
				if (tab === name) seat.leased({ client, nextClock });
				else channel.post({ kind: 'leased', tab, client, nextClock });
			},
			receipted,
			restored: (frames) => channel.post({ kind: 'restored', frames }),
			exchange: rescue.exchange,
			present(entries) {
				const own = new Set(clientByTab.values());
				const others = entries.filter(({ client }) => !own.has(client) && client !== copy.client);
				seat.presence.hear(others);
				channel.post({ kind: 'presence', relay: true, entries: others });
			},
			onEvent(event) {
				apply(event);
				tell(event);
			},
			onLive() {
				for (const [tab, client] of clientByTab) uplink?.askLease(tab, client);
			},
		});
	}

	/** A tab has died: its last edits may be stored without anybody having heard of them. */
	function onGone(tab: string): void {
		const client = clientByTab.get(tab);
		clientByTab.delete(tab);
		if (client !== undefined) {
			seat.presence.forget([client]);
			uplink?.present({ client, clock: 0, state: 'null' });
		}
		store.readOutbox().then((frames) => {
			if (!isClosed) takeFrames(frames);
		}, report);
	}

	function receipted(frames: readonly Frame[]): void {
		const receiptedAt = clock.now();
		const ids = frames.map(({ id }) => id);
		outbox.remove(ids);
		journal.add(frames.map((frame) => ({ kind: 'receipt', frame: { ...frame, receiptedAt } })));
		channel.post({ kind: 'settled', ids });
	}

	function say(entry: PresenceEntry): void {
		channel.post({ kind: 'presence', relay: false, entries: [entry] });
		uplink?.present(entry);
	}

	function tell(event: RelayEvent): void {
		channel.post({ kind: 'relay', event, skewMs: facts.skewMs ?? 0 });
	}

	function apply(event: StatusEvent): void {
		const before = standing;
		standing = nextStatus(standing, event);
		if (standing === before) return;
		if (event.kind === 'synced') say(seat.presence.own());
		if (event.kind === 'connection' && before.status.relay.connection === 'online') {
			const own = new Set(clientByTab.values());
			seat.presence.forget(
				seat.presence.peers.map(({ client }) => client).filter((client) => !own.has(client)),
			);
		}
		rememberSync();
		onChange();
	}

	function showDevice(): void {
		apply({ kind: 'device', waiting: unstored.size, failed: journal.isFailed });
	}

	function setFacts(patch: Partial<Facts>): void {
		facts = { ...facts, ...patch };
		journal.add([{ kind: 'facts', facts }]);
	}

	function rememberSync(): void {
		const { syncedAt } = standing.status.relay;
		if (!tabs.isLeading || syncedAt === undefined) return;
		if (syncedAt - (facts.syncedAt ?? 0) >= syncNoteMs) setFacts({ syncedAt });
	}

	return {
		copy,
		outbox,
		journal,
		drafts,
		seat,
		get standing() {
			return standing;
		},
		get facts() {
			return facts;
		},
		now,
		regained: () => uplink?.regained(),
		rewrite() {
			if (!tabs.isLeading) return;
			journal.add([
				{ kind: 'replace', state: Y.encodeStateAsUpdate(copy.doc) },
				{ kind: 'facts', facts },
				...outbox.frames.map((frame) => ({ kind: 'frame', frame }) as const),
			]);
		},
		async close() {
			isClosed = true;
			seat.close();
			uplink?.close();
			copy.close();
			upkeep.close();
			await journal.close();
			tabs.close();
			forget();
			channel.close();
			await store.close();
		},
	};
}

/** Often enough to say "as of a minute ago" after a crash. */
const syncNoteMs = 60_000;
