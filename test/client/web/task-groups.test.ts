import { describe, expect, it } from 'vitest';
import { openCounts, taskGroups } from '../../../client/web/pages/tasks/task-groups.ts';
import { asSeen } from '../../../client/web/pages/tasks/seen-tasks.ts';
import { planOf } from '../plan-of.ts';

const now = '2027-05-10T12:00';
const { tasks } = planOf([
	['tasks.create', { id: 'late', title: 'Late', due: '2027-05-10T11:59', owner: 'mia' }],
	['tasks.create', { id: 'tonight', title: 'Tonight', due: '2027-05-10T23:59' }],
	['tasks.create', { id: 'soon', title: 'Soon', due: '2027-05-17T08:00', owner: 'mia' }],
	['tasks.create', { id: 'may', title: 'May', due: '2027-05-30T08:00' }],
	['tasks.create', { id: 'january', title: 'January', due: '2028-01-02T08:00', owner: 'sam' }],
	['tasks.create', { id: 'whenever', title: 'Whenever' }],
	['tasks.create', { id: 'done', title: 'Done', due: '2027-05-01T08:00', owner: 'mia', status: 'done' }],
]);

describe('tasks', () => {
	it('are grouped by when they matter, months further out, what is done last', () => {
		expect(taskGroups(tasks, { filter: 'all', person: 'mia', now })).toEqual([
			{ name: 'overdue', ids: ['late'] },
			{ name: 'today', ids: ['tonight'] },
			{ name: 'week', ids: ['soon'] },
			{ name: '2027-05', ids: ['may'] },
			{ name: '2028-01', ids: ['january'] },
			{ name: 'undated', ids: ['whenever'] },
			{ name: 'done', ids: ['done'] },
		]);
	});

	it('can be asked for as one’s own, or as what has to be looked at today', () => {
		const ids = (filter: 'mine' | 'today') =>
			taskGroups(tasks, { filter, person: 'mia', now }).flatMap((group) => group.ids);
		expect(ids('mine')).toEqual(['late', 'soon', 'done']);
		expect(ids('today')).toEqual(['late', 'tonight', 'done']);
		expect(openCounts(tasks, { person: 'mia', now })).toEqual({ all: 6, mine: 2, today: 2 });
	});

	it('that are ticked on screen keep their place there; those done before stay among the done', () => {
		const open = new Set<string>();
		asSeen(tasks, open);
		const ticked = tasks.map((task) => (task.id === 'tonight' ? { ...task, status: 'done' as const } : task));
		expect(taskGroups(asSeen(ticked, open), { filter: 'today', person: 'mia', now })).toEqual([
			{ name: 'overdue', ids: ['late'] },
			{ name: 'today', ids: ['tonight'] },
			{ name: 'done', ids: ['done'] },
		]);
	});
});
