/**
 * The port's calls about notices and deliveries, each to the thread that answers it. Guards the receipts of edits, which share the writer:
 * long calls go in steps, and of the queue's heavy ones one is with the writer at a time, but for emergencies.
 */
import type { Clock, Millis } from '../../../shared/clock.ts';
import type { ClaimWish, Delivery, DeliveryStore, NewDelivery } from '../deliveries.ts';
import type { NoticeStore, Observation } from '../notices.ts';
import type { ReaderCommands, WriterCommands } from './commands.ts';
import type { Thread } from './thread.ts';

export interface OutboxCallDeps {
	readonly clock: Clock;
	/** About so many bytes more are in the write-ahead log. */
	readonly wrote: (bytes: number) => void;
}

export function outboxCalls(
	writer: Thread<WriterCommands>,
	reader: Thread<ReaderCommands>,
	{ clock, wrote }: OutboxCallDeps,
): NoticeStore & DeliveryStore {
	const inTurn = createTurns();
	let isSyncing = false;

	/** What was settled is on the disk for good soon after, if no edit has made it so before. */
	function syncSoon(): void {
		if (isSyncing) return;
		isSyncing = true;
		clock.after(syncMs, () => {
			isSyncing = false;
			// A full disk is told to whoever appends, a dead one to everybody.
			writer.ask('probe', [clock.now()]).catch(() => undefined);
		});
	}

	async function settle(...args: Parameters<DeliveryStore['settle']>): Promise<void> {
		await inTurn(() => writer.ask('settleDeliveries', args));
		wrote(args[0].length * bytesAroundRow);
		syncSoon();
	}

	async function claim(wish: ClaimWish): Promise<readonly Delivery[]> {
		const ask = () => writer.ask('claim', [wish]);
		const claimed = await (wish.lane === 'emergency' ? ask() : inTurn(ask));
		wrote(claimed.length * bytesAroundRow);
		return claimed;
	}

	async function observe(observation: Observation): Promise<boolean> {
		const done = await writer.ask('observe', [observation]);
		const { notices = [], deliveries = [] } = observation;
		wrote((1 + notices.length + deliveries.length) * bytesAroundRow);
		return done;
	}

	async function addDeliveries(deliveries: readonly NewDelivery[]): Promise<number> {
		let added = 0;
		for (let from = 0; from < deliveries.length; from += rowsAtOnce) {
			const some = deliveries.slice(from, from + rowsAtOnce);
			added += await inTurn(() => writer.ask('addDeliveries', [some]));
			wrote(some.length * bytesAroundRow);
		}
		return added;
	}

	/** Until a step finds nothing more. */
	async function inSteps(step: () => Promise<number>): Promise<number> {
		let sum = 0;
		for (;;) {
			const done = await step();
			if (done === 0) return sum;
			sum += done;
		}
	}

	return {
		behind: (...args) => reader.ask('behind', args),
		cursor: (...args) => reader.ask('cursor', args),
		observe,
		letters: (...args) => reader.ask('letters', args),
		takeLetter: (...args) => writer.ask('takeLetter', args),
		openNotices: (...args) => reader.ask('openNotices', args),
		notice: (...args) => reader.ask('notice', args),
		inbox: (...args) => reader.ask('inbox', args),
		unread: (...args) => reader.ask('unread', args),
		markNotices: (...args) => writer.ask('markNotices', args),
		explanations: (...args) => reader.ask('explanations', args),
		dueDigests: (...args) => reader.ask('dueDigests', args),
		closeDigest: (...args) => writer.ask('closeDigest', args),
		nextDigest: () => reader.ask('nextDigest', []),
		timers: (...args) => reader.ask('timers', args),
		dueTimers: (...args) => reader.ask('dueTimers', args),
		setTimers: (...args) => writer.ask('setTimers', args),
		nextTimer: () => reader.ask('nextTimer', []),

		addDeliveries,
		claim,
		recoverLeases: (...args) => inSteps(() => writer.ask('recoverLeases', args)),
		settle,
		nextDelivery: (...args) => reader.ask('nextDelivery', args),
		report: (...args) => writer.ask('report', args) as Promise<readonly Delivery[]>,
		holdSlot: (...args) => writer.ask('holdSlot', args),
		releaseSlot: (...args) => writer.ask('releaseSlot', args),
		takeTokens: (...args) => writer.ask('takeTokens', args),
		breakers: () => reader.ask('breakers', []),
		saveBreaker: (...args) => writer.ask('saveBreaker', args),
		delivery: (...args) => reader.ask('delivery', args),
		deliveries: (...args) => reader.ask('deliveries', args),
		redrive: (...args) => inSteps(() => writer.ask('redrive', args)),
		outward: (...args) => reader.ask('outward', args),
		lanes: (...args) => reader.ask('lanes', args),
		spent: (...args) => reader.ask('spent', args),
	};
}

/** One after the other; a failure is its caller's own. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
	let last: Promise<unknown> = Promise.resolve();
	return (work) => {
		const mine = last.then(work, work);
		last = mine.catch(() => undefined);
		return mine;
	};
}

const syncMs: Millis = 100;
/** A row and its places in the indexes: some pages, of which those beside it share a few. */
const bytesAroundRow = 6 * 1_024;
/** Some four milliseconds of the writer's time. */
const rowsAtOnce = 100;
