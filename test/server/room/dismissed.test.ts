import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { RoomDeps } from '../../../server/room/door.ts';
import { limits } from '../../../server/room/limits.ts';
import { StorageFull } from '../../../server/store/store.ts';
import { closeCodes } from '../../../shared/wire/close-code.ts';
import { forgeStructs } from '../../world/forge.ts';
import { allSettled, enrol, keyRing, signer } from '../../world/signer.ts';
import { turn } from '../../world/turn.ts';
import { addTask, createWorld, type Joined, taskOf } from '../../world/wedding.ts';

const removed = { code: closeCodes.noAccess, reason: 'removed' } as const;
const phone = signer('ada');

/** Holds what it is given, when the test lets it. */
function shelf(given: Partial<RoomDeps> = {}) {
	const held: { readonly person: string; readonly section: string; readonly update: Uint8Array }[] = [];
	let open = () => undefined as void;
	const self = {
		held,
		isFull: false,
		gate: Promise.resolve(),
		open: () => open(),
		shut: () => undefined as void,
		deps: {} as Partial<RoomDeps>,
	};
	self.shut = () => {
		self.gate = new Promise((resolve) => {
			open = resolve;
		});
	};
	self.deps = {
		...given,
		async hold({ person }, section, update) {
			await self.gate;
			if (self.isFull) throw new StorageFull('no more of theirs');
			held.push({ person, section, update });
		},
	};
	return self;
}

async function scene(deps: Partial<RoomDeps>) {
	const world = await createWorld({ deps });
	await enrol(world.store, { ada: 'couple', eve: 'couple', noor: 'couple' });
	const eve = world.join({ person: 'eve' as never });
	const ada = world.join({ person: 'ada' as never });
	await world.settled();
	eve.edit((doc) => addTask(doc, 'hers'));
	await world.settled();
	return { world, eve, ada };
}
const rename = (joined: Joined, title: string) =>
	joined.edit((doc) => taskOf(doc, 'hers').set('title', title));

describe('[S22] what a removed person has sent and still sends is held, all of it, once, in order', () => {
	test('what is being judged, what waits for a gap, what comes until the socket is gone; nothing of it is merged', async () => {
		const store = shelf();
		const { world, eve, ada } = await scene(store.deps);
		const lost = new Y.Doc();
		const [, gap] = [0, 1].map((n) => {
			let bytes = new Uint8Array();
			lost.once('update', (update: Uint8Array) => {
				bytes = new Uint8Array(update);
			});
			lost.transact(() => (n === 0 ? addTask(lost, 'gap') : taskOf(lost, 'gap').set('title', 'x')));
			return bytes;
		}) as [Uint8Array, Uint8Array];
		eve.send(gap);
		await world.settled();
		const queued = rename(eve, 'queued');
		world.room.dismiss('eve' as never, removed);
		const late = rename(eve, 'late');
		await world.settled();
		const later = rename(eve, 'later');
		eve.session.left();
		await world.settled();
		rename(eve, 'after the goodbye');
		await world.settled();
		expect(store.held.map(({ person, section }) => [person, section])).toEqual(
			Array.from({ length: 4 }, () => ['eve', 'plan']),
		);
		expect(store.held.map(({ update }) => update)).toEqual([gap, queued, late, later]);
		expect({
			closed: eve.closedWith,
			receipt: eve.last('receipt')?.n,
			rows: (await world.store.load(world.wedding, 'plan')).rows.length,
			title: taskOf(ada.doc, 'hers').get('title'),
			waiting: world.room.waiting,
		}).toEqual({
			closed: { code: 4403, reason: 'removed' },
			receipt: 1,
			rows: 1,
			title: 'Order the cake',
			waiting: 0,
		});
	});

	test('only updates: who is on the way out is neither told nor asked anything more, and appears nowhere', async () => {
		const store = shelf();
		const { world, eve, ada } = await scene(store.deps);
		world.room.dismiss('eve' as never, removed);
		const before = eve.heard.length;
		eve.say({ kind: 'step1', stateVector: Uint8Array.of(0) });
		eve.say({ kind: 'lease-request', client: 0, tab: 'tab' });
		eve.say({ kind: 'awareness', entries: [{ client: eve.doc.clientID, clock: 1, state: '{"a":1}' }] });
		eve.session.hear(Uint8Array.of(0, 9, 9));
		ada.edit((doc) => addTask(doc, 'cake'));
		await world.settled();
		world.clock.advance(5_000);
		await world.settled();
		expect({ heard: eve.heard.length - before, seen: ada.last('awareness')?.entries }).toEqual({ heard: 0 });
	});

	test('who is only to come again (another role) is not held: it sends it again', async () => {
		const store = shelf();
		const { world, eve } = await scene(store.deps);
		world.room.dismiss('eve' as never, { code: closeCodes.rightsChanged, reason: 'rights-changed' });
		rename(eve, 'late');
		await world.settled();
		expect(store.held).toEqual([]);
		expect((await world.store.load(world.wedding, 'plan')).rows).toHaveLength(1);
	});

	test('frames of others that they carried are still their authors’', async () => {
		const store = shelf({ deviceKey: keyRing(phone).deviceKey });
		const { world, eve } = await scene(store.deps);
		const made = new Y.Doc();
		made.clientID = 77;
		made.transact(() => addTask(made, 'rings'));
		world.room.dismiss('eve' as never, removed);
		eve.say(phone.sign(Y.encodeStateAsUpdate(made)));
		await allSettled(world);
		expect(store.held).toEqual([]);
		expect((await world.store.load(world.wedding, 'plan')).rows.map(({ writer }) => writer.person)).toEqual([
			'eve',
			'ada',
		]);
	});
});

