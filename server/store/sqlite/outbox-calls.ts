/** The port's calls about notices and deliveries, each to the thread that answers it; long ones in steps, so that receipts pass between. */
import type { Delivery, DeliveryStore, NewDelivery } from '../deliveries.ts';
import type { NoticeStore } from '../notices.ts';
import type { ReaderCommands, WriterCommands } from './commands.ts';
import type { Thread } from './thread.ts';

export function outboxCalls(
	writer: Thread<WriterCommands>,
	reader: Thread<ReaderCommands>,
): NoticeStore & DeliveryStore {
	/** Until a step finds nothing more. */
	async function inSteps(step: () => Promise<number>): Promise<number> {
		let sum = 0;
		for (;;) {
			const done = await step();
			if (done === 0) return sum;
			sum += done;
		}
	}

	async function addDeliveries(deliveries: readonly NewDelivery[]): Promise<number> {
		let added = 0;
		for (let from = 0; from < deliveries.length; from += rowsAtOnce)
			added += await writer.ask('addDeliveries', [deliveries.slice(from, from + rowsAtOnce)]);
		return added;
	}

	return {
		behind: (...args) => reader.ask('behind', args),
		cursor: (...args) => reader.ask('cursor', args),
		observe: (...args) => writer.ask('observe', args),
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
		claim: (...args) => writer.ask('claim', args),
		recoverLeases: (...args) => inSteps(() => writer.ask('recoverLeases', args)),
		settle: (...args) => writer.ask('settleDeliveries', args),
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

/** Some four milliseconds of the writer's time. */
const rowsAtOnce = 100;
