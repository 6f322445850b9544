import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { RoomDeps } from '../../../server/room/door.ts';
import { limits } from '../../../server/room/limits.ts';
import { EntryRejected } from '../../../server/store/store.ts';
import { canonicalHash } from '../../../shared/document/canonical.ts';
import { forgeStructs } from '../../world/forge.ts';
import { slowSocket } from '../../world/slow-socket.ts';
import { addTask, createWorld, type Joined, taskOf, type World } from '../../world/wedding.ts';

/** A machine on which every piece of work takes as long as the test says. */
function machine() {
	const self = {
		/** What one look at the clock takes: a message's judging is between two of them. */
		step: 0,
		now: 0,
		slowed: 0,
		deps: {} as Partial<RoomDeps>,
	};
	self.deps = {
		cpu: () => {
			self.now += self.step;
			return self.now;
		},
		slowed: (ms) => {
			self.slowed += ms;
		},
	};
	return self;
}

async function scene(deps: Partial<RoomDeps> = {}) {
	const world = await createWorld({ deps });
	const socket = slowSocket();
	const { pause, resume } = socket;
	const eve = world.join({ person: 'eve' as never, socket: { pause, resume } as never });
	const ada = world.join({ person: 'ada' as never });
	await world.settled();
	eve.edit((doc) => addTask(doc, 'hers'));
	ada.edit((doc) => addTask(doc, 'cake'));
	await world.settled();
	return { world, socket, eve, ada };
}
const rename = (joined: Joined, task: string, title: string) =>
	joined.edit((doc) => taskOf(doc, task).set('title', title));
const rowsOf = async (world: World) => (await world.store.load(world.wedding, 'plan')).rows;
/** Moves time on in small steps, as it does, until nothing waits. */
async function wait(world: World, most: number): Promise<number> {
	let waited = 0;
	for (; world.room.waiting > 0 && waited < most; waited += 100) {
		world.clock.advance(100);
		await world.settled();
	}
	return waited;
}

describe('[S23] one message that takes long is paid for at once, in proportion', () => {
	test.each([
		[250, 0],
		[300, 1_500],
		[1_000, 36_500],
	])(
		'after one of %d ms the session is read again in %d ms, and its neighbour is served meanwhile',
		async (ms, due) => {
			const computer = machine();
			const { world, socket, eve, ada } = await scene(computer.deps);
			// Reading it is one look at the clock long, judging and merging it three.
			computer.step = ms / 4;
			rename(eve, 'hers', 'heavy');
			await world.settled();
			computer.step = 0;
			expect(socket.isPaused).toBe(due > 0);
			rename(eve, 'hers', 'next');
			rename(eve, 'hers', 'last');
			rename(ada, 'cake', 'Lemon cake');
			await world.settled();
			expect({
				eve: eve.last('receipt')?.n,
				ada: ada.last('receipt')?.n,
				seen: taskOf(ada.doc, 'hers').get('title'),
			}).toEqual({ eve: due > 0 ? 2 : 4, ada: 2, seen: due > 0 ? 'heavy' : 'last' });
			expect(Math.abs((await wait(world, 600_000)) - due)).toBeLessThanOrEqual(100);
			expect({
				isPaused: socket.isPaused,
				eve: eve.last('receipt')?.n,
				refusal: eve.last('refusal'),
				seen: taskOf(ada.doc, 'hers').get('title'),
				isCounted: Math.abs(computer.slowed - due) <= 100,
			}).toEqual({ isPaused: false, eve: 4, seen: 'last', isCounted: true });
		},
	);
});

test('[S23] more messages than the burst come at the rate: none lost, none overtaken, none refused, each with its receipt', async () => {
	const { world, socket, eve, ada } = await scene();
	const { burst, perSecond } = limits.session.frames;
	const count = burst + 3 * perSecond;
	for (let n = 0; n < count; n++) eve.send(forgeStructs(77, n, { gc: 1 }));
	await world.settled();
	expect(socket.isPaused).toBe(true);
	rename(ada, 'cake', 'Lemon cake');
	await world.settled();
	expect(ada.last('receipt')?.n).toBe(2);
	expect(world.room.waiting).toBeGreaterThan(3 * perSecond);
	const waited = await wait(world, 60_000);
	expect(waited).toBeGreaterThanOrEqual(3_000);
	expect(waited).toBeLessThan(4_000);
	expect({
		n: eve.last('receipt')?.n,
		refusal: eve.last('refusal'),
		closed: eve.closedWith,
		clock: Y.getState(ada.doc.store, 77),
	}).toEqual({ n: count + 1, clock: count });
});

