/**
 * The schedule: finds when time itself has something to say in a wedding, and says it as an event through the same door as everybody.
 * One durable timer for each wedding says when to look again; it is set by an observer in the transaction that follows the plan, and
 * what is due is worked out from the plan as it then is. Guards: each finding is stored once (its id is derived); a timer that was
 * slept through, a clock that jumps and a plan that changes while it is looked at lose nothing that is still worth saying.
 */
import type { Cancel, Clock, Millis } from '../../shared/clock.ts';
import { partsOf } from '../../shared/day/missing.ts';
import { isZone, toLocal } from '../../shared/day/local-time.ts';
import type { Reminder } from '../../shared/day/reminder.ts';
import { isDue, nextMoment, reminders } from '../../shared/day/reminders.ts';
import type { Plan } from '../../shared/document/document.ts';
import type { DerivedEvent, WeddingEvent } from '../../shared/events/event.ts';
import type { PersonId, Seq, WeddingId } from '../../shared/ids.ts';
import { nothing, type Observer } from '../observers/observer.ts';
import type { Log } from '../ops/log.ts';
import type { Rooms } from '../room/rooms.ts';
import type { NoticeStore } from '../store/notices.ts';
import { EntryRejected, StorageDead, StorageFull, type Store } from '../store/store.ts';
import { batteryFinding, findingOf, nameOf, rowOf } from './finding.ts';

export interface Schedule {
	readonly observer: Observer;
	/** Something else than the plan has changed what is to be said: the policy. */
	look(wedding: WeddingId): void;
	/** Somebody says how little battery they have left. */
	lowBattery(wedding: WeddingId, person: PersonId, percent: number): void;
	/** Sets what is not set yet, and goes on with what came due while nobody ran. */
	start(): Promise<void>;
	/** Waits for what is being stored. */
	close(): Promise<void>;
}

export interface ScheduleDeps {
	readonly store: Pick<Store, 'append' | 'weddings' | 'policy'> &
		Pick<NoticeStore, 'timers' | 'dueTimers' | 'setTimers' | 'nextTimer'>;
	readonly rooms: Pick<Rooms, 'open'>;
	/** Connected, or there by their own word. */
	readonly isHere: (wedding: WeddingId, person: PersonId) => boolean;
	readonly clock: Clock;
	readonly log: Log;
	/** A dead disk. */
	readonly fatal: (fault: unknown) => void;
}

