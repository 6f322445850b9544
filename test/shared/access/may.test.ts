/** The whole table, deed by deed: what each role may and may not do, written out by hand. */
import { describe, expect, test } from 'vitest';
import { factsOf, factsOfPlan } from '../../../shared/access/facts.ts';
import { type Deed, may, mayWriteIn } from '../../../shared/access/may.ts';
import {
	categories,
	emergencyCategories,
	levelOf,
	levels,
	mayRead,
	ownFields,
	permissions,
} from '../../../shared/access/permissions.ts';
import { type Role, roles } from '../../../shared/access/roles.ts';
import { readPlan } from '../../../shared/document/document.ts';
import { run } from '../../../shared/document/operations/operations.ts';
import { schema } from '../../../shared/document/schema.ts';
import { personId } from '../../../shared/ids.ts';
import { noon, replica } from '../../world/replica.ts';

const eve = personId.parse('eve');
const { doc } = wedding();
const facts = factsOf(doc);
const planFacts = factsOfPlan(readPlan(doc));

/** Eve owns one task and one item, stands on one more of each, and said no to a third. */
function wedding() {
	const made = replica(1);
	made.must('meta.change', { name: 'Mia & Jon', date: '2027-06-12', timeZone: 'Europe/Berlin' });
	for (const role of roles.filter((one) => one !== 'support'))
		made.must('people.create', { id: role, name: role, role });
	made.must('people.create', { id: 'eve', name: 'Eve', role: 'helper' });
	for (const id of ['mine', 'part', 'refused', 'given', 'theirs']) {
		const owner = id === 'mine' ? { owner: 'eve' } : {};
		made.must('tasks.create', { id, title: id, ...owner });
		made.must('timeline.create', { id, title: id, ...owner });
	}
	for (const [kind, root] of [
		['task', 'tasks'],
		['timeline', 'timeline'],
	]) {
		made.must('assignments.create', { id: `${root}-part`, on: `${kind}:part`, person: 'eve' });
		made.must('assignments.create', {
			id: `${root}-refused`,
			on: `${kind}:refused`,
			person: 'eve',
			status: 'declined',
		});
		made.must('assignments.create', { id: `${root}-given`, on: `${kind}:given`, person: 'eve' });
		made.must('assignments.delete', { id: `${root}-given` });
		made.must('assignments.create', { id: `${root}-theirs`, on: `${kind}:theirs`, person: 'vendor' });
	}
	for (const on of ['mine', 'theirs']) {
		for (const person of ['eve', 'vendor']) {
			const author = { person: personId.parse(person), role: 'helper', now: noon } as const;
			const input = { id: `${person}-${on}`, on: `task:${on}`, text: 'Lemon?' };
			expect(run(made.doc, author, { name: 'comments.create', input }).ok).toBe(true);
		}
	}
	return made;
}

type Cases = readonly (readonly [title: string, deed: Deed])[];
/** A line for each deed, a letter for each role in their order: `y` for yes. */
function shown(cases: Cases, raised = false): readonly string[] {
	return cases.map(([title, deed]) => {
		const letters = roles.map((role) => {
			const who = { person: eve, role, raised };
			const answer = may(who, deed, facts);
			expect(may(who, deed, planFacts), `${title}: the plan says the same`).toEqual(answer);
			if (!answer.may) expect(answer.reason).toMatch(/^[A-Z].{20,}\.$/);
			return answer.may ? 'y' : '-';
		});
		return `${letters.join('')} ${title}`;
	});
}
const deed = (root: Deed['root'], record: string, field: string, after?: unknown): Deed => ({
	root,
	record,
	field,
	...(after === undefined ? {} : { after }),
});

