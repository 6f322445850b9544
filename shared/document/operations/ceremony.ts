/** The operations on the ceremony's items. `items.move` puts one behind another, whatever numbers they have. */
import type * as Y from 'yjs';
import { z } from 'zod';
import { type RecordId, recordId } from '../../ids.ts';
import { err, ok, type Result } from '../../result.ts';
import { between } from '../order.ts';
import { readCeremony } from '../private-sections.ts';
import { recordMap } from '../roots.ts';
import type { CeremonyItem } from '../schema.ts';
import type { Declined } from './operation.ts';
import { notFound, recordOperations } from './records.ts';
import { type Context, invalid, nothing, type OperationType, operationType, type Step } from './step.ts';
import { pending } from './write.ts';

const moveInput = z.strictObject({
	id: recordId,
	/** The item it comes to stand behind; `null` for the first place. */
	after: recordId.nullable(),
});

export const ceremonyOperations: Record<string, OperationType> = {
	// A new item comes last.
	...recordOperations('items', { defaults: { order: ({ doc }) => lastPlace(doc) } }),
	'items.move': operationType(moveInput, move),
};

function lastPlace(doc: Y.Doc): number {
	return between(readCeremony(doc).items.findLast(({ order }) => order !== undefined)?.order, undefined) ?? 1;
}

function move(context: Context, { id, after }: z.output<typeof moveInput>): Result<Step, Declined> {
	if (id === after) return err(invalid('An item cannot stand behind itself.', id, 'after'));
	const { items } = readCeremony(context.doc);
	const moved = items.find((item) => item.id === id);
	if (moved === undefined) return err(notFound('items', id));
	const others = items.filter((item) => item !== moved);
	const index = after === null ? 0 : others.findIndex((item) => item.id === after) + 1;
	if (after !== null && index === 0) return err({ ...notFound('items', after), field: 'after' });
	const [before, behind] = [others[index - 1], others[index]];
	// Behind one that has no number yet there is no half-way either.
	const place = index > 0 && before?.order === undefined ? undefined : between(before?.order, behind?.order);
	const row = [...others.slice(0, index), moved, ...others.slice(index)];
	return renumber(context, id, place === undefined ? numbered(row) : [{ id: moved.id, order: place }]);
}

/** Nothing fits in between any more: everything gets a number of its own again. */
function numbered(row: readonly CeremonyItem[]): readonly Placed[] {
	return row.map((item, index) => ({ id: item.id, order: index + 1 }));
}

interface Placed {
	readonly id: RecordId;
	readonly order: number;
}

function renumber({ doc }: Context, record: string, placed: readonly Placed[]): Result<Step, Declined> {
	const steps = placed.flatMap(({ id, order }) => {
		const map = recordMap(doc, 'items', id);
		if (map === undefined) return [];
		const { values, former } = pending('items', map, { order });
		return Object.keys(values).length === 0 ? [] : [{ id, values, former }];
	});
	if (steps.length === 0) return nothing(record);
	return ok({
		record,
		writes: steps.map(({ id, values }) => ({ kind: 'change', root: 'items', record: id, values })),
		undo: steps.map(({ id, former }) => ({ name: 'items.change', input: { id, ...former } })),
	});
}
