/** The operations on the wedding itself: its name, date, place and the rest of `meta`. */
import { z } from 'zod';
import { existsInZone, isZone } from '../../day/local-time.ts';
import { err, ok, type Result } from '../../result.ts';
import { isAllowedValue } from '../fields.ts';
import { rootMap } from '../roots.ts';
import { fieldOf } from '../schema.ts';
import { metaInput, registerName, scalar } from './input.ts';
import type { Declined } from './operation.ts';
import {
	type Context,
	invalid,
	nothing,
	type OperationType,
	operationType,
	type Step,
	type Values,
} from './step.ts';
import { pending } from './write.ts';

export const metaOperations: Record<string, OperationType> = {
	'meta.change': operationType(metaInput(), (context, values) => set(context, values, 'change')),
	'meta.resolve': operationType(
		z.strictObject({ field: registerName('meta') ?? z.never(), value: scalar }),
		(context, { field, value }) => {
			const register = fieldOf('meta', field);
			if (register?.kind !== 'register' || !isAllowedValue(register, value)) {
				return err(invalid(`${field} cannot have this value`, 'meta', field));
			}
			return set(context, { [field]: value }, 'resolve');
		},
	),
};

function set(context: Context, values: Values, how: 'change' | 'resolve'): Result<Step, Declined> {
	const changing = pending('meta', rootMap(context.doc, 'meta'), values);
	if (Object.keys(changing.values).length === 0) return nothing('meta');
	const declined = check(changing.values);
	if (declined !== undefined) return err(declined);
	return ok({
		record: 'meta',
		writes: [{ kind: how, root: 'meta', record: 'meta', values: changing.values }],
		undo: Object.keys(changing.former).length === 0 ? [] : [{ name: 'meta.change', input: changing.former }],
	});
}

function check({ date, timeZone }: Values): Declined | undefined {
	if (typeof date === 'string' && !existsInZone(`${date}T12:00`, 'UTC')) {
		return invalid(`${date} is not in the calendar.`, 'meta', 'date');
	}
	if (typeof timeZone === 'string' && !isZone(timeZone)) {
		return invalid(`"${timeZone}" is not an IANA time zone, such as "Europe/Berlin".`, 'meta', 'timeZone');
	}
	return undefined;
}
