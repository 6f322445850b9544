/**
 * The leading tab's way to the relay over all its lines: dials, notices silence, decides what an end means and when to come again.
 * Guards: a code that says "do not come again" ends it, everything else is tried for ever; and a refused edit never stops the
 * others for longer than it takes to fetch the document.
 */
import type { Cancel, Clock } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';
import type { PresenceEntry } from '../../shared/wire/message.ts';
import { closeCodes } from '../../shared/wire/close-code.ts';
import { type Conversation, type ConversationDeps, converse } from './conversation.ts';
import { createCarrier } from './carrier.ts';
import type { Credential } from './credential.ts';
import { newClient } from './lease.ts';
import type { Dial, Line } from './line.ts';
import { createPatience } from './patience.ts';
import { regainedDelay, retryDelay } from './reconnect.ts';
import type { SignedFrame } from './signed-frame.ts';
import { watchSilence } from './silence.ts';
import type { Connection, RelayEvent } from './status.ts';
import type { Ending, Wish } from './wish.ts';

export interface Uplink {
	/** Something may be sent that could not before. */
	pump(): void;
	/** Asks for a lease for a tab, if there is a line. */
	askLease(tab: string, client: number): void;
	present(entry: PresenceEntry): void;
	/** Our copy cannot be trusted any more. */
	refresh(): void;
	/** Others' frames; answers which of them the relay has. */
	offerSigned(frames: readonly SignedFrame[]): Promise<readonly boolean[]>;
	/** The network is said to be back. */
	regained(): void;
	close(): void;
}

export interface UplinkDeps extends Omit<ConversationDeps, 'live' | 'carrier'> {
	readonly dial: Dial;
	readonly clock: Clock;
	readonly random: Random;
	readonly tab: string;
	readonly credential: Credential;
	/** Asked when the relay takes none of our tokens. */
	readonly whyOut: () => Promise<'removed' | 'signed-out'>;
	readonly onEvent: (event: RelayEvent) => void;
	readonly onLive: () => void;
}

