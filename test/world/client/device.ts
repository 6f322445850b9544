/**
 * Made-up devices with tabs of the real SDK on them: disks that commit when told and lose what was not committed, locks that a
 * killed tab lets go, channels and lines whose messages move one by one, a network that can be away.
 */
import { createHash } from 'node:crypto';
import type { Api } from '../../../client/sdk/api.ts';
import type { Channel, TabMessage } from '../../../client/sdk/channel.ts';
import type { Credential } from '../../../client/sdk/credential.ts';
import type { Subtle } from '../../../client/sdk/device-key.ts';
import type { DeviceStore, Edit } from '../../../client/sdk/device-store.ts';
import type { Wedding } from '../../../client/sdk/handle.ts';
import type { Call, Dial, LineEvents } from '../../../client/sdk/line.ts';
import { type Locks, processLocks, type Release } from '../../../client/sdk/locks.ts';
import { noSiblings } from '../../../client/sdk/siblings.ts';
import { createMemoryStore } from '../../../client/sdk/memory-store.ts';
import { createWedding } from '../../../client/sdk/wedding.ts';
import type { Role } from '../../../shared/access/roles.ts';
import type { Clock } from '../../../shared/clock.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import type { Random } from '../../../shared/random.ts';
import type { Message } from '../../../shared/wire/message.ts';
import type { Lanes } from './lanes.ts';
import type { Seat } from './relay.ts';

export interface World {
	readonly clock: Clock;
	readonly random: Random;
	readonly lanes: Lanes;
	readonly report: (fault: unknown) => void;
}

/** Whose device it is, and how they come to the relay. */
export interface Account {
	readonly wedding: string;
	readonly person: string;
	readonly role?: Role;
	readonly relay: Relay;
	readonly credential: Credential;
	readonly api: Api;
	readonly subtle?: Subtle;
	readonly onSignedOut?: () => void;
}

/** What a line ends at. */
export interface Relay {
	join(
		wish: Pick<Call, 'token' | 'device' | 'tab' | 'client'>,
		say: (message: Message) => void,
		close: (code: number, reason: string) => void,
	): Seat;
}

export interface Device {
	/** What is durable now; replaced by a copy, it is as if the device had been restored or cloned. */
	disk: DeviceStore;
	/** Another account's or another device's person. */
	readonly person: string;
	isOnline: boolean;
	/** Writes fail while it is set. */
	isFull: boolean;
	/** Saying anything to other tabs throws while it is set. */
	isMute: boolean;
	readonly tabs: readonly OpenTab[];
	open(): Promise<OpenTab>;
	/** Every line is cut, as when the relay is killed or the network goes. */
	cut(): void;
	/** Every line dies on this side alone: what was sent still arrives, and the relay takes the sockets for alive a while longer. */
	lose(): void;
}

export interface OpenTab {
	readonly wedding: Wedding;
	/** Gone in the middle of whatever it did. */
	kill(): void;
	close(): Promise<void>;
}

