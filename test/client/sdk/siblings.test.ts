import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { noChannel, type TabMessage } from '../../../client/sdk/channel.ts';
import type { Frame } from '../../../client/sdk/frame.ts';
import { createOfflineStore } from '../../../client/sdk/offline.ts';
import { createSiblings } from '../../../client/sdk/siblings.ts';

const names = ['guests', 'budget'];
const storeOf = (name: string) =>
	createOfflineStore({ factory: indexedDB, name, onEmptied: () => undefined });
const frame = (id: string): Frame => ({
	id,
	order: 1,
	generation: 0,
	client: 7,
	from: 0,
	to: 1,
	update: new Uint8Array([0, 0]),
	changes: [],
	madeAt: 0,
	offered: false,
});

function siblings() {
	const told: [string, TabMessage][] = [];
	const open = () =>
		names.map((name) => ({
			store: storeOf(name),
			channel: { ...noChannel, post: (message: TabMessage) => void told.push([name, message]) },
		}));
	return { told, ...createSiblings(open) };
}

test('what other sections have not sent yet counts before one signs out, and nothing of them is left after', async () => {
	const { unsent, erase, told } = siblings();
	expect(await unsent()).toBe(0);
	const budget = storeOf('budget');
	await budget.write([
		{ kind: 'update', update: new Uint8Array([0, 0]) },
		{ kind: 'frame', frame: frame('one') },
		{ kind: 'frame', frame: frame('two') },
	]);
	const guests = storeOf('guests');
	await guests.write([{ kind: 'frame', frame: frame('three') }]);
	expect(await unsent()).toBe(3);
	expect(told).toEqual([]);
	await erase();
	expect(told).toEqual(names.map((name) => [name, { kind: 'signed-out' }]));
	expect(await unsent()).toBe(0);
	expect(await storeOf('budget').read()).toMatchObject({ updates: [], outbox: [] });
});