export function openUplink(deps: UplinkDeps): Uplink {
	const { clock, random, tab, copy } = deps;
	let line: Line | undefined;
	let conversation: Conversation | undefined;
	let cancelDial: Cancel | undefined;
	let wish: Wish =
		deps.board.facts.isSurrendered === true ? { kind: 'fresh', isRebased: false } : { kind: 'update' };
	let isStopped = false;
	/** Until there is another token nothing is dialled. */
	let isRefreshing = false;
	const silence = watchSilence({
		clock,
		onHeard: (at) => deps.onEvent({ kind: 'heard', at }),
		onSilent: () => closed(noReason),
	});
	/** In a row: lines that did not get live, documents taken fresh, gaps met; a receipt ends all rows. */
	const row = { failures: 0, rescues: 0, gaps: 0, refreshes: 0, rights: 0 };
	/** Ids that a line was not allowed to write under; the next one makes sure of them first. */
	const suspects = new Set<number>();
	/** With what the relay lacks, while others may still bring it. */
	const patience = createPatience(clock);
	const carrier = createCarrier();

	function dial(): void {
		cancelDial = undefined;
		deps.onEvent({ kind: 'connection', connection: 'connecting' });
		const client = wish.kind === 'fresh' ? newClient(copy.doc, random) : copy.client;
		const mine: Line = deps.dial(
			{
				token: deps.credential.token,
				device: deps.credential.device ?? deps.board.facts.device,
				tab,
				client,
			},
			{
				opened: () => undefined,
				heard(message) {
					if (line !== mine) return;
					silence.heard();
					conversation?.heard(message);
				},
				closed(code, reason) {
					if (line === mine) closed(code, reason);
				},
			},
		);
		line = mine;
		silence.begin();
		conversation = converse({ ...deps, carrier, receipted, live }, mine, {
			wish,
			tab,
			client,
			suspects,
			end: (ending) => {
				if (line === mine) ended(ending);
			},
		});
	}

	function live(): void {
		Object.assign(row, { failures: 0, refreshes: 0 });
		wish = { kind: 'update' };
		deps.onEvent({ kind: 'connection', connection: 'online' });
		deps.onEvent({ kind: 'synced', at: clock.now() });
		deps.onLive();
	}

	function receipted(frames: Parameters<typeof deps.receipted>[0]): void {
		Object.assign(row, { rescues: 0, gaps: 0, rights: 0 });
		for (const { client } of frames) suspects.delete(client);
		deps.receipted(frames);
	}

	function ended(ending: Ending): void {
		hangUp();
		switch (ending.kind) {
			case 'outdated':
				return stop('outdated');
			case 'gap':
				// Nobody brings what our edits stand on: they are made again on what the relay has.
				if (patience.isSpent(`gap ${ending.client}:${ending.clock}`))
					wish = { kind: 'fresh', isRebased: false, mayLack: true };
				return again(ending.isOurs && row.gaps === 0 ? 0 : retryDelay(row.gaps, random), 'gaps');
			case 'lacking':
				if (wish.kind === 'fresh' && patience.isSpent('lacking')) wish = { ...wish, mayLack: true };
				return again(retryDelay(row.failures, random), 'failures');
			case 'not-yet':
				return again(retryDelay(row.failures, random), 'failures');
			case 'doubt':
				suspects.add(ending.client);
				return again(row.rescues === 0 ? 0 : retryDelay(row.rescues - 1, random), 'rescues');
			case 'fresh':
				suspects.clear();
				wish = { ...ending, isRebased: false };
				return again(row.rescues === 0 ? 0 : retryDelay(row.rescues - 1, random), 'rescues');
		}
	}

	function closed(code: number, reason = ''): void {
		const largest = conversation?.largest();
		hangUp();
		switch (code) {
			case closeCodes.signedOut:
				return refresh();
			case closeCodes.noAccess:
				return stop(reason === 'removed' ? 'removed' : 'refused');
			case closeCodes.rightsChanged:
				return again(row.rights === 0 ? 0 : retryDelay(row.rights, random), 'rights');
			case closeCodes.reload:
				return stop('outdated');
			case closeCodes.tooLarge:
			case wsTooLarge: {
				// Nothing of ours is on its way: it may be the greeting that was too much for somebody between.
				if (largest === undefined) return again(retryDelay(row.failures, random), 'failures');
				const refusal = { code: 'too-large', reason: 'This edit is larger than the relay takes.' } as const;
				return ended({ kind: 'fresh', refused: { id: largest.id, refusal } });
			}
			default:
				return again(retryDelay(row.failures, random), 'failures');
		}
	}

	function refresh(): void {
		const stale = deps.credential.token;
		isRefreshing = true;
		const next = row.refreshes > 0 ? Promise.resolve(undefined) : deps.credential.renew(stale);
		row.refreshes++;
		next
			.then((token) => (token === undefined ? deps.whyOut() : undefined))
			.then(
				(out) => {
					isRefreshing = false;
					if (isStopped) return;
					if (out === undefined) dial();
					else stop(out);
				},
				(fault: unknown) => {
					isRefreshing = false;
					deps.report(fault);
					// Whoever gives out tokens is out of reach: as bad as no network, and as passing.
					row.refreshes = 0;
					again(retryDelay(row.failures, random), 'failures');
				},
			);
	}

	function again(delay: number, counter: keyof typeof row): void {
		row[counter]++;
		if (isStopped || isRefreshing) return;
		deps.onEvent({ kind: 'connection', connection: delay === 0 ? 'connecting' : 'offline' });
		cancelDial?.();
		cancelDial = clock.after(delay, dial);
	}

	function hangUp(): void {
		silence.end();
		conversation?.stop();
		conversation = undefined;
		line?.close();
		line = undefined;
	}

	function stop(connection: Connection): void {
		isStopped = true;
		cancelDial?.();
		hangUp();
		deps.onEvent({ kind: 'connection', connection });
	}

	dial();
	return {
		pump: () => conversation?.pump(),
		askLease: (whose, client) => conversation?.askLease(whose, client),
		present: (entry) => line?.send({ kind: 'awareness', entries: [entry] }),
		refresh() {
			if (!isStopped) ended({ kind: 'fresh' });
		},
		offerSigned(frames) {
			const answer = carrier.offer(frames);
			conversation?.pump();
			return answer;
		},
		regained() {
			if (cancelDial === undefined || isStopped) return;
			cancelDial();
			cancelDial = clock.after(regainedDelay(random), dial);
		},
		close() {
			isStopped = true;
			cancelDial?.();
			hangUp();
		},
	};
}

const noReason = 1006;
/** What a WebSocket implementation closes with when a frame exceeds its limit. */
const wsTooLarge = 1009;
