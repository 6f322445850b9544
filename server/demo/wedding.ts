/**
 * The demo wedding as a list of ordinary operations, each with its author: seeded through the same door as any edit, once, on
 * the server. Pure: the same moment and zone give the same list. Everything is relative to the wedding's date, and every time
 * exists on the zone's clock. Must not know how operations are run or stored.
 */
import type { Role } from '../../shared/access/roles.ts';
import type { Millis } from '../../shared/clock.ts';
import { addMinutes, existsInZone, minutesBetween, toInstant, toLocal } from '../../shared/day/local-time.ts';
import type { Author, Operation } from '../../shared/document/operations/operation.ts';
import type { RecordKind } from '../../shared/document/schema.ts';
import { personId } from '../../shared/ids.ts';
import { demoAssignments } from './assignments.ts';
import { demoComments } from './comments.ts';
import { type DemoPerson, demoPeople } from './people.ts';
import { demoTasks, statusesOn } from './tasks.ts';
import { demoTimeline } from './timeline.ts';

export interface DemoAct {
	readonly author: Author;
	readonly operation: Operation;
}

export interface DemoWedding {
	readonly name: string;
	readonly date: string;
	readonly timeZone: string;
	readonly place: string;
	readonly people: readonly DemoPerson[];
	/** In this order: what an operation refers to was made by one before it. */
	readonly acts: readonly DemoAct[];
}

export interface DemoMoment {
	readonly now: Millis;
	readonly timeZone: string;
	/** Absent: a Saturday in June, when the sunset is where the run sheet has it. */
	readonly date?: string;
}

export function demoWedding(moment: DemoMoment): DemoWedding {
	const { now, timeZone } = moment;
	const today = toLocal(now, timeZone).slice(0, 'YYYY-MM-DD'.length);
	const day: Day = { today, timeZone, date: moment.date ?? demoDate(today) };
	// Who belongs to a wedding its couple says; nobody below them could bring them in.
	const byCouple = [change(day), ...demoPeople.map((person) => create('people', person))];
	const byPlanner = [
		...timeline(day),
		...tasks(day),
		...demoAssignments.map((assignment) => create('assignments', assignment)),
	];
	const acts = [
		...byCouple.map((operation) => ({ author: authorOf('person-amara', now), operation })),
		...byPlanner.map((operation) => ({ author: authorOf('person-priya', now), operation })),
		...comments(day, now),
	];
	return { name: NAME, date: day.date, timeZone, place: PLACE, people: demoPeople, acts };
}

/** The second Saturday of June that is at least six weeks away. */
export function demoDate(today: string): string {
	const earliest = daysFrom(today, 42);
	const year = Number(today.slice(0, 4));
	for (let ahead = 0; ahead < 3; ahead++) {
		const eighth = `${String(year + ahead).padStart(4, '0')}-06-08`;
		const weekday = new Date(`${eighth}T00:00Z`).getUTCDay();
		const saturday = daysFrom(eighth, (SATURDAY - weekday + 7) % 7);
		if (saturday >= earliest) return saturday;
	}
	throw new Error(`no June after ${today}`);
}

interface Day {
	readonly date: string;
	readonly timeZone: string;
	readonly today: string;
}

const change = ({ date, timeZone }: Day): Operation => ({
	name: 'meta.change',
	input: { name: NAME, date, timeZone, place: PLACE, accent: '#a4502e', phase: 'planning', outdoor: true },
});

function timeline(day: Day): readonly Operation[] {
	return demoTimeline.map(({ start, isForGuests, ...item }) =>
		create('timeline', {
			...item,
			start: onClock(day, day.date, start),
			visibility: isForGuests ? 'guests' : 'team',
		}),
	);
}

function tasks(day: Day): readonly Operation[] {
	const daysLeft = minutesBetween(`${day.today}T00:00`, `${day.date}T00:00`) / MINUTES_PER_DAY;
	const statuses = statusesOn(daysLeft);
	return demoTasks.map(({ daysBefore, at, priority, isBlocked: _, isLate: __, ...task }) =>
		create('tasks', {
			...task,
			status: statuses.get(task.id),
			priority: priority ?? 'normal',
			...(daysBefore === undefined
				? {}
				: { due: onClock(day, daysFrom(day.date, -daysBefore), at ?? '18:00') }),
		}),
	);
}

/** Written by those who said it, when they said it. */
function comments(day: Day, now: Millis): readonly DemoAct[] {
	return demoComments.map(({ by, daysAgo, at, ...comment }) => {
		const said = toInstant(onClock(day, daysFrom(day.today, -daysAgo), at), day.timeZone) ?? now;
		return { author: authorOf(by, said), operation: create('comments', comment) };
	});
}

function create<T extends { readonly id: string }>(kind: RecordKind, input: T): Operation {
	return { name: `${kind}.create`, input };
}

function authorOf(id: string, now: Millis): Author {
	return { person: personId.parse(id), role: roleOf(id), now };
}

function roleOf(id: string): Role {
	const person = demoPeople.find((one) => one.id === id);
	if (person === undefined) throw new Error(`nobody at the demo wedding is called ${id}`);
	return person.role;
}

const daysFrom = (date: string, days: number): string =>
	addMinutes(`${date}T00:00`, days * MINUTES_PER_DAY).slice(0, 'YYYY-MM-DD'.length);

/** `24:10` is ten past midnight; a time that the zone's clock skips becomes the next quarter that it shows. */
function onClock({ timeZone }: Day, date: string, clock: string): string {
	const [hours = 0, minutes = 0] = clock.split(':').map(Number);
	let local = addMinutes(`${date}T00:00`, hours * 60 + minutes);
	for (let tries = 0; tries < QUARTERS_PER_DAY * 2 && !existsInZone(local, timeZone); tries++)
		local = addMinutes(local, 15);
	return local;
}

const NAME = 'Amara & Theo';
const PLACE = 'Larkfield Barn';
const SATURDAY = 6;
const MINUTES_PER_DAY = 1_440;
const QUARTERS_PER_DAY = 96;
