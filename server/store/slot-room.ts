/**
 * How many deliveries of one slot in one wedding may be on their way at a time, in each lane. Guards: a slow receiver holds a few places
 * and not the whole queue, one wedding not all of a channel's, and an emergency has places that lower lanes cannot take.
 */
import type { Channel, Priority } from '../../shared/notices/channel.ts';

export const roomOf = (channel: Channel, lane: Priority): number =>
	lane === 'emergency' && !(channel in places.endpoint)
		? places.emergency
		: (places.endpoint[channel] ?? places.person);

const places: {
	readonly endpoint: Partial<Record<Channel, number>>;
	readonly person: number;
	readonly emergency: number;
} = {
	endpoint: {
		// Somebody's own server: four at once keep it busy, and ten seconds of silence cost no more than four places.
		webhook: 4,
		// One message a second is all that Slack takes.
		slack: 1,
		teams: 2,
	},
	// At 30 ms an answer a thousand a second.
	person: 32,
	// Everybody at once.
	emergency: 128,
};

/** How many of one slot are taken before it is the next one's turn. */
export const quantum = 4;