test('[S23] structs are counted one by one: not one message more is let through than the burst and the one that exceeds it', async () => {
	const { world, eve } = await scene();
	const each = 2_000;
	const within = limits.session.structs.burst / each;
	const structs = Array.from({ length: each }, () => ({ gc: 1 }));
	for (let n = 0; n < within + 10; n++) {
		// Behind a large one there is room for many small ones at once.
		if (n === within - 5) {
			await world.settled();
			const note = taskOf(eve.doc, 'hers').get('notes');
			eve.edit(() => note instanceof Y.Text && note.insert(0, '.'.repeat(60_000)));
		}
		eve.send(forgeStructs(77, n * each, ...structs));
	}
	await world.settled();
	expect(eve.last('receipt')?.n).toBe(2 + within);
	await wait(world, 60_000);
	expect(eve.last('receipt')?.n).toBe(2 + within + 10);
});

test('[S24] a flood goes in turns: whoever sends one edit behind it does not wait for all of it', async () => {
	const { world, eve, ada } = await scene();
	for (let n = 0; n < 3_000; n++) eve.send(forgeStructs(77, n, { gc: 1 }));
	rename(ada, 'cake', 'Lemon cake');
	await world.settled();
	const rows = await rowsOf(world);
	const { snapshot } = await world.store.load(world.wedding, 'plan');
	expect(rows.length + (snapshot?.seq ?? 0)).toBeGreaterThan(3_000);
	expect(ada.last('receipt')?.seq).toBeLessThanOrEqual(2 + 2 * limits.turnUpdates);
});

test('[S23] coming again, and coming ten times, gains no more than a person has', async () => {
	const { world } = await scene();
	let sent = 0;
	const sessions: Joined[] = [];
	for (let n = 0; n < 10; n++) {
		const again = world.join({ person: 'mallory' as never });
		sessions.push(again);
		await world.settled();
		for (let count = 0; count < limits.session.frames.burst; count += 100) {
			for (let one = 0; one < 100; one++) again.say({ kind: 'query-awareness' });
			sent += 100;
			again.edit((doc) => addTask(doc, `m-${n}-${count}`));
			await world.settled();
			if (world.room.waiting > 0) break;
		}
		if (n % 2 === 0) again.session.left();
	}
	const { burst } = limits.session.frames;
	expect(sent).toBeLessThan((limits.personSessions + 0.2) * burst);
	expect(world.room.waiting).toBeGreaterThan(0);
});

test('[S23] a session that was refused is held to its share as well', async () => {
	const { world, socket, eve } = await scene();
	eve.send(Uint8Array.of(9));
	await world.settled();
	for (let n = 0; n < 9; n++) eve.send(new Uint8Array(1_000_000));
	expect(socket.isPaused).toBe(true);
	world.clock.advance(60_000);
	expect(socket.isPaused).toBe(false);
});

test('[R4] [S23] what somebody sent before leaving has its turn when it is due; a room that closes takes all of it at once', async () => {
	const computer = machine();
	const { world, eve, ada } = await scene(computer.deps);
	computer.step = 2_000;
	rename(eve, 'hers', 'heavy');
	await world.settled();
	computer.step = 0;
	rename(eve, 'hers', 'behind');
	eve.session.left();
	await world.settled();
	expect(taskOf(ada.doc, 'hers').get('title')).toBe('heavy');
	await wait(world, 600_000);
	expect(taskOf(ada.doc, 'hers').get('title')).toBe('behind');

	const again = world.join({ person: 'eve' as never });
	await world.settled();
	computer.step = 2_000;
	rename(again, 'hers', 'heavy again');
	await world.settled();
	computer.step = 0;
	rename(again, 'hers', 'the last');
	again.session.left();
	await world.room.close(1012, 'restarting');
	const { plan } = await (await world.reopened()).read();
	expect(plan.tasks.find(({ id }) => id === 'hers')?.title).toBe('the last');
});

