import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import { createOfflineStore } from '../../../client/sdk/offline.ts';
import { deviceStoreContract } from '../../contracts/device-store.ts';

const open = (factory: IDBFactory, name = 'wedding', onEmptied = () => undefined as void) =>
	createOfflineStore({ factory, name, onEmptied });

describe('the device store in IndexedDB', () => {
	deviceStoreContract(() => {
		const factory = new IDBFactory();
		return { open: () => open(factory), reopen: () => open(factory) };
	});

	test('a stock y-indexeddb shows the document we stored, and we show what it adds', async () => {
		const store = open(indexedDB, 'ours-first');
		const ours = new Y.Doc();
		const updates: Uint8Array[] = [];
		ours.on('update', (update: Uint8Array) => updates.push(update));
		ours.getMap('meta').set('name', 'Ada & Grace');
		ours.getMap('meta').set('accent', '#aa3355');
		await store.write(updates.map((update) => ({ kind: 'update', update })));

		const theirs = new Y.Doc();
		const stock = new IndexeddbPersistence('ours-first', theirs);
		await stock.whenSynced;
		expect(theirs.getMap('meta').toJSON()).toEqual({ name: 'Ada & Grace', accent: '#aa3355' });
		theirs.getMap('meta').set('name', 'Grace & Ada');
		await stock.get('anything');
		await stock.destroy();

		const again = new Y.Doc();
		for (const update of (await store.read()).updates) Y.applyUpdate(again, update);
		expect(again.getMap('meta').toJSON()).toEqual({ name: 'Grace & Ada', accent: '#aa3355' });
		await store.close();
	});

	test('a database a stock y-indexeddb made, and still holds open, is taken over with its document', async () => {
		const theirs = new Y.Doc();
		theirs.getMap('meta').set('name', 'Ada & Grace');
		const stock = new IndexeddbPersistence('theirs-first', theirs);
		await stock.whenSynced;
		await stock.get('anything');

		const store = open(indexedDB, 'theirs-first');
		const ours = new Y.Doc();
		for (const update of (await store.read()).updates) Y.applyUpdate(ours, update);
		expect(ours.getMap('meta').toJSON()).toEqual({ name: 'Ada & Grace' });
		await store.close();
	});

	test('a database deleted by another page is made again by the next write, and the loss is told', async () => {
		const factory = new IDBFactory();
		let emptied = 0;
		const store = open(factory, 'wedding', () => {
			emptied++;
		});
		await store.write([{ kind: 'update', update: Uint8Array.of(1) }]);
		await deleteDatabase(factory, 'wedding');
		expect(emptied).toBe(0);
		await store.write([{ kind: 'update', update: Uint8Array.of(2) }]);
		expect(emptied).toBe(1);
		expect((await store.read()).updates).toEqual([Uint8Array.of(2)]);
		await store.close();
	});

	test('a factory that refuses rejects each call, and works again once it does not', async () => {
		const real = new IDBFactory();
		let isRefusing = true;
		const factory = {
			open: (name: string, version: number) => {
				if (isRefusing) throw new DOMException('private mode', 'InvalidStateError');
				return real.open(name, version);
			},
		} as unknown as IDBFactory;
		const store = open(factory);
		await expect(store.read()).rejects.toThrow('private mode');
		await expect(store.write([{ kind: 'update', update: Uint8Array.of(1) }])).rejects.toThrow('private mode');
		isRefusing = false;
		await store.write([{ kind: 'update', update: Uint8Array.of(1) }]);
		expect((await store.read()).updates).toEqual([Uint8Array.of(1)]);
		await store.close();
	});
});

function deleteDatabase(factory: IDBFactory, name: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const request = factory.deleteDatabase(name);
		request.onsuccess = () => resolve();
		request.onerror = () => reject(request.error);
	});
}
