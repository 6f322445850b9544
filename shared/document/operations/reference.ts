/**
 * Checks that what a record names is there: an owner among the people, a task among the tasks, a time on the wedding's
 * clock. Each gives the reason why not. Concurrent edits can still leave a dangling name: `check.ts` reports those.
 */
import { existsInZone, isZone } from '../../day/local-time.ts';
import { readMeta } from '../document.ts';
import { readFields } from '../record.ts';
import { recordMap } from '../roots.ts';
import type { RecordKind } from '../schema.ts';
import type { Declined } from './operation.ts';
import { type Context, invalid } from './step.ts';

/** What is being checked: the record it stands in and the field. */
export interface Spot {
	readonly record: string;
	readonly field: string;
}

export function checkPerson(
	context: Context,
	spot: Spot,
	id: string | null | undefined,
): Declined | undefined {
	if (id === null || id === undefined || isLive(context, 'people', id)) return undefined;
	return invalid('This person is not one of the people of this wedding.', spot.record, spot.field);
}

export function checkRecord(
	context: Context,
	spot: Spot,
	kind: RecordKind,
	id: string | null | undefined,
): Declined | undefined {
	if (id === null || id === undefined || isLive(context, kind, id)) return undefined;
	return invalid(`There is no "${id}" among the ${kind}.`, spot.record, spot.field);
}

/** `task:<id>` or `timeline:<id>`. */
export function checkSubject(
	context: Context,
	spot: Spot,
	subject: string | null | undefined,
): Declined | undefined {
	if (subject === null || subject === undefined) return undefined;
	const [kind, id = ''] = subject.split(':', 2);
	return checkRecord(context, spot, kind === 'task' ? 'tasks' : 'timeline', id);
}

/** Does the wedding's clock ever show this time? On a summer-time night it skips an hour. */
export function checkTime(
	{ doc }: Context,
	spot: Spot,
	local: string | null | undefined,
): Declined | undefined {
	if (local === null || local === undefined) return undefined;
	const { timeZone } = readMeta(doc);
	// A zone this device does not know says nothing about the time; the calendar still does.
	const zone = isZone(timeZone) ? timeZone : 'UTC';
	if (existsInZone(local, zone)) return undefined;
	return invalid(`${local} does not exist in ${zone}.`, spot.record, spot.field);
}

export function isLive({ doc }: Context, kind: RecordKind, id: string): boolean {
	const map = recordMap(doc, kind, id);
	return map !== undefined && !readFields(kind, map, 'deletedAt').has('deletedAt');
}
