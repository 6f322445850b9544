/**
 * The run sheet as rows from top to bottom: days (other than the wedding day itself), parts of the day, moments, the free
 * time between them, and the line that says where now is. Pure; it says what stands where, not how it looks.
 */
import { addMinutes, minutesBetween } from '../../../../shared/day/local-time.ts';
import type { TimelineItem } from '../../../../shared/document/schema.ts';
import { dateOf } from '../../wording.ts';
import { dayParts } from './day-parts.ts';

export const sheetFilters = ['all', 'mine', 'guests'] as const;
export type SheetFilter = (typeof sheetFilters)[number];

export type SheetRow =
	| { readonly kind: 'day'; readonly key: string; readonly date: string }
	| { readonly kind: 'part'; readonly key: string; readonly name: string }
	| { readonly kind: 'item'; readonly key: string; readonly id: string; readonly aside: string | undefined }
	| { readonly kind: 'free'; readonly key: string; readonly minutes: number }
	| { readonly kind: 'now'; readonly key: string; readonly local: string }
	| { readonly kind: 'untimed'; readonly key: string };

export interface SheetQuestion {
	readonly filter: SheetFilter;
	readonly person: string;
	/** What the wedding's clock shows. */
	readonly now: string;
	/** The wedding day needs no heading of its own: the page has it. */
	readonly date: string | undefined;
	/** The moments this person helps with. */
	readonly helping: ReadonlySet<string>;
}

export function sheetRows(items: readonly TimelineItem[], question: SheetQuestion): readonly SheetRow[] {
	const asked = items.filter((item) => isAsked(item, question));
	const untimed = asked.filter((item) => item.start === undefined);
	const rows = [...timedRows(asked.filter(isTimed), question)];
	if (untimed.length > 0) rows.push({ kind: 'untimed', key: 'untimed' });
	return [...rows, ...untimed.map((item) => itemRow(item.id, undefined))];
}

/** Where a new moment fits: behind the last one of the day that has a time. */
export function nextStart(items: readonly TimelineItem[], date: string): string {
	const last = items.findLast(isTimed);
	return last === undefined ? `${date}T12:00` : addMinutes(last.start, last.minutes ?? 0);
}

function timedRows(items: readonly Timed[], { filter, now, date }: SheetQuestion): readonly SheetRow[] {
	const rows: SheetRow[] = [];
	let day = date;
	let part: string | undefined;
	let end = '';
	let isNowToCome = items.some((item) => dateOf(item.start) === dateOf(now));
	for (const placed of dayParts(items)) {
		const { id, start = '', minutes = 0 } = placed.item;
		if (isNowToCome && start > now) {
			rows.push(nowRow(now));
			isNowToCome = false;
		}
		if (dateOf(start) !== day) rows.push({ kind: 'day', key: `day ${start}`, date: dateOf(start) });
		if (placed.part !== part) rows.push({ kind: 'part', key: `part ${id}`, name: placed.part });
		// On a filtered sheet the time between two moments is not free, only somebody else's.
		else if (filter === 'all' && start > end) {
			rows.push({ kind: 'free', key: `free ${id}`, minutes: minutesBetween(end, start) });
		}
		rows.push(itemRow(id, placed.aside));
		day = dateOf(start);
		part = placed.part;
		end = later(end, addMinutes(start, minutes));
	}
	return isNowToCome ? [...rows, nowRow(now)] : rows;
}

function isAsked(item: TimelineItem, { filter, person, helping }: SheetQuestion): boolean {
	if (filter === 'mine') return item.owner === person || helping.has(item.id);
	if (filter === 'guests') return item.visibility === 'guests';
	return true;
}

type Timed = TimelineItem & { readonly start: string };
const isTimed = (item: TimelineItem): item is Timed => item.start !== undefined;
const later = (a: string, b: string): string => (a > b ? a : b);
const itemRow = (id: string, aside: string | undefined): SheetRow => ({ kind: 'item', key: id, id, aside });
const nowRow = (local: string): SheetRow => ({ kind: 'now', key: 'now', local });