// In this order: couple coordinator family party venue vendor helper guest service support.
test.each([
	[
		'tasks',
		[
			['yyy-----y- is created', deed('tasks', 'new', '', { title: 'New' })],
			['yyyyyyy-y- is ticked by its owner', deed('tasks', 'mine', 'status')],
			['yyyyyyy-y- is ticked by who stands on it', deed('tasks', 'part', 'status')],
			['yyyyyyy-y- is proved by its owner', deed('tasks', 'mine', 'evidence')],
			['yyy-----y- is ticked by who said no', deed('tasks', 'refused', 'status')],
			['yyy-----y- is ticked by whose part was taken away', deed('tasks', 'given', 'status')],
			['yyy-----y- is ticked by somebody else', deed('tasks', 'theirs', 'status')],
			['yyy-----y- that is not there is ticked', deed('tasks', 'nowhere', 'status')],
			['yyy-----y- is given another title by its owner', deed('tasks', 'mine', 'title', 'x')],
			['yyy-----y- is given away by its owner', deed('tasks', 'mine', 'owner')],
			['yyy-----y- gets its owner’s note', deed('tasks', 'mine', 'notes')],
			['yyy-----y- is deleted by its owner', deed('tasks', 'mine', 'deletedBy', 'eve')],
			['---------- is deleted in another name', deed('tasks', 'mine', 'deletedBy', 'ada')],
			['---------- comes deleted in another name', deed('tasks', 'new', '', { deletedBy: 'ada' })],
			['yyy-----y- is restored', deed('tasks', 'mine', 'deletedBy')],
		],
	],
	[
		'timeline',
		[
			['yy------y- is created', deed('timeline', 'new', '', { title: 'New' })],
			['yyyyyyy-y- is begun by its owner', deed('timeline', 'mine', 'state')],
			['yyyyyyy-y- gets its real start by its owner', deed('timeline', 'mine', 'actualStart')],
			['yyyyyyy-y- gets its real end by who stands on it', deed('timeline', 'part', 'actualEnd')],
			['yy------y- is begun by who said no', deed('timeline', 'refused', 'state')],
			['yy------y- is begun by somebody else', deed('timeline', 'theirs', 'state')],
			['yy------y- is moved by its owner', deed('timeline', 'mine', 'start')],
			['yy------y- is deleted by its owner', deed('timeline', 'mine', 'deletedAt', 'now')],
		],
	],
	[
		'assignments',
		[
			['yy------y- is made', deed('assignments', 'new', '', { on: 'task:mine', person: 'eve' })],
			['yyyyyyy-y- is accepted', deed('assignments', 'tasks-part', 'status')],
			['yyyyyyy-y- is explained', deed('assignments', 'tasks-part', 'note', 'ill')],
			['yy------y- is passed on', deed('assignments', 'tasks-part', 'person', 'vendor')],
			['yy------y- of somebody else is taken over', deed('assignments', 'tasks-theirs', 'person', 'eve')],
			['yy------y- of somebody else is accepted', deed('assignments', 'tasks-theirs', 'status')],
			['yy------y- is moved to another task', deed('assignments', 'tasks-part', 'on', 'task:theirs')],
		],
	],
	[
		'settings',
		[
			['yy-------- get another date', deed('meta', 'meta', 'date')],
			['yy-------- get another name', deed('meta', 'meta', 'name', 'x')],
			['---------- get another version', deed('meta', 'meta', 'version', 2)],
		],
	],
] satisfies readonly (readonly [string, Cases])[])('%s', (_, cases) => {
	expect(shown(bare(cases))).toEqual(cases.map(([line]) => line));
});

