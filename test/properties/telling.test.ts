/**
 * Random days of a wedding, decided run by run as an observer would, over a store in memory, with people who read, and clocks that go on.
 * What must hold whatever happens: the same comes out again; nobody hears of their own act or against their consent, quiet hours
 * or cap; what is told is what is so; what is gathered comes in one digest, once.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, keysOf } from '../../server/notify/decide.ts';
import { closingWords } from '../../server/notify/digests.ts';
import { quietUntil } from '../../server/notify/reader.ts';
import { mayDisturb } from '../../server/notify/tell.ts';
import { isTheDay } from '../../server/notify/urgency.ts';
import { openMemory } from '../../server/store/memory.ts';
import type { Notice } from '../../server/store/notices.ts';
import type { Reach } from '../../server/store/reach.ts';
import type { WeddingEvent } from '../../shared/events/event.ts';
import type { PersonChannel } from '../../shared/notices/channel.ts';
import type { Policy, Preferences } from '../../shared/notices/wishes.ts';
import {
	event,
	everyWay,
	moved,
	names,
	noon,
	reach,
	type Name,
	sceneWith,
	usualPlan,
	wedding,
} from '../world/telling.ts';

const statuses = ['todo', 'doing', 'blocked', 'done'] as const;
const editors = ['wren', 'priya', 'amara', 'hazel'] as const satisfies readonly Name[];
const times = ['15:30', '16:00', '16:30', '17:00'].map((time) => `2027-06-12T${time}`);

type Step =
	| {
			readonly kind: 'status';
			readonly by: Name;
			readonly to: (typeof statuses)[number];
			readonly ageMs: number;
	  }
	| { readonly kind: 'time'; readonly by: Name; readonly to: string }
	| { readonly kind: 'owner'; readonly by: Name; readonly to: Name }
	| { readonly kind: 'rsvp'; readonly by: Name; readonly to: string }
	| { readonly kind: 'help'; readonly by: Name }
	| { readonly kind: 'wait'; readonly ms: number }
	| { readonly kind: 'read'; readonly by: Name };

const by = fc.constantFrom(...editors);
const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({
			kind: fc.constant('status' as const),
			by,
			to: fc.constantFrom(...statuses),
			ageMs: fc.constantFrom(0, 0, 0, 7 * 86_400_000),
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({ kind: fc.constant('time' as const), by, to: fc.constantFrom(...times) }),
	},
	{
		weight: 2,
		arbitrary: fc.record({ kind: fc.constant('owner' as const), by, to: fc.constantFrom(...editors) }),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant('rsvp' as const),
			by,
			to: fc.constantFrom('yes', 'no', 'open'),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('help' as const), by }) },
	{
		weight: 5,
		arbitrary: fc.record({
			kind: fc.constant('wait' as const),
			ms: fc.constantFrom(500, 2_000, 20_000, 900_000, 3_600_000, 30_000_000),
		}),
	},
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('read' as const), by }) },
);

const channels = fc.subarray([...everyWay] as PersonChannel[]);
const wishes: fc.Arbitrary<Preferences> = fc.record(
	{
		timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Pacific/Auckland'),
		quiet: fc.constantFrom(null, { from: '22:00', to: '07:00' }, { from: '12:00', to: '13:30' }),
		digest: fc.constantFrom('off' as const, 'hourly' as const, { daily: '18:00' }),
		channels: fc.constantFrom({}, { push: false }, { sms: true }),
		kinds: fc.constantFrom(
			{},
			{ rsvp: { email: true } },
			{ 'task-completed': { 'in-app': false, push: false } },
		),
	},
	{ requiredKeys: [] },
);
const policies: fc.Arbitrary<Policy> = fc.record(
	{
		quiet: fc.constantFrom(null, { from: '21:30', to: '08:00' }),
		perHour: fc.constantFrom(1, 3, 10),
		dayMode: fc.constantFrom('auto' as const, 'on' as const, 'off' as const),
		saturdays: fc.boolean(),
	},
	{ requiredKeys: [] },
);
const people: fc.Arbitrary<readonly Reach[]> = fc
	.tuple(
		...names.map((name) =>
			fc
				.record({ agreed: channels, suppressed: channels, preferences: wishes })
				.map((given) => reach(name, given)),
		),
	)
	.map((all) => all as readonly Reach[]);
const start = fc.constantFrom(
	noon,
	Date.parse('2027-03-27T21:00:00Z'),
	Date.parse('2027-06-11T20:00:00Z'),
	Date.parse('2027-06-12T10:00:00Z'),
	Date.parse('2027-10-30T20:00:00Z'),
);
const days = fc.record({
	steps: fc.array(step, { minLength: 1, maxLength: 30 }),
	people,
	policy: policies,
	from: start,
});
type Day = typeof days extends fc.Arbitrary<infer D> ? D : never;

/** Lives through a day; `split` says after which steps a run of events ends. */
async function live({ steps, people: everybody, policy, from }: Day, isRunOver: (index: number) => boolean) {
	const store = openMemory();
	await store.createWedding({ id: wedding, name: 'A & T', date: '2027-06-12', createdAt: 0 });
	const present = { status: 'todo', start: '2027-06-12T16:00', owner: 'wren', rsvp: 'open' };
	let now = from;
	let cursor = { seq: 0, index: 0 };
	let happened: WeddingEvent[] = [];
	let count = 0;
	const sceneNow = () => {
		const plan = usualPlan();
		const [arch, ...tasks] = plan.tasks;
		const timeline = plan.timeline.map((item) =>
			item.id === 'portraits' ? { ...item, start: present.start } : item,
		);
		const now1 = { ...arch, status: present.status, owner: present.owner } as typeof arch;
		const scene = sceneWith({ now, policy, plan: { tasks: [now1, ...tasks] as never, timeline } });
		return { ...scene, book: { people: everybody, policy } };
	};
	const told: string[] = [];
	const gathered: string[] = [];
	const decisions: string[] = [];

	async function run(): Promise<void> {
		const events = happened;
		happened = [];
		const last = events.at(-1);
		if (last === undefined) return;
		const scene = sceneNow();
		const before = {
			open: await store.openNotices(wedding, keysOf(events, scene)),
			outward: await store.outward(wedding, now - 3_600_000),
		};
		const decided = decide(events, scene, before);
		expect(decide(events, scene, before)).toEqual(decided);
		decisions.push(JSON.stringify(decided));
		checkRun(decided, events, scene);
		gathered.push(...decided.digestItems.map(({ notice }) => notice));
		const to = { seq: last.seq, index: last.index };
		expect(await store.observe({ ...decided, observer: 'notify', wedding, from: cursor, to, at: now })).toBe(
			true,
		);
		cursor = to;
	}

	async function close(): Promise<void> {
		for (const due of await store.dueDigests(now, 1_000)) {
			const who = everybody.find(({ person }) => person === due.person);
			if (who === undefined) throw new Error('a digest for nobody');
			const made = closingWords(due, who, now);
			told.push(...saidIn(due.notices, made));
			await store.closeDigest(due.digest, wedding, { ...made, of: due.notices.map(({ id }) => id), at: now });
		}
	}

	for (const [index, one] of steps.entries()) {
		count += 1;
		const id = `event-${index}`;
		if (one.kind === 'wait') {
			await run();
			now += one.ms;
			await close();
		} else if (one.kind === 'read') {
			await run();
			const person = everybody.find(({ name }) => name.toLowerCase() === one.by)?.person;
			if (person !== undefined)
				await store.markNotices(wedding, person, { ids: 'all', mark: 'read', at: now });
		} else {
			const next = happenedIn(one, present, { id, at: now });
			if (next !== undefined) happened.push({ ...next, seq: count as never });
		}
		if (isRunOver(index)) await run();
	}
	await run();
	const all: Notice[] = [];
	for (const { person } of everybody) {
		for (const key of ['task-status:arch', 'times', 'task-owner:arch', 'rsvp:g1'])
			all.push(...(await store.openNotices(wedding, [key])).filter((one) => one.person === person));
	}
	return { present, all, told, gathered, now, decisions, store, close, at: (to: number) => (now = to) };
}

