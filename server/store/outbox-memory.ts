/** Notices and deliveries in memory, put together: each ends some of the other. Used by `memory.ts` only. */
import type { DeliveryStore } from './deliveries.ts';
import { createDeliveryMemory, type DeliveryMemoryDeps } from './delivery-memory.ts';
import { createNoticeMemory, type NoticeMemoryDeps } from './notice-memory.ts';
import type { NoticeStore } from './notices.ts';
import type { OutboxDisk } from './outbox-disk.ts';

export function createOutboxMemory(
	disk: OutboxDisk,
	deps: Omit<NoticeMemoryDeps, 'outbox'>,
): NoticeStore & DeliveryStore {
	const mark: DeliveryMemoryDeps['mark'] = (...args) => notices.mark(...args);
	const deliveries = createDeliveryMemory(disk, { ...deps, mark });
	const notices = createNoticeMemory(disk, { ...deps, outbox: deliveries });
	return { ...notices.calls, ...deliveries.calls };
}
