/** A stock `y-websocket` provider, with no code of ours on its side, against a room; virtual time. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import type { Clock } from '../../../shared/clock.ts';
import { systemClock } from '../../../server/ops/system.ts';
import { openRoom } from '../../../server/room/room.ts';
import { colourOf } from '../../../shared/wire/presence.ts';
import { seededRandom } from '../../../shared/random.ts';
import { type Door, memorySocket } from '../../world/memory-socket.ts';
import { addTask, createWorld, principal, taskOf, type World } from '../../world/wedding.ts';

/** The machine's, which the fake timers have taken over. */
const clock: Clock = systemClock;
const later = (call: () => void) => void clock.after(0, call);
const stampedAda = { id: 'ada', name: 'ada', role: 'couple', colour: colourOf('ada') };
let world: World;
let door: Door;

beforeEach(async () => {
	vi.useFakeTimers({ now: Date.UTC(2027, 5, 1) });
	world = await createWorld({ deps: { clock, later } });
	door = { room: world.room, tries: 0 };
});
afterEach(() => {
	vi.useRealTimers();
	vi.resetModules();
});

async function provider(name: string, doc = new Y.Doc()) {
	// Loaded under the fake clock, which lib0 takes its time from once.
	const { WebsocketProvider } = await import('y-websocket');
	const opened = new WebsocketProvider('ws://wedding.test/sync', world.wedding, doc, {
		WebSocketPolyfill: memorySocket(door, principal(name)),
		disableBc: true,
	});
	const closes: (number | undefined)[] = [];
	opened.on('connection-close', (event) => closes.push(event?.code));
	await vi.advanceTimersByTimeAsync(50);
	return Object.assign(opened, { closes });
}

test('[R1] [P5] syncs, edits, sees others and who they really are', async () => {
	const ada = await provider('ada');
	const noor = await provider('noor');
	ada.awareness.setLocalStateField('user', { name: 'Noor', color: '#fff' });
	ada.awareness.setLocalStateField('cursor', { anchor: 1 });
	addTask(ada.doc, 'cake');
	await vi.advanceTimersByTimeAsync(300);
	expect(taskOf(noor.doc, 'cake').get('title')).toBe('Order the cake');
	expect(noor.awareness.getStates().get(ada.doc.clientID)).toEqual({
		cursor: { anchor: 1 },
		user: stampedAda,
	});
	ada.destroy();
	await vi.advanceTimersByTimeAsync(300);
	expect(noor.awareness.getStates().has(ada.doc.clientID)).toBe(false);
});

test('[G7] writes registers by the encoding of the contract: the unseen write stands as a conflict', async () => {
	const ada = await provider('ada');
	addTask(ada.doc, 'cake');
	await vi.advanceTimersByTimeAsync(100);
	const noor = await provider('noor');
	const hlc = clock.now() * 1024;
	taskOf(ada.doc, 'cake').set(`owner~${ada.doc.clientID}`, ['ada', hlc, 'couple', [], []]);
	taskOf(noor.doc, 'cake').set(`owner~${noor.doc.clientID}`, ['noor', hlc + 1, 'couple', [], []]);
	await vi.advanceTimersByTimeAsync(200);
	const reading = world.room.read();
	await vi.advanceTimersByTimeAsync(10);
	const { plan } = await reading;
	expect(plan.tasks[0]).toMatchObject({ id: 'cake', owner: 'noor' });
	expect(plan.conflicts[0]).toMatchObject({
		field: 'owner',
		candidates: [{ value: 'noor' }, { value: 'ada' }],
	});
	expect([ada.closes, noor.closes]).toEqual([[], []]);
});

test('[S4] a provider that says nothing for two minutes is not cut', async () => {
	const ada = await provider('ada');
	ada.awareness.setLocalState(null);
	await vi.advanceTimersByTimeAsync(120_000);
	expect({ closes: ada.closes, tries: door.tries, synced: ada.synced }).toEqual({
		closes: [],
		tries: 1,
		synced: true,
	});
});

test('[P3] presence is still there after two minutes of silence', async () => {
	const ada = await provider('ada');
	const noor = await provider('noor');
	ada.awareness.setLocalState({ user: { name: 'Noor' }, cursor: { anchor: 1 } });
	await vi.advanceTimersByTimeAsync(120_000);
	expect(noor.awareness.getStates().get(ada.doc.clientID)).toEqual({
		cursor: { anchor: 1 },
		user: stampedAda,
	});
});

test('[P6] a provider that comes again before its former socket has died is seen, and stays when that one dies', async () => {
	const ada = await provider('ada');
	const noor = await provider('noor');
	ada.awareness.setLocalState({ page: 1 });
	await vi.advanceTimersByTimeAsync(1_000);
	// The line is dead and nobody has noticed: what the former socket still says is nothing.
	const former = ada.ws;
	if (former === null) throw new Error('no socket');
	former.close = () => undefined;
	ada.disconnect();
	ada.connect();
	ada.awareness.setLocalState({ page: 2 });
	await vi.advanceTimersByTimeAsync(1_000);
	expect(noor.awareness.getStates().get(ada.doc.clientID)).toEqual({ page: 2, user: stampedAda });
	Object.getPrototypeOf(former).close.call(former);
	await vi.advanceTimersByTimeAsync(60_000);
	expect(noor.awareness.getStates().get(ada.doc.clientID)).toEqual({ page: 2, user: stampedAda });
});

test('[S3] a refused provider stops for good, and is told why', async () => {
	const ada = await provider('ada');
	addTask(ada.doc, 'cake');
	await vi.advanceTimersByTimeAsync(100);
	const told: unknown[] = [];
	ada.on('closed', (event) => told.push(event));
	ada.doc.getMap('tasks').delete('cake');
	await vi.advanceTimersByTimeAsync(60_000);
	expect({ told, tries: door.tries }).toEqual({ told: [{ code: 4403, reason: 'invalid-value' }], tries: 1 });
});

test('[L3] restarted, it comes back with what it wrote meanwhile, and does not hammer', async () => {
	const ada = await provider('ada');
	addTask(ada.doc, 'cake');
	await vi.advanceTimersByTimeAsync(100);
	const closing = world.room.close(1012, 'restarting');
	door.room = undefined;
	await vi.advanceTimersByTimeAsync(100);
	await closing;
	addTask(ada.doc, 'rings');
	await vi.advanceTimersByTimeAsync(30_000);
	expect(door.tries).toBeLessThan(20);
	const deps = {
		store: world.store,
		clock,
		random: seededRandom(2),
		later,
		log: () => undefined,
		fatal: () => undefined,
	};
	door.room = await openRoom(deps, { wedding: world.wedding, section: 'plan' });
	await vi.advanceTimersByTimeAsync(3_000);
	const reading = door.room.read();
	await vi.advanceTimersByTimeAsync(10);
	expect((await reading).plan.tasks.map(({ id }) => id).sort()).toEqual(['cake', 'rings']);
	expect(ada.synced).toBe(true);
});
