/**
 * What a suggestion shows to whoever decides: worked out from the operations it asks for, since these are what accepting runs. Its
 * maker's own word on it is taken only where there is no operation. Guards: nobody is shown a small thing and accepts a large one,
 * nor undoes what was never done. Pure.
 */
import type { Change } from '../../shared/document/change.ts';
import type { Plan } from '../../shared/document/document.ts';
import { type Operation, rootOf } from '../../shared/document/operations/operation.ts';
import { previewShift } from '../../shared/document/operations/shift.ts';
import type { Root } from '../../shared/document/schema.ts';
import { recordId } from '../../shared/ids.ts';
import type { Suggestion } from '../store/suggestions.ts';

/** `plan`: as it stands now; a shift says by how much, and not what it moves. */
export function changesAsked(
	{ operations, changes }: Pick<Suggestion, 'operations' | 'changes'>,
	plan: Plan | undefined,
): readonly Change[] {
	if (operations.length === 0) return changes;
	const said = new Map(changes.map((change) => [nameOf(change), change]));
	const asked = new Map<string, Change>();
	for (const change of operations.flatMap((one) => changesOf(one, plan))) {
		const name = nameOf(change);
		const former = asked.get(name) ?? said.get(name);
		// What it was to its maker: of a text, accepting asks whether it still is.
		asked.set(name, { ...change, ...(former?.before !== undefined && { before: former.before }) });
	}
	return [...asked.values()];
}

function changesOf(operation: Operation, plan: Plan | undefined): readonly Change[] {
	const root = rootOf(operation);
	const verb = operation.name.slice(operation.name.indexOf('.') + 1);
	const input = new Map<string, unknown>(Object.entries(Object(operation.input)));
	if (root === undefined) return [];
	const of = (id: unknown, values: Values) => fieldsOf(root, id, values);
	const id = input.get('id');
	switch (verb) {
		case 'delete':
			return of(id, [['deletedAt', true]]);
		case 'restore':
			return of(id, [['deletedAt', undefined]]);
		case 'setNotes':
			return of(id, [['notes', input.get('text')]]);
		case 'setText':
			return of(id, [['text', input.get('text')]]);
		case 'resolve':
			return of(id, [[String(input.get('field')), input.get('value')]]);
		case 'move':
			return of(id, [['order', undefined]]);
		case 'shift':
			return movesOf(operation, plan) ?? of(id, [['start', undefined]]);
		case 'arrange':
			return itemsIn(input.get('items')).flatMap((item) => of(new Map(item).get('id'), item));
		case 'create':
			return of(id, [['', true], ...input]);
		default:
			return of(id, [...input]);
	}
}

type Values = readonly (readonly [field: string, after: unknown])[];

function fieldsOf(root: Root, id: unknown, values: Values): readonly Change[] {
	const record = root === 'meta' ? root : recordId.safeParse(id).data;
	if (record === undefined) return [];
	return values.flatMap(([field, after]): readonly Change[] =>
		field === 'id' ? [] : [{ root, record, field, ...(after !== undefined && { after }) }],
	);
}

/** Undefined for a shift that cannot be made now. */
function movesOf({ input }: Operation, plan: Plan | undefined): readonly Change[] | undefined {
	const shift = plan === undefined ? undefined : previewShift(plan, input);
	if (shift?.ok !== true) return undefined;
	return shift.value.moves.flatMap(({ id, from, to }) => {
		const before = new Map<string, unknown>(Object.entries(from));
		const moved = Object.entries(to).filter(([field, after]) => before.get(field) !== after);
		return fieldsOf('timeline', id, moved);
	});
}

const itemsIn = (items: unknown): readonly Values[] =>
	Array.isArray(items) ? items.map((item) => Object.entries(Object(item))) : [];

const nameOf = ({ root, record, field }: Change): string => `${root} ${record} ${field}`;
