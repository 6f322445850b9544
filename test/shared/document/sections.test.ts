import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { categoryOf, sectionCategory } from '../../../shared/access/permissions.ts';
import { canonicalHash, canonicalText } from '../../../shared/document/canonical.ts';
import { checkDocument } from '../../../shared/document/check.ts';
import { run } from '../../../shared/document/operations/operations.ts';
import { readSection } from '../../../shared/document/private-sections.ts';
import {
	kindsOf,
	type Root,
	rootsOf,
	schema,
	sectionNames,
	sectionOf,
} from '../../../shared/document/schema.ts';
import { personId } from '../../../shared/ids.ts';
import { noon, replica, sampleWedding } from '../../world/replica.ts';

const roots = Object.keys(schema) as Root[];

test('every root belongs to exactly one section', () => {
	expect(sectionNames.flatMap(rootsOf).sort()).toEqual([...roots].sort());
	for (const root of roots) expect(rootsOf(sectionOf(root))).toContain(root);
	expect(kindsOf('plan')).toEqual(['people', 'tasks', 'timeline', 'assignments', 'comments']);
});

test('the roots of a private section are judged by the category that opens it', () => {
	for (const section of ['ceremony', 'guests', 'budget'] as const) {
		for (const root of rootsOf(section)) expect(categoryOf[root]).toBe(sectionCategory[section]);
	}
});

test('an empty section reads as one, and reading or writing makes no root of another', () => {
	const views = {
		ceremony: { items: [], conflicts: [] },
		guests: { guests: [], tables: [], conflicts: [] },
		budget: { lines: [], conflicts: [] },
	};
	const first = {
		ceremony: ['items.create', { id: 'a', title: 'Vows' }],
		guests: ['guests.create', { id: 'a', name: 'Ada' }],
		budget: ['lines.create', { id: 'a', title: 'Cake', amount: 400, due: '2027-05-01' }],
	} as const;
	for (const section of ['ceremony', 'guests', 'budget'] as const) {
		const doc = new Y.Doc();
		expect(readSection(doc, section)).toEqual(views[section]);
		const [name, input] = first[section];
		run(doc, { person: personId.parse('mia'), role: 'couple', now: noon }, { name, input });
		expect([...doc.share.keys()].filter((root) => !rootsOf(section).includes(root as Root))).toEqual([]);
	}
});

test('a document with a root of another section is told of, once that root holds something', () => {
	const { doc } = sampleWedding();
	doc.getMap('guests');
	expect(checkDocument(doc)).toEqual([]);
	doc.getMap('guests').set('ada', new Y.Map());
	expect(checkDocument(doc)).toEqual([{ kind: 'unknown-root', root: 'guests' }]);
	expect(checkDocument(doc, 'guests').map(({ kind }) => kind)).toEqual([
		'unknown-root',
		'unknown-root',
		'unknown-root',
		'unknown-root',
		'missing-field',
	]);
});

test('what a section holds counts in its hash, and the hash of a plan is what it was before there were sections', () => {
	const plan = sampleWedding();
	const before = canonicalHash(plan.doc);
	for (const root of roots) plan.doc.getMap(root);
	expect(canonicalHash(plan.doc)).toBe(before);
	const budget = replica(1);
	budget.must('lines.create', { id: 'cake', title: 'Cake', amount: 400 });
	const hash = canonicalHash(budget.doc);
	expect(canonicalText(budget.doc)).toContain('"Cake"');
	budget.must('lines.change', { id: 'cake', amount: 450 });
	expect(canonicalHash(budget.doc)).not.toBe(hash);
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(budget.doc));
	expect(canonicalHash(copy)).toBe(canonicalHash(budget.doc));
});

test('a write in a section is later than all that the section holds', () => {
	const made = replica(1);
	made.must('lines.create', { id: 'cake', title: 'Cake', amount: 400 });
	made.must('lines.change', { id: 'cake', amount: 450 });
	const [, hlc] = (made.doc.getMap('lines').get('cake') as Y.Map<unknown>).get('amount~1') as [
		number,
		number,
	];
	expect(hlc).toBe(noon * 1024 + 1);
});
