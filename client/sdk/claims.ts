/**
 * Which client ids one line to the relay has, and what to think of a denial. Guards: a denied id is first of all in doubt, because
 * the relay may not have noticed yet that our former socket is dead, and what was sent there may still arrive. Edits under it wait
 * and it is asked for again; a dead socket is gone within the relay's heartbeat, and only what is denied for longer is a clone's.
 */
import type { Cancel, Clock, Millis } from '../../shared/clock.ts';
import type { Message } from '../../shared/wire/message.ts';
import type { Leased } from './leased.ts';

export interface Claims {
	/** For a tab; once a line, whatever the answer. One in doubt is asked for in the name of its tab too, which then goes on elsewhere. */
	ask(tab: string, client: number): void;
	/** Whose answer this is, if anybody asked. */
	answered(lease: Extract<Message, { kind: 'lease' }>): Asked | undefined;
	/** Nothing is sent under these ids until they are ours for certain. */
	doubt(clients: Iterable<number>): void;
	isDoubted(client: number): boolean;
	/** The relay has given us this id on this line. */
	isGranted(client: number): boolean;
	/** Is there any doubt left? */
	readonly isClear: boolean;
	stop(): void;
}

export interface Asked extends Leased {
	readonly tab: string;
}

export interface ClaimsDeps {
	readonly clock: Clock;
	/** Who asked with the line's own address, and for which id. */
	readonly tab: string;
	readonly client: number;
	readonly send: (request: { readonly client: number; readonly tab: string }) => void;
	/** Is there anything to be sent under it? */
	readonly isWanted: (client: number) => boolean;
	/** A doubt is over. */
	readonly onCleared: () => void;
	/** Denied for longer than any dead socket lives. */
	readonly onProof: (client: number) => void;
}

export function createClaims(deps: ClaimsDeps): Claims {
	const { clock, tab, client: first, send, isWanted, onCleared, onProof } = deps;
	const waiting = [{ tab, asked: first }];
	const had = new Set([first]);
	const granted = new Set<number>();
	const doubts = new Map<number, { readonly cancel: Cancel }>();

	function request(whose: string, client: number): void {
		waiting.push({ tab: whose, asked: client });
		send({ client, tab: whose });
	}

	/** `tries` before this one. An answer that never comes is as good as a denial. */
	function askAgain(client: number, since: Millis, tries: number): void {
		const cancel = clock.after(Math.min(firstAgainMs * 2 ** tries, lastAgainMs), () => {
			if (clock.now() - since >= proofMs) return prove(client);
			if (isWanted(client)) request(tab, client);
			askAgain(client, since, tries + 1);
		});
		doubts.set(client, { cancel });
	}

	function doubt(client: number): void {
		if (doubts.has(client) || granted.has(client)) return;
		if (!waiting.some(({ asked }) => asked === client) && !had.has(client)) request(tab, client);
		had.add(client);
		askAgain(client, clock.now(), 0);
	}

	function prove(client: number): void {
		doubts.delete(client);
		onProof(client);
	}

	function clear(client: number): void {
		const cleared = doubts.get(client);
		doubts.delete(client);
		cleared?.cancel();
		if (cleared !== undefined) onCleared();
	}

	return {
		ask(whose, client) {
			if (had.has(client) && !doubts.has(client)) return;
			had.add(client);
			request(whose, client);
		},
		answered({ client, nextClock }) {
			const whose = waiting.shift();
			had.add(client);
			granted.add(client);
			if (whose === undefined) return undefined;
			if (whose.asked === client) clear(client);
			else doubt(whose.asked);
			return { ...whose, client, nextClock };
		},
		doubt(clients) {
			for (const client of clients) doubt(client);
		},
		isDoubted: (client) => doubts.has(client),
		isGranted: (client) => granted.has(client),
		get isClear() {
			return doubts.size === 0;
		},
		stop() {
			for (const { cancel } of doubts.values()) cancel();
		},
	};
}

const firstAgainMs = 1_000;
const lastAgainMs = 16_000;
/** The relay pings every 30 s and takes a socket for dead that has not answered by the next one. */
const proofMs = 75_000;
