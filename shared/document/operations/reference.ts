/**
 * Checks on values that their schema alone cannot judge: that a named record is there, that a time exists on the wedding's
 * clock. Each gives the reason why not.
 */
import { existsInZone, isZone } from '../../day/local-time.ts';
import { readMeta } from '../document.ts';
import { isLive, targetsOf } from '../references.ts';
import type { RecordKind } from '../schema.ts';
import type { Declined } from './operation.ts';
import { type Context, invalid, type Values } from './step.ts';

/** Names among `values` that are not there. What a field named before may be gone since; only what is new must be there. */
export function checkReferences(
	{ doc }: Context,
	{ kind, id, values, before }: Referring,
): Declined | undefined {
	for (const [field, value] of Object.entries(values)) {
		const known = targetsOf(kind, field, before[field]).map((target) => target.id);
		for (const target of targetsOf(kind, field, value)) {
			if (known.includes(target.id) || isLive(doc, target)) continue;
			const reason =
				target.kind === 'people'
					? `"${target.id}" is not one of the people of this wedding.`
					: `There is no "${target.id}" among the ${target.kind}.`;
			return invalid(reason, id, field);
		}
	}
	return undefined;
}

export interface Referring {
	readonly kind: RecordKind;
	readonly id: string;
	readonly values: Values;
	readonly before: Values;
}

/** Does the wedding's clock ever show this time? On a summer-time night it skips an hour. */
export function checkTime(
	{ doc }: Context,
	spot: { readonly record: string; readonly field: string },
	local: string | null | undefined,
): Declined | undefined {
	return declineTime(readMeta(doc).timeZone, spot, local);
}

export function declineTime(
	timeZone: string,
	spot: { readonly record: string; readonly field: string },
	local: string | null | undefined,
): Declined | undefined {
	if (local === null || local === undefined) return undefined;
	// A zone this device does not know says nothing about the time; the calendar still does.
	const zone = isZone(timeZone) ? timeZone : 'UTC';
	if (existsInZone(local, zone)) return undefined;
	return invalid(`${local} does not exist in ${zone}.`, spot.record, spot.field);
}
