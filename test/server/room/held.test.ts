import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { limits } from '../../../server/room/limits.ts';
import { forgeStructs, textOf } from '../../world/forge.ts';
import { addTask, createWorld, type Joined, taskOf, type World } from '../../world/wedding.ts';

/** A device and the updates it made one after the other. */
function chain(client: number, length: number): readonly Uint8Array[] {
	const doc = new Y.Doc();
	doc.clientID = client;
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(new Uint8Array(update)));
	doc.transact(() => addTask(doc, `task-${client}`));
	for (let n = 1; n < length; n++) taskOf(doc, `task-${client}`).set('title', `${n}`);
	return updates;
}

async function pair(receipts = true): Promise<readonly [World, Joined, Joined]> {
	const world = await createWorld();
	const ada = world.join({ person: 'ada' as never, wish: { receipts } });
	const noor = world.join({ person: 'noor' as never });
	await world.settled();
	return [world, ada, noor];
}
const rows = async (world: World) => (await world.store.load(world.wedding, 'plan')).rows.length;

describe('[G3] what stands on something absent is held for a moment', () => {
	test('in whatever order a chain comes, all of it is stored and receipted once it is whole', async () => {
		for (const order of [
			[2, 1, 0],
			[1, 2, 0],
			[2, 0, 1],
			[0, 2, 1],
		]) {
			const [world, ada, noor] = await pair();
			const updates = chain(77, 3);
			for (const index of order) {
				ada.send(updates[index] ?? new Uint8Array());
				await world.settled();
			}
			expect({
				receipt: ada.last('receipt')?.n,
				rows: await rows(world),
				title: taskOf(noor.doc, 'task-77').get('title'),
			}).toEqual({
				receipt: 3,
				rows: 3,
				title: '2',
			});
		}
	});

	test('what another session brings releases it', async () => {
		const [world, ada, noor] = await pair();
		const [first, second] = chain(77, 2) as [Uint8Array, Uint8Array];
		ada.send(second);
		await world.settled();
		const other = world.join({ person: 'ada' as never });
		await world.settled();
		other.send(first);
		await world.settled();
		expect([ada.last('receipt')?.n, other.last('receipt')?.n]).toEqual([1, 1]);
		expect(taskOf(noor.doc, 'task-77').get('title')).toBe('1');
	});

	test('after five seconds, waits for other things in between notwithstanding, it is refused with what is missing', async () => {
		const [world, ada, noor] = await pair();
		const [, second] = chain(77, 2) as [Uint8Array, Uint8Array];
		ada.send(second);
		await world.settled();
		for (let turn = 0; turn < 4; turn++) {
			world.clock.advance(1_000);
			noor.edit((doc) => addTask(doc, `noor-${turn}`));
			await world.settled();
		}
		world.clock.advance(limits.heldMs - 4_001);
		expect(ada.last('refusal')).toBeUndefined();
		world.clock.advance(1);
		expect(ada.last('refusal')).toEqual({
			kind: 'refusal',
			n: 1,
			refusal: {
				code: 'missing-dependency',
				reason: 'this edit stands on others that have not arrived',
				client: 77,
				clock: 0,
			},
		});
	});

	test('one that comes back to wait for something else has no five seconds more', async () => {
		const [world, ada, noor] = await pair();
		const [first, , third] = chain(77, 3) as [Uint8Array, Uint8Array, Uint8Array];
		ada.send(third);
		await world.settled();
		world.clock.advance(3_000);
		noor.send(chain(99, 2)[1] ?? new Uint8Array());
		await world.settled();
		ada.send(first);
		await world.settled();
		world.clock.advance(limits.heldMs - 3_000);
		expect({ ada: ada.last('refusal')?.refusal.clock, noor: noor.last('refusal') }).toEqual({ ada: 3 });
		world.clock.advance(3_000);
		expect(noor.last('refusal')?.refusal).toMatchObject({ client: 99, clock: 0 });
	});

	test('a stock client is closed with a code that lets it come again', async () => {
		const [world, ada] = await pair(false);
		ada.send(chain(77, 2)[1] ?? new Uint8Array());
		await world.settled();
		world.clock.advance(limits.heldMs);
		expect(ada.closedWith).toEqual({ code: 1013, reason: 'missing-dependency' });
	});

	test("what waits is in nobody's document and no row", async () => {
		const [world, ada] = await pair();
		ada.send(chain(77, 2)[1] ?? new Uint8Array());
		await world.settled();
		const late = world.join({ person: 'ines' as never });
		await world.settled();
		expect({ rows: await rows(world), pending: late.doc.store.pendingStructs }).toEqual({
			rows: 0,
			pending: null,
		});
	});
});

describe('[G3] within bounds for each session', () => {
	test('64 structs, and the sixty-fifth is refused at once', async () => {
		const [world, ada] = await pair();
		for (let n = 0; n <= limits.heldStructs; n++) ada.send(forgeStructs(77, 10 + n, { gc: 1 }));
		await world.settled();
		expect(ada.last('refusal')).toMatchObject({
			n: limits.heldStructs + 1,
			refusal: { code: 'missing-dependency' },
		});
	});

	test('256 KiB', async () => {
		const [world, ada] = await pair();
		const large = textOf('x'.repeat(100_000));
		for (let n = 0; n < 3; n++)
			ada.send(forgeStructs(77, 10 + n * 100_000, { origin: [77, 9 + n * 100_000], content: large }));
		await world.settled();
		expect(ada.last('refusal')).toMatchObject({ n: 3, refusal: { code: 'missing-dependency' } });
	});

	test("one session's waiting takes nothing from another's", async () => {
		const [world, ada, noor] = await pair();
		for (let n = 0; n < limits.heldStructs; n++) ada.send(forgeStructs(77, 10 + n, { gc: 1 }));
		const [first, second] = chain(99, 2) as [Uint8Array, Uint8Array];
		noor.send(second);
		await world.settled();
		noor.send(first);
		await world.settled();
		expect({ ada: ada.last('refusal'), noor: noor.last('receipt')?.n }).toEqual({ noor: 2 });
	});

	test('what somebody left behind waits no more', async () => {
		const [world, ada, noor] = await pair();
		const [first, second] = chain(77, 2) as [Uint8Array, Uint8Array];
		ada.send(second);
		await world.settled();
		ada.session.left();
		const again = world.join({ person: 'ada' as never });
		await world.settled();
		again.send(first);
		await world.settled();
		expect({ rows: await rows(world), title: taskOf(noor.doc, 'task-77').get('title') }).toEqual({
			rows: 1,
			title: 'Order the cake',
		});
	});
});
