/** The operations on the run sheet's items, and what must hold of an item beyond its fields. */
import { leadsBack } from '../cycle.ts';
import { readField } from '../document.ts';
import type { Declined } from './operation.ts';
import { type Draft, recordOperations } from './records.ts';
import { checkTime } from './reference.ts';
import { shiftOperations } from './shift.ts';
import { type Context, invalid } from './step.ts';

export const timelineOperations = {
	...recordOperations('timeline', {
		defaults: { kind: () => 'flexible' as const, state: () => 'planned' as const },
		check(context, draft) {
			const { id, values } = draft;
			return (
				checkTime(context, { record: id, field: 'start' }, values.start) ??
				checkLength(draft) ??
				checkAfter(context, draft)
			);
		},
	}),
	...shiftOperations,
};

function checkLength({ id, values, after }: Draft<'timeline'>): Declined | undefined {
	const touched = 'minutes' in values || 'minMinutes' in values;
	const { minutes, minMinutes } = after;
	if (!touched || typeof minutes !== 'number' || typeof minMinutes !== 'number') return undefined;
	if (minMinutes <= minutes) return undefined;
	return invalid(`It cannot be at least ${minMinutes} minutes long and last ${minutes}.`, id, 'minMinutes');
}

function checkAfter({ doc }: Context, { id, values: { after } }: Draft<'timeline'>): Declined | undefined {
	if (after === undefined || after === null) return undefined;
	const nextOf = (item: string): readonly string[] => {
		if (item === id) return [after];
		const { value } = readField(doc, 'timeline', item, 'after') ?? {};
		return typeof value === 'string' ? [value] : [];
	};
	return leadsBack(id, nextOf)
		? invalid('These items would hang on each other in a circle.', id, 'after')
		: undefined;
}
