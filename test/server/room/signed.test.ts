import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { RoomDeps } from '../../../server/room/door.ts';
import { canonicalHash } from '../../../shared/document/canonical.ts';
import type { WeddingId } from '../../../shared/ids.ts';
import { forgeStructs } from '../../world/forge.ts';
import { allSettled, enrol, keyRing, signer } from '../../world/signer.ts';
import {
	addTask,
	createWorld,
	demoWedding,
	join,
	type Joined,
	taskOf,
	type World,
} from '../../world/wedding.ts';

const phone = signer('ada');
const noor = { person: 'noor' as never };

/** A device and the updates it made one after the other, under an id of its own. */
function chain(
	client: number,
	length: number,
	make: (doc: Y.Doc, n: number) => void = rename,
): readonly Uint8Array[] {
	const doc = new Y.Doc();
	doc.clientID = client;
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(new Uint8Array(update)));
	doc.transact(() => addTask(doc, `task-${client}`));
	for (let n = 1; n < length; n++) doc.transact(() => make(doc, n));
	return updates;
}
function rename(doc: Y.Doc, n: number): void {
	const [id = ''] = doc.getMap('tasks').keys();
	taskOf(doc, id).set('title', `${n}`);
}

async function wedding(deps: Partial<RoomDeps> = {}) {
	const ring = keyRing(phone, signer('ada', 'tablet'), signer('ines'), signer('finn'), signer('noor'));
	const world = await createWorld({ deps: { deviceKey: ring.deviceKey, ...deps } });
	await enrol(world.store, { ada: 'couple', noor: 'couple', ines: 'coordinator', finn: 'vendor' });
	const carrier = world.join(noor);
	const watcher = world.join({ person: 'ines' as never, role: 'coordinator' });
	await world.settled();
	return { world, carrier, watcher, ring };
}
const rowsOf = async (world: World) => (await world.store.load(world.wedding, 'plan')).rows;
const answers = ({ heard }: Joined) =>
	heard.flatMap((one) =>
		one.kind === 'receipt'
			? [`receipt ${one.n}`]
			: one.kind === 'refusal'
				? [`refusal ${one.n} ${one.refusal.code}`]
				: [],
	);

