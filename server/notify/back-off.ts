/**
 * When what failed is tried again: a table of waits for each channel, the first after the first try. Guards: nothing is tried for ever; a
 * wait that somebody asked for is kept, up to an hour; many that failed together do not come back together.
 */
import type { Millis } from '../../shared/clock.ts';
import type { Channel, Priority } from '../../shared/notices/channel.ts';
import { fraction, type Random } from '../../shared/random.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

interface Waits {
	readonly waits: readonly Millis[];
	readonly why: string;
}

const byChannel: Record<Exclude<Channel, 'in-app'>, Waits> = {
	webhook: {
		waits: [
			5 * second,
			5 * minute,
			30 * minute,
			2 * hour,
			5 * hour,
			10 * hour,
			14 * hour,
			20 * hour,
			24 * hour,
		],
		why: 'the ten steps of Standard Webhooks: three days are enough to mend a server over a weekend',
	},
	slack: {
		waits: [5 * second, minute, 10 * minute, hour, 6 * hour],
		why: 'a room where people talk: what is a day old is no news',
	},
	teams: { waits: [5 * second, minute, 10 * minute, hour, 6 * hour], why: 'as Slack' },
	push: {
		waits: [2 * second, 15 * second, minute, 5 * minute, 30 * minute, 2 * hour],
		why: 'free, and quickly stale',
	},
	email: {
		waits: [30 * second, 2 * minute, 10 * minute, hour, 4 * hour, 12 * hour, 24 * hour],
		why: 'greylisting lets the second or third try through, a full mailbox the day after',
	},
	sms: {
		waits: [5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute, 2 * hour],
		why: 'it matters within hours, and each try may cost',
	},
	whatsapp: {
		waits: [5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute, 2 * hour],
		why: 'as SMS',
	},
	voice: {
		waits: [30 * second, 2 * minute, 5 * minute],
		why: 'a telephone that keeps ringing is switched off',
	},
};

const inEmergency: Waits = {
	waits: [
		second,
		2 * second,
		4 * second,
		8 * second,
		15 * second,
		30 * second,
		...Array.from({ length: 10 }, () => minute),
	],
	why: 'help is needed now or not at all: often at first, then for a quarter of an hour',
};

/** How long to wait after so many tries; absent when it is time to give up. Emergencies to an endpoint keep its own pace. */
export function waitAfter(
	tries: number,
	{ channel, lane }: { readonly channel: Channel; readonly lane: Priority },
	random: Random,
): Millis | undefined {
	const isUrgent = lane === 'emergency' && channel !== 'webhook';
	const { waits } = isUrgent || channel === 'in-app' ? inEmergency : byChannel[channel];
	const wait = waits[tries - 1];
	return wait === undefined ? undefined : Math.round(wait * (1 - spread + 2 * spread * fraction(random)));
}

/** Both ways, of every wait. */
const spread = 0.2;
/** Nobody's wish to be left alone is kept longer. */
export const longestAskedMs = hour;
/**
 * How long a report may take that says whether something was taken whose answer was lost, where the provider does not know a
 * repetition. Then an emergency is sent again, since a message twice is better than none; anything else is left for a person.
 */
export const reportWaitMs = (lane: Priority): Millis => (lane === 'emergency' ? 10 * second : 10 * minute);
