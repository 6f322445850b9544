/**
 * What the leading tab alone does, from when it leads until it closes: the line to the relay, the stored document's upkeep, the post
 * of suggestions, the token's renewal, the device's key. Guards: a frame's receipt is told to the others only once it is stored;
 * what a removed person had not got through is handed in, never dropped.
 */
import { type Cancel, type Clock, every } from '../../shared/clock.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import { type Api, isEnding } from './api.ts';
import type { Board } from './board.ts';
import type { Channel } from './channel.ts';
import type { Copy } from './copy.ts';
import type { Credential } from './credential.ts';
import type { DeviceKey } from './device-key.ts';
import type { DeviceStore } from './device-store.ts';
import type { Drafts } from './drafts.ts';
import type { Frame } from './frame.ts';
import type { Journal } from './journal.ts';
import { createKeyring, type Keyring } from './keyring.ts';
import type { Dial } from './line.ts';
import { askMe, whyOut } from './me.ts';
import type { Neighbours } from './neighbours.ts';
import type { Outbox } from './outbox.ts';
import { createPostman, type Postman } from './postman.ts';
import type { Rescue } from './rescue.ts';
import type { Seat } from './seat.ts';
import type { RelayEvent } from './status.ts';
import { openUplink, type Uplink } from './uplink.ts';

export interface Lead {
	readonly uplink: Uplink;
	/** Drafts have changed, here or in another tab. */
	post(): void;
	/** Resolves when what was receipted is on its way into the store. */
	close(): Promise<void>;
}

export interface LeadDeps {
	readonly tab: string;
	readonly id: WeddingId;
	readonly person: PersonId;
	readonly section: string;
	readonly store: DeviceStore;
	readonly channel: Pick<Channel, 'post'>;
	readonly dial: Dial;
	readonly credential: Credential;
	readonly api: Api;
	readonly subtle: Keyring['subtle'];
	readonly key: DeviceKey | undefined;
	readonly clock: Clock;
	readonly random: Random;
	readonly copy: Copy;
	readonly outbox: Outbox;
	readonly journal: Journal;
	readonly drafts: Drafts;
	readonly board: Board;
	readonly seat: Seat;
	readonly rescue: Rescue;
	readonly neighbours: Neighbours;
	readonly onNews: (topic: string) => void;
	/** Nobody else says what happens here. */
	readonly sweep: () => void;
	readonly report: (fault: unknown) => void;
}

export function lead(deps: LeadDeps): Lead {
	const { tab, clock, channel, board, outbox, journal, seat, rescue, neighbours, credential } = deps;
	const { clientByTab } = neighbours;
	let isClosed = false;
	const keyring = createKeyring(deps);
	const postman: Postman = createPostman({ ...deps, wedding: deps.id });
	const late = outbox.frames.filter(({ generation }) => generation < deps.copy.generation);
	if (late.length > 0) rescue.late(late);
	board.set({});
	const stopSweeping = every(clock, sweepMs, deps.sweep);
	const stopRenewing: Cancel = every(clock, renewalMs, renew);

	const uplink = openUplink({
		...deps,
		readKept: () => deps.store.readKept(),
		leased(whose, lease) {
			if (whose === tab) seat.leased(lease);
			else channel.post({ kind: 'leased', tab: whose, ...lease });
		},
		receipted,
		restored: (frames) => channel.post({ kind: 'restored', frames }),
		exchange: rescue.exchange,
		present(entries) {
			const own = new Set([deps.copy.client, ...clientByTab.values()]);
			const others = entries.filter(({ client }) => !own.has(client));
			seat.presence.hear(others);
			channel.post({ kind: 'presence', relay: true, entries: others });
		},
		whyOut: () => whyOut(deps.api, deps.id),
		onEvent,
		onNews(topic) {
			if (topic === 'suggestions') postman.look();
			if (topic === 'members' || topic === 'emergency') askAboutMe();
			channel.post({ kind: 'news', topic });
			deps.onNews(topic);
		},
		onLive() {
			for (const [other, client] of clientByTab) uplink.askLease(other, client);
			askAboutMe();
			keyring.register().catch(deps.report);
			postman.post();
			postman.look();
		},
	});

	function onEvent(event: RelayEvent): void {
		board.apply(event);
		neighbours.tell(event);
		if (event.kind === 'connection' && event.connection === 'removed') handIn();
	}

	/** Whoever was removed hands in what the relay has not got. */
	function handIn(): void {
		rescue.surrender().then(() => postman.post(), deps.report);
	}

	function askAboutMe(): void {
		askMe(deps.api).then((me) => {
			if (isClosed || me === undefined) return;
			const { role, raisedUntil } = board.facts.me ?? {};
			if (role === me.role && raisedUntil === me.raisedUntil) return;
			board.set({ me });
			neighbours.tell({ kind: 'heard', at: clock.now() });
			board.apply({ kind: 'heard', at: clock.now() });
		}, unheard);
	}

	function renew(): void {
		if (isEnding(credential, board.now())) credential.renew(credential.token).catch(unheard);
	}

	/** Off the list at once; told once it is stored: a tab that opens meanwhile either finds them settled or hears of it. */
	function receipted(frames: readonly Frame[]): void {
		const receiptedAt = clock.now();
		const ids = frames.map(({ id }) => id);
		outbox.remove(ids);
		const keep = (kept: readonly Frame[]) =>
			journal.add(
				kept.map((frame) => ({ kind: 'receipt', frame: { ...frame, receiptedAt } })),
				() => channel.post({ kind: 'settled', ids }),
			);
		if (keyring.canSign) keyring.sign(frames).then(keep, deps.report);
		else keep(frames);
	}

	return {
		uplink: {
			...uplink,
			pump() {
				uplink.pump();
				if (board.standing.status.relay.connection === 'removed') handIn();
			},
		},
		post: postman.post,
		async close() {
			isClosed = true;
			stopSweeping();
			stopRenewing();
			postman.close();
			uplink.close();
			await keyring.idle();
		},
	};
}

/** Nobody was there to be asked; asked again with the next line. */
const unheard = (): void => undefined;

/** How often the leading tab looks for edits that nobody told it of. */
const sweepMs = 30_000;
/** Well within the time a token is renewed ahead of its end. */
const renewalMs = 30_000;
