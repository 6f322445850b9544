import { describe, expect, test } from 'vitest';
import type { Edit } from '../../../client/sdk/device-store.ts';
import { createJournal } from '../../../client/sdk/journal.ts';
import { createMemoryStore } from '../../../client/sdk/memory-store.ts';
import { testClock } from '../../../shared/clock.ts';
import { frame } from '../../contracts/device-store.ts';
import { settle } from '../../world/client/lanes.ts';

describe('the journal', () => {
	test('what no store takes holds nothing else back, and is not called stored', async () => {
		const { journal, store, faults, told, add } = world();
		add('a');
		add('poisoned');
		add('b');
		await journal.flushed();
		add('c');
		await journal.flushed();
		expect(told).toEqual(['a stored', 'poisoned not', 'b stored', 'c stored']);
		expect((await store.readOutbox()).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
		expect([journal.waiting, journal.isFailed, faults.length]).toEqual([0, false, 1]);
	});

	test('while the store is full nothing overtakes anything, also behind what no store takes', async () => {
		const { journal, store, clock, told, add, disk } = world();
		add('poisoned');
		add('a');
		add('b');
		disk.isFull = true;
		await settle();
		expect(told).toEqual(['poisoned not']);
		clock.advance(200);
		await settle();
		expect([told, journal.isFailed]).toEqual([['poisoned not', 'a not', 'b not'], true]);
		disk.isFull = false;
		clock.advance(60_000);
		await journal.flushed();
		expect(told.slice(3)).toEqual(['a stored', 'b stored']);
		expect((await store.readOutbox()).map(({ id }) => id)).toEqual(['a', 'b']);
	});
});

/** A disk that clones first, as databases do, and then finds out that it is full. */
function world() {
	const disk = { isFull: false };
	const faults: unknown[] = [];
	const told: string[] = [];
	const clock = testClock();
	const store = createMemoryStore();
	const journal = createJournal({
		store: {
			async write(edits) {
				structuredClone(edits);
				if (disk.isFull) throw new DOMException('full', 'QuotaExceededError');
				await store.write(edits);
			},
		},
		clock,
		onChange: () => undefined,
		report: (fault) => faults.push(fault),
	});
	let order = 0;
	const add = (id: string) => {
		order++;
		const operation = { name: 'tasks.create', input: id === 'poisoned' ? () => undefined : {} };
		const edit: Edit = { kind: 'frame', frame: frame(id, order, { operation }) };
		journal.add([edit], (isStored) => told.push(`${id} ${isStored ? 'stored' : 'not'}`));
	};
	return { journal, store, clock, faults, told, add, disk };
}