test('[S23] a week of offline edits is not slowed: 5,000 messages, a tenth of a millisecond each', async () => {
	const computer = machine();
	const { world, socket, eve } = await scene(computer.deps);
	computer.step = 0.025;
	for (let n = 0; n < 5_000; n++) eve.send(forgeStructs(77, n, { gc: 1 }));
	await world.settled();
	expect({
		waits: world.room.waiting,
		n: eve.last('receipt')?.n,
		isPaused: socket.isPaused,
		slowed: computer.slowed,
	}).toEqual({
		waits: 0,
		n: 5_001,
		isPaused: false,
		slowed: 0,
	});
});

test('[S23] what cannot be merged is paid for by whoever sent it: the document was made again for it', async () => {
	const computer = machine();
	let isPoisonous = false;
	const { world, socket, eve, ada } = await scene({
		...computer.deps,
		cpu: () => {
			computer.now += isPoisonous ? 400 : 0;
			return computer.now;
		},
	});
	const append = world.store.append;
	Object.assign(world.store, {
		append: (entries: Parameters<typeof append>[0]) => {
			isPoisonous = entries.some(({ writer }) => writer.person === 'eve');
			return isPoisonous ? Promise.reject(new EntryRejected('never')) : append(entries);
		},
	});
	rename(eve, 'hers', 'poison');
	await world.settled();
	isPoisonous = false;
	rename(ada, 'cake', 'Lemon cake');
	await world.settled();
	expect({
		refusal: eve.last('refusal')?.refusal.code,
		isPaused: socket.isPaused,
		ada: ada.last('receipt')?.n,
	}).toEqual({
		refusal: 'malformed',
		isPaused: true,
		ada: 2,
	});
});

describe('[S23] [R4] random sessions, sizes and times', () => {
	const message = fc.record({
		who: fc.nat(2),
		ms: fc.oneof(
			{ weight: 6, arbitrary: fc.constant(0.1) },
			{ weight: 3, arbitrary: fc.constantFrom(30, 400, 1_500) },
		),
		bytes: fc.oneof(
			{ weight: 6, arbitrary: fc.constant(1) },
			{ weight: 1, arbitrary: fc.constantFrom(30_000, 200_000) },
		),
		pause: fc.oneof(fc.constant(0), fc.constantFrom(10, 1_000, 20_000)),
		settle: fc.boolean(),
	});
	test('nothing is lost, overtaken or refused; every message has its receipt; all copies agree', async () => {
		let slowed = 0;
		await fc.assert(
			fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 40 }), async (messages) => {
				const computer = machine();
				const world = await createWorld({ deps: computer.deps });
				const people = ['eve', 'ada', 'noor'].map((person) => world.join({ person: person as never }));
				await world.settled();
				const sent = new Map(people.map((one) => [one, 0]));
				for (const { who, ms, bytes, pause, settle } of messages) {
					const one = people[who];
					if (one === undefined) throw new Error('nobody');
					const n = (sent.get(one) ?? 0) + 1;
					sent.set(one, n);
					computer.step = ms;
					one.edit((doc) => {
						if (n === 1) addTask(doc, `task-${who}`);
						taskOf(doc, `task-${who}`).set('category', `${n}`);
						const note = taskOf(doc, `task-${who}`).get('notes');
						if (note instanceof Y.Text && note.length < 400_000) note.insert(0, `${n} `.padEnd(bytes, '.'));
					});
					if (settle) await world.settled();
					world.clock.advance(pause);
				}
				await world.settled();
				computer.step = 0;
				await wait(world, 4_000_000);
				for (const [one, n] of sent) {
					expect({ n: one.last('receipt')?.n, refusal: one.last('refusal'), closed: one.closedWith }).toEqual(
						n === 0 ? {} : { n },
					);
				}
				expect(new Set(people.map(({ doc }) => canonicalHash(doc))).size).toBe(1);
				const rows = await rowsOf(world);
				expect(rows).toHaveLength(messages.length);
				if (computer.slowed > 0) slowed += 1;
			}),
			{ numRuns: 60 },
		);
		expect(slowed).toBeGreaterThan(5);
	});
});