test.each([
	[
		'people',
		[
			['yyyyyyy--- on the own card: the name', deed('people', 'eve', 'name', 'Eva')],
			['yyyyyyy--- on the own card: the colour', deed('people', 'eve', 'colour', '#aabbcc')],
			['yy-------- on the own card: the trade', deed('people', 'eve', 'trade', 'florist')],
			['---------- on the own card: the role, upwards', deed('people', 'eve', 'role', 'couple')],
			['---------- on the own card: the role, downwards', deed('people', 'eve', 'role', 'guest')],
			['---------- on the own card: taken away', deed('people', 'eve', 'role')],
			['---------- remove themselves', deed('people', 'eve', 'deletedAt', 'now')],
			['---------- remove themselves, the other half of it', deed('people', 'eve', 'deletedBy', 'eve')],
			['y--------- on the own card: emergency access', deed('people', 'eve', 'deputy', true)],
			['yy-------- bring in a helper', deed('people', 'new', '', { name: 'X', role: 'helper' })],
			['yy-------- bring in a coordinator', deed('people', 'new', '', { name: 'X', role: 'coordinator' })],
			['y--------- bring in one of the couple', deed('people', 'new', '', { name: 'X', role: 'couple' })],
			['y--------- bring in a service', deed('people', 'new', '', { name: 'X', role: 'service' })],
			['---------- bring in support', deed('people', 'new', '', { name: 'X', role: 'support' })],
			['---------- bring in a king', deed('people', 'new', '', { name: 'X', role: 'king' })],
			['---------- bring in the relay itself', deed('people', 'wedsync-server', '', { role: 'helper' })],
			['y--------- bring in a deputy', deed('people', 'new', '', { role: 'helper', deputy: true })],
			['---------- bring in somebody removed', deed('people', 'new', '', { deletedBy: 'ada' })],
			['yy-------- make a helper a vendor', deed('people', 'helper', 'role', 'vendor')],
			['y--------- make a helper one of the couple', deed('people', 'helper', 'role', 'couple')],
			['y--------- make one of the couple a helper', deed('people', 'couple', 'role', 'helper')],
			['y--------- rename one of the couple', deed('people', 'couple', 'name', 'X')],
			['yy-------- rename a vendor', deed('people', 'vendor', 'name', 'X')],
			['yy-------- remove a vendor', deed('people', 'vendor', 'deletedAt', 'now')],
			['---------- remove a vendor in another name', deed('people', 'vendor', 'deletedBy', 'ada')],
			['y--------- remove one of the couple', deed('people', 'couple', 'deletedAt', 'now')],
			['y--------- remove a service', deed('people', 'service', 'deletedAt', 'now')],
			['y--------- name a deputy', deed('people', 'vendor', 'deputy', true)],
		],
	],
	[
		'comments',
		[
			['yyyyyyy-y- on the own task', comment({ on: 'task:mine', by: 'eve' })],
			['yyyyyyy-y- on the own item', comment({ on: 'timeline:part', by: 'eve' })],
			['yyy-----y- on another task', comment({ on: 'task:theirs', by: 'eve' })],
			['yy------y- on another item', comment({ on: 'timeline:theirs', by: 'eve' })],
			['---------- in another name', comment({ on: 'task:mine', by: 'vendor' })],
			['---------- in nobody’s name', comment({ on: 'task:mine' })],
			['---------- on nothing', comment({ by: 'eve' })],
			['---------- on a person', comment({ on: 'people:eve', by: 'eve' })],
			['---------- deleted by another', comment({ on: 'task:mine', by: 'eve', deletedBy: 'vendor' })],
			['yyyyyyy-y- changed by its author', deed('comments', 'eve-mine', 'text', 'x')],
			['yyy-----y- changed by its author, elsewhere', deed('comments', 'eve-theirs', 'text', 'x')],
			['---------- put elsewhere by its author', deed('comments', 'eve-mine', 'on', 'task:theirs')],
			['---------- given away by its author', deed('comments', 'eve-mine', 'by', 'vendor')],
			['---------- backdated by its author', deed('comments', 'eve-mine', 'at', 'then')],
			['yyyyyyy-y- deleted by its author', deed('comments', 'eve-mine', 'deletedBy', 'eve')],
			['---------- deleted in another name', deed('comments', 'eve-mine', 'deletedBy', 'vendor')],
			['---------- changed by another', deed('comments', 'vendor-mine', 'text', 'x')],
			['yy-------- deleted by another', deed('comments', 'vendor-mine', 'deletedBy', 'eve')],
			['yy-------- deleted by another, elsewhere', deed('comments', 'vendor-theirs', 'deletedAt', 'now')],
		],
	],
] satisfies readonly (readonly [string, Cases])[])('%s', (_, cases) => {
	expect(shown(bare(cases))).toEqual(cases.map(([line]) => line));
});

