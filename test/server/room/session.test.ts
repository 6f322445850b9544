import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { limits } from '../../../server/room/limits.ts';
import { deletesOnly, forgeStructs } from '../../world/forge.ts';
import { slowSocket } from '../../world/slow-socket.ts';
import { addTask, createWorld, type Joined, taskOf, type World } from '../../world/wedding.ts';

const ada = { person: 'ada' as never };
const noor = { person: 'noor' as never };
const stock = { wish: { receipts: false } };
const kinds = ({ heard }: Joined) => heard.map(({ kind }) => kind);
const minutes = (count: number) => count * 60_000;

/** Large enough to be noticed, small enough to be one edit. */
function bigTitle(doc: Y.Doc, n: number): void {
	taskOf(doc, 'cake').set('category', `${n}`.padEnd(100, '.'));
	const note = taskOf(doc, 'cake').get('notes');
	if (note instanceof Y.Text) note.insert(0, `${n}`.padEnd(60_000, '.'));
}

describe('[R4] every message ends in a receipt, a refusal or a closed socket', () => {
	test('a receipt covers all up to its number, one for a tick', async () => {
		const world = await createWorld();
		const one = world.join(ada);
		await world.settled();
		for (let n = 0; n < 5; n++) one.edit((doc) => addTask(doc, `task-${n}`));
		await world.settled();
		expect(one.heard.filter(({ kind }) => kind === 'receipt')).toEqual([{ kind: 'receipt', n: 5, seq: 5 }]);
	});

	test('[R5] an empty step 2 and what is here already are counted and receipted, and make no row', async () => {
		const world = await createWorld();
		const one = world.join(ada);
		const two = world.join(noor);
		await world.settled();
		const update = one.edit((doc) => addTask(doc, 'cake'));
		one.say({ kind: 'step2', update: Uint8Array.of(0, 0) });
		one.send(update);
		await world.settled();
		expect(one.last('receipt')).toEqual({ kind: 'receipt', n: 3, seq: 1 });
		expect((await world.store.load(world.wedding, 'plan')).rows).toHaveLength(1);
		expect(kinds(two).filter((kind) => kind === 'update')).toHaveLength(1);
	});

	test('what is unreadable is answered after what came before it, and nothing after it is taken', async () => {
		const world = await createWorld();
		const one = world.join(ada);
		await world.settled();
		const start = one.heard.length;
		one.edit((doc) => addTask(doc, 'cake'));
		one.send(Uint8Array.of(1, 2, 3));
		one.edit((doc) => addTask(doc, 'rings'));
		await world.settled();
		expect(one.heard.slice(start)).toEqual([
			{ kind: 'receipt', n: 1, seq: 1 },
			{ kind: 'refusal', n: 2, refusal: { code: 'malformed', reason: expect.any(String) } },
		]);
		expect((await world.store.load(world.wedding, 'plan')).rows).toHaveLength(1);
	});

	test('of a refused one and an unreadable one behind it, the first is named', async () => {
		const world = await createWorld();
		const one = world.join(ada);
		await world.settled();
		one.edit((doc) => doc.getMap('treasure').set('a', 1));
		one.send(Uint8Array.of(1, 2, 3));
		await world.settled();
		expect(one.heard.filter(({ kind }) => kind === 'refusal')).toEqual([
			{ kind: 'refusal', n: 1, refusal: expect.objectContaining({ code: 'invalid-value' }) },
		]);
	});

	test('what was sent before leaving is stored, and told to nobody who has gone', async () => {
		const world = await createWorld();
		const one = world.join(ada);
		const two = world.join(noor);
		await world.settled();
		const start = one.heard.length;
		one.edit((doc) => addTask(doc, 'cake'));
		one.edit((doc) => doc.getMap('treasure').set('a', 1));
		one.edit((doc) => addTask(doc, 'rings'));
		one.session.left();
		await world.settled();
		expect([...two.doc.getMap('tasks').keys()]).toEqual(['cake']);
		expect(one.heard.slice(start)).toEqual([]);
	});

	test('[R3] behind a refused one nothing is taken, in the same tick and later, even if it stands on nothing refused', async () => {
		const world = await createWorld();
		const one = world.join(ada);
		await world.settled();
		one.edit((doc) => doc.getMap('treasure').set('a', 1));
		one.send(forgeStructs(77, 0, { gc: 1 }));
		await world.settled();
		one.send(forgeStructs(77, 0, { gc: 1 }));
		await world.settled();
		expect({ receipt: one.last('receipt'), refusal: one.last('refusal')?.n }).toEqual({ refusal: 1 });
		expect((await world.store.load(world.wedding, 'plan')).rows).toEqual([]);
	});

	test('a frame nobody can read closes the socket', async () => {
		const world = await createWorld();
		const one = world.join(ada);
		one.session.hear(Uint8Array.of(0, 9, 9, 9));
		expect(one.closedWith).toEqual({ code: 4403, reason: 'malformed' });
		one.edit((doc) => addTask(doc, 'cake'));
		await world.settled();
		expect((await world.store.load(world.wedding, 'plan')).rows).toHaveLength(0);
	});
});

