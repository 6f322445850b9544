import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../shared/document/change.ts';
import { changesOf } from '../../../../shared/document/changes.ts';
import { readPlan, readRecord } from '../../../../shared/document/document.ts';
import { previewShift } from '../../../../shared/document/operations/shift.ts';
import { exchange, replica, sampleWedding } from '../../../world/replica.ts';

const declined = (field: string, record: string) => ({
	ok: false,
	error: { code: 'invalid-value', reason: expect.any(String), record, field },
});

/** A ceremony at three, drinks behind it, a buffer, a fixed dinner at six. */
function afternoon() {
	const made = sampleWedding();
	made.must('timeline.change', { id: 'ceremony', kind: 'flexible' });
	for (const item of [
		{ id: 'drinks', title: 'Drinks', start: '2027-06-12T15:30', minutes: 90, after: 'ceremony' },
		{ id: 'air', title: 'Air', kind: 'buffer', start: '2027-06-12T17:00', minutes: 60 },
		{ id: 'dinner', title: 'Dinner', kind: 'fixed', start: '2027-06-12T18:00', minutes: 120 },
	]) {
		made.must('timeline.create', item);
	}
	return made;
}

const day = (made: ReturnType<typeof afternoon>) =>
	readPlan(made.doc).timeline.map(({ id, start, minutes }) => `${id} ${start?.slice(11)} ${minutes}`);

test('a new item is flexible and planned, unless it says otherwise', () => {
	const made = sampleWedding();
	made.must('timeline.create', { id: 'x', title: 'X' });
	expect(readRecord(made.doc, 'timeline', 'x')).toEqual({
		id: 'x',
		title: 'X',
		notes: '',
		kind: 'flexible',
		state: 'planned',
	});
});

test.each([
	['start', '2027-03-28T02:30'],
	['owner', 'nobody'],
	['after', 'nothing'],
	['after', 'ceremony'],
	['after', 'drinks'],
])('%s %j cannot be', (field, value) => {
	const made = sampleWedding();
	made.must('timeline.create', { id: 'drinks', title: 'Drinks', after: 'ceremony' });
	expect(made.run('timeline.change', { id: 'ceremony', [field]: value })).toEqual(
		declined(field, 'ceremony'),
	);
});

test('an item is never shorter than its least length, from whichever side it is set', () => {
	const made = sampleWedding();
	expect(made.run('timeline.change', { id: 'ceremony', minMinutes: 31 })).toEqual(
		declined('minMinutes', 'ceremony'),
	);
	made.must('timeline.change', { id: 'ceremony', minMinutes: 30 });
	expect(made.run('timeline.change', { id: 'ceremony', minutes: 29 })).toEqual(
		declined('minMinutes', 'ceremony'),
	);
	expect(made.run('timeline.resolve', { id: 'ceremony', field: 'minutes', value: 29 })).toEqual(
		declined('minMinutes', 'ceremony'),
	);
	made.must('timeline.change', { id: 'ceremony', minutes: 20, minMinutes: 20 });
	made.must('timeline.change', { id: 'ceremony', minutes: null, minMinutes: 25 });
	expect(made.run('timeline.create', { id: 'x', title: 'X', minutes: 5, minMinutes: 6 })).toEqual(
		declined('minMinutes', 'x'),
	);
});

