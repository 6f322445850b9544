/**
 * The groups on screen. A task keeps its place while one looks: what was ticked here stays where it was, crossed out, until
 * the page or the filter changes, so that nothing moves away under the finger.
 */
import { useRef } from 'react';
import { sameDeep } from '../../../react/steady.ts';
import { useView } from '../../../react/use-view.ts';
import { asSeen } from './seen-tasks.ts';
import { openCounts, type TaskFilter, type TaskGroup, type TaskQuestion, taskGroups } from './task-groups.ts';

export function useTaskGroups(question: TaskQuestion): readonly TaskGroup[] {
	const ticked = useRef<{ readonly filter: TaskFilter; readonly open: Set<string> }>({
		filter: question.filter,
		open: new Set(),
	});
	if (ticked.current.filter !== question.filter) {
		ticked.current = { filter: question.filter, open: new Set() };
	}
	return useView(({ plan }) => taskGroups(asSeen(plan.tasks, ticked.current.open), question), sameDeep);
}

export function useOpenCounts(question: Omit<TaskQuestion, 'filter'>): Readonly<Record<TaskFilter, number>> {
	return useView(({ plan }) => openCounts(plan.tasks, question), sameDeep);
}
