import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { canonicalHash, canonicalText } from '../../../shared/document/canonical.ts';
import { exchange, replica, sampleWedding } from '../../world/replica.ts';

test('replicas with equal content hash alike, however it came there', () => {
	const one = sampleWedding(3);
	const two = replica(9, { role: 'vendor' });
	exchange(one, two);
	one.must('tasks.change', { id: 'flowers', notes: 'Peonies and roses, no lilies.', status: 'doing' });
	two.must('tasks.change', { id: 'flowers', notes: 'Peonies, no lilies. Ask Jon.', status: 'blocked' });
	expect(canonicalHash(one.doc)).not.toBe(canonicalHash(two.doc));
	exchange(one, two);
	expect(canonicalHash(one.doc)).toBe(canonicalHash(two.doc));
	const fresh = new Y.Doc();
	Y.applyUpdate(fresh, Y.encodeStateAsUpdate(one.doc));
	expect(canonicalHash(fresh)).toBe(canonicalHash(one.doc));
});

describe('what differs, differs', () => {
	const textOf = (fill: (meta: Y.Map<unknown>) => void) => {
		const doc = new Y.Doc();
		fill(doc.getMap('meta'));
		return canonicalText(doc);
	};

	test.each<readonly [string, unknown, unknown]>([
		['a number and its text', 1, '1'],
		['nothing and null', undefined, null],
		['a list and a map', [], {}],
		['bytes and a list of numbers', new Uint8Array([1]), [1]],
		['a text and a string', new Y.Text('a'), 'a'],
		['a shared and a plain map', new Y.Map(), {}],
		['a shared and a plain list', new Y.Array(), []],
		['infinities', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
		['a large integer and a number', 1n, 1],
	])('%s', (_, a, b) => {
		expect(textOf((meta) => meta.set('x', a))).not.toBe(textOf((meta) => meta.set('x', b)));
	});

	test('plain and bold letters', () => {
		const styled = (bold: boolean) =>
			textOf((meta) => {
				const text = meta.set('x', new Y.Text());
				text.insert(0, 'ab');
				if (bold) text.format(0, 1, { bold: true });
			});
		expect(styled(true)).not.toBe(styled(false));
	});
});

test('how a text was typed does not matter', () => {
	const doc = new Y.Doc();
	const other = new Y.Doc();
	const typed = doc.getMap<unknown>('meta').set('x', new Y.Text());
	typed.insert(0, 'ac');
	typed.insert(1, 'b', { bold: true });
	typed.format(1, 1, { bold: null });
	other.getMap<unknown>('meta').set('x', new Y.Text('abc'));
	expect(canonicalText(doc)).toBe(canonicalText(other));
});

test('nor who made which part of it bold', () => {
	// The ids decide whose marks come first where they meet.
	const [{ doc: one }, { doc: two }, { doc: once }] = [replica(1), replica(2), replica(3)];
	const bold = (doc: Y.Doc, from: number, length: number) => {
		const text = doc.getMap<unknown>('meta').get('x');
		if (text instanceof Y.Text) text.format(from, length, { bold: true });
	};
	for (const doc of [one, once]) doc.getMap<unknown>('meta').set('x', new Y.Text('abcd'));
	exchange({ doc: one }, { doc: two });
	bold(one, 0, 2);
	bold(two, 2, 2);
	bold(once, 0, 4);
	exchange({ doc: one }, { doc: two });
	expect(canonicalText(two)).toBe(canonicalText(once));
});

test('the order of keys does not matter, nor does what lies outside the schema', () => {
	const doc = new Y.Doc();
	const other = new Y.Doc();
	doc.getMap('meta').set('a', { x: 1, y: 2 });
	doc.getMap('meta').set('b', 1);
	other.getMap('meta').set('b', 1);
	other.getMap('meta').set('a', { y: 2, x: 1 });
	other.getMap('elsewhere').set('a', 1);
	expect(canonicalHash(doc)).toBe(canonicalHash(other));
});

test('odd content does not throw', () => {
	const doc = new Y.Doc();
	let deep: unknown = 1;
	for (let depth = 0; depth < 5_000; depth++) deep = [deep];
	const map = doc.getMap<unknown>('tasks');
	map.set('deep', deep);
	map.set('__proto__', { x: 1 });
	map.set('xml', new Y.XmlElement('p'));
	map.set('doc', new Y.Doc());
	map.set('half', '\ud800');
	const text = map.set('text', new Y.Text());
	text.insertEmbed(0, { image: 'x' });
	expect(canonicalHash(doc)).toMatch(/^[0-9a-f]{64}$/);
});
