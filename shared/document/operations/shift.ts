/**
 * Shifting what belongs together, and its preview. What moves is decided in `day/running-order.ts`; here it becomes one step,
 * hence one transaction, one update, one undo. `timeline.arrange` is that undo: several items put to given times at once.
 */
import { z } from 'zod';
import { planShift, type ShiftItem, type ShiftPlan } from '../../day/running-order.ts';
import { recordId } from '../../ids.ts';
import { err, ok, type Result } from '../../result.ts';
import { type Plan, readRecord, readTimeline } from '../document.ts';
import { recordMap } from '../roots.ts';
import { schema } from '../schema.ts';
import type { Declined } from './operation.ts';
import { notFound } from './records.ts';
import { checkTime, declineTime } from './reference.ts';
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

const shiftInput = z.strictObject({ id: recordId, minutes: z.int().min(-14_400).max(14_400) });
const arrangeInput = z.strictObject({
	items: z
		.array(
			z.strictObject({
				id: recordId,
				start: schema.timeline.start.value.nullable().optional(),
				minutes: schema.timeline.minutes.value.nullable().optional(),
			}),
		)
		.min(1)
		.max(1_000),
});

export const shiftOperations: Record<string, OperationType> = {
	'timeline.shift': operationType(shiftInput, (context, { id, minutes }) => {
		const plan = planOf({ timeline: readTimeline(context.doc) }, id, minutes);
		if (!plan.ok) return plan;
		return arrange(
			context,
			id,
			plan.value.moves.map(({ id: moved, to }) => ({ id: moved, ...to })),
		);
	}),
	'timeline.arrange': operationType(arrangeInput, (context, { items }) =>
		arrange(context, items[0]?.id ?? '', items),
	),
};

/** What a shift would do, without doing it. */
export function previewShift(
	plan: Pick<Plan, 'timeline' | 'meta'>,
	input: unknown,
): Result<ShiftPlan, Declined> {
	const parsed = shiftInput.safeParse(input);
	if (!parsed.success) return err(invalid(parsed.error.issues[0]?.message ?? 'not a shift'));
	const shift = planOf(plan, parsed.data.id, parsed.data.minutes);
	if (!shift.ok) return shift;
	for (const { id, to } of shift.value.moves) {
		const declined = declineTime(plan.meta.timeZone, { record: id, field: 'start' }, to.start);
		if (declined !== undefined) return err(declined);
	}
	return shift;
}

function planOf(
	{ timeline }: Pick<Plan, 'timeline'>,
	id: string,
	minutes: number,
): Result<ShiftPlan, Declined> {
	const shifted = timeline.find((item) => item.id === id);
	if (shifted === undefined) return err(notFound('timeline', id));
	if (shifted.start === undefined) return err(invalid('It has no start yet.', id, 'start'));
	const items = timeline.flatMap((item): ShiftItem[] => {
		if (item.start === undefined || (item.state === 'skipped' && item.id !== id)) return [];
		const { kind, start, minutes: length = 0, minMinutes, after } = item;
		// What is done stays in, so that those who waited for it do not begin to wait for everybody else.
		const isPast = item.state === 'done' && item.id !== id;
		return [{ id: item.id, kind, start, minutes: length, minMinutes, after, isPast }];
	});
	return ok(planShift(items, id, minutes));
}

type Placing = {
	readonly id: string;
	readonly start?: string | null | undefined;
	readonly minutes?: number | null | undefined;
};

function arrange(context: Context, record: string, placings: readonly Placing[]): Result<Step, Declined> {
	const writes: Step['writes'][number][] = [];
	const former: Values[] = [];
	for (const { id, ...values } of placings) {
		const map = recordMap(context.doc, 'timeline', id);
		const item = readRecord(context.doc, 'timeline', id);
		if (map === undefined || item === undefined || item.deletedAt !== undefined) {
			return err(notFound('timeline', id));
		}
		const changing = pending('timeline', map, values);
		if (Object.keys(changing.values).length === 0) continue;
		const declined = checkTime(context, { record: id, field: 'start' }, values.start);
		if (declined !== undefined) return err(declined);
		if (typeof values.minutes === 'number' && values.minutes < (item.minMinutes ?? 0)) {
			return err(invalid(`It lasts at least ${item.minMinutes} minutes.`, id, 'minutes'));
		}
		writes.push({ kind: 'change', root: 'timeline', record: recordId.parse(id), values: changing.values });
		former.push({ id, ...changing.former });
	}
	if (writes.length === 0) return nothing(record);
	return ok({ record, writes, undo: [{ name: 'timeline.arrange', input: { items: former } }] });
}
