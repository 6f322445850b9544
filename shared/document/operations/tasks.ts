/** The operations on tasks, and what must hold of a task beyond its fields. */
import { leadsBack } from '../cycle.ts';
import { readField } from '../document.ts';
import type { Declined } from './operation.ts';
import { type Draft, recordOperations } from './records.ts';
import { checkPerson, checkRecord, checkTime } from './reference.ts';
import { type Context, invalid } from './step.ts';

export const taskOperations = recordOperations('tasks', {
	defaults: { status: () => 'todo' },
	check(context, draft) {
		const { id, values } = draft;
		return (
			checkTime(context, { record: id, field: 'due' }, values.due) ??
			checkPerson(context, { record: id, field: 'owner' }, values.owner) ??
			checkRecord(context, { record: id, field: 'anchor' }, 'timeline', values.anchor?.split('@')[1]) ??
			checkDependencies(context, draft)
		);
	},
});

function checkDependencies(context: Context, { id, values, before }: Draft<'tasks'>): Declined | undefined {
	const wanted = values.dependsOn ?? [];
	const known = before.dependsOn ?? [];
	// What it depended on already may have been deleted since; only what is new must be there.
	for (const task of wanted) {
		if (task === id) return invalid('A task cannot wait for itself.', id, 'dependsOn');
		if (known.includes(task)) continue;
		const declined = checkRecord(context, { record: id, field: 'dependsOn' }, 'tasks', task);
		if (declined !== undefined) return declined;
	}
	const nextOf = (task: string): readonly string[] => {
		if (task === id) return wanted;
		const { value } = readField(context.doc, 'tasks', task, 'dependsOn') ?? {};
		return Array.isArray(value) ? value : [];
	};
	return leadsBack(id, nextOf)
		? invalid('These tasks would wait for each other in a circle.', id, 'dependsOn')
		: undefined;
}