describe('[S20] a frame signed by its author is theirs, whoever brings it', () => {
	test('its row, its events and its client id are the author’s and their device’s; the carrier has the receipt', async () => {
		const { world, carrier, watcher } = await wedding();
		const [first] = chain(77, 1) as [Uint8Array];
		carrier.say(phone.sign(first));
		await allSettled(world);
		const [row] = await rowsOf(world);
		const [event] = await world.store.events(world.wedding, { seq: 0, index: 0 }, 10);
		const lease = (await world.store.leases(world.wedding, 'plan')).find(({ client }) => client === 77);
		expect({
			writer: row?.writer,
			bytes: row?.update,
			actor: event?.actor,
			lease,
			receipt: carrier.last('receipt'),
			seen: [...watcher.doc.getMap('tasks').keys()],
			carrierSeen: [...carrier.doc.getMap('tasks').keys()],
		}).toEqual({
			writer: { person: 'ada', role: 'couple', device: 'phone' },
			bytes: first,
			actor: { person: 'ada', role: 'couple', device: 'phone' },
			lease: { client: 77, person: 'ada', device: 'phone' },
			receipt: { kind: 'receipt', n: 1, seq: 1 },
			seen: ['task-77'],
			carrierSeen: ['task-77'],
		});
	});

	test('what a restored relay lost comes back under its author with somebody else’s device, and the author goes on', async () => {
		const { world } = await wedding();
		const ada = world.join({ person: 'ada' as never, wish: { receipts: true, device: 'phone' as never } });
		await world.settled();
		const frames = [
			ada.edit((doc) => addTask(doc, 'cake')),
			ada.edit((doc) => taskOf(doc, 'cake').set('title', 'Lemon cake')),
		];
		await world.settled();
		expect(ada.last('receipt')?.n).toBe(2);

		const after = await wedding();
		for (const frame of frames) after.carrier.say(phone.sign(frame));
		await allSettled(after.world);
		expect((await rowsOf(after.world)).map(({ writer }) => [writer.person, writer.device])).toEqual([
			['ada', 'phone'],
			['ada', 'phone'],
		]);
		expect(taskOf(after.watcher.doc, 'cake').get('title')).toBe('Lemon cake');

		const back = after.world.join({
			person: 'ada' as never,
			wish: { receipts: true, device: 'phone' as never, client: ada.doc.clientID },
		});
		await after.world.settled();
		expect(back.last('lease')).toEqual({
			kind: 'lease',
			client: ada.doc.clientID,
			nextClock: Y.getState(ada.doc.store, ada.doc.clientID),
		});
		back.edit((doc) => taskOf(doc, 'cake').set('title', 'Lemon cake, no nuts'));
		await after.world.settled();
		expect(taskOf(after.watcher.doc, 'cake').get('title')).toBe('Lemon cake, no nuts');
	});

	test('[R5] brought again, by several people and by the author, it is known: no row, no event, a receipt', async () => {
		const { world, carrier, watcher } = await wedding();
		const [first, second] = chain(77, 2) as [Uint8Array, Uint8Array];
		const ada = world.join({ person: 'ada' as never });
		for (const one of [carrier, watcher, carrier])
			for (const frame of [first, second]) one.say(phone.sign(frame));
		ada.send(first);
		await allSettled(world);
		expect({
			rows: (await rowsOf(world)).length,
			events: (await world.store.events(world.wedding, { seq: 0, index: 0 }, 10)).length,
			receipts: [carrier.last('receipt')?.n, watcher.last('receipt')?.n, ada.last('receipt')?.n],
		}).toEqual({ rows: 2, events: 2, receipts: [4, 2, 1] });
	});

	test('the author’s rights count, not the carrier’s: as they are now', async () => {
		const { world, carrier } = await wedding();
		const vendor = signer('finn');
		carrier.say(vendor.sign(chain(88, 1)[0] ?? new Uint8Array()));
		await allSettled(world);
		expect(carrier.last('refusal')?.refusal.code).toBe('not-allowed');
		expect(await rowsOf(world)).toHaveLength(0);

		const helper = world.join({ person: 'hal' as never, role: 'helper' });
		await world.settled();
		helper.say(phone.sign(chain(77, 1)[0] ?? new Uint8Array()));
		await allSettled(world);
		expect(helper.last('receipt')?.n).toBe(1);

		await enrol(world.store, { ada: 'helper' });
		helper.say(phone.sign(chain(77, 2)[1] ?? new Uint8Array()));
		await allSettled(world);
		expect(helper.last('refusal')).toMatchObject({ n: 2, refusal: { code: 'not-allowed' } });
	});

	test('[G2] under a client id of somebody else it is refused, as without a signature', async () => {
		const { world, carrier } = await wedding();
		carrier.say(signer('ines').sign(chain(carrier.doc.clientID, 1)[0] ?? new Uint8Array()));
		carrier.send(forgeStructs(world.join({ person: 'ada' as never }).doc.clientID, 0, { gc: 1 }));
		await allSettled(world);
		expect(answers(carrier)[0]).toBe('refusal 1 foreign-client');
		expect((await rowsOf(world)).map(({ writer }) => writer.person)).not.toContain('ines');
	});
});

describe('[S20] what is not signed so is refused as foreign, and nothing else changes', () => {
	const [honest] = chain(77, 1) as [Uint8Array];
	const flipped = (update: Uint8Array) => {
		const bytes = new Uint8Array(update);
		bytes[bytes.length - 2] = (bytes[bytes.length - 2] ?? 0) ^ 1;
		return bytes;
	};
	const good = phone.sign(honest);
	const other = (text: string) => `${text[0] === 'A' ? 'B' : 'A'}${text.slice(1)}`;
	test.each<[string, ReturnType<typeof phone.sign>]>([
		['another signature', { ...good, header: { ...good.header, signature: other(good.header.signature) } }],
		['a signature of nothing', { ...good, header: { ...good.header, signature: 'A'.repeat(86) } }],
		['altered bytes', { ...good, update: flipped(honest) }],
		['bytes of another frame', { ...good, update: chain(78, 1)[0] ?? new Uint8Array() }],
		['another author', { ...good, header: { ...good.header, person: 'ines' as never } }],
		['another of the author’s devices', { ...good, header: { ...good.header, device: 'tablet' as never } }],
		['a device nobody registered', signer('ada', 'burner').sign(honest)],
		['somebody who never belonged to the wedding', signer('mallory').sign(honest)],
		['a frame of another wedding', phone.sign(honest, { wedding: 'wedding-2' as WeddingId })],
		['a frame of another section', phone.sign(honest, { section: 'guests' })],
	])('%s', async (_, frame) => {
		const { world, carrier, watcher } = await wedding();
		const hash = canonicalHash(watcher.doc);
		const leases = await world.store.leases(world.wedding, 'plan');
		carrier.say(frame);
		await allSettled(world);
		expect(answers(carrier)).toEqual(['refusal 1 foreign-client']);
		expect({
			rows: await rowsOf(world),
			leases: await world.store.leases(world.wedding, 'plan'),
			hash: canonicalHash(watcher.doc),
		}).toEqual({ rows: [], leases, hash });
		carrier.edit((doc) => addTask(doc, 'rings'));
		carrier.say(good);
		await allSettled(world);
		expect(answers(carrier)).toEqual(['refusal 1 foreign-client', 'receipt 2', 'receipt 3']);
	});

	test('in a room of another section, a frame of the plan', async () => {
		const { world } = await wedding();
		const room = await world.reopened('guests');
		const carrier = join(room, noor);
		carrier.say(phone.sign(Uint8Array.of(0, 0)));
		carrier.say(phone.sign(Uint8Array.of(0, 0), { section: 'guests' }));
		await allSettled({ ...world, room, settled: async () => void (await room.view()) });
		expect(answers(carrier)).toEqual(['refusal 1 foreign-client', 'receipt 2']);
	});

	test('a device that was revoked, whenever it signed', async () => {
		const { world, carrier, ring } = await wedding();
		carrier.say(good);
		await allSettled(world);
		ring.keys.delete('ada/phone');
		carrier.say(phone.sign(chain(77, 2)[1] ?? new Uint8Array()));
		await allSettled(world);
		expect(answers(carrier)).toEqual(['receipt 1', 'refusal 2 foreign-client']);
	});

	test('where no keys are known, every one', async () => {
		const world = await createWorld();
		await enrol(world.store, { ada: 'couple' });
		const carrier = world.join(noor);
		carrier.say(good);
		await allSettled(world);
		expect(answers(carrier)).toEqual(['refusal 1 foreign-client']);
	});
});

