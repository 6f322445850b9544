/** How many deliveries of a lane are on their way at a time. Each has places of its own: whatever waits or hangs in others, help goes out. */
import type { Priority } from '../../shared/notices/channel.ts';

export const lanes: Record<Priority, { readonly room: number; readonly why: string }> = {
	emergency: { room: 256, why: 'everybody at once, by every way they have' },
	critical: { room: 64, why: 'a few people, soon' },
	high: { room: 64, why: 'what moves people about on the day' },
	normal: { room: 96, why: 'most of what is said: at 60 ms an answer, 1,500 a second' },
	low: { room: 32, why: 'can wait, and comes in heaps' },
};

/** Taken in one transaction: some two milliseconds, so that no receipt waits long for it. */
export const claimAtOnce = 64;
export const settleAtOnce = 64;
/** Longer than a round over several providers that all hang. What a dead process had comes back at the start, not by this. */
export const leaseMs = 180_000;