describe('[S24] holding is a write beside the room’s own', () => {
	test('nobody waits for it but whoever brought it, and a room that closes waits for all of it', async () => {
		const store = shelf({ deviceKey: keyRing(phone).deviceKey });
		const { world, eve, ada } = await scene(store.deps);
		store.shut();
		world.room.dismiss('eve' as never, removed);
		for (let n = 0; n < 50; n++) rename(eve, `late ${n}`);
		ada.edit((doc) => addTask(doc, 'cake'));
		await world.settled();
		expect({ held: store.held.length, ada: ada.last('receipt')?.n }).toEqual({ held: 0, ada: 1 });
		let isClosed = false;
		const closing = world.room.close(1012, 'restarting').then(() => {
			isClosed = true;
		});
		for (let turns = 0; turns < 50; turns++) await turn();
		expect(isClosed).toBe(false);
		store.open();
		await closing;
		expect(store.held).toHaveLength(50);
	});

	test('[S23] a flood of somebody who was removed is held within their share, all of it in time', async () => {
		const store = shelf();
		const { world, eve, ada } = await scene(store.deps);
		world.room.dismiss('eve' as never, removed);
		const most = limits.session.cpu.burst / limits.holdMs;
		for (let n = 0; n < most + 500; n++) eve.send(forgeStructs(77, n, { gc: 1 }));
		const settle = async () => {
			for (let turns = 0; turns < 60; turns++) await turn();
		};
		await settle();
		expect(store.held.length).toBeGreaterThanOrEqual(most);
		expect(store.held.length).toBeLessThanOrEqual(most + limits.turnUpdates);
		ada.edit((doc) => addTask(doc, 'cake'));
		await world.settled();
		expect(ada.last('receipt')?.n).toBe(1);
		for (let seconds = 0; seconds < 40; seconds++) {
			world.clock.advance(1_000);
			await settle();
		}
		expect(store.held).toHaveLength(most + 500);
	});

	test('where no more can be kept, it is said once in the log, however much comes', async () => {
		const store = shelf();
		const { world, eve } = await scene(store.deps);
		store.isFull = true;
		world.room.dismiss('eve' as never, removed);
		for (let n = 0; n < 20; n++) rename(eve, `late ${n}`);
		await world.settled();
		for (let turns = 0; turns < 20; turns++) await turn();
		expect({ held: store.held, logged: world.logged.map(({ event }) => event) }).toEqual({
			held: [],
			logged: ['hold-refused'],
		});
	});

	test('where no more can be kept, a carrier is told so and goes on', async () => {
		const store = shelf({ deviceKey: keyRing(phone).deviceKey });
		const { world, eve } = await scene(store.deps);
		await enrol(world.store, { ada: 'couple' }, { removedAt: world.clock.now() });
		store.isFull = true;
		const made = new Y.Doc();
		made.clientID = 77;
		made.transact(() => addTask(made, 'rings'));
		eve.say(phone.sign(Y.encodeStateAsUpdate(made)));
		await allSettled(world);
		rename(eve, 'next');
		await world.settled();
		expect({
			refusal: eve.last('refusal'),
			receipt: eve.last('receipt')?.n,
			closed: eve.closedWith,
			logged: world.logged.map(({ event }) => event),
		}).toEqual({
			refusal: { kind: 'refusal', n: 2, refusal: { code: 'not-allowed', reason: expect.any(String) } },
			receipt: 3,
			closed: undefined,
			logged: ['hold-refused'],
		});
	});
});