function comment(after: object): Deed {
	return deed('comments', 'new', '', { text: 'Lemon?', ...after });
}
const bare = (cases: Cases): Cases => cases.map(([line, one]) => [line.slice(roles.length + 1), one]);

describe('in emergency access', () => {
	test('one acts on the plan as the couple could, on its people and the private sections as before', () => {
		const cases: Cases = [
			['yyyyyyy-yy another task is ticked', deed('tasks', 'theirs', 'status')],
			['yyyyyyy-yy an item is made', deed('timeline', 'new', '', { title: 'New' })],
			['yyyyyyy-yy the place is changed', deed('meta', 'meta', 'place')],
			['yy-------- the day is moved, and with it the end', deed('meta', 'meta', 'date')],
			['yy-------- the time zone is changed', deed('meta', 'meta', 'timeZone', 'UTC')],
			['---------- the version is changed', deed('meta', 'meta', 'version', 2)],
			['---------- in another name', deed('tasks', 'theirs', 'deletedBy', 'ada')],
			['yy-------- somebody is brought in', deed('people', 'new', '', { role: 'helper' })],
			['---------- the own role', deed('people', 'eve', 'role', 'couple')],
			["---------- somebody's comment is changed", deed('comments', 'vendor-mine', 'text', 'x')],
			["yy-------- somebody's comment is deleted", deed('comments', 'vendor-mine', 'deletedAt', 'x')],
			['yyyyyyy-yy something is said', comment({ on: 'task:theirs', by: 'eve' })],
		];
		expect(shown(bare(cases), true)).toEqual(cases.map(([line]) => line));
	});

	test('it reaches the categories of the day and no other', () => {
		expect(emergencyCategories).toEqual(['tasks', 'timeline', 'assignments', 'alerts', 'settings']);
	});

	test('no level falls, none rises from nothing, and only in the categories of the day', () => {
		for (const role of roles) {
			for (const category of categories) {
				const [usual, raised] = [levelOf({ role }, category), levelOf({ role, raised: true }, category)];
				expect(levels.indexOf(raised)).toBeGreaterThanOrEqual(levels.indexOf(usual));
				if (usual === 'none' || !emergencyCategories.includes(category)) expect(raised).toBe(usual);
			}
		}
	});
});

describe('the table', () => {
	test('every role reads all four categories of the plan or none of them', () => {
		const reads = (role: Role) =>
			(['tasks', 'timeline', 'assignments', 'people'] as const).map(
				(category) => permissions[role].levels[category] !== 'none',
			);
		const plans = roles.map((role) => [role, new Set(reads(role)).size]);
		expect(plans).toEqual(roles.map((role) => [role, 1]));
		expect(roles.filter((role) => !mayRead({ role }, 'plan'))).toEqual(['guest']);
	});

	test('every role has its reason, and what is own in it is a field of the schema', () => {
		for (const role of roles) expect(permissions[role].why).toMatch(/^[A-Z].{20,}\.$/);
		for (const root of ['tasks', 'timeline', 'assignments', 'people'] as const)
			for (const field of ownFields[root]) expect(Object.keys(schema[root])).toContain(field);
	});

	test('who may write anything at all', () => {
		const writers = (raised: boolean) =>
			roles.filter((role) => mayWriteIn({ role, raised }, ['meta', 'people', 'tasks', 'comments']));
		expect([
			roles.filter((role) => !writers(false).includes(role)),
			writers(true).includes('support'),
		]).toEqual([['guest', 'support'], true]);
	});
});