describe('[S1] what a client with receipts hears first', () => {
	test('hello, then the lease, and the clock the log expects next', async () => {
		const world = await createWorld();
		const one = world.join(ada);
		await world.settled();
		const client = one.doc.clientID;
		expect(one.heard.slice(0, 3)).toEqual([
			{ kind: 'hello', hello: { incarnation: 'memory', epoch: 1, keys: [], now: world.clock.now() } },
			{ kind: 'lease', client, nextClock: 0 },
			{ kind: 'step2', update: Uint8Array.of(0, 0) },
		]);
		one.edit((doc) => addTask(doc, 'cake'));
		one.session.left();
		await world.settled();
		const again = world.join({ ...ada, wish: { receipts: true, client: client as never } });
		await world.settled();
		expect(again.last('lease')).toEqual({
			kind: 'lease',
			client,
			nextClock: Y.getState(one.doc.store, client),
		});
	});

	test('a stock client hears neither', async () => {
		const world = await createWorld();
		const one = world.join({ ...ada, ...stock });
		await world.settled();
		expect(kinds(one)).toEqual(['step2', 'step1']);
	});
});

describe('[S2] which id a tab is given', () => {
	const ask = async (world: World, who: Parameters<World['join']>[0], client: number) => {
		const joined = world.join({ ...who, wish: { receipts: true, client: client as never, ...who.wish } });
		await world.settled();
		return joined;
	};
	const left = async (world: World, who: Parameters<World['join']>[0]): Promise<number> => {
		const first = world.join({ ...who, wish: { receipts: true, ...who.wish } });
		await world.settled();
		first.session.left();
		return first.doc.clientID;
	};

	test("the one it asks for: its own, an unused one; another when that is open, somebody else's or another device's", async () => {
		const world = await createWorld();
		const phone = { ...ada, wish: { receipts: true, device: 'phone' as never } };
		const mine = await left(world, phone);
		expect((await ask(world, phone, mine)).doc.clientID).toBe(mine);
		expect((await ask(world, phone, mine)).doc.clientID).not.toBe(mine);
		const hers = await left(world, { ...noor, wish: { receipts: true, device: 'phone' as never } });
		expect((await ask(world, phone, hers)).doc.clientID).not.toBe(hers);
		const tablet = await left(world, { ...ada, wish: { receipts: true, device: 'tablet' as never } });
		expect((await ask(world, phone, tablet)).doc.clientID).not.toBe(tablet);
		expect((await ask(world, phone, 12_345)).doc.clientID).toBe(12_345);
	});

	test('a leading tab asks for others, which are kept, up to as many as a device has', async () => {
		const world = await createWorld();
		const one = world.join(ada);
		for (let n = 0; n < limits.leasesPerSession + 10; n++) {
			one.say({ kind: 'lease-request', client: 0, tab: `tab-${n}` });
		}
		await world.settled();
		const given = one.heard.flatMap((message) => (message.kind === 'lease' ? [message.client] : []));
		expect(new Set(given).size).toBe(limits.leasesPerSession);
		const kept = await world.store.leases(world.wedding, 'plan');
		expect(kept.map(({ client }) => client).sort()).toEqual([...given].sort());
		expect(kept.find(({ client }) => client === given[1])).toMatchObject({ person: 'ada', tab: 'tab-0' });
	});
});

