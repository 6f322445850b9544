import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { canonicalHash } from '../../../shared/document/canonical.ts';
import { readMeta, readPlan } from '../../../shared/document/document.ts';
import { currentVersion, type Migration, migrate } from '../../../shared/document/migrate.ts';
import { recordsOf } from '../../../shared/document/roots.ts';
import { personId } from '../../../shared/ids.ts';
import { exchange, noon, replica, sampleWedding } from '../../world/replica.ts';

const server = { person: personId.parse('server'), role: 'support', now: noon } as const;
/** A next version: tasks learn where they happen. */
const steps: readonly Migration[] = [
	{ to: 1, what: 'writes the version down', run: () => undefined },
	{
		to: 2,
		what: 'every task has a room',
		run(doc) {
			for (const [, task] of recordsOf(doc, 'tasks')) if (!task.has('room')) task.set('room', 'hall');
		},
	},
];

test('a document without a version gets the current one, once', () => {
	const { doc } = sampleWedding();
	expect(migrate(doc, server)).toEqual({ kind: 'migrated', from: 0, version: currentVersion });
	expect(readMeta(doc).version).toBe(currentVersion);
	const before = Y.encodeStateVector(doc);
	expect(migrate(doc, server)).toEqual({ kind: 'current', version: currentVersion });
	expect(Y.encodeStateVector(doc)).toEqual(before);
});

describe('a step', () => {
	test('is one transaction with its version, under its own origin', () => {
		const { doc } = sampleWedding();
		const origins: unknown[] = [];
		doc.on('update', (_: Uint8Array, origin: unknown) => origins.push(origin));
		expect(migrate(doc, server, steps)).toEqual({ kind: 'migrated', from: 0, version: 2 });
		expect(origins).toEqual([
			{ kind: 'migration', to: 1, author: server },
			{ kind: 'migration', to: 2, author: server },
		]);
		expect(recordsOf(doc, 'tasks').map(([, task]) => task.get('room'))).toEqual(['hall']);
	});

	test('runs only behind the version the document has', () => {
		const { doc } = sampleWedding();
		migrate(doc, server);
		const origins: unknown[] = [];
		doc.on('beforeTransaction', ({ origin }) => origins.push(origin));
		expect(migrate(doc, server, steps)).toEqual({ kind: 'migrated', from: 1, version: 2 });
		expect(origins).toEqual([{ kind: 'migration', to: 2, author: server }]);
	});

	test('missing in between is our mistake', () => {
		expect(() => migrate(new Y.Doc(), server, steps.slice(1))).toThrow('migration 2 stands where 1 belongs');
	});
});

test('a document of a newer version is left alone and reported', () => {
	const { doc } = sampleWedding();
	migrate(doc, server, steps);
	const before = canonicalHash(doc);
	expect(migrate(doc, server)).toEqual({ kind: 'future', version: 2 });
	expect(canonicalHash(doc)).toBe(before);
});

test('an old client reads and edits a migrated document, and keeps what it does not know', () => {
	const made = sampleWedding();
	migrate(made.doc, server, steps);
	const old = replica(7);
	exchange(made, old);
	old.must('tasks.change', { id: 'flowers', title: 'Buy the flowers' });
	expect(readPlan(old.doc).tasks).toMatchObject([{ id: 'flowers', title: 'Buy the flowers' }]);
	exchange(made, old);
	expect(recordsOf(made.doc, 'tasks').map(([, task]) => task.get('room'))).toEqual(['hall']);
	expect(canonicalHash(old.doc)).toBe(canonicalHash(made.doc));
});
