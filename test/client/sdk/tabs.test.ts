import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Wedding } from '../../../client/sdk/handle.ts';
import { contentOf, create, createClientWorld, titles } from '../../world/client/world.ts';

const forbidden = { code: 'not-allowed', reason: 'Nobody may say this.' } as const;

/** Ada's device with three tabs, the first of which leads. */
async function threeTabs(seed: number) {
	const world = createClientWorld(seed);
	const ada = world.device();
	const tabs = [await ada.open(), await ada.open(), await ada.open()] as const;
	await world.quiet();
	return { ...world, ada, tabs };
}

describe('the tabs of one device', () => {
	test('sync to each other without any network, each under an id of its own', async () => {
		const { ada, tabs, lanes } = await threeTabs(1);
		ada.isOnline = false;
		ada.cut();
		await lanes.drain();
		for (const [index, { wedding }] of tabs.entries()) create(wedding, `from-${index}`);
		await lanes.drain();
		for (const { wedding } of tabs) {
			expect(titles(wedding)).toEqual(['Flowers', 'from-0', 'from-1', 'from-2']);
			expect(wedding.status.relay).toMatchObject({ waiting: 3, connection: 'offline' });
		}
		expect(new Set(tabs.map(({ wedding }) => wedding.doc.clientID)).size).toBe(3);
	});

	test('hold one connection, over which every tab’s edits reach the relay and its receipts reach every tab', async () => {
		const { ada, tabs, relay, quiet } = await threeTabs(2);
		for (const [index, { wedding }] of tabs.entries()) create(wedding, `from-${index}`);
		await quiet();
		expect(contentOf(relay.doc)).toEqual(contentOf(tabs[2].wedding.doc));
		expect(tabs.map(({ wedding }) => wedding.status.relay.waiting)).toEqual([0, 0, 0]);
		expect(tabs.map(({ wedding }) => wedding.status.relay.connection)).toEqual([
			'online',
			'online',
			'online',
		]);
		expect(await ada.disk.readOutbox()).toEqual([]);
		expect(await ada.disk.readKept()).toHaveLength(3);
	});

	test('bring what others write to every tab, and what they then write on it in the right order to the relay', async () => {
		const { device, tabs, relay, quiet } = await threeTabs(3);
		const grace = await device('grace').open();
		await quiet();
		create(grace.wedding, 'cake');
		await quiet();
		tabs[2].wedding.run({ name: 'tasks.change', input: { id: 'cake', title: 'Cake by Ada' } });
		await quiet();
		expect(titles(grace.wedding)).toEqual(['Cake by Ada', 'Flowers']);
		expect(relay.twice).toEqual([]);
	});

	test('when the leading tab dies another takes over with everything that was stored', async () => {
		const { ada, tabs, relay, lanes, quiet } = await threeTabs(4);
		ada.isOnline = false;
		ada.cut();
		await lanes.drain();
		create(tabs[0].wedding, 'by-the-leader');
		create(tabs[1].wedding, 'by-another');
		await lanes.drain();
		tabs[0].kill();
		ada.isOnline = true;
		await quiet();
		expect(tabs[1].wedding.status.relay).toMatchObject({ connection: 'online', waiting: 0 });
		expect(tabs[2].wedding.status.relay).toMatchObject({ connection: 'online', waiting: 0 });
		expect(titles({ plan: tabs[2].wedding.plan })).toEqual(['Flowers', 'by-another', 'by-the-leader']);
		expect(contentOf(relay.doc)).toEqual(contentOf(tabs[1].wedding.doc));
	});

	test('an edit stored by a tab that died before it could tell anybody reaches the relay all the same', async () => {
		const { ada, tabs, relay, lanes, quiet } = await threeTabs(5);
		create(tabs[2].wedding, 'last-words');
		while ((await ada.disk.readOutbox()).length === 0) await lanes.step();
		tabs[2].kill();
		await quiet();
		expect(contentOf(relay.doc)).toMatchObject({ tasks: { 'last-words': { title: 'last-words' } } });
		expect(titles(tabs[1].wedding)).toEqual(['Flowers', 'last-words']);
	});

	test('a refusal in one tab leaves every tab with the same document, the draft and its own later edits', async () => {
		const { tabs, relay, quiet, lanes } = await threeTabs(6);
		relay.judge = (update) =>
			new TextDecoder().decode(update).includes('forbidden') ? forbidden : undefined;
		create(tabs[1].wedding, 'bad', 'forbidden');
		create(tabs[1].wedding, 'good');
		// The other tab goes on while the refusal comes and the document is exchanged.
		for (let edit = 0; edit < 30; edit++) {
			create(tabs[2].wedding, `meanwhile-${edit}`);
			await lanes.step();
		}
		await quiet();
		for (const { wedding } of tabs) {
			expect(wedding.drafts).toMatchObject([{ refusal: forbidden, operation: { input: { id: 'bad' } } }]);
			expect(wedding.status.relay.waiting).toBe(0);
			expect(contentOf(wedding.doc)).toEqual(contentOf(relay.doc));
			expect(titles(wedding)).toHaveLength(32);
		}
	});

	test('a leading tab that dies at any moment of a refusal leaves one draft and one document to the others', async () => {
		let moments = 0;
		for (let steps = 1; steps < 90; steps++) {
			const { tabs, relay, quiet, lanes, clock } = await threeTabs(60 + steps);
			relay.judge = (update) =>
				new TextDecoder().decode(update).includes('forbidden') ? forbidden : undefined;
			create(tabs[1].wedding, 'bad', 'forbidden');
			noteOf(tabs[2].wedding).insert(0, '<typed>');
			for (let step = 0; step < steps; step++) {
				await lanes.step();
				// Dialled again at once.
				clock.advance(0);
			}
			if (relay.offered.some((update) => new TextDecoder().decode(update).includes('forbidden'))) moments++;
			tabs[0].kill();
			await quiet();
			for (const { wedding } of [tabs[1], tabs[2]]) {
				expect(wedding.drafts.map(({ operation }) => operation?.input)).toEqual([
					{ id: 'bad', title: 'forbidden' },
				]);
				expect(contentOf(wedding.doc)).toEqual(contentOf(relay.doc));
				expect(noteOf(wedding).toString()).toBe('<typed>white');
			}
		}
		expect(moments).toBeGreaterThan(20);
	});

	test('see each other and everybody else, and are seen by everybody else', async () => {
		const { tabs } = await threeTabs(7);
		expect(tabs.map(({ wedding }) => wedding.presence.length)).toEqual([3, 3, 3]);
		expect(tabs.map(({ wedding }) => wedding.presence.filter(({ self }) => self).length)).toEqual([1, 1, 1]);
	});

	test('a closed tab is no longer seen by the others', async () => {
		const { tabs, quiet } = await threeTabs(8);
		tabs[2].kill();
		await quiet();
		expect(tabs[0].wedding.presence).toHaveLength(2);
		expect(tabs[1].wedding.presence).toHaveLength(2);
	});

	test('a leading tab that cannot tell the others anything goes on with the relay all the same', async () => {
		const { ada, tabs, relay, quiet } = await threeTabs(9);
		ada.isMute = true;
		create(tabs[0].wedding, 'cake');
		create(tabs[0].wedding, 'band');
		await quiet();
		expect(relay.doc.getMap('tasks').size).toBe(3);
		expect(tabs[0].wedding.status).toMatchObject({ device: { waiting: 0 }, relay: { waiting: 0 } });
		ada.isMute = false;
		create(tabs[1].wedding, 'rings');
		await quiet();
		expect(titles(tabs[0].wedding)).toEqual(['Flowers', 'band', 'cake', 'rings']);
	});
});

function noteOf({ doc }: Wedding): Y.Text {
	const task = doc.getMap('tasks').get('shared');
	const notes: unknown = task instanceof Y.Map ? task.get('notes') : undefined;
	if (!(notes instanceof Y.Text)) throw new Error('no note');
	return notes;
}
