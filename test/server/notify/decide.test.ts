/** Who is told of what: example by example. */
import { describe, expect, it } from 'vitest';
import { rules, silent } from '../../../server/notify/rules.ts';
import { eventTypes, type WeddingEvent } from '../../../shared/events/event.ts';
import { recordId } from '../../../shared/ids.ts';
import {
	decided,
	event,
	type Given,
	type Happening,
	moved,
	noon,
	opened,
	person,
	status,
	told,
	usualPlan,
	whyOf,
} from '../../world/telling.ts';

describe('who is told', () => {
	it('[DC2] every type of event tells somebody, or says why it does not', () => {
		for (const type of eventTypes)
			expect([type, rules[type] !== undefined, silent[type] !== undefined]).toEqual([
				type,
				rules[type] !== undefined,
				rules[type] === undefined,
			]);
	});

	const onTask = (type: Happening['type'], by: Happening['by'], after = {}): WeddingEvent =>
		event({ type, by, on: ['task', 'arch'], after });
	const cases: readonly (readonly [string, WeddingEvent, readonly string[], Given?])[] = [
		['what is theirs now', onTask('task.assigned', 'priya', { owner: 'wren' }), ['wren task-assigned']],
		[
			'a task that is done: couple, coordinator, and whose task can begin',
			onTask('task.completed', 'wren', { status: 'done' }),
			['amara task-completed', 'hazel task-unblocked', 'priya task-completed', 'theo task-completed'],
		],
		[
			'a task that is stuck: along the whole chain of what waits for it',
			onTask('task.updated', 'wren', { status: 'blocked' }),
			[
				'amara task-blocked',
				'hazel task-blocked',
				'marcus task-blocked',
				'priya task-blocked',
				'theo task-blocked',
			],
		],
		[
			'an item that moved: couple, coordinator and whom it concerns',
			moved('priya', 'portraits', '2027-06-12T16:00', '2027-06-12T16:30'),
			['amara timeline-moved', 'marcus timeline-moved', 'theo timeline-moved'],
		],
		[
			'an answer: couple and coordinator',
			event({ type: 'rsvp.changed', by: 'ruth', on: ['guest', 'g1'], after: { rsvp: 'yes' } }),
			['amara rsvp', 'priya rsvp', 'theo rsvp'],
		],
		[
			'a seat: the venue, and the caterer',
			event({ type: 'seating.changed', by: 'amara', on: ['guest', 'g1'], after: { table: 't1' } }),
			['hazel seating', 'lucia seating'],
		],
		[
			'a payment: the couple, and whom they have chosen',
			event({ type: 'payment.received', by: 'amara', on: ['budget', 'b1'], after: { paid: 100 } }),
			['theo payment', 'wren payment'],
			{ policy: { payees: [person('wren')] } },
		],
		[
			'somebody new: couple and coordinator, not the new one',
			event({ type: 'person.joined', by: 'robot', on: ['person', 'theo'], after: { name: 'Theo' } }),
			['amara person-joined', 'priya person-joined'],
		],
		[
			'another date: everybody, guests too',
			event({
				type: 'wedding.date-changed',
				by: 'amara',
				on: ['wedding', 'meta'],
				before: { date: '2027-06-12' },
				after: { date: '2027-06-19' },
			}),
			['edith', 'hazel', 'lucia', 'marcus', 'priya', 'ruth', 'theo', 'wren'].map(
				(who) => `${who} date-changed`,
			),
		],
		[
			'a call for help: everybody but who calls',
			event({
				type: 'alert.raised',
				by: 'wren',
				on: ['alert', 'a1'],
				after: { text: 'The arch falls', urgency: 'emergency' },
			}),
			['amara', 'edith', 'hazel', 'lucia', 'marcus', 'priya', 'ruth', 'theo'].map(
				(who) => `${who} emergency`,
			),
		],
		[
			'a word to some of them: those',
			event({
				type: 'alert.raised',
				by: 'priya',
				on: ['alert', 'a1'],
				after: {
					text: 'Photographs now',
					urgency: 'high',
					to: { trades: ['photographer'], people: ['ruth'] },
				},
			}),
			['marcus announcement', 'ruth announcement'],
		],
		[
			'a suggestion: those who may decide it',
			event({
				type: 'suggestion.made',
				by: 'wren',
				on: ['timeline', 'portraits'],
				after: { suggestion: 's1', kind: 'suggested' },
			}),
			['amara suggestion-made', 'priya suggestion-made', 'theo suggestion-made'],
		],
		[
			'what became of it: its maker',
			event({
				type: 'suggestion.decided',
				by: 'priya',
				on: ['timeline', 'portraits'],
				after: { suggestion: 's1', state: 'accepted' },
			}),
			['wren suggestion-decided'],
			{ rest: { suggestions: new Map([['s1', { by: person('wren') }]]) } },
		],
		[
			'a refused edit: its author, who was not there',
			event({ type: 'edit.refused', by: 'wren', on: ['task', 'arch'], after: { reason: 'No.' } }),
			['wren edit-refused'],
		],
		[
			'a refused edit: nobody, if its author looks at it',
			event({ type: 'edit.refused', by: 'wren', on: ['task', 'arch'], after: { isLooking: true } }),
			[],
		],
		[
			'somebody missing: who looks for them, and they themselves',
			event({
				type: 'presence.missing',
				by: 'wedsync',
				on: ['person', 'marcus'],
				after: { item: 'portraits', level: 0 },
			}),
			['amara', 'marcus', 'priya', 'theo'].map((who) => `${who} person-missing`),
		],
		[
			'a task that is late a second time: the first who is asked when nobody reacts',
			onTask('task.overdue', 'wedsync', { due: '2027-03-09T12:00', level: 1 }),
			['priya task-escalated', 'wren task-overdue'],
		],
		[
			'and a third time: the next',
			onTask('task.overdue', 'wedsync', { due: '2027-03-09T12:00', level: 2 }),
			['amara task-escalated', 'priya task-overdue', 'theo task-escalated', 'wren task-overdue'],
		],
	];
	for (const [what, happened, expected, given] of cases) {
		it(`[DC2] hears of ${what}`, () => {
			expect(told(decided(happened, given))).toEqual(expected);
		});
	}

	it('[DC2] a comment is told to those it concerns; who is named in it is told of that, once', () => {
		const comment = {
			id: recordId.parse('c1'),
			on: 'task:arch',
			by: person('priya'),
			text: 'Is it here, @Marcus?',
			mentions: [person('marcus')],
			at: '2027-03-10T11:00:00Z',
		};
		const before = { ...comment, id: recordId.parse('c0'), by: person('marcus'), mentions: [] };
		const on = ['comment', 'c1'] as const;
		const events = [
			event({ type: 'comment.added', by: 'priya', on, after: { ...comment } }),
			event({ type: 'comment.mentioned', by: 'priya', on, after: { mentions: ['marcus'] } }),
		];
		const given = { plan: { comments: [before, comment] } };
		expect(told(decided(events, given))).toEqual(['marcus mentioned', 'wren comment-added']);
	});

	it('[DC3] nobody hears of their own act, and of what they may not read nobody does; both can be asked for', () => {
		const own = decided(status('priya', 'todo', 'done', { by: 'priya' }));
		expect(told(own)).not.toContain('priya task-completed');
		expect(whyOf(own, 'priya')).toEqual([['not-told', 'own-act']]);
		const hidden = decided(
			event({
				type: 'suggestion.made',
				by: 'wren',
				on: ['budget', 'b1'],
				after: { suggestion: 's1' },
			}),
			{ reach: { priya: { role: 'family' } } },
		);
		expect(told(hidden)).toEqual(['amara suggestion-made', 'theo suggestion-made']);
	});

	it('[DC3] whoever is named in a comment on what they may not see is not told of it', () => {
		const happened = event({
			type: 'comment.mentioned',
			by: 'priya',
			on: ['comment', 'c1'],
			after: { mentions: ['edith', 'wren', 'robot'] },
		});
		const made = decided(happened);
		expect(told(made)).toEqual(['wren mentioned']);
		expect(whyOf(made, 'edith')).toEqual([['not-told', 'not-allowed']]);
		expect(whyOf(made, 'robot')).toEqual([['not-told', 'service']]);
	});

	it('[DC3] the caterer hears of seats without the guest’s name', () => {
		const happened = event({
			type: 'seating.changed',
			by: 'amara',
			on: ['guest', 'g1'],
			after: { table: 't1' },
		});
		const guests = {
			guests: [{ id: recordId.parse('g1'), name: 'Aunt Vera' }],
			tables: [{ id: recordId.parse('t1'), name: 'Oak' }],
			conflicts: [],
		};
		const { notices } = decided(happened, { rest: { guests } });
		const factsOf = (who: string) => notices.find((one) => one.person === who)?.facts;
		expect(factsOf('hazel')).toMatchObject({ person: { name: 'Aunt Vera' }, after: 'Oak' });
		expect(JSON.stringify(factsOf('lucia'))).not.toContain('Vera');
		expect(factsOf('lucia')).toMatchObject({ after: 'Oak' });
	});

	it('[DC3] a payee hears of a line that names one of the plan’s people only if it names them', () => {
		const budget = {
			lines: [{ id: recordId.parse('b1'), title: 'Flowers', vendor: 'wren', paid: 100 }],
			conflicts: [],
		};
		const happened = event({
			type: 'payment.received',
			by: 'amara',
			on: ['budget', 'b1'],
			after: { paid: 100 },
		});
		const policy = { payees: [person('wren'), person('marcus')] };
		expect(told(decided(happened, { policy, rest: { budget } }))).toEqual(['theo payment', 'wren payment']);
	});

	it('[DC3] who lost a conflict is told who won and why, also if they wrote last', () => {
		const candidate = (client: number, value: string, role: string, winning: boolean) =>
			({ client, value, role, hlc: 1, winning }) as never;
		const by = { client: 1, role: 'couple', hlc: 1 } as never;
		const conflict = {
			root: 'tasks' as const,
			record: recordId.parse('arch'),
			field: 'owner',
			value: 'hazel',
			by,
			candidates: [candidate(1, 'hazel', 'couple', true), candidate(2, 'wren', 'vendor', false)],
		};
		const happened = event({
			type: 'conflict.opened',
			by: 'wren',
			on: ['task', 'arch'],
			before: { owner: 'hazel' },
			after: { owner: 'hazel' },
		});
		const writers = new Map([
			[1, person('amara')],
			[2, person('wren')],
		]);
		const { notices } = decided(happened, { plan: { conflicts: [conflict] }, rest: { writers } });
		expect(notices.map(({ person: who, kind, facts }) => ({ who, kind, facts }))).toEqual([
			{
				who: 'wren',
				kind: 'conflict-lost',
				facts: {
					wedding: { name: 'Amara & Theo', date: '2027-06-12', timeZone: 'Europe/Berlin' },
					actor: { person: 'wren', name: 'Wren', role: 'vendor' },
					record: { kind: 'task', id: 'arch', title: 'The arch' },
					field: 'owner',
					before: 'Wren',
					after: 'Hazel',
					person: { id: 'amara', name: 'Amara' },
					text: 'couple',
				},
			},
		]);
	});

	it('[DC4] a completed task shows its photo, and one that comes a moment later', () => {
		const photo = 'f'.repeat(64);
		const [arch, ...others] = usualPlan().tasks;
		const plan = {
			tasks: [{ ...arch, status: 'done', evidence: [photo] } as typeof arch, ...others] as never,
		};
		const first = decided(status('wren', 'todo', 'done'));
		expect(first.notices[0]?.facts.photo).toBe(undefined);
		const proof = event({
			type: 'task.updated',
			by: 'wren',
			on: ['task', 'arch'],
			before: { evidence: [] },
			after: { evidence: [photo] },
		});
		const then = decided(proof, { plan, now: noon + 1_000 }, { open: opened(first), outward: [] });
		expect(then.notices.map(({ kind, facts }) => [kind, facts.photo])).toEqual([
			['task-completed', photo],
			['task-completed', photo],
			['task-completed', photo],
			['task-unblocked', photo],
		]);
		expect(then.ended.map(({ state }) => state)).toEqual(['replaced', 'replaced', 'replaced', 'replaced']);
		const both = decided(status('wren', 'todo', 'done'), { plan });
		expect(both.notices[0]?.facts.photo).toBe(photo);
	});
});
