/** The operations on tasks, and what must hold of a task beyond its fields. */
import { leadsBack } from '../cycle.ts';
import { readField } from '../document.ts';
import type { Declined } from './operation.ts';
import { type Draft, recordOperations } from './records.ts';
import { checkTime } from './reference.ts';
import { type Context, invalid } from './step.ts';

export const taskOperations = recordOperations('tasks', {
	defaults: { status: () => 'todo' as const },
	check: (context, draft) =>
		checkTime(context, { record: draft.id, field: 'due' }, draft.values.due) ??
		checkDependencies(context, draft),
});

function checkDependencies(
	{ doc }: Context,
	{ id, values: { dependsOn } }: Draft<'tasks'>,
): Declined | undefined {
	if (dependsOn === undefined || dependsOn === null) return undefined;
	const nextOf = (task: string): readonly string[] => {
		if (task === id) return dependsOn;
		const { value } = readField(doc, 'tasks', task, 'dependsOn') ?? {};
		return Array.isArray(value) ? value : [];
	};
	return leadsBack(id, nextOf)
		? invalid('These tasks would wait for each other in a circle.', id, 'dependsOn')
		: undefined;
}