describe('a shift', () => {
	test('moves what hangs on it in one transaction, and undo puts all of it back in one', () => {
		const made = afternoon();
		const before = day(made);
		const sent = made.sent.length;
		const { undo } = made.must('timeline.shift', { id: 'ceremony', minutes: 20 });
		expect(day(made)).toEqual(['ceremony 15:20 30', 'drinks 15:50 90', 'air 17:20 40', 'dinner 18:00 120']);
		expect(made.sent.length).toBe(sent + 1);
		expect(undo).toHaveLength(1);
		for (const { name, input } of undo) made.must(name, input);
		expect(day(made)).toEqual(before);
		expect(made.sent.length).toBe(sent + 2);
	});

	test('does what its preview said', () => {
		const made = afternoon();
		const preview = previewShift(readPlan(made.doc), { id: 'ceremony', minutes: 75 });
		if (!preview.ok) throw new Error(preview.error.reason);
		const seen: (readonly Change[])[] = [];
		made.doc.on('afterTransaction', (transaction) => seen.push(changesOf(transaction)));
		made.must('timeline.shift', { id: 'ceremony', minutes: 75 });
		expect(preview.value.hits).toEqual([{ id: 'dinner', by: 15 }]);
		for (const { id, to } of preview.value.moves) {
			expect(readRecord(made.doc, 'timeline', id)).toMatchObject(to);
		}
		expect(new Set(seen.flat().map(({ record }) => record))).toEqual(
			new Set(preview.value.moves.map(({ id }) => id)),
		);
	});

	test('leaves alone what is over or will not be', () => {
		const made = afternoon();
		made.must('timeline.change', { id: 'drinks', state: 'skipped' });
		made.must('timeline.shift', { id: 'ceremony', minutes: 20 });
		expect(readRecord(made.doc, 'timeline', 'drinks')?.start).toBe('2027-06-12T15:30');
	});

	test.each([
		[{ id: 'ceremony', minutes: 1.5 }, 'invalid-value'],
		[{ id: 'ceremony', minutes: 20_000 }, 'invalid-value'],
		[{ id: 'ceremony' }, 'invalid-value'],
		[{ id: 'nothing', minutes: 5 }, 'not-found'],
		[{ id: 'someday', minutes: 5 }, 'invalid-value'],
	])('%j is declined as %s, its preview too', (input, code) => {
		const made = afternoon();
		made.must('timeline.create', { id: 'someday', title: 'Someday' });
		expect(made.run('timeline.shift', input)).toMatchObject({ ok: false, error: { code } });
		expect(previewShift(readPlan(made.doc), input)).toMatchObject({ ok: false, error: { code } });
	});

	test('into the hour that the clocks skip is declined whole', () => {
		const made = sampleWedding();
		made.must('timeline.create', { id: 'party', title: 'Party', start: '2027-03-28T01:30', minutes: 30 });
		made.must('timeline.create', { id: 'cab', title: 'Cab', start: '2027-03-28T00:30', minutes: 10 });
		const sent = made.sent.length;
		expect(made.run('timeline.shift', { id: 'party', minutes: 60 })).toEqual(declined('start', 'party'));
		expect(made.sent.length).toBe(sent);
	});

	test('by two people at once keeps one of them and shows the other', () => {
		const couple = afternoon();
		const vendor = replica(9, { person: 'flora', role: 'vendor' });
		exchange(couple, vendor);
		couple.must('timeline.shift', { id: 'ceremony', minutes: 30 });
		vendor.must('timeline.shift', { id: 'ceremony', minutes: -15 });
		exchange(couple, vendor);
		expect(readPlan(vendor.doc)).toEqual(readPlan(couple.doc));
		expect(readRecord(vendor.doc, 'timeline', 'ceremony')?.start).toBe('2027-06-12T15:30');
		expect(readPlan(vendor.doc).conflicts.map(({ record }) => record)).toEqual(['ceremony', 'drinks']);
	});
});

test('arranging refuses all of it if one of it cannot be', () => {
	const made = afternoon();
	const items = [
		{ id: 'ceremony', start: '2027-06-12T16:00' },
		{ id: 'drinks', start: '2027-03-28T02:30' },
	];
	expect(made.run('timeline.arrange', { items })).toEqual(declined('start', 'drinks'));
	made.must('timeline.delete', { id: 'drinks' });
	expect(made.run('timeline.arrange', { items })).toMatchObject({ error: { code: 'not-found' } });
	made.must('timeline.change', { id: 'ceremony', minMinutes: 20 });
	expect(made.run('timeline.arrange', { items: [{ id: 'ceremony', minutes: 19 }] })).toEqual(
		declined('minutes', 'ceremony'),
	);
	expect(readRecord(made.doc, 'timeline', 'ceremony')).toMatchObject({
		start: '2027-06-12T15:00',
		minutes: 30,
	});
});

test('the first tap of start is when it started, the last of end when it ended', () => {
	const one = sampleWedding(3);
	const two = replica(4, { person: 'flora', role: 'coordinator' });
	exchange(one, two);
	one.must('timeline.change', { id: 'ceremony', actualStart: '2027-06-12T13:02:00Z' });
	two.must('timeline.change', { id: 'ceremony', actualStart: '2027-06-12T15:01:00+02:00' });
	one.must('timeline.change', { id: 'ceremony', actualEnd: '2027-06-12T13:32:00Z' });
	two.must('timeline.change', { id: 'ceremony', actualEnd: '2027-06-12T15:31:00+02:00' });
	exchange(one, two);
	expect(readRecord(two.doc, 'timeline', 'ceremony')).toMatchObject({
		actualStart: '2027-06-12T15:01:00+02:00',
		actualEnd: '2027-06-12T13:32:00Z',
	});
});
