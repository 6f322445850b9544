/** What is told as one, how and when: example by example. */
import { describe, expect, it } from 'vitest';
import { headline } from '../../../server/notify/templates/render.ts';
import type { NewNotice } from '../../../server/store/notices.ts';
import type { WeddingEvent } from '../../../shared/events/event.ts';
import { recordId } from '../../../shared/ids.ts';
import {
	decided,
	event,
	type Given,
	moved,
	noon,
	opened,
	person,
	status,
	told,
	usualPlan,
	ways,
	whyOf,
} from '../../world/telling.ts';

const inWords = ({ kind, facts }: NewNotice) =>
	headline(kind, facts, { language: 'en', timeZone: 'Europe/Berlin' });

describe('what is told as one', () => {
	it('[DC5] done and undone before anybody was told is told to nobody, in one run or in two', () => {
		const [done, undone] = [status('wren', 'todo', 'done'), status('wren', 'done', 'todo')];
		const atOnce = decided([done, undone]);
		expect([atOnce.notices, atOnce.deliveries, atOnce.ended]).toEqual([[], [], []]);
		const first = decided(done);
		const then = decided(undone, { now: noon + 2_000 }, { open: opened(first), outward: [] });
		expect([then.notices, then.deliveries]).toEqual([[], []]);
		expect(then.ended).toEqual(first.notices.map(({ id }) => ({ notice: id, state: 'withdrawn' })));
		expect(whyOf(then, 'amara')).toEqual([['not-told', 'undone']]);
	});

	it('[DC14] an event that comes again changes nothing of what came of it', () => {
		for (const happened of [
			status('wren', 'todo', 'done'),
			moved('priya', 'portraits', '2027-06-12T16:00', '2027-06-12T16:30'),
		]) {
			const first = decided(happened);
			const again = decided(happened, { now: noon + 1_000 }, { open: opened(first), outward: [] });
			expect(first.notices.length).toBeGreaterThan(2);
			expect([again.notices, again.deliveries, again.ended]).toEqual([[], [], []]);
		}
	});

	it('[DC5] what was told, or seen in the inbox, is told to be undone', () => {
		const first = decided(status('wren', 'todo', 'done'));
		const late = decided(
			status('wren', 'done', 'todo'),
			{ now: noon + 60_000 },
			{ open: opened(first), outward: [] },
		);
		expect(told(late)).toContain('amara task-reopened');
		const seen = opened(first).map((one) => ({ ...one, seenAt: noon + 1_000 }));
		const soon = decided(status('wren', 'done', 'todo'), { now: noon + 2_000 }, { open: seen, outward: [] });
		expect(told(soon)).toContain('amara task-reopened');
	});

	it('[DC5] a time that is moved three times is told once, from what it was to what it is', () => {
		const times = ['16:00', '16:15', '16:45', '17:00'].map((time) => `2027-06-12T${time}`);
		const events = times
			.slice(1)
			.map((after, index) => moved('priya', 'portraits', times[index] ?? '', after));
		const { notices } = decided(events);
		expect(notices.map(({ person: who, facts }) => [who, facts.before, facts.after])).toEqual([
			['amara', '2027-06-12T16:00', '2027-06-12T17:00'],
			['theo', '2027-06-12T16:00', '2027-06-12T17:00'],
			['marcus', '2027-06-12T16:00', '2027-06-12T17:00'],
		]);
	});

	it('[DC5] of items that are moved one by one everybody hears together, and of their own', () => {
		const events = [
			moved('priya', 'portraits', '2027-06-12T16:00', '2027-06-12T16:30'),
			moved('priya', 'dinner', '2027-06-12T18:00', '2027-06-12T18:30'),
		];
		const { notices } = decided(events);
		const items = (who: string) => {
			const one = notices.find((notice) => notice.person === who);
			return [one?.kind, one?.facts.items?.map(({ title }) => title) ?? one?.facts.record?.title];
		};
		expect(items('amara')).toEqual(['timeline-shifted', ['The portraits', 'The dinner']]);
		expect(items('marcus')).toEqual(['timeline-moved', 'The portraits']);
		expect(items('lucia')).toEqual(['timeline-moved', 'The dinner']);
		expect(notices.length).toBe(4);
	});

	it('[DC5] who moves one item themselves still hears of the others, told or not', () => {
		const portraits = moved('priya', 'portraits', '2027-06-12T16:00', '2027-06-12T16:30');
		const first = decided(portraits);
		const dinner = moved('theo', 'dinner', '2027-06-12T18:00', '2027-06-12T19:00');
		const endedOf = (who: string, { ended }: ReturnType<typeof decided>) => {
			const own = first.notices.find((notice) => notice.person === who);
			return ended.filter(({ notice }) => notice === own?.id).map(({ state }) => state);
		};
		const soon = decided(dinner, { now: noon + 2_000 }, { open: opened(first), outward: [] });
		expect([endedOf('theo', soon), endedOf('amara', soon)]).toEqual([[], ['replaced']]);
		expect(whyOf(soon, 'theo')).toEqual([['not-told', 'own-act']]);
		const late = decided(dinner, { now: noon + 60_000 }, { open: opened(first), outward: [] });
		expect([late.ended, told(late)]).toEqual([
			[],
			['amara timeline-moved', 'lucia timeline-moved', 'priya timeline-moved'],
		]);
		const both = decided([portraits, moved('priya', 'dinner', '2027-06-12T18:00', '2027-06-12T18:30')]);
		const again = decided(
			moved('theo', 'dinner', '2027-06-12T18:30', '2027-06-12T19:00'),
			{ now: noon + 2_000 },
			{ open: opened(both), outward: [] },
		);
		const theos = again.notices.find((notice) => notice.person === 'theo');
		expect([theos?.kind, theos?.facts.record?.id, theos?.facts.actor?.name, theos?.facts.after]).toEqual([
			'timeline-moved',
			'portraits',
			'Priya',
			'2027-06-12T16:30',
		]);
	});

	it('[DC5] of an item that is deleted nobody hears any more that it moved, and of the others they do', () => {
		const events = [
			moved('priya', 'portraits', '2027-06-12T16:00', '2027-06-12T16:30'),
			moved('priya', 'dinner', '2027-06-12T18:00', '2027-06-12T18:30'),
		];
		const gone = event({ type: 'timeline.deleted', by: 'theo', on: ['timeline', 'dinner'] });
		const timeline = usualPlan().timeline.filter(({ id }) => id !== 'dinner');
		for (const { notices } of [
			decided([...events, gone], { plan: { timeline } }),
			decided(
				gone,
				{ plan: { timeline }, now: noon + 2_000 },
				{ open: opened(decided(events)), outward: [] },
			),
		]) {
			// The photographer was to hear of the portraits alone, and still is.
			const shown = notices
				.filter((notice) => notice.person !== 'marcus')
				.map((notice) => [notice.person, inWords(notice)]);
			expect(shown).toEqual(
				['amara', 'theo'].map((who) => [who, expect.stringMatching(/^“The portraits” is now at 16:30/)]),
			);
		}
		const one = decided(events[1] ?? [], {});
		const alone = decided(
			gone,
			{ plan: { timeline }, now: noon + 2_000 },
			{ open: opened(one), outward: [] },
		);
		expect(alone.ended).toEqual(one.notices.map(({ id }) => ({ notice: id, state: 'withdrawn' })));
	});

	it('[DC5] a shift of everything that is shifted back is told to nobody', () => {
		const list = (portraits: string, dinner: string) => ({
			items: [
				{ id: 'portraits', start: `2027-06-12T${portraits}` },
				{ id: 'dinner', start: `2027-06-12T${dinner}` },
			],
		});
		const shift = (before: object, after: object) =>
			event({
				type: 'timeline.shifted',
				by: 'priya',
				on: ['timeline', 'portraits'],
				before: before as never,
				after: after as never,
				fields: ['start'],
			});
		const one = shift(list('16:00', '18:00'), list('16:30', '18:30'));
		const back = shift(list('16:30', '18:30'), list('16:00', '18:00'));
		expect(decided([one, back]).notices).toEqual([]);
		expect(decided([one]).notices.map(({ kind, facts }) => [kind, facts.minutes])).toEqual([
			['timeline-shifted', 30],
			['timeline-shifted', 30],
			['timeline-moved', 30],
			['timeline-moved', 30],
		]);
	});

	it('[DC5] somebody else’s task: who had it for a moment hears nothing, who has it hears', () => {
		const give = (before: string | undefined, after: string) =>
			event({
				type: 'task.assigned',
				by: 'priya',
				on: ['task', 'arch'],
				before: before === undefined ? {} : { owner: before },
				after: { owner: after },
			});
		expect(told(decided([give(undefined, 'hazel'), give('hazel', 'wren')]))).toEqual(['wren task-assigned']);
	});

	it('[DC5] what is deleted or done ends what was to be told of it', () => {
		const due = event({
			type: 'task.due-soon',
			by: 'wedsync',
			on: ['task', 'arch'],
			after: { due: '2027-03-11T12:00' },
		});
		const first = decided(due);
		expect(told(first)).toEqual(['wren task-due-soon']);
		const done = decided(
			status('wren', 'todo', 'done'),
			{ now: noon + 3_600_000 },
			{ open: opened(first), outward: [] },
		);
		expect(done.ended).toEqual([{ notice: first.notices[0]?.id, state: 'withdrawn' }]);
		const gone = decided([
			status('wren', 'todo', 'done'),
			event({ type: 'task.deleted', by: 'priya', on: ['task', 'arch'] }),
		]);
		expect(gone.notices).toEqual([]);
	});

	it('[DC5] what was taken back because it was deleted is told when it is restored', () => {
		const on = ['task', 'arch'] as const;
		const theirs = event({ type: 'task.assigned', by: 'priya', on, after: { owner: 'wren' } });
		const back = event({
			type: 'task.restored',
			by: 'priya',
			on,
			before: { deletedAt: 'then', deletedBy: 'priya' },
		});
		const all = decided([theirs, event({ type: 'task.deleted', by: 'priya', on }), back]);
		expect(told(all)).toEqual(['wren task-assigned']);
		expect(all.notices.map(inWords)).toEqual(['“The arch” is yours now']);
		const tasks = usualPlan().tasks.map((task) => ({ ...task, status: 'done' as const }));
		expect(told(decided(back, { plan: { tasks } }))).toEqual([]);

		const as1 = { id: recordId.parse('as1'), on: 'timeline:dinner', person: person('wren') };
		const again = event({
			type: 'assignment.restored',
			by: 'priya',
			on: ['assignment', 'as1'],
			before: { deletedAt: 'then' },
		});
		const toldOf = (state: 'asked' | 'accepted') =>
			decided(again, { plan: { assignments: [{ ...as1, status: state }] } }).notices.map(inWords);
		expect([toldOf('asked'), toldOf('accepted')]).toEqual([['Can you take on “The dinner”?'], []]);
	});

	it('[DC5] whoever answers has nothing left to be asked', () => {
		const assignment = {
			id: recordId.parse('as1'),
			on: 'timeline:dinner',
			person: person('wren'),
			status: 'accepted' as const,
		};
		const plan = { assignments: [assignment] };
		const on = ['assignment', 'as1'] as const;
		const after = { on: 'timeline:dinner', person: 'wren', status: 'asked' };
		const asked = decided(event({ type: 'assignment.asked', by: 'priya', on, after }), { plan });
		expect(told(asked)).toEqual(['wren assignment-asked']);
		expect(asked.notices.map(inWords)).toEqual(['Can you take on “The dinner”?']);
		const answer = event({
			type: 'assignment.accepted',
			by: 'wren',
			on,
			before: { status: 'asked' },
			after: { status: 'accepted' },
		});
		const then = decided(answer, { plan, now: noon + 60_000 }, { open: opened(asked), outward: [] });
		expect(then.ended).toEqual([{ notice: asked.notices[0]?.id, state: 'replaced' }]);
		expect(told(then)).toEqual([
			'amara assignment-accepted',
			'lucia assignment-accepted',
			'priya assignment-accepted',
			'theo assignment-accepted',
		]);
	});
});

