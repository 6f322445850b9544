/**
 * The one way onto this device's store: edits of one task are written together, at once, and whoever added them is called when
 * they are durable, in the order of adding. Guards: nothing is called "stored" before everything added earlier is, and nothing
 * added is ever forgotten: a failed write is tried again for as long as the journal lives. While storing fails the edits are let
 * go (`isFailed`), because the network is then the only place where they can be saved at all. What no store takes (it cannot be
 * cloned) is let go at once and holds nothing else back.
 */
import type { Cancel, Clock } from '../../shared/clock.ts';
import type { DeviceStore, Edit } from './device-store.ts';

export interface Journal {
	/** `done(true)` is called once the edits are durable; before that `done(false)` if it turns out that they cannot be for now. */
	add(edits: readonly Edit[], done?: (isStored: boolean) => void): void;
	/** Additions not yet durable. */
	readonly waiting: number;
	readonly isFailed: boolean;
	/** Resolves when everything added so far is durable. */
	flushed(): Promise<void>;
	/** Writes what is left, once, and gives up on what fails then. */
	close(): Promise<void>;
}

export interface JournalDeps {
	readonly store: Pick<DeviceStore, 'write'>;
	readonly clock: Clock;
	/** `waiting` or `isFailed` changed. */
	readonly onChange: () => void;
	readonly report: (fault: unknown) => void;
}

interface Addition {
	readonly edits: readonly Edit[];
	readonly done: ((isStored: boolean) => void) | undefined;
	state: 'new' | 'writing' | 'failed' | 'stored' | 'unstorable';
	told: boolean | undefined;
}

export function createJournal({ store, clock, onChange, report }: JournalDeps): Journal {
	/** In the order of adding; an addition leaves when it and all before it are stored. */
	let additions: Addition[] = [];
	let isFailed = false;
	let failures = 0;
	const inFlight = new Set<Promise<void>>();
	let cancelRetry: Cancel | undefined;
	let isClosed = false;
	const waiters: Array<{ readonly last: Addition; readonly resolve: () => void }> = [];

	function add(edits: readonly Edit[], done?: (isStored: boolean) => void): void {
		const isFirst = additions.at(-1)?.state !== 'new';
		additions.push({ edits, done, state: 'new', told: undefined });
		if (isFirst) queueMicrotask(flush);
		onChange();
	}

	/** While something could not be stored, what comes after waits for it: edits must not overtake each other. */
	function flush(): void {
		if (additions.some(({ state }) => state === 'failed')) settle();
		else start();
	}

	/** Not one after another: the write of the last edit must have been issued when the page goes away. */
	function start(): void {
		const batch = additions.filter(({ state }) => state === 'new' || state === 'failed');
		if (batch.length === 0) return;
		for (const addition of batch) addition.state = 'writing';
		const writing = write(batch).then(() => {
			inFlight.delete(writing);
			settle();
		});
		inFlight.add(writing);
	}

	async function write(batch: readonly Addition[]): Promise<void> {
		try {
			await store.write(batch.flatMap(({ edits }) => edits));
			failures = 0;
			become(batch, 'stored');
		} catch (fault) {
			if (isUnstorable(fault)) return sort(batch, fault);
			become(batch, 'failed');
			failures++;
			if (failures === 1) report(fault);
		}
	}

	/** One of them no store takes: each is written by itself, in order. */
	async function sort(batch: readonly Addition[], fault: unknown): Promise<void> {
		if (batch.length === 1) {
			report(fault);
			return become(batch, 'unstorable');
		}
		for (const addition of batch) {
			if (batch.some(({ state }) => state === 'failed')) become([addition], 'failed');
			else await write([addition]);
		}
	}

	function become(batch: readonly Addition[], state: Addition['state']): void {
		for (const addition of batch) addition.state = state;
	}

	function settle(): void {
		const firstOpen = additions.findIndex(({ state }) => state !== 'stored' && state !== 'unstorable');
		const settled = firstOpen === -1 ? additions : additions.slice(0, firstOpen);
		additions = firstOpen === -1 ? [] : additions.slice(firstOpen);
		isFailed = failures >= failuresToGiveUp;
		for (const addition of settled) tell(addition, addition.state === 'stored');
		if (isFailed) for (const addition of additions) tell(addition, false);
		for (const waiter of waiters.splice(0)) {
			if (additions.includes(waiter.last)) waiters.push(waiter);
			else waiter.resolve();
		}
		if (additions.some(({ state }) => state === 'failed')) retryLater();
		onChange();
	}

	function tell(addition: Addition, isStored: boolean): void {
		if (addition.told === isStored) return;
		addition.told = isStored;
		addition.done?.(isStored);
	}

	function retryLater(): void {
		if (isClosed || cancelRetry !== undefined) return;
		cancelRetry = clock.after(Math.min(firstRetryMs * 2 ** Math.max(0, failures - 1), lastRetryMs), () => {
			cancelRetry = undefined;
			start();
		});
	}

	return {
		add,
		get waiting() {
			return additions.length;
		},
		get isFailed() {
			return isFailed;
		},
		flushed() {
			const last = additions.at(-1);
			if (last === undefined) return Promise.resolve();
			return new Promise((resolve) => waiters.push({ last, resolve }));
		},
		async close() {
			isClosed = true;
			cancelRetry?.();
			// What is under way may fail; then it is tried once more.
			for (let attempt = 0; attempt < 2; attempt++) {
				start();
				await Promise.all(inFlight);
			}
		},
	};
}

/** It would fail for ever: by its nature, not by the state of the store. */
const isUnstorable = (fault: unknown): boolean =>
	fault instanceof Error && (fault.name === 'DataCloneError' || fault.name === 'DataError');

/** One failure is a closed connection or a busy disk; two in a row, quota or private mode. */
const failuresToGiveUp = 2;
const firstRetryMs = 100;
const lastRetryMs = 30_000;