function happenedIn(
	one: Exclude<Step, { readonly kind: 'wait' | 'read' }>,
	present: { status: string; start: string; owner: string; rsvp: string },
	{ id, at }: { readonly id: string; readonly at: number },
): WeddingEvent | undefined {
	if (one.kind === 'help')
		return event({ type: 'alert.raised', by: one.by, on: ['alert', id], after: { urgency: 'help' }, id, at });
	if (one.kind === 'time') {
		const before = present.start;
		if (before === one.to) return undefined;
		present.start = one.to;
		return moved(one.by, 'portraits', before, one.to, { id, at });
	}
	if (one.kind === 'owner') {
		const before = present.owner;
		if (before === one.to) return undefined;
		present.owner = one.to;
		const on = ['task', 'arch'] as const;
		return event({
			type: 'task.assigned',
			by: one.by,
			on,
			before: { owner: before },
			after: { owner: one.to },
			id,
			at,
		});
	}
	if (one.kind === 'rsvp') {
		const before = present.rsvp;
		if (before === one.to) return undefined;
		present.rsvp = one.to;
		return event({
			type: 'rsvp.changed',
			by: one.by,
			on: ['guest', 'g1'],
			before: { rsvp: before },
			after: { rsvp: one.to },
			id,
			at,
		});
	}
	const before = present.status;
	if (before === one.to) return undefined;
	present.status = one.to;
	const type =
		before === 'done'
			? 'task.reopened'
			: one.to === 'done'
				? 'task.completed'
				: one.to === 'doing'
					? 'task.started'
					: 'task.updated';
	return event({
		type,
		by: one.by,
		on: ['task', 'arch'],
		before: { status: before },
		after: { status: one.to },
		id,
		at,
		...(one.ageMs > 0 && { occurredAt: at - one.ageMs }),
	});
}

