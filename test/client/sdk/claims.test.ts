import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createClaims } from '../../../client/sdk/claims.ts';
import type { Frame } from '../../../client/sdk/frame.ts';
import { heldBack } from '../../../client/sdk/held-back.ts';
import { testClock } from '../../../shared/clock.ts';
import { frame } from '../../contracts/device-store.ts';
import { create, createClientWorld, titles } from '../../world/client/world.ts';

describe('a denied client id', () => {
	test('is in doubt and asked for again, ever more slowly, until it is given', () => {
		const { claims, asked, cleared, proven, clock } = world();
		claims.answered({ kind: 'lease', client: 8, nextClock: 0 });
		expect([claims.isDoubted(7), claims.isGranted(8), claims.isClear]).toEqual([true, true, false]);
		for (const ms of [1_000, 2_000, 4_000]) {
			clock.advance(ms);
			claims.answered({ kind: 'lease', client: 9, nextClock: 0 });
		}
		expect(asked).toEqual([7, 7, 7]);
		clock.advance(8_000);
		claims.answered({ kind: 'lease', client: 7, nextClock: 3 });
		clock.advance(600_000);
		expect([asked.length, cleared, proven, claims.isClear]).toEqual([4, [true], [], true]);
	});

	test('is somebody else’s once it was denied, or not answered, for longer than any dead socket lives', () => {
		const { claims, proven, clock, since } = world();
		claims.answered({ kind: 'lease', client: 8, nextClock: 0 });
		clock.advance(70_000);
		expect(proven).toEqual([]);
		clock.advance(20_000);
		expect([proven, claims.isDoubted(7)]).toEqual([[7], false]);
		expect(clock.now() - since).toBeLessThan(100_000);
	});

	test('holds back what was written under it and what stands on that, and nothing else', () => {
		const doc = new Y.Doc();
		const frames: Frame[] = [];
		doc.on('update', (update: Uint8Array, _origin, _doc, { beforeState, afterState }: Y.Transaction) => {
			const order = frames.length;
			const { clientID: client } = doc;
			const [from, to] = [beforeState.get(client) ?? 0, afterState.get(client) ?? 0];
			frames.push(frame(`frame-${order}`, order, { client, from, to, update }));
		});
		const write = (client: number, edit: (map: Y.Map<unknown>) => void) => {
			doc.clientID = client;
			edit(doc.getMap('meta'));
		};
		write(5, (map) => map.set('name', 'Ada'));
		write(7, (map) => map.set('place', 'Barn'));
		write(8, (map) => map.set('accent', '#aa3355'));
		write(8, (map) => map.set('place', 'Church'));
		write(5, (map) => map.set('name', 'Ada & Grace'));
		write(5, (map) => map.delete('place'));
		write(8, (map) => map.set('phase', 'after'));
		const names = (held: ReadonlySet<string>) => [...held].map((id) => Number(id.slice(6)));
		expect(names(heldBack(frames, (client) => client === 7))).toEqual([1, 3, 5, 6]);
		expect(names(heldBack(frames, () => false))).toEqual([]);
	});
});

describe('a line that died before the relay noticed', () => {
	test('the other tabs go on under other ids at once, and what they had sent is not made again either', async () => {
		const { device, relay, lanes, clock, quiet } = createClientWorld(43);
		relay.isStrict = true;
		const ada = device();
		const tabs = [await ada.open(), await ada.open(), await ada.open()] as const;
		await quiet();
		ada.lose();
		note(tabs[1].wedding.doc).insert(0, '<on its way>');
		await lanes.drain();
		for (let second = 0; second < 8; second++) {
			clock.advance(1_000);
			await lanes.drain();
		}
		for (const [index, { wedding }] of tabs.entries()) create(wedding, `from-${index}`);
		await lanes.drain();
		expect([...relay.doc.getMap('tasks').keys()].sort()).toEqual(['from-0', 'from-1', 'from-2', 'shared']);
		await quiet();
		expect(note(relay.doc).toString()).toBe('<on its way>white');
		expect(tabs.map(({ wedding }) => wedding.status.relay.waiting)).toEqual([0, 0, 0]);
		expect(relay.twice).toEqual([]);
	});

	test('an edit that was on its way there is not made again under another id, and others go on meanwhile', async () => {
		const { device, relay, lanes, clock, quiet } = createClientWorld(41);
		relay.isStrict = true;
		const ada = device();
		const { wedding } = await ada.open();
		await quiet();
		const former = wedding.doc.clientID;
		ada.lose();
		note(wedding.doc).insert(0, '<on its way>');
		await lanes.drain();
		for (let second = 0; second < 8; second++) {
			clock.advance(1_000);
			await lanes.drain();
		}
		expect([wedding.status.relay.connection, wedding.status.relay.waiting]).toEqual(['online', 1]);
		create(wedding, 'cake');
		await lanes.drain();
		expect(relay.doc.getMap('tasks').has('cake')).toBe(true);
		expect(wedding.doc.clientID).not.toBe(former);
		await quiet();
		expect(note(relay.doc).toString()).toBe('<on its way>white');
		expect([titles(wedding), wedding.status.relay.waiting]).toEqual([['Flowers', 'cake'], 0]);
		expect(relay.twice).toEqual([]);
	});

	test('what has left the device is known to the tab that leads next, and not taken for a clone’s', async () => {
		const { device, relay, lanes, clock, quiet } = createClientWorld(42);
		const [ada, grace] = [device(), device('grace')];
		const [first, second, other] = [await ada.open(), await ada.open(), await grace.open()];
		await quiet();
		ada.isOnline = false;
		ada.cut();
		await lanes.drain();
		second.wedding.run({ name: 'tasks.change', input: { id: 'shared', title: 'Roses' } });
		await lanes.drain();
		const before = relay.offered.length;
		ada.isOnline = true;
		for (let step = 0; step < 400 && relay.offered.length === before; step++) {
			if (!(await lanes.step())) clock.advance(500);
		}
		ada.lose();
		await lanes.drain();
		expect([titles(other.wedding), second.wedding.status.relay.waiting]).toEqual([['Roses'], 1]);
		first.kill();
		other.wedding.doc.transact(() => task(other.wedding.doc).set('title', 'Lilies'));
		await quiet();
		expect([titles(second.wedding), titles(other.wedding)]).toEqual([['Lilies'], ['Lilies']]);
		expect(relay.offered.filter((update) => text(update).includes('Roses'))).toHaveLength(2);
		expect(second.wedding.status.relay.waiting).toBe(0);
	});
});

function world() {
	const clock = testClock();
	const asked: number[] = [];
	const cleared: boolean[] = [];
	const proven: number[] = [];
	const claims = createClaims({
		clock,
		tab: 'tab',
		client: 7,
		send: ({ client }) => asked.push(client),
		isWanted: () => true,
		onCleared: () => cleared.push(true),
		onProof: (client) => proven.push(client),
	});
	return { claims, asked, cleared, proven, clock, since: clock.now() };
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function task(doc: Y.Doc): Y.Map<unknown> {
	const map = doc.getMap('tasks').get('shared');
	if (!(map instanceof Y.Map)) throw new Error('no task');
	return map;
}

function note(doc: Y.Doc): Y.Text {
	const text = task(doc).get('notes');
	if (!(text instanceof Y.Text)) throw new Error('no note');
	return text;
}
