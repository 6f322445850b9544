/**
 * Tasks as they were when they came on screen: what is ticked there is still grouped as open, so that nothing moves away under
 * the finger. Pure but for the set it is handed, which it fills.
 */
import type { Task } from '../../../../shared/document/schema.ts';

/** `open` gathers every task that was seen open. */
export function asSeen(tasks: readonly Task[], open: Set<string>): readonly Task[] {
	for (const { id, status } of tasks) if (status !== 'done') open.add(id);
	return tasks.map((task) =>
		task.status === 'done' && open.has(task.id) ? { ...task, status: 'doing' } : task,
	);
}