describe('how and when', () => {
	const emergency = event({
		type: 'alert.raised',
		by: 'wren',
		on: ['alert', 'a1'],
		after: { text: 'Help', urgency: 'help' },
	});

	it('[DC6] an emergency: at once, a text to who has not seen it, calls one after the other while nobody has it', () => {
		const made = decided(emergency);
		expect(ways(made, 'priya')).toEqual([
			['push', noon],
			['email', noon],
			['sms', noon + 60_000, 'seen'],
			['voice', noon + 90_000, 'acked'],
		]);
		expect(ways(made, 'amara').at(-1)).toEqual(['voice', noon + 120_000, 'acked']);
		expect(ways(made, 'ruth').map(([channel]) => channel)).toEqual(['push', 'email', 'sms']);
		expect(made.deliveries.every(({ lane }) => lane === 'emergency')).toBe(true);
	});

	it('[DC6] who is called, and how soon, is the wedding’s to say', () => {
		const policy = { contacts: [person('ruth'), person('priya')], escalateAfter: [10, 5, 5] };
		const made = decided(emergency, { policy });
		expect(ways(made, 'ruth').slice(2)).toEqual([
			['sms', noon + 10_000, 'seen'],
			['voice', noon + 15_000, 'acked'],
		]);
		expect(ways(made, 'priya').at(-1)).toEqual(['voice', noon + 20_000, 'acked']);
		expect(ways(made, 'amara').map(([channel]) => channel)).toEqual(['push', 'email', 'sms']);
	});

	it('[DC6] who calls for help is not called, nor is who is missing', () => {
		const made = decided({ ...emergency, actor: { person: person('priya'), role: 'coordinator' } });
		expect(ways(made, 'amara').at(-1)).toEqual(['voice', noon + 90_000, 'acked']);
		const missing = event({ type: 'presence.missing', by: 'wedsync', on: ['person', 'priya'], after: {} });
		const looked = decided(missing).notices.map(({ person: who, visibleAt }) => [who, visibleAt]);
		expect(looked).toEqual([
			['priya', noon],
			['amara', noon],
			['theo', noon],
		]);
	});

	it('[DC6] with none of the chosen contacts left, those who are usually asked are', () => {
		const called = (contacts: readonly string[], happened = emergency) => {
			const policy = { contacts: contacts.map((name) => person(name)) };
			const { deliveries } = decided(happened, { policy });
			return deliveries
				.filter(({ channel, to }) => channel === 'voice' && to.kind === 'person')
				.map(({ to, dueAt }) => [to.kind === 'person' && to.person, dueAt - noon]);
		};
		const usual = called([]);
		expect(usual.length).toBeGreaterThan(1);
		expect(called(['somebody-who-left'])).toEqual(usual);
		expect(called([emergency.actor.person])).toEqual(usual);
		expect(called(['hazel'])).toEqual([['hazel', 90_000]]);
		const late = event({ type: 'task.overdue', by: 'wedsync', on: ['task', 'arch'], after: { level: 1 } });
		const escalated = decided(late, { policy: { contacts: [person('somebody-who-left')] } });
		expect(told(escalated)).toContain('priya task-escalated');
	});

	it('[DC6] who has one way only is told by it at once, with no condition', () => {
		const only = { agreed: ['sms'] as const };
		expect(ways(decided(emergency, { reach: { ruth: only } }), 'ruth')).toEqual([['sms', noon]]);
		expect(ways(decided(emergency, { reach: { priya: { agreed: ['voice'] } } }), 'priya')).toEqual([
			['voice', noon],
		]);
	});

	it('[DC6] somebody missing: the coordinator first, the couple when she does not react', () => {
		const missing = event({
			type: 'presence.missing',
			by: 'wedsync',
			on: ['person', 'marcus'],
			after: { item: 'portraits', minutes: 30 },
		});
		const made = decided(missing);
		const one = (who: string) => made.notices.find((notice) => notice.person === who);
		expect([one('priya')?.visibleAt, one('priya')?.unlessAcked]).toEqual([noon, undefined]);
		expect([one('amara')?.visibleAt, one('amara')?.unlessAcked]).toEqual([noon + 120_000, missing.id]);
		expect(ways(made, 'amara')[0]).toEqual(['push', noon + 120_000]);
		expect(ways(made, 'priya').map(([channel]) => channel)).toEqual(['push', 'email', 'sms', 'voice']);
		const gone = event({ type: 'person.left', by: 'priya', on: ['person', 'marcus'] });
		const then = decided(gone, { now: noon + 60_000 }, { open: opened(made), outward: [] });
		expect(then.ended).toEqual(made.notices.map(({ id }) => ({ notice: id, state: 'withdrawn' })));
	});

	it('[DC7] consent and suppression are over everything, an emergency too; a wish is not', () => {
		const made = decided(emergency, {
			reach: {
				priya: { agreed: ['email'], suppressed: ['email'] },
				ruth: { preferences: { channels: { push: false, sms: false, email: false, voice: false } } },
			},
		});
		expect(ways(made, 'priya')).toEqual([]);
		expect(whyOf(made, 'priya')).toEqual([['inbox-only', 'to-everybody', 'priority', 'no-way']]);
		expect(ways(made, 'ruth').map(([channel]) => channel)).toEqual(['push', 'email', 'sms']);
	});

	it('[DC7] a wish decides of everything else: off, on, and not even in the inbox', () => {
		const happened = status('wren', 'todo', 'done');
		const made = decided(happened, {
			wishes: {
				amara: { channels: { push: false } },
				theo: { kinds: { 'task-completed': { sms: true } } },
				priya: { kinds: { 'task-completed': { push: false, email: false, 'in-app': false } } },
			},
		});
		expect(ways(made, 'amara').map(([channel]) => channel)).toEqual(['email']);
		expect(ways(made, 'theo').map(([channel]) => channel)).toEqual(['push', 'sms']);
		expect(whyOf(made, 'priya').flat()).toEqual([
			'not-told',
			'to-coordinator',
			'priority',
			'no-way',
			'preference',
		]);
		expect(told(made)).not.toContain('priya task-completed');
	});

	it('[DC8] quiet hours hold back until they are over, on the reader’s own clock, and not an emergency', () => {
		const night = Date.parse('2027-03-10T22:00:00Z');
		const given: Given = {
			now: night,
			policy: { quiet: { from: '22:00', to: '07:00' } },
			wishes: { theo: { timeZone: 'America/New_York' }, priya: { quiet: null } },
		};
		const made = decided(status('wren', 'todo', 'done', { at: night }), given);
		expect(ways(made, 'amara')).toEqual([['push', Date.parse('2027-03-11T06:00:00Z'), 'read']]);
		expect(ways(made, 'theo')).toEqual([['push', night + 3_000, 'read']]);
		expect(ways(made, 'priya')).toEqual([['push', night + 3_000, 'read']]);
		const help = event({
			type: 'alert.raised',
			by: 'wren',
			on: ['alert', 'a'],
			after: { urgency: 'help' },
			at: night,
		});
		expect(ways(decided(help, given), 'amara')[0]).toEqual(['push', night]);
		// What waits through the night may be taken back in it.
		const back = decided(
			status('wren', 'done', 'todo'),
			{ ...given, now: night + 3_600_000 },
			{ open: opened(made).filter((one) => one.person === 'amara'), outward: [] },
		);
		expect(told(back)).not.toContain('amara task-reopened');
	});

	it('[DC8] on the day what is high goes through the night, and what is usual becomes high', () => {
		const night = Date.parse('2027-06-12T21:30:00Z');
		const made = decided(status('wren', 'todo', 'done', { at: night }), {
			now: night,
			policy: { quiet: { from: '22:00', to: '07:00' } },
		});
		expect(made.notices[0]?.priority).toBe('high');
		expect(ways(made, 'amara')[0]).toEqual(['push', night + 1_500, 'read']);
	});

	it('[DC9] urgency grows when the moment is near, and is less when the day is far', () => {
		const priorityOf = (happened: WeddingEvent, now: number, policy = {}) =>
			decided(happened, { now, policy }).notices[0]?.priority;
		const place = event({
			type: 'wedding.place-changed',
			by: 'amara',
			on: ['wedding', 'meta'],
			before: { place: 'Barn' },
			after: { place: 'Hall' },
		});
		expect(priorityOf(place, noon)).toBe('high');
		expect(priorityOf(place, Date.parse('2027-06-01T10:00:00Z'))).toBe('critical');
		const move = moved('priya', 'portraits', '2027-06-12T16:00', '2027-06-12T16:30');
		expect(priorityOf(move, noon)).toBe('high');
		expect(priorityOf(move, Date.parse('2027-06-11T20:00:00Z'))).toBe('critical');
		const done = status('wren', 'todo', 'done');
		expect(priorityOf(done, noon)).toBe('normal');
		expect(priorityOf(done, Date.parse('2027-03-13T11:00:00Z'), { saturdays: true })).toBe('high');
		expect(priorityOf(done, noon, { dayMode: 'on' })).toBe('high');
	});

	it('[DC10] more than ten in an hour go to a digest that closes soon; on the day they go out', () => {
		const tasks = Array.from({ length: 13 }, (_, index) => `t${index}`);
		const events = tasks.map((id) => status('wren', 'todo', 'done', { on: ['task', id] }));
		const made = decided(events);
		expect(ways(made, 'amara').length).toBe(10);
		const items = made.digestItems.filter((one) => one.person === 'amara');
		expect(items.length).toBe(3);
		expect(new Set(items.map(({ closesAt }) => closesAt))).toEqual(new Set([noon + 15 * 60_000]));
		const outward = Array.from({ length: 9 }, (_, index) => ({
			person: person('theo'),
			notice: `n${index}`,
			dueAt: noon - 60_000,
		}));
		expect(ways(decided(events, {}, { open: [], outward }), 'theo').length).toBe(1);
		expect(ways(decided(events, { policy: { perHour: 2 } }), 'amara').length).toBe(2);
		expect(ways(decided(events, { policy: { dayMode: 'on' } }), 'amara').length).toBe(26);
	});

	it('[DC11] what can wait is gathered until the morning, unless they want it at once', () => {
		const answer = event({
			type: 'rsvp.changed',
			by: 'ruth',
			on: ['guest', 'g1'],
			before: { rsvp: 'open' },
			after: { rsvp: 'yes' },
		});
		const made = decided(answer, {
			wishes: {
				theo: { digest: 'off' },
				priya: { digest: { daily: '18:30' }, timeZone: 'America/New_York' },
				amara: { quiet: { from: '21:00', to: '08:30' } },
			},
		});
		const closing = (who: string) => made.digestItems.find((one) => one.person === who)?.closesAt;
		// Eight o’clock is quiet still.
		expect(closing('amara')).toBe(Date.parse('2027-03-11T07:30:00Z'));
		expect(closing('priya')).toBe(Date.parse('2027-03-10T23:30:00Z'));
		expect([closing('theo'), ways(made, 'theo')]).toEqual([undefined, [['push', noon + 30_000, 'read']]]);
	});

	it('[DC12] a week of edits that come at once are a digest, not a flood', () => {
		const day = 86_400_000;
		const events = Array.from({ length: 40 }, (_, index) =>
			status('wren', 'todo', 'done', {
				on: ['task', `t${index}`],
				occurredAt: noon - 7 * day + index * (day / 10),
			}),
		);
		const made = decided(events);
		expect(made.deliveries).toEqual([]);
		expect(new Set(made.digestItems.map(({ digest }) => digest)).size).toBe(3);
		expect(made.digestItems.length).toBe(120);
		expect(whyOf(made, 'amara')[0]?.slice(0, 4)).toEqual(['digest', 'to-couple', 'priority', 'stale']);
	});
});