export function createDevice(world: World, account: Account): Device {
	const { lanes } = world;
	const { person, relay } = account;
	const locks = processLocks();
	const channels = new Set<(message: TabMessage) => void>();
	const lines = new Set<() => void>();
	const losses = new Set<() => void>();
	const tabs: OpenTab[] = [];

	const device: Device = {
		disk: createMemoryStore(),
		person,
		isOnline: true,
		isFull: false,
		isMute: false,
		tabs,
		async open() {
			const life = { isOver: false, releases: new Set<Release>() };
			const { wedding } = await createWedding({
				...world,
				id: weddingId.parse(account.wedding),
				self: {
					id: personId.parse(person),
					name: person,
					...(account.role === undefined ? {} : { role: account.role }),
				},
				scope: `${account.wedding}/${person}`,
				store: storeOf(life),
				channel: channelOf(life),
				locks: locksOf(life),
				dial: dialOf(life),
				section: 'plan',
				siblings: noSiblings,
				credential: account.credential,
				api: account.api,
				subtle: account.subtle,
				hash: async (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
				device: undefined,
				onSignedOut: account.onSignedOut ?? (() => undefined),
			});
			const tab: OpenTab = {
				wedding,
				kill() {
					life.isOver = true;
					tabs.splice(tabs.indexOf(tab), 1);
					// Ends its timers; nothing it says or writes any more arrives anywhere.
					wedding.close().catch(world.report);
					for (const release of life.releases) release();
				},
				async close() {
					const closing = wedding.close();
					await lanes.drain();
					await closing;
					life.isOver = true;
					tabs.splice(tabs.indexOf(tab), 1);
				},
			};
			tabs.push(tab);
			return tab;
		},
		cut() {
			for (const end of [...lines]) end();
		},
		lose() {
			for (const end of [...losses]) end();
		},
	};

	type Life = { isOver: boolean; readonly releases: Set<Release> };

	function storeOf(life: Life): DeviceStore {
		const lane = lanes.lane();
		const write = (edits: readonly Edit[]) =>
			new Promise<void>((resolve, reject) => {
				lane.push(() => {
					if (life.isOver) return;
					if (device.isFull) return reject(new DOMException('full', 'QuotaExceededError'));
					// Between being durable and being told so a tab may still die.
					device.disk.write(edits).then(() => lane.push(() => life.isOver || resolve()), reject);
				});
			});
		return {
			write,
			read: () => device.disk.read(),
			readLeases: () => device.disk.readLeases(),
			readOutbox: () => device.disk.readOutbox(),
			readKept: () => device.disk.readKept(),
			prune: (before) => device.disk.prune(before),
			compact: (rows, merge) => device.disk.compact(rows, merge),
			destroy: () => device.disk.destroy(),
			close: async () => undefined,
		};
	}

	function channelOf(life: Life): Channel {
		let own: ((message: TabMessage) => void) | undefined;
		return {
			post(message) {
				if (life.isOver) return;
				if (device.isMute) throw new DOMException('mute', 'DataCloneError');
				const copy = structuredClone(message);
				for (const hear of channels) if (hear !== own) hear(copy);
			},
			listen(hear) {
				const lane = lanes.lane();
				const arrive = (message: TabMessage) => lane.push(() => life.isOver || hear(message));
				own = arrive;
				channels.add(arrive);
				return () => channels.delete(arrive);
			},
			close: () => undefined,
		};
	}

	function locksOf(life: Life): Locks {
		const keep = (release: Release): Release => {
			if (life.isOver) release();
			life.releases.add(release);
			return release;
		};
		return {
			async tryHold(name) {
				const release = await locks.tryHold(name);
				return release === undefined ? undefined : keep(release);
			},
			hold: async (name, signal) => keep(await locks.hold(name, signal)),
		};
	}

	function dialOf(life: Life): Dial {
		return (wish, events) => {
			const up = lanes.lane();
			const down = lanes.lane();
			if (!device.isOnline) {
				down.push(() => life.isOver || events.closed(1006));
				up.close();
				down.close();
				return { send: () => undefined, close: () => down.clear() };
			}
			return connect({ life, up, down, events, wish });
		};
	}

	function connect({
		life,
		up,
		down,
		events,
		wish,
	}: {
		readonly life: Life;
		readonly up: ReturnType<Lanes['lane']>;
		readonly down: ReturnType<Lanes['lane']>;
		readonly events: LineEvents;
		readonly wish: Call;
	}) {
		let seat: Seat | undefined;
		let isLost = false;
		let isClosed = false;
		let isThawed = false;
		const isStalled = () => isLost && !isThawed;
		const stalled: Message[] = [];
		const hear = (message: Message) => (isStalled() ? stalled.push(message) : seat?.hear(message));
		const end = () => {
			lines.delete(end);
			losses.delete(lose);
			up.clear();
			down.clear();
			seat?.leave();
			down.push(() => life.isOver || events.closed(1006));
			up.close();
			down.close();
		};
		const lose = () => {
			lines.delete(end);
			losses.delete(lose);
			down.clear();
			isLost = true;
			world.clock.after(unheardMs, () => {
				down.push(() => life.isOver || isClosed || events.closed(1006));
				down.close();
			});
			world.clock.after(stalledMs, () => {
				isThawed = true;
				for (const message of stalled.splice(0)) up.push(() => seat?.hear(message));
			});
			world.clock.after(noticedMs, () => {
				up.push(() => seat?.leave());
				up.close();
			});
		};
		lines.add(end);
		losses.add(lose);
		up.push(() => {
			seat = relay.join(
				wish,
				(message) => {
					if (!isLost && !isClosed) down.push(() => life.isOver || events.heard(message));
				},
				(code, reason) => {
					lines.delete(end);
					losses.delete(lose);
					if (isLost || isClosed) return;
					up.clear();
					down.push(() => life.isOver || isClosed || events.closed(code, reason));
				},
			);
		});
		return {
			send: (message: Message) => isClosed || up.push(() => void hear(message)),
			close() {
				lines.delete(end);
				losses.delete(lose);
				isClosed = true;
				if (isLost) return;
				down.clear();
				// What was sent before the end still arrives.
				up.push(() => seat?.leave());
				up.close();
				down.close();
			},
		};
	}
	return device;
}

/** Until this side notices that its line is dead. */
const unheardMs = 5_000;
/** What was on the way when a line died may come through long after it. */
const stalledMs = 10_000;
/** The relay's heartbeat: as long as it takes a socket nobody answers on for alive. */
const noticedMs = 30_000;

/** The same content on another disk: a clone, or a copy kept for later. */
export async function copyDisk(disk: DeviceStore): Promise<DeviceStore> {
	const { updates, outbox, leases, drafts, facts } = await disk.read();
	const copy = createMemoryStore();
	await copy.write([
		...updates.map((update) => ({ kind: 'update', update }) as const),
		...outbox.map((frame) => ({ kind: 'frame', frame }) as const),
		...(await disk.readKept()).map((frame) => ({ kind: 'receipt', frame }) as const),
		...leases.map((lease) => ({ kind: 'lease', lease }) as const),
		...drafts.map((draft) => ({ kind: 'draft', draft }) as const),
		...(facts === undefined ? [] : [{ kind: 'facts', facts } as const]),
	]);
	return copy;
}
