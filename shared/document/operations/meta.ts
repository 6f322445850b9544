/** The operations on the wedding itself: its name, date, place and the rest of `meta`. */
import { z } from 'zod';
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
	return ok({
		record: 'meta',
		writes: [{ kind: how, root: 'meta', record: 'meta', values: changing.values }],
		undo: Object.keys(changing.former).length === 0 ? [] : [{ name: 'meta.change', input: changing.former }],
	});
}
