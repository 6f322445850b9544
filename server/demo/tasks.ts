/**
 * The demo wedding's tasks. What a task's status is follows from the day on which the demo is made, so that it looks lived in
 * whenever that is: what was due is done, or late; what is due soon is being worked on, unless it is blocked or waits for
 * another task. Two things hold, and tests hold them: nothing is due before what it depends on, and every task
 * comes after those in the list.
 */
import type { DemoTask } from './demo-task.ts';
import { clothesAndCeremony } from './tasks-clothes-and-ceremony.ts';
import { foodAndMusic } from './tasks-food-and-music.ts';
import { paperAndFlowers } from './tasks-paper-and-flowers.ts';
import { placeAndPeople } from './tasks-place-and-people.ts';

export const demoTasks: readonly DemoTask[] = inOrder([
	...placeAndPeople,
	...paperAndFlowers,
	...foodAndMusic,
	...clothesAndCeremony,
]);

export type DemoStatus = 'todo' | 'doing' | 'blocked' | 'done';

/** By task id, `daysLeft` days before the wedding. */
export function statusesOn(daysLeft: number): ReadonlyMap<string, DemoStatus> {
	const statuses = new Map<string, DemoStatus>();
	for (const task of demoTasks) {
		const isWaiting = (task.dependsOn ?? []).some((id) => statuses.get(id) !== 'done');
		statuses.set(task.id, statusOf(task, daysLeft, isWaiting));
	}
	return statuses;
}

function statusOf(task: DemoTask, daysLeft: number, isWaiting: boolean): DemoStatus {
	const daysUntilDue = task.daysBefore === undefined ? daysLeft : daysLeft - task.daysBefore;
	if (isWaiting) return task.isBlocked ? 'blocked' : 'todo';
	if (daysUntilDue < 0) return task.isLate ? 'doing' : 'done';
	// The further away the day, the longer beforehand people begin.
	return daysUntilDue <= Math.max(14, daysLeft / 5) && task.anchor === undefined ? 'doing' : 'todo';
}

/** Each task behind those it depends on; otherwise as listed. */
function inOrder(tasks: readonly DemoTask[]): readonly DemoTask[] {
	const byId = new Map(tasks.map((task) => [task.id, task]));
	const placed = new Set<DemoTask>();
	const placeIt = (task: DemoTask | undefined): void => {
		if (task === undefined || placed.has(task)) return;
		for (const id of task.dependsOn ?? []) placeIt(byId.get(id));
		placed.add(task);
	};
	for (const task of tasks) placeIt(task);
	return [...placed];
}