describe('[S21] a refused frame stops only what its own device made upon it', () => {
	test('the carrier’s own edits and other authors’ frames go on; each message has its own answer, in order', async () => {
		const { world, carrier } = await wedding();
		const [a1, a2, a3] = chain(77, 3, (doc, n) => {
			if (n === 1) taskOf(doc, 'task-77').set('title', 42);
			else taskOf(doc, 'task-77').set('title', 'fine');
		}) as [Uint8Array, Uint8Array, Uint8Array];
		const [t1] = chain(79, 1) as [Uint8Array];
		const [i1] = chain(78, 1) as [Uint8Array];
		carrier.say(phone.sign(a1));
		carrier.say(phone.sign(a2));
		carrier.edit((doc) => addTask(doc, 'rings'));
		carrier.say(phone.sign(a3));
		carrier.say(signer('ines').sign(i1));
		carrier.say(signer('ada', 'tablet').sign(t1));
		carrier.edit((doc) => addTask(doc, 'flowers'));
		await allSettled(world);
		carrier.say(phone.sign(a3));
		carrier.edit((doc) => addTask(doc, 'band'));
		await allSettled(world);
		const said = answers(carrier);
		expect(said.filter((one) => one.startsWith('refusal'))).toEqual([
			'refusal 2 invalid-value',
			'refusal 4 invalid-value',
			'refusal 8 invalid-value',
		]);
		expect(said.at(-1)).toBe('receipt 9');
		expect(said.map((one) => Number(one.split(' ')[1]))).toEqual(
			said.map((one) => Number(one.split(' ')[1])).sort((a, b) => a - b),
		);
		expect((await rowsOf(world)).map(({ writer }) => writer.person).sort()).toEqual([
			'ada',
			'ada',
			'ines',
			'noor',
			'noor',
			'noor',
		]);
	});

	test('[G3] what stands on something absent is held, then refused alone, and taken when it comes again in order', async () => {
		const { world, carrier } = await wedding();
		const [a1, a2] = chain(77, 2) as [Uint8Array, Uint8Array];
		carrier.say(phone.sign(a2));
		carrier.edit((doc) => addTask(doc, 'rings'));
		await allSettled(world);
		expect(answers(carrier)).toEqual([]);
		world.clock.advance(5_000);
		expect(answers(carrier)).toEqual(['refusal 1 missing-dependency']);
		carrier.say(phone.sign(a1));
		carrier.say(phone.sign(a2));
		await allSettled(world);
		expect(answers(carrier).at(-1)).toBe('receipt 4');
		expect(await rowsOf(world)).toHaveLength(3);
	});

	test('an unreadable one is its device’s fault alone', async () => {
		const { world, carrier } = await wedding();
		carrier.say(phone.sign(Uint8Array.of(1, 2, 3)));
		carrier.edit((doc) => addTask(doc, 'rings'));
		await allSettled(world);
		expect(answers(carrier)).toEqual(['refusal 1 malformed', 'receipt 2']);
	});

	test('[S3] a client without receipts is told by the close code', async () => {
		const { world } = await wedding();
		const stock = world.join({ person: 'ines' as never, role: 'coordinator', wish: { receipts: false } });
		await world.settled();
		stock.say(signer('ada', 'burner').sign(chain(77, 1)[0] ?? new Uint8Array()));
		await allSettled(world);
		expect(stock.closedWith).toEqual({ code: 4403, reason: 'foreign-client' });
	});
});