describe('[S15] a tab that comes again while its former socket seems alive', () => {
	const wish = { receipts: true, device: 'phone' as never, tab: 'tab-1' as never };

	test('has its id at once; what arrives on the former one is not judged, and others go on', async () => {
		const world = await createWorld();
		const first = world.join({ ...ada, wish });
		const beside = world.join({ ...ada, wish: { ...wish, tab: 'tab-2' as never } });
		const other = world.join({ ...noor, wish });
		await world.settled();
		const client = first.doc.clientID;
		const again = world.join({ ...ada, wish: { ...wish, client: client as never } });
		first.edit((doc) => addTask(doc, 'cake'));
		await world.settled();
		expect(again.last('lease')).toEqual({ kind: 'lease', client, nextClock: 0 });
		expect(first.closedWith).toEqual({ code: 1013, reason: 'superseded' });
		expect([beside.closedWith, other.closedWith]).toEqual([undefined, undefined]);
		expect([(await world.room.read()).plan.tasks, world.room.sessions]).toEqual([[], 3]);
		first.session.left();
		again.send(Y.encodeStateAsUpdate(first.doc));
		await world.settled();
		expect((await world.room.read()).plan.tasks.map(({ id }) => id)).toEqual(['cake']);
	});
});

describe('[S3] a client without receipts is told by the close code', () => {
	const refused = async (send: (joined: Joined) => void) => {
		const world = await createWorld();
		const one = world.join({ ...ada, ...stock });
		await world.settled();
		send(one);
		await world.settled();
		world.clock.advance(limits.heldMs);
		return one.closedWith;
	};
	test.each<[string, (joined: Joined) => void, object]>([
		[
			'a value',
			(one) => one.edit((doc) => doc.getMap('tasks').set('a', 1)),
			{ code: 4403, reason: 'invalid-value' },
		],
		['bytes', (one) => one.send(Uint8Array.of(9)), { code: 4403, reason: 'malformed' }],
		[
			'its size',
			(one) => one.send(new Uint8Array(limits.live.bytes + 1)),
			{ code: 4413, reason: 'too-large' },
		],
		[
			'a gap, for which coming again helps',
			(one) => one.send(deletesOnly(7, [0, 1])),
			{ code: 1013, reason: 'missing-dependency' },
		],
	])('%s', async (_, send, close) => expect(await refused(send)).toEqual(close));
});

test('[S4] every connection hears something at least every 15 s', async () => {
	const world = await createWorld();
	const people = [world.join(ada), world.join({ ...noor, ...stock })];
	await world.settled();
	for (let turn = 0; turn < 20; turn++) {
		world.clock.advance(1_000 * turn);
		const before = people.map(({ heard }) => heard.length);
		world.clock.advance(limits.keepAliveMs);
		expect(people.map(({ heard }, index) => heard.length > (before[index] ?? 0))).toEqual([true, true]);
	}
	expect(people.map(({ closedWith }) => closedWith)).toEqual([undefined, undefined]);
});