export function createSchedule(deps: ScheduleDeps): Schedule {
	const { store, clock, log, fatal } = deps;
	const told = createTold();
	/** After a start everybody has to come back first before anybody can be missing. */
	const everybodyBackAt = clock.now() + comingBackMs;
	let waiting: Cancel | undefined;
	let work: Promise<void> = Promise.resolve();
	let isClosed = false;

	async function read(wedding: WeddingId): Promise<{ readonly plan: Plan; readonly seq: Seq }> {
		return (await deps.rooms.open(wedding, 'plan')).read();
	}

	/** When to look again: at once if something is due that is not known to have been said. */
	async function nextLook(wedding: WeddingId, plan: Plan, now: Millis): Promise<Millis> {
		const all = reminders(plan, await store.policy(wedding));
		const isOpen = all.some((one) => isDue(one, now) && !told.has(nameOf(wedding, one)));
		return isOpen ? now : Math.min(nextMoment(all, now) ?? Number.POSITIVE_INFINITY, now + longestMs);
	}

	/** Says what is due, and sets when to look again; once more if somebody changed the plan meanwhile. */
	async function visit(wedding: WeddingId): Promise<void> {
		for (let looks = 0; looks < mostLooks; looks++) {
			const { plan, seq } = await read(wedding);
			const now = clock.now();
			const all = reminders(plan, await store.policy(wedding));
			const due = all.filter((one) => isDue(one, now) && !told.has(nameOf(wedding, one)));
			const isPatient = await say(wedding, due, now);
			const next = Math.min(nextMoment(all, now) ?? Number.POSITIVE_INFINITY, now + longestMs);
			await setLook(wedding, isPatient ? Math.min(next, everybodyBackAt) : next);
			if ((await read(wedding)).seq === seq) return;
		}
	}

	/** True if somebody may only seem to be missing: it is not said yet. */
	async function say(wedding: WeddingId, due: readonly Reminder[], now: Millis): Promise<boolean> {
		const missing = due.filter(({ unlessHere }) => unlessHere !== undefined);
		const isPatient = missing.length > 0 && now < everybodyBackAt;
		const here = missing.length === 0 || isPatient ? new Set() : await seenHere(wedding, missing);
		const findings = due.filter(
			(one) => one.unlessHere === undefined || !(isPatient || here.has(nameOf(wedding, one))),
		);
		await Promise.all(findings.map((one) => tell(wedding, findingOf(wedding, one, now))));
		return isPatient;
	}

	/**
	 * Those who were here when it was time, kept until it is over: that their phone goes into a pocket afterwards, or that the server
	 * starts again, makes nobody missing.
	 */
	async function seenHere(wedding: WeddingId, due: readonly Reminder[]): Promise<ReadonlySet<string>> {
		const known = new Set((await store.timers(wedding, herePrefix)).map(({ key }) => key));
		const here = due.filter(({ unlessHere, ...one }) => {
			if (known.has(hereKey(nameOf(wedding, one)))) return true;
			return unlessHere !== undefined && deps.isHere(wedding, unlessHere);
		});
		for (const one of here) {
			const key = hereKey(nameOf(wedding, one));
			if (known.has(key)) continue;
			await store.setTimers(wedding, { prefix: key, timers: [{ key, dueAt: one.until, content: '{}' }] });
		}
		const names = here.map((one) => nameOf(wedding, one));
		for (const name of names) told.add(name);
		return new Set(names);
	}

	/** Said before, by whomever: then it is said. */
	async function tell(wedding: WeddingId, event: DerivedEvent): Promise<void> {
		try {
			const stored = await store.append([rowOf(wedding, event, clock.now())]);
			if (!stored.ok) throw new StorageFull(stored.error.reason);
		} catch (fault) {
			if (!(fault instanceof EntryRejected)) throw fault;
		}
		told.add(event.id);
	}

	const setLook = (wedding: WeddingId, dueAt: Millis): Promise<void> =>
		store.setTimers(wedding, { prefix: lookKey, timers: [{ key: lookKey, dueAt, content: '{}' }] });

	/** What is due, wedding by wedding; one that cannot be read is looked at again later and holds up no other. */
	async function workOff(): Promise<void> {
		const now = clock.now();
		const due = await store.dueTimers(now, timersAtOnce);
		for (const { wedding, key } of due) {
			if (isClosed) return;
			// The end of a memory.
			if (key !== lookKey) await store.setTimers(wedding, { prefix: key, timers: [] });
		}
		for (const { wedding, key } of due) if (key === lookKey && !isClosed) await visitSafely(wedding);
	}

	async function safely(wedding: WeddingId, doing: () => Promise<void>): Promise<void> {
		try {
			await doing();
		} catch (fault) {
			if (isClosed || fault instanceof StorageDead || fault instanceof StorageFull) throw fault;
			log.warn('schedule-failed', { wedding, reason: fault instanceof Error ? fault.name : 'unknown' });
			await setLook(wedding, clock.now() + troubleMs);
		}
	}

	const visitSafely = (wedding: WeddingId): Promise<void> => safely(wedding, () => visit(wedding));

	async function sayLowBattery(wedding: WeddingId, person: PersonId, percent: number): Promise<void> {
		const { plan } = await read(wedding);
		const { date, timeZone } = plan.meta;
		if (date === undefined || !isZone(timeZone) || !hasPartAhead(plan, person, date)) return;
		const day = toLocal(clock.now(), timeZone).slice(0, date.length);
		const finding = batteryFinding(wedding, { person, day, percent });
		if (day === date && !told.has(finding.id)) await tell(wedding, finding);
	}

	/** One thing after the other. */
	function inTurn(doing: () => Promise<void>): Promise<void> {
		work = work.then(async () => {
			if (isClosed) return;
			try {
				await doing();
				await arm(0);
			} catch (fault) {
				if (isClosed) return;
				if (!(fault instanceof StorageFull)) return fatal(fault);
				await arm(troubleMs);
			}
		});
		return work;
	}

	/** Never sleeps long: a clock that is set forward is noticed, one that is set back does no harm. */
	async function arm(atLeast: Millis): Promise<void> {
		const next = (await store.nextTimer().catch(() => undefined)) ?? Number.POSITIVE_INFINITY;
		waiting?.();
		const ms = Math.max(atLeast, Math.min(next - clock.now(), longestSleepMs), 0);
		waiting = isClosed ? undefined : clock.after(ms, () => void inTurn(workOff));
	}

	return {
		observer: {
			name: 'schedule',
			async observe(events, now) {
				const [first] = events.filter(changesThePlan);
				if (first === undefined) return nothing;
				const { wedding } = first;
				const { plan } = await read(wedding);
				const dueAt = await nextLook(wedding, plan, now);
				return { timers: { prefix: lookKey, timers: [{ key: lookKey, dueAt, content: '{}' }] } };
			},
			stored({ timers }) {
				if (timers !== undefined) void inTurn(async () => undefined);
			},
		},
		look: (wedding) => void inTurn(() => visitSafely(wedding)),
		lowBattery: (wedding, person, percent) =>
			void inTurn(() => safely(wedding, () => sayLowBattery(wedding, person, percent))),
		async start() {
			await inTurn(workOff);
			for (const { id } of await store.weddings()) {
				if (isClosed) return;
				if ((await store.timers(id, lookKey)).length === 0) await inTurn(() => visitSafely(id));
			}
		},
		async close() {
			isClosed = true;
			waiting?.();
			await work;
		},
	};
}

/** What is known to be said in this process: asking the log again would only cost. */
function createTold() {
	const names = new Set<string>();
	return {
		has: (name: string) => names.has(name),
		add(name: string) {
			names.add(name);
			const oldest = names.values().next().value;
			if (names.size > mostTold && oldest !== undefined) names.delete(oldest);
		},
	};
}

const changesThePlan = ({ type, record }: WeddingEvent): boolean =>
	planKinds.has(record.kind) && !own.has(type);
const planKinds: ReadonlySet<string> = new Set(['task', 'timeline', 'assignment', 'person', 'wedding']);
const own: ReadonlySet<string> = new Set<WeddingEvent['type']>([
	'task.due-soon',
	'task.overdue',
	'presence.missing',
	'presence.low-battery',
	'milestone.reached',
	'weather.warning',
]);

const hasPartAhead = (plan: Plan, person: PersonId, date: string): boolean =>
	partsOf(plan, person).some(({ start, state }) => state !== 'done' && start?.startsWith(date));

const lookKey = 'look';
const herePrefix = 'here ';
const hereKey = (name: string): string => `${herePrefix}${name};`;
const timersAtOnce = 50;
/** Whoever goes on changing the plan sets the timer by that. */
const mostLooks = 3;
/** Looked at once a day, whatever happens: zones change their rules. */
const longestMs: Millis = 24 * 60 * 60 * 1_000;
const longestSleepMs: Millis = 15_000;
const troubleMs: Millis = 60_000;
/** Devices come back within half a minute. */
const comingBackMs: Millis = 60_000;
const mostTold = 20_000;
