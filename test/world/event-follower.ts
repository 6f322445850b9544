/**
 * A program that follows a wedding's events over a real connection and comes again with the last id whenever it breaks, as an
 * `EventSource` does. It remembers what was dispatched, in order; whether that is everything, and once, is the test's to say.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { WeddingEvent } from '../../shared/events/event.ts';
import { eventIn, eventSourceReader } from './event-source.ts';

export interface EventFollower {
	readonly heard: readonly WeddingEvent[];
	/** How often it was connected. */
	readonly connections: number;
	readonly statuses: readonly number[];
	readonly lastEventId: string;
	readonly isConnected: boolean;
	/** Breaks the connection in the middle of whatever comes. */
	drop(): void;
	stop(): Promise<void>;
}

/** `url` is asked for at each connection: a server may come back elsewhere. */
export function followEvents(url: () => string, token: string): EventFollower {
	const heard: WeddingEvent[] = [];
	const statuses: number[] = [];
	let lastEventId = '';
	let isStopped = false;
	let isConnected = false;
	let abort = new AbortController();

	async function connect(): Promise<void> {
		abort = new AbortController();
		const response = await fetch(url(), {
			headers: {
				Accept: 'text/event-stream',
				Authorization: `Bearer ${token}`,
				...(lastEventId !== '' && { 'Last-Event-ID': lastEventId }),
			},
			signal: abort.signal,
		});
		statuses.push(response.status);
		if (response.status !== 200 || response.body === null) return void (await response.body?.cancel());
		isConnected = true;
		// A connection that breaks leaves half an event behind, which counts for nothing.
		const source = eventSourceReader(lastEventId);
		const decoder = new TextDecoder();
		for await (const bytes of response.body) {
			for (const one of source.take(decoder.decode(bytes, { stream: true }))) heard.push(eventIn(one));
			lastEventId = source.lastEventId;
		}
	}

	const following = (async () => {
		while (!isStopped) {
			await connect().catch(() => undefined);
			isConnected = false;
			await pause(5);
		}
	})();

	return {
		heard,
		statuses,
		get connections() {
			return statuses.filter((status) => status === 200).length;
		},
		get lastEventId() {
			return lastEventId;
		},
		get isConnected() {
			return isConnected;
		},
		drop: () => abort.abort(),
		async stop() {
			isStopped = true;
			abort.abort();
			await following;
		},
	};
}
