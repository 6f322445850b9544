import { describe, expect, it } from 'vitest';
import { dutiesByPerson } from '../../../client/web/pages/assignments/assignment-groups.ts';
import { loadOf, peopleGroups } from '../../../client/web/pages/people/people-groups.ts';
import { shiftPreview } from '../../../client/web/pages/run-sheet/shift-words.ts';
import { chooseWords } from '../../../client/web/messages/messages.ts';
import { fieldName, partWords, valueWords } from '../../../client/web/value-words.ts';
import { previewShift } from '../../../shared/document/operations/shift.ts';
import { planOf } from '../plan-of.ts';

const words = chooseWords(['en-GB']);
const plan = planOf([
	['people.create', { id: 'ann', name: 'Ann Abel', role: 'vendor' }],
	['tasks.create', { id: 'rings', title: 'Bring the rings', due: '2027-06-12T10:00', owner: 'sam' }],
	['timeline.create', { id: 'vows', title: 'Vows', start: '2027-06-12T14:00', minutes: 30, owner: 'sam' }],
	['timeline.create', { id: 'rest', title: 'Rest', kind: 'buffer', start: '2027-06-12T14:30', minutes: 10 }],
	['timeline.create', { id: 'toast', title: 'Toast', kind: 'fixed', start: '2027-06-12T14:40', minutes: 10 }],
	['assignments.create', { id: 'a', on: 'timeline:vows', person: 'mia', part: 'reads' }],
	['assignments.create', { id: 'b', on: 'task:rings', person: 'mia', status: 'accepted' }],
	['assignments.create', { id: 'c', on: 'timeline:vows', person: 'ann', status: 'accepted' }],
	['assignments.create', { id: 'd', on: 'timeline:vows', person: 'sam' }],
]);

describe('people', () => {
	it('stand by role, then by name, with what is theirs', () => {
		expect(peopleGroups(plan.people)).toEqual([
			{ role: 'couple', ids: ['mia'] },
			{ role: 'vendor', ids: ['ann', 'sam'] },
		]);
		expect(loadOf(plan, 'sam')).toEqual({ tasks: 1, moments: 1 });
	});

	it('have their parts in the order of the day; oneself first, then whoever has not answered', () => {
		const groups = dutiesByPerson(plan, 'ann');
		expect(groups.map(({ person, unanswered }) => [person, unanswered])).toEqual([
			['ann', 0],
			['mia', 1],
			['sam', 1],
		]);
		expect(groups[1]?.duties.map(({ assignment, root, title }) => [assignment, root, title])).toEqual([
			['b', 'tasks', 'Bring the rings'],
			['a', 'timeline', 'Vows'],
		]);
	});
});

describe('the preview of a shift', () => {
	it('says what moves, what gives way, what is run into and whom it concerns', () => {
		const shift = previewShift(plan, { id: 'vows', minutes: 15 });
		if (!shift.ok) throw new Error(shift.error.reason);
		const timeline = new Map<string, (typeof plan.timeline)[number]>(
			plan.timeline.map((item) => [item.id, item]),
		);
		expect(shiftPreview(shift.value, timeline, words)).toEqual({
			moves: [
				{ id: 'vows', title: 'Vows', from: '14:00', to: '14:15', shorter: 0 },
				{ id: 'rest', title: 'Rest', from: '14:30', to: '14:45', shorter: 10 },
			],
			warnings: ['Runs 5 min into Toast, which is fixed'],
			concerns: ['sam'],
		});
	});
});

describe('a field’s value', () => {
	const say = (field: string, value: unknown) =>
		valueWords(field, value, words, { nameOf: (id) => (id === 'sam' ? 'Sam Reed' : undefined) });

	it('reads as a person would say it', () => {
		expect(say('start', '2027-06-12T14:00')).toMatch(/^14:00, Sat/);
		expect(say('minutes', 90)).toBe('1 h 30 min');
		expect(say('owner', 'sam')).toBe('Sam Reed');
		expect(say('owner', null)).toBe('Nobody yet');
		expect(say('status', 'accepted')).toBe('Accepted');
		expect(say('state', 'running')).toBe('Running');
		expect(say('place', '')).toBe('nothing');
		expect(say('place', 'constructor')).toBe('constructor');
		expect([fieldName('start', words), fieldName('odd', words)]).toEqual(['Starts', 'odd']);
		expect([partWords('prep', words), partWords('Brunch', words), partWords('', words)]).toEqual([
			'Getting ready',
			'Brunch',
			'The day',
		]);
	});
});
