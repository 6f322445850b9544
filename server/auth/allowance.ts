/**
 * How often somebody may ask for something: a bucket that refills steadily, and the table of how large it is by role. A bucket
 * belongs to a person of a wedding, or to a code or an address written in a letter, never to the network address somebody
 * comes from: a venue is one address, and one guest who floods must not lock out the wedding.
 */
import type { Role } from '../../shared/access/roles.ts';
import type { Clock, Millis } from '../../shared/clock.ts';

export interface Allowance {
	/** Calls that change something, per minute; as many may come at once. */
	readonly perMinute: number;
	readonly why: string;
}

export const allowances: Readonly<Record<Role, Allowance>> = {
	couple: { perMinute: 300, why: 'Two people, and what they import in one go: a guest list, a plan.' },
	coordinator: { perMinute: 50, why: 'Somebody working fast by hand.' },
	family: { perMinute: 40, why: 'Planning by hand, guest by guest.' },
	party: { perMinute: 20, why: 'Own parts only.' },
	venue: { perMinute: 30, why: 'Several hands under one name, own parts only.' },
	vendor: { perMinute: 30, why: 'A team under one name, own parts only.' },
	helper: { perMinute: 20, why: 'Own parts only.' },
	guest: { perMinute: 5, why: 'A call for help, an answer: nothing that comes in dozens.' },
	service: { perMinute: 600, why: 'A machine that keeps two systems in step.' },
	support: { perMinute: 5, why: 'Looks and does not write.' },
};

/** How full a bucket was at a moment. A bucket nobody has seen is full. */
export interface Bucket {
	readonly left: number;
	readonly at: Millis;
}
export interface Measure {
	readonly capacity: number;
	/** From empty to full. */
	readonly refillMs: Millis;
}
export type Draught =
	| { readonly isGranted: true; readonly bucket: Bucket }
	/** Nothing was taken; something is there again after this long. */
	| { readonly isGranted: false; readonly waitMs: Millis };

/** Takes one, if one is there. */
export function draw(bucket: Bucket | undefined, measure: Measure, now: Millis): Draught {
	const left = fill(bucket, measure, now);
	if (left >= 1) return { isGranted: true, bucket: { left: left - 1, at: now } };
	return { isGranted: false, waitMs: Math.ceil(((1 - left) / measure.capacity) * measure.refillMs) };
}

/** A clock that is set back refills nothing and takes nothing away. */
function fill(bucket: Bucket | undefined, { capacity, refillMs }: Measure, now: Millis): number {
	if (bucket === undefined) return capacity;
	const refilled = (Math.max(0, now - bucket.at) / refillMs) * capacity;
	return Math.min(capacity, bucket.left + refilled);
}

export interface Limiter {
	/** 0 if it is granted, and counted; else how long to wait, and nothing is counted. */
	take(key: string, measure: Measure): Millis;
	/** Gives back what was just taken. */
	putBack(key: string): void;
	/** For a test: how many are remembered. */
	readonly size: number;
}

export function createLimiter(clock: Clock): Limiter {
	const buckets = new Map<string, { readonly bucket: Bucket; readonly measure: Measure }>();
	/** A full bucket need not be remembered; the oldest go when there are too many all the same. */
	function tidy(now: Millis): void {
		for (const [key, { bucket, measure }] of buckets) {
			if (fill(bucket, measure, now) >= measure.capacity) buckets.delete(key);
		}
		for (const key of buckets.keys()) {
			if (buckets.size <= mostBuckets / 2) break;
			buckets.delete(key);
		}
	}
	return {
		take(key, measure) {
			const now = clock.now();
			const draught = draw(buckets.get(key)?.bucket, measure, now);
			if (!draught.isGranted) return draught.waitMs;
			if (buckets.size >= mostBuckets) tidy(now);
			// Last in the map: those that were not used for longest come first.
			buckets.delete(key);
			buckets.set(key, { bucket: draught.bucket, measure });
			return 0;
		},
		putBack(key) {
			const known = buckets.get(key);
			if (known === undefined) return;
			const { bucket, measure } = known;
			buckets.set(key, { bucket: { ...bucket, left: Math.min(measure.capacity, bucket.left + 1) }, measure });
		},
		get size() {
			return buckets.size;
		},
	};
}

const mostBuckets = 20_000;
const minute: Millis = 60_000;
export const perMinute = (capacity: number): Measure => ({ capacity, refillMs: minute });

/** What somebody asked for and may not do: it changes nothing and costs little, so "no" is said rather than "slower", within reason. */
export const refusedTries: Measure = perMinute(60);

/** Weddings made by one person: in each they have a couple's rights and allowance. A planner's busiest day has room. */
export const foundings: Measure = { capacity: 20, refillMs: 24 * 60 * minute };

/** What nobody signed in for: by what it names and for everybody together. */
export const anonymous = {
	/** One code: a hundred guests open the link of a group chat at once, and some try twice. */
	code: perMinute(300),
	/** Codes that are no good, by everybody: they are 192 bits, so this is for the disk's sake. Good codes never wait for it. */
	misses: perMinute(600),
	/** One refresh token: tabs that wake together. */
	refresh: perMinute(30),
	/** Refresh tokens that are no good, by everybody; good ones never wait for it. */
	refreshMisses: perMinute(3_000),
	/** Mail to one address: somebody may not find the first. */
	address: { capacity: 3, refillMs: 15 * minute },
	/** Mail on behalf of one wedding: a crowd that signs in on the morning. */
	weddingMail: { capacity: 100, refillMs: 60 * minute },
	/** Notes in the audit of tries with one link that is over. */
	refusalNote: { capacity: 1, refillMs: 60 * minute },
} as const satisfies Record<string, Measure>;
