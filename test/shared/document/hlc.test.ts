import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { hlcAt, hlcMillis, nextHlc } from '../../../shared/document/hlc.ts';
import { noon, replica, sampleWedding } from '../../world/replica.ts';

test('a hybrid clock is milliseconds times 1024 plus a counter', () => {
	expect(nextHlc(new Y.Doc(), noon)).toBe(noon * 1024);
	expect(hlcMillis(hlcAt(noon) + 1023)).toBe(noon);
});

test('each write is later than everything in the document, in the same millisecond and with a clock that is behind', () => {
	const made = sampleWedding();
	const before = nextHlc(made.doc, noon);
	made.must('timeline.change', { id: 'ceremony', start: '2027-06-12T15:30' });
	expect(nextHlc(made.doc, noon)).toBe(before + 1);
	made.advance(-3_600_000);
	made.must('tasks.change', { id: 'flowers', status: 'doing' });
	expect(nextHlc(made.doc, 0)).toBe(before + 2);
	expect(nextHlc(made.doc, noon + 1)).toBe(hlcAt(noon + 1));
});

test('registers of the wedding itself count, and what is no entry does not', () => {
	const { doc } = replica(1);
	doc.getMap('meta').set('date~7', ['2027-06-12', hlcAt(noon) + 5, 'couple', [], []]);
	doc.getMap('meta').set('place~7', ['there', 'late', 'couple', [], []]);
	doc.getMap('meta').set('accent', ['#ffffff', hlcAt(noon) + 500]);
	expect(nextHlc(doc, noon)).toBe(hlcAt(noon) + 6);
});
