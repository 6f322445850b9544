import { describe, expect, it } from 'vitest';
import { steady } from '../../../client/react/steady.ts';
import { createViewStore } from '../../../client/react/view.ts';
import { undoStepOf } from '../../../client/react/use-undo.ts';
import type { Wedding } from '../../../client/sdk/handle.ts';
import { readPlan } from '../../../shared/document/document.ts';
import { exchange, replica } from '../../world/replica.ts';

function wedding() {
	const device = replica(7);
	device.must('people.create', { id: 'sam', name: 'Sam', role: 'vendor' });
	device.must('people.create', { id: 'lu', name: 'Lu', role: 'couple' });
	for (let index = 0; index < 300; index++) {
		device.must('tasks.create', { id: `task-${index}`, title: `Task ${index}`, dependsOn: [] });
	}
	device.must('assignments.create', { id: 'a', on: 'task:task-1', person: 'sam' });
	// As much of a handle as the view reads: a plan read anew after each change.
	const handle = {
		get plan() {
			return readPlan(device.doc);
		},
		subscribe: () => () => undefined,
	} as unknown as Wedding;
	return { device, store: createViewStore(handle) };
}

describe('the view of a wedding', () => {
	it('gives one new record for one edit of 300, all others as the same objects', () => {
		const { device, store } = wedding();
		const before = store.read();
		device.must('tasks.change', { id: 'task-7', title: 'Other' });
		const after = store.read();
		const changed = [...after.tasks].filter(([id, task]) => before.tasks.get(id) !== task).map(([id]) => id);
		expect(changed).toEqual(['task-7']);
		expect(after.plan.people).toBe(before.plan.people);
		expect(after.plan.meta).toBe(before.plan.meta);
		expect(after.plan.timeline).toBe(before.plan.timeline);
	});

	it('finds records by id, assignments by what they stand on, conflicts by their record', () => {
		const { device, store } = wedding();
		const other = replica(9, { person: 'sam', role: 'vendor' });
		exchange(device, other);
		device.must('tasks.change', { id: 'task-1', owner: 'sam' });
		other.must('tasks.change', { id: 'task-1', owner: 'lu' });
		exchange(device, other);
		const view = store.read();
		expect(view.people.get('sam')?.name).toBe('Sam');
		expect(view.assignments.get('task:task-1')?.map(({ id }) => id)).toEqual(['a']);
		expect(view.conflicts.get('tasks/task-1')?.map(({ field }) => field)).toEqual(['owner']);
	});

	it('keeps a list whole when only another changed, and follows a new order', () => {
		const { device } = wedding();
		const first = readPlan(device.doc);
		const same = steady(first, readPlan(device.doc));
		expect(same.tasks).toBe(first.tasks);
		device.must('tasks.change', { id: 'task-299', title: 'A first' });
		const moved = steady(same, readPlan(device.doc));
		expect(moved.tasks[0]?.id).toBe('task-299');
		expect(moved.tasks[1]).toBe(first.tasks[0]);
	});
});

describe('the keys', () => {
	it('of undo and redo are those people know', () => {
		const stroke = { key: 'z', ctrlKey: true, metaKey: false, shiftKey: false, altKey: false };
		expect(undoStepOf(stroke)).toBe('undo');
		expect(undoStepOf({ ...stroke, key: 'Z', shiftKey: true })).toBe('redo');
		expect(undoStepOf({ ...stroke, ctrlKey: false, metaKey: true })).toBe('undo');
		expect(undoStepOf({ ...stroke, key: 'y' })).toBe('redo');
		expect(undoStepOf({ ...stroke, altKey: true })).toBeUndefined();
		expect(undoStepOf({ ...stroke, ctrlKey: false })).toBeUndefined();
		expect(undoStepOf({ ...stroke, key: 'a' })).toBeUndefined();
	});
});
