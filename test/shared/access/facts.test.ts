import fc from 'fast-check';
import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import { factsOf, factsOfPlan } from '../../../shared/access/facts.ts';
import { readPlan } from '../../../shared/document/document.ts';
import { schema } from '../../../shared/document/schema.ts';
import { personId } from '../../../shared/ids.ts';
import { exchange, noon, replica, sampleWedding } from '../../world/replica.ts';
import { histories, play } from '../../world/plan-history.ts';

const flora = personId.parse('flora');

test('a register is the value that counts: of two owners the one of the higher role', () => {
	const { doc } = sampleWedding();
	const [one, other] = [replica(2, { role: 'helper', now: noon + 9 }), replica(3, { role: 'coordinator' })];
	exchange({ doc }, one, other);
	one.must('tasks.change', { id: 'flowers', owner: 'flora' });
	other.must('tasks.change', { id: 'flowers', owner: 'mia' });
	exchange({ doc }, one, other);
	expect(factsOf(doc).value('tasks', 'flowers', 'owner')).toBe('mia');
});

test('what is not there is nothing, and asking makes nothing', () => {
	const { doc } = sampleWedding();
	const facts = factsOf(doc);
	expect([
		facts.value('tasks', 'nowhere', 'owner'),
		facts.value('tasks', 'flowers', 'nothing'),
		facts.value('tasks', '__proto__', 'constructor'),
		facts.value('meta', 'other', 'name'),
		facts.isAssigned('task:flowers', flora),
	]).toEqual([undefined, undefined, undefined, undefined, false]);
	expect(doc.getMap('tasks').size).toBe(1);
});

test('of several parts on one task a single standing one is enough', () => {
	const made = sampleWedding();
	const part = (id: string, status: string, on = 'task:flowers') =>
		made.must('assignments.create', { id, on, person: 'flora', status });
	part('a', 'declined');
	expect(factsOf(made.doc).isAssigned('task:flowers', flora)).toBe(false);
	part('b', 'asked');
	const facts = factsOf(made.doc);
	expect(facts.isAssigned('task:flowers', flora)).toBe(true);
	expect(facts.isAssigned('timeline:flowers', flora)).toBe(false);
	expect(facts.isAssigned('task:flowers', personId.parse('mia'))).toBe(false);
	made.must('assignments.delete', { id: 'b' });
	expect(factsOf(made.doc).isAssigned('task:flowers', flora)).toBe(false);
});

test('a record is looked through once for each field asked, however many deeds stand on it', () => {
	const { doc } = sampleWedding();
	const map = doc.getMap('tasks').get('flowers') as Y.Map<unknown>;
	const keys = map.keys.bind(map);
	let looks = 0;
	map.keys = () => {
		looks += 1;
		return keys();
	};
	const facts = factsOf(doc);
	for (let n = 0; n < 1_000; n++) facts.value('tasks', 'flowers', 'owner');
	expect(looks).toBe(1);
});

test('a document and the plan read from it say the same of everything that is not deleted', () => {
	fc.assert(
		fc.property(histories, (given) => {
			const doc = play(given).all[0]?.doc;
			if (doc === undefined) return;
			const plan = readPlan(doc);
			const [live, read] = [factsOf(doc), factsOfPlan(plan)];
			for (const root of ['people', 'tasks', 'timeline', 'assignments', 'comments'] as const) {
				for (const { id } of plan[root])
					for (const field of Object.keys(schema[root])) {
						// What a record always shows, empty where nothing lies.
						const value =
							live.value(root, id, field) ?? plan[root].find((one) => one.id === id)?.[field as never];
						expect(read.value(root, id, field)).toEqual(value);
					}
			}
			for (const field of Object.keys(schema.meta))
				expect(read.value('meta', 'meta', field)).toEqual(live.value('meta', 'meta', field));
			for (const subject of ['task:cake', 'task:ring', 'timeline:drinks'])
				for (const person of ['mia', 'flora', 'jon'].map((id) => personId.parse(id)))
					expect(read.isAssigned(subject, person)).toBe(live.isAssigned(subject, person));
		}),
		{ numRuns: 60 },
	);
});
