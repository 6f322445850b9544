import { describe, expect, it } from 'vitest';
import { changesAsked } from '../../../server/room/asking.ts';
import type { Change } from '../../../shared/document/change.ts';
import { readPlan } from '../../../shared/document/document.ts';
import { operations as known } from '../../../shared/document/operations/operations.ts';
import type { Operation } from '../../../shared/document/operations/operation.ts';
import { createHouse } from '../../world/house.ts';
import { replica } from '../../world/replica.ts';

const change = (root: string, record: string, field: string, after?: unknown, before?: unknown) =>
	({
		root,
		record,
		field,
		...(after !== undefined && { after }),
		...(before !== undefined && { before }),
	}) as Change;
const small = change('tasks', 'cake', 'title', 'The cakes', 'The cake');
const asked = (...operations: Operation[]) => changesAsked({ operations, changes: [small] }, undefined);
const operation = (name: string, input: object): Operation => ({ name, input });

describe('[SG11] what a suggestion shows is what it does:', () => {
	it('nobody is made coordinator by whoever accepts a new title', async () => {
		const house = createHouse();
		const { ask, wedding } = await house.wedding('couple');
		const at = `/api/weddings/${wedding}`;
		const body = { wedding, name: 'Mo', role: 'helper' };
		const mo = (await house.asOperator('POST', '/api/tokens', { body })).body;
		const rise = operation('people.change', { id: mo.person, role: 'coordinator' });
		const rename = operation('tasks.change', { id: 'cake', title: 'The cakes' });
		const wish = { id: 's1', operations: [rename, rise], changes: [small] };
		await house.as(mo.token)('POST', `${at}/suggestions`, { body: wish });
		expect((await ask('GET', `${at}/suggestions`)).body.suggestions[0].changes).toEqual([
			small,
			change('people', mo.person, 'role', 'coordinator'),
		]);
	});

	it('what is said beside the operations is not shown, nor another value than theirs', () => {
		const theft = operation('people.delete', { id: 'jonas' });
		expect(asked(theft)).toEqual([change('people', 'jonas', 'deletedAt', true)]);
		expect(asked(operation('tasks.change', { id: 'cake', title: 'None', due: null }))).toEqual([
			change('tasks', 'cake', 'title', 'None', 'The cake'),
			change('tasks', 'cake', 'due', null),
		]);
	});

	it('the last of several counts, and the first says what it was', () => {
		const [one, two] = ['One', 'Two'].map((title) => operation('tasks.change', { id: 'cake', title }));
		if (one === undefined || two === undefined) throw new Error('two of them');
		expect(asked(one, two)).toEqual([change('tasks', 'cake', 'title', 'Two', 'The cake')]);
	});

	it.each<[Operation, readonly Change[]]>([
		[
			operation('tasks.create', { id: 'band', title: 'Band', notes: 'Loud' }),
			[
				change('tasks', 'band', '', true),
				change('tasks', 'band', 'title', 'Band'),
				change('tasks', 'band', 'notes', 'Loud'),
			],
		],
		[operation('tasks.restore', { id: 'band' }), [change('tasks', 'band', 'deletedAt')]],
		[operation('tasks.setNotes', { id: 'band', text: 'Soft' }), [change('tasks', 'band', 'notes', 'Soft')]],
		[operation('items.setText', { id: 'vow', text: 'I do' }), [change('items', 'vow', 'text', 'I do')]],
		[
			operation('tasks.resolve', { id: 'band', field: 'owner', value: 'mo' }),
			[change('tasks', 'band', 'owner', 'mo')],
		],
		[
			operation('meta.resolve', { field: 'date', value: '2027-06-13' }),
			[change('meta', 'meta', 'date', '2027-06-13')],
		],
		[operation('meta.change', { name: 'Ours' }), [change('meta', 'meta', 'name', 'Ours')]],
		[operation('items.move', { id: 'vow', after: null }), [change('items', 'vow', 'order')]],
		[
			operation('timeline.arrange', {
				items: [
					{ id: 'toast', start: null },
					{ id: 'dance', minutes: 5 },
				],
			}),
			[change('timeline', 'toast', 'start', null), change('timeline', 'dance', 'minutes', 5)],
		],
		[operation('timeline.shift', { id: 'toast', minutes: 5 }), [change('timeline', 'toast', 'start')]],
		[operation('tasks.change', { id: 'no id!', title: 'x' }), []],
	])('%j', (one, expected) => {
		expect(asked(one)).toEqual(expected);
	});

	it('a shift shows everything that it would move', () => {
		const { doc, must } = replica(1);
		must('meta.change', { name: 'Us', date: '2027-06-12', timeZone: 'UTC' });
		const item = { kind: 'flexible', minutes: 30 };
		must('timeline.create', { id: 'toast', title: 'Toast', start: '2027-06-12T14:00', ...item });
		must('timeline.create', {
			id: 'dance',
			title: 'Dance',
			start: '2027-06-12T15:00',
			after: 'toast',
			...item,
		});
		const operations = [operation('timeline.shift', { id: 'toast', minutes: 60 })];
		const lie = change('timeline', 'toast', 'start', '2027-06-12T14:05');
		expect(changesAsked({ operations, changes: [lie] }, readPlan(doc))).toEqual([
			change('timeline', 'toast', 'start', '2027-06-12T15:00'),
			change('timeline', 'dance', 'start', '2027-06-12T16:00'),
		]);
	});

	it('of every operation there is, something is shown', () => {
		const input = {
			id: 'x',
			minutes: 5,
			after: null,
			text: '',
			field: 'f',
			value: 1,
			items: [{ id: 'x', start: '' }],
		};
		for (const name of Object.keys(known))
			expect([name, asked({ name, input }).length > 0]).toEqual([name, true]);
	});

	it('without operations its maker’s word stands', () => {
		expect(changesAsked({ operations: [], changes: [small] }, undefined)).toEqual([small]);
	});
});
