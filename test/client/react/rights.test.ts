import { describe, expect, it } from 'vitest';
import { mayCreate, mayDelete, rightsOn } from '../../../client/react/rights.ts';
import { createViewStore, type View } from '../../../client/react/view.ts';
import type { Wedding } from '../../../client/sdk/handle.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { planOf } from '../plan-of.ts';

const plan = planOf([
	['tasks.create', { id: 'stems', title: 'Order the stems', owner: 'sam' }],
	['tasks.create', { id: 'cake', title: 'Taste the cake', owner: 'mia' }],
	['timeline.create', { id: 'vows', title: 'Vows', kind: 'fixed', start: '2027-06-12T15:00', minutes: 30 }],
	['assignments.create', { id: 'arch', on: 'timeline:vows', person: 'sam' }],
]);
function viewOf(id: string, role: Role): View {
	const handle = { person: { id, name: id, role }, plan, subscribe: () => () => undefined };
	return createViewStore(handle as unknown as Wedding).read();
}
const open = (view: View, root: 'tasks' | 'timeline' | 'people' | 'meta', id: string, isRaised = false) => {
	const rights = rightsOn(view, root, id, isRaised);
	return ['title', 'status', 'start', 'state', 'name', 'role', 'colour', 'date'].filter(
		(field) => field in fieldsOf(root) && !rights.isLocked(field),
	);
};
const fieldsOf = (root: string): object =>
	({
		tasks: { title: 1, status: 1 },
		timeline: { title: 1, start: 1, state: 1 },
		people: { name: 1, role: 1, colour: 1 },
		meta: { name: 1, date: 1 },
	})[root] ?? {};

describe('what the page offers', () => {
	it('is everything of the plan to the couple, without a reason to explain', () => {
		const view = viewOf('mia', 'couple');
		expect(rightsOn(view, 'tasks', 'stems', false).reasons).toEqual([]);
		expect(mayCreate(view, 'timeline', false)).toEqual({ may: true });
		expect(mayDelete(view, 'people', 'sam', false)).toEqual({ may: true });
	});

	it('is to a florist the status of own tasks, the state of own moments and the own card', () => {
		const view = viewOf('sam', 'vendor');
		expect(open(view, 'tasks', 'stems')).toEqual(['status']);
		expect(open(view, 'tasks', 'cake')).toEqual([]);
		expect(open(view, 'timeline', 'vows')).toEqual(['state']);
		expect(open(view, 'people', 'sam')).toEqual(['name', 'colour']);
		expect(open(view, 'people', 'mia')).toEqual([]);
		expect(open(view, 'meta', 'meta')).toEqual([]);
		expect(mayDelete(view, 'tasks', 'stems', false).may).toBe(false);
	});

	it('explains what it does not offer, each sentence once', () => {
		const view = viewOf('sam', 'vendor');
		const foreign = rightsOn(view, 'tasks', 'cake', false);
		expect([foreign.isReadOnly, foreign.reasons]).toEqual([
			true,
			['As a vendor you change only tasks that are yours.'],
		]);
		const own = rightsOn(view, 'tasks', 'stems', false);
		expect([own.isReadOnly, own.reasons.length]).toEqual([false, 1]);
	});

	it('grows to the plan in emergency access, and not to the people', () => {
		const view = viewOf('sam', 'vendor');
		expect(open(view, 'tasks', 'cake', true)).toEqual(['title', 'status']);
		expect(mayCreate(view, 'timeline', true)).toEqual({ may: true });
		expect(open(view, 'people', 'mia', true)).toEqual([]);
	});

	it('follows the role in the plan, not the one of the session', () => {
		expect(mayCreate(viewOf('sam', 'couple'), 'tasks', false).may).toBe(false);
	});
});