/** What holds of every single decision. */
function checkRun(
	{ notices, deliveries, digestItems }: ReturnType<typeof decide>,
	events: readonly WeddingEvent[],
	{ book, plan, now }: ReturnType<typeof sceneWith>,
): void {
	const byId = new Map(notices.map((notice) => [notice.id, notice]));
	expect(byId.size).toBe(notices.length);
	for (const { event: source, person, kind } of notices) {
		const actor = events.find(({ id }) => id === source.id)?.actor.person;
		expect([kind, actor === person]).toEqual([kind, false]);
	}
	for (const { notice: id = '', channel, dueAt, lane } of deliveries) {
		const notice = byId.get(id);
		const who = book.people.find(({ person }) => person === notice?.person);
		if (who === undefined || notice === undefined) throw new Error('a delivery of nothing, or to nobody');
		expect(who.agreed).toContain(channel);
		expect(who.suppressed).not.toContain(channel);
		expect(dueAt).toBeGreaterThanOrEqual(now);
		const isFree = mayDisturb(lane, isTheDay({ plan, book, now }));
		const quiet = quietUntil(who, { now: dueAt, policy: book.policy, timeZone: plan.meta.timeZone });
		if (!isFree) expect(quiet).toBe(undefined);
	}
	// Either sent by itself or gathered, never both.
	const gathered = new Set(digestItems.map(({ notice }) => notice));
	expect(gathered.size).toBe(digestItems.length);
	expect(deliveries.filter(({ notice }) => gathered.has(notice ?? ''))).toEqual([]);
	for (const { notice, closesAt } of digestItems) {
		expect(closesAt).toBeGreaterThan(now);
		expect(byId.has(notice)).toBe(true);
	}
}

/** Which of the gathered notices a digest has told. */
function saidIn(
	notices: readonly Notice[],
	{ notice, deliveries }: ReturnType<typeof closingWords>,
): readonly string[] {
	if (notice === undefined) return deliveries.flatMap((one) => one.notice ?? []);
	const items = new Set((notice.facts.items ?? []).map((item) => item.notice?.id));
	return notices.map(({ id }) => id).filter((id) => items.has(id));
}

describe('random days', () => {
	it('[DC14] are decided the same again, with consent, quiet hours and one’s own acts kept', async () => {
		await fc.assert(
			fc.asyncProperty(days, async (day) => {
				const one = await live(day, () => true);
				const again = await live(day, () => true);
				expect(again.decisions).toEqual(one.decisions);
			}),
			{ numRuns: 60 },
		);
	});

	it('[DC15] what is open and not told yet is what is so, however the events came in runs', async () => {
		await fc.assert(
			fc.asyncProperty(days, fc.integer({ min: 1, max: 8 }), async (day, length) => {
				for (const isOver of [() => true, (index: number) => index % length === 0]) {
					const { all, present, now } = await live(day, isOver);
					for (const { supersedeKey: key, kind, facts, settlesAt, seenAt } of all) {
						if (now >= settlesAt || seenAt !== undefined) continue;
						if (key === 'times') expect([kind, facts.after]).toEqual([kind, present.start]);
						if (key === 'rsvp:g1') expect([kind, facts.after]).toEqual([kind, present.rsvp]);
						if (key === 'task-status:arch')
							expect([kind, statusToldBy[kind]]).toEqual([
								kind,
								present.status === 'done' ? 'done' : 'not done',
							]);
					}
				}
			}),
			{ numRuns: 80 },
		);
	});

	it('[DC16] what is gathered is told in one digest, once, or was read or overtaken before', async () => {
		await fc.assert(
			fc.asyncProperty(days, async (day) => {
				const { store, told, gathered, at, now, close } = await live(day, () => true);
				for (
					let next = await store.nextDigest(), rounds = 0;
					next !== undefined;
					next = await store.nextDigest()
				) {
					expect(rounds++).toBeLessThan(200);
					at(Math.max(next, now));
					await close();
				}
				expect(new Set(told).size).toBe(told.length);
				for (const id of gathered) {
					const notice = await store.notice(wedding, id);
					const isOver = notice?.state !== 'open' || notice.readAt !== undefined;
					expect([id, isOver || told.includes(id)]).toEqual([id, true]);
				}
				expect(await store.dueDigests(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
			}),
			{ numRuns: 60 },
		);
	});
});

const statusToldBy: Readonly<Record<string, string>> = {
	'task-completed': 'done',
	'task-unblocked': 'done',
	'task-reopened': 'not done',
	'task-started': 'not done',
	'task-blocked': 'not done',
	'task-progress': 'not done',
};