describe('[R4] a frame waits for its signature in its place', () => {
	/** Keys that are found only when told. */
	function slowKeys() {
		const ring = keyRing(phone);
		let find = () => undefined as void;
		const found = new Promise<void>((resolve) => {
			find = resolve;
		});
		const deviceKey: RoomDeps['deviceKey'] = async (...who) => {
			await found;
			return ring.deviceKey(...who);
		};
		return { deviceKey, find };
	}

	test('the same socket’s later edits wait behind it; nobody else’s do', async () => {
		const { deviceKey, find } = slowKeys();
		const { world, carrier, watcher } = await wedding({ deviceKey });
		carrier.edit((doc) => addTask(doc, 'one'));
		carrier.say(phone.sign(chain(77, 1)[0] ?? new Uint8Array()));
		carrier.edit((doc) => addTask(doc, 'two'));
		watcher.edit((doc) => addTask(doc, 'theirs'));
		await world.settled();
		expect([answers(carrier), answers(watcher)]).toEqual([['receipt 1'], ['receipt 1']]);
		find();
		await allSettled(world);
		expect(answers(carrier)).toEqual(['receipt 1', 'receipt 3']);
		expect((await rowsOf(world)).map(({ writer }) => writer.person)).toEqual(['noor', 'ines', 'ada', 'noor']);
	});

	test('what was sent before leaving is judged, also when the room closes meanwhile', async () => {
		const { deviceKey, find } = slowKeys();
		const { world, carrier } = await wedding({ deviceKey });
		carrier.say(phone.sign(chain(77, 1)[0] ?? new Uint8Array()));
		carrier.edit((doc) => addTask(doc, 'rings'));
		carrier.session.left();
		const closing = world.room.close(1012, 'restarting');
		find();
		await closing;
		const { plan } = await (await world.reopened()).read();
		expect(plan.tasks.map(({ id }) => id).sort()).toEqual(['rings', 'task-77']);
	});

	test('a look-up that fails is our fault: the process is told, and the frame is not taken', async () => {
		const faults: unknown[] = [];
		const { world, carrier } = await wedding({
			deviceKey: () => Promise.reject(new Error('a dead disk')),
			fatal: (fault) => void faults.push(fault),
		});
		carrier.say(phone.sign(chain(77, 1)[0] ?? new Uint8Array()));
		await allSettled(world);
		expect(faults).toEqual([new Error('a dead disk')]);
		expect(await rowsOf(world)).toEqual([]);
	});
});

describe('[S22] frames of somebody who was removed are held for others to decide', () => {
	test('each once, in order, under their name; nothing is merged and the carrier need not keep them', async () => {
		const held: (readonly [string, string, Uint8Array])[] = [];
		const { world, carrier, watcher } = await wedding({
			hold: async ({ person }, section, update) => void held.push([person, section, update]),
		});
		await enrol(world.store, { ada: 'couple' }, { removedAt: world.clock.now() });
		const frames = chain(77, 3);
		for (const frame of frames) carrier.say(phone.sign(frame));
		carrier.edit((doc) => addTask(doc, 'rings'));
		await allSettled(world);
		expect(held).toEqual(frames.map((frame) => ['ada', 'plan', frame]));
		expect({ answer: answers(carrier).at(-1), seen: [...watcher.doc.getMap('tasks').keys()] }).toEqual({
			answer: 'receipt 4',
			seen: ['rings'],
		});
	});

	test('where nothing can be held they are refused', async () => {
		const { world, carrier } = await wedding();
		await enrol(world.store, { ada: 'couple' }, { removedAt: world.clock.now() });
		carrier.say(phone.sign(chain(77, 1)[0] ?? new Uint8Array()));
		await allSettled(world);
		expect(answers(carrier)).toEqual(['refusal 1 not-allowed']);
	});
});

test('[S20] a room that opens later reads the same', async () => {
	const { world, carrier } = await wedding();
	for (const frame of chain(77, 3)) carrier.say(phone.sign(frame));
	await allSettled(world);
	const again = await world.reopened();
	expect((await again.read()).plan).toEqual((await world.room.read()).plan);
	const late = join(again, { person: 'ines' as never });
	await again.read();
	expect([...late.doc.getMap('tasks').keys()]).toEqual(['task-77']);
	expect(demoWedding).toBe(world.wedding);
});
