import { describe, expect, test } from 'vitest';
import { copyDisk } from '../../world/client/device.ts';
import { contentOf, create, createClientWorld, titles } from '../../world/client/world.ts';

const forbidden = { code: 'not-allowed', reason: 'Nobody may say this.' } as const;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('a tab', () => {
	test('an edit leaves the device only once it is committed there', async () => {
		const { device, relay, lanes, quiet } = createClientWorld(1);
		const ada = device();
		const { wedding } = await ada.open();
		await quiet();
		const before = relay.offered.length;
		create(wedding, 'cake');
		let steps = 0;
		while (await lanes.step()) {
			steps++;
			const stored = [...(await ada.disk.readOutbox()), ...(await ada.disk.readKept())];
			const left = relay.offered.slice(before);
			expect(left.every((update) => stored.some((frame) => text(frame.update) === text(update)))).toBe(true);
		}
		expect(steps).toBeGreaterThan(3);
		expect(relay.offered.length).toBe(before + 1);
	});

	test('says "stored" and "receipted" apart, each when it is true', async () => {
		const { device, lanes, quiet } = createClientWorld(2);
		const ada = device();
		const { wedding } = await ada.open();
		await quiet();
		ada.isOnline = false;
		ada.cut();
		await lanes.drain();
		create(wedding, 'cake');
		expect(wedding.status).toMatchObject({
			device: { waiting: 1 },
			relay: { waiting: 1, connection: 'offline' },
		});
		await lanes.drain();
		await wedding.stored();
		expect(wedding.status).toMatchObject({ device: { waiting: 0 }, relay: { waiting: 1 } });
		ada.isOnline = true;
		await quiet();
		await wedding.receipted();
		expect(wedding.status).toMatchObject({ relay: { waiting: 0, connection: 'online' } });
		expect(wedding.status.relay).not.toHaveProperty('oldestAt');
	});

	test('opens from the device without the network, and shows what was there', async () => {
		const { device, quiet } = createClientWorld(3);
		const ada = device();
		const first = await ada.open();
		await quiet();
		create(first.wedding, 'cake');
		await quiet();
		await first.close();
		ada.isOnline = false;
		const { wedding } = await ada.open();
		expect(titles(wedding)).toEqual(['Flowers', 'cake']);
	});

	test('a refused edit becomes a draft with its reason, and what was made after it goes on', async () => {
		const { device, relay, quiet } = createClientWorld(4);
		relay.judge = (update) => (text(update).includes('forbidden') ? forbidden : undefined);
		const ada = device();
		const { wedding } = await ada.open();
		await quiet();
		const former = wedding.doc;
		create(wedding, 'cake');
		create(wedding, 'bad', 'forbidden');
		create(wedding, 'band');
		await quiet();
		expect(wedding.drafts).toMatchObject([
			{ refusal: forbidden, operation: { name: 'tasks.create', input: { id: 'bad', title: 'forbidden' } } },
		]);
		expect(titles(wedding)).toEqual(['Flowers', 'band', 'cake']);
		expect(wedding.doc).not.toBe(former);
		expect(wedding.status.relay).toMatchObject({ waiting: 0, connection: 'online' });
		expect(contentOf(relay.doc)).toEqual(contentOf(wedding.doc));
		const drafts = wedding.drafts;
		ada.tabs[0]?.kill();
		const again = await ada.open();
		expect(again.wedding.drafts).toEqual(drafts);
		const discarded = again.wedding.discardDraft(drafts[0]?.id ?? '');
		await quiet();
		await discarded;
		expect((await ada.disk.read()).drafts).toEqual([]);
	});

	test('storage that fails is said, and the edits go to the relay all the same', async () => {
		const { device, relay, lanes, clock, quiet } = createClientWorld(5);
		const ada = device();
		const { wedding } = await ada.open();
		await quiet();
		ada.isFull = true;
		create(wedding, 'cake');
		await lanes.drain();
		expect(wedding.status.device).toEqual({ waiting: 1, failed: false });
		clock.advance(200);
		await lanes.drain();
		expect(wedding.status.device).toEqual({ waiting: 1, failed: true });
		expect(relay.doc.getMap('tasks').has('cake')).toBe(true);
		ada.isFull = false;
		await quiet();
		expect(wedding.status.device).toEqual({ waiting: 0, failed: false });
		expect((await ada.disk.readKept()).length + (await ada.disk.readOutbox()).length).toBeGreaterThan(0);
	});

	test('a restored relay gets back what it lost, from the frames kept here', async () => {
		const { device, relay, quiet } = createClientWorld(6);
		const ada = device();
		const grace = device('grace');
		const [a, g] = [await ada.open(), await grace.open()];
		await quiet();
		const backup = relay.log.length;
		create(a.wedding, 'cake');
		await quiet();
		create(g.wedding, 'band');
		g.wedding.run({ name: 'tasks.change', input: { id: 'cake', title: 'Cake by Grace' } });
		await quiet();
		const before = contentOf(relay.doc);
		await a.close();
		for (const one of [ada, grace]) one.cut();
		relay.restore(backup);
		expect(contentOf(relay.doc)).not.toEqual(before);
		const { wedding } = await ada.open();
		await quiet();
		expect(contentOf(relay.doc)).toEqual(before);
		expect(contentOf(wedding.doc)).toEqual(before);
		expect(contentOf(g.wedding.doc)).toEqual(before);
		expect(relay.twice).toEqual([]);
		expect(wedding.status.relay.waiting + g.wedding.status.relay.waiting).toBe(0);
	});

	test('a document re-based for everybody is taken fresh, with the edits made meanwhile', async () => {
		const { device, relay, quiet, lanes } = createClientWorld(7);
		const ada = device();
		const { wedding } = await ada.open();
		await quiet();
		ada.isOnline = false;
		ada.cut();
		await lanes.drain();
		create(wedding, 'cake');
		relay.rebase();
		ada.isOnline = true;
		await quiet();
		expect(titles(wedding)).toEqual(['Flowers', 'cake']);
		expect(contentOf(relay.doc)).toEqual(contentOf(wedding.doc));
		expect(wedding.drafts).toEqual([]);
	});

	test('a device offline for seven days reconciles: nothing of either side is lost', async () => {
		const { device, relay, lanes, clock, quiet } = createClientWorld(8);
		const [ada, grace] = [device('ada'), device('grace')];
		let [a, g] = [await ada.open(), await grace.open()];
		await quiet();
		ada.isOnline = false;
		for (let day = 1; day <= 7; day++) {
			for (const tab of [a, g]) await tab.close();
			clock.advance(24 * 60 * 60 * 1_000);
			[a, g] = [await ada.open(), await grace.open()];
			for (let edit = 0; edit < 20; edit++) {
				create(a.wedding, `a-${day}-${edit}`);
				create(g.wedding, `g-${day}-${edit}`);
			}
			await lanes.drain();
		}
		expect(a.wedding.status.relay).toMatchObject({ waiting: 140, connection: 'offline' });
		expect(clock.now() - (a.wedding.status.relay.oldestAt ?? 0)).toBe(6 * 24 * 60 * 60 * 1_000);
		ada.isOnline = true;
		await quiet();
		expect(titles(a.wedding)).toHaveLength(281);
		expect(contentOf(a.wedding.doc)).toEqual(contentOf(relay.doc));
		expect(contentOf(g.wedding.doc)).toEqual(contentOf(relay.doc));
		expect(relay.twice).toEqual([]);
		expect(a.wedding.status.relay.waiting).toBe(0);
		// One id for each of them and one for the server: a week of reopening took no more.
		expect(relay.doc.store.clients.size).toBe(3);
	});

	test('a cloned device notices that its id went on elsewhere, and its edits are made again under another', async () => {
		const { device, relay, quiet } = createClientWorld(9);
		const ada = device();
		const first = await ada.open();
		await quiet();
		create(first.wedding, 'cake');
		await quiet();
		await first.close();
		const clone = device();
		clone.disk = await copyDisk(ada.disk);
		clone.isOnline = false;
		const cloned = await clone.open();
		create(cloned.wedding, 'from-the-clone');
		const again = await ada.open();
		expect(again.wedding.doc.clientID).toBe(cloned.wedding.doc.clientID);
		create(again.wedding, 'from-the-first');
		await quiet();
		clone.isOnline = true;
		await quiet();
		expect(titles(cloned.wedding)).toEqual(['Flowers', 'cake', 'from-the-clone', 'from-the-first']);
		expect(titles(again.wedding)).toEqual(titles(cloned.wedding));
		expect(relay.twice).toEqual([]);
		expect(cloned.wedding.drafts).toEqual([]);
	});
});