describe('[S5] a socket that does not read is cut, and nobody waits for it', () => {
	const together = async () => {
		const world = await createWorld();
		const one = world.join(ada);
		const socket = slowSocket();
		const slow = world.join({ ...noor, socket });
		await world.settled();
		one.edit((doc) => addTask(doc, 'cake'));
		await world.settled();
		return { world, one, socket, slow };
	};

	test('at 1 MiB', async () => {
		const { world, one, socket, slow } = await together();
		socket.unread = 'all';
		socket.take(socket.sent);
		for (let n = 0; n < 30; n++) {
			one.edit((doc) => bigTitle(doc, n));
			await world.settled();
			if (slow.closedWith !== undefined) break;
		}
		expect(slow.closedWith).toEqual({ code: 1013, reason: 'reads too slowly' });
		expect(socket.sent).toBeGreaterThan(limits.slowReaderBytes);
		expect(socket.sent).toBeLessThan(limits.slowReaderBytes + 200_000);
		expect(one.last('receipt')?.n).toBe(one.last('receipt')?.seq);
	});

	test('when it takes nothing for 10 s', async () => {
		const { world, one, socket, slow } = await together();
		socket.unread = 'all';
		socket.take(socket.sent);
		one.edit((doc) => bigTitle(doc, 1));
		await world.settled();
		world.clock.advance(limits.slowReaderMs - 1_000);
		expect(slow.closedWith).toBeUndefined();
		world.clock.advance(limits.keepAliveMs);
		expect(slow.closedWith).toEqual({ code: 1013, reason: 'reads nothing' });
	});

	test('one that is slow but takes something is not', async () => {
		const { world, one, socket, slow } = await together();
		socket.unread = 'all';
		for (let n = 0; n < 5; n++) {
			one.edit((doc) => bigTitle(doc, n));
			await world.settled();
		}
		for (let second = 0; second < 120; second++) {
			socket.take(1_000);
			world.clock.advance(1_000);
		}
		expect(slow.closedWith).toBeUndefined();
		world.clock.advance(minutes(1));
		expect(slow.closedWith).toEqual({ code: 1013, reason: 'reads nothing' });
	});

	test('a newcomer may take its time over a document larger than that', async () => {
		const { world, one } = await together();
		for (let n = 0; n < 40; n++) one.edit((doc) => bigTitle(doc, n));
		await world.settled();
		const socket = slowSocket();
		socket.unread = 'all';
		const late = world.join({ person: 'ines' as never, socket });
		await world.settled();
		expect(socket.sent).toBeGreaterThan(2 * limits.slowReaderBytes);
		for (let n = 0; n < 10; n++) {
			one.edit((doc) => bigTitle(doc, n));
			socket.take(100_000);
			await world.settled();
			world.clock.advance(5_000);
		}
		expect(late.closedWith).toBeUndefined();
	});
});

describe('[S6] a session whose unjudged bytes pile up is read more slowly', () => {
	test('it is stopped above 256 KiB and read on when they are judged; nothing is refused', async () => {
		const world = await createWorld();
		const socket = slowSocket();
		const one = world.join({ ...ada, socket });
		await world.settled();
		one.doc.clientID = 77;
		one.edit((doc) => addTask(doc, 'cake'));
		for (let n = 0; n < 8; n++) one.edit((doc) => bigTitle(doc, n));
		expect(socket.isPaused).toBe(true);
		await world.settled();
		expect({ isPaused: socket.isPaused, pauses: socket.pauses }).toEqual({ isPaused: false, pauses: 1 });
		expect((await world.store.load(world.wedding, 'plan')).rows).toHaveLength(9);
	});

	test('after a refusal nothing piles up: it can still say goodbye', async () => {
		const world = await createWorld();
		const socket = slowSocket();
		const one = world.join({ ...ada, socket });
		await world.settled();
		one.send(Uint8Array.of(9));
		for (let n = 0; n < 8; n++) one.send(new Uint8Array(100_000));
		await world.settled();
		expect(socket.isPaused).toBe(false);
		for (let n = 0; n < 8; n++) one.send(new Uint8Array(100_000));
		expect(socket.isPaused).toBe(false);
	});

	test('nor when it was read freely until then', async () => {
		const world = await createWorld();
		const socket = slowSocket();
		const one = world.join({ ...ada, socket });
		await world.settled();
		one.send(Uint8Array.of(9));
		await world.settled();
		for (let n = 0; n < 8; n++) one.send(new Uint8Array(100_000));
		expect({ isPaused: socket.isPaused, pauses: socket.pauses }).toEqual({ isPaused: false, pauses: 0 });
	});
});
