/** Over random plans in which every text is marked: whatever is not for guests never stands in the programme. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPlan } from '../../shared/document/document.ts';
import { programmeOf } from '../../shared/document/programme.ts';
import type { Role } from '../../shared/access/roles.ts';
import { exchange, replica } from '../world/replica.ts';

const item = fc.record({
	visibility: fc.constantFrom('guests', 'team', undefined),
	state: fc.constantFrom('planned', 'running', 'done', 'skipped', undefined),
	isDeleted: fc.boolean(),
	/** Somebody else names another place and another start at the same time. */
	isDisputed: fc.boolean(),
	isTask: fc.boolean(),
});

test('[N4] no text of a hidden field or record appears, and everything that is for guests does', () => {
	let shownAtAll = 0;
	fc.assert(
		fc.property(fc.array(item, { maxLength: 12 }), (items) => {
			let marks = 0;
			const visible = new Set<string>();
			const hidden = () => `hidden-${marks++}`;
			const open = () => {
				const mark = `open-${marks++}`;
				visible.add(mark);
				return mark;
			};
			const [couple, vendor] = [replica(1), replica(2, { person: 'flora', role: 'vendor' as Role })];
			couple.must('meta.change', {
				name: open(),
				date: '2027-06-12',
				timeZone: 'Europe/Berlin',
				place: open(),
			});
			couple.must('people.create', { id: hidden(), name: hidden(), role: 'vendor', trade: hidden() });
			for (const [index, { visibility, state, isDeleted, isDisputed, isTask }] of items.entries()) {
				const isOpen = !isTask && visibility === 'guests' && state !== 'skipped' && !isDeleted;
				const word = isOpen ? open : hidden;
				const id = word();
				if (isTask) {
					couple.must('tasks.create', { id, title: word(), notes: word(), category: word() });
					couple.must('comments.create', { id: hidden(), on: `task:${id}`, text: hidden() });
					continue;
				}
				couple.must('timeline.create', {
					id,
					title: word(),
					kind: 'fixed',
					place: word(),
					start: `2027-06-12T1${index % 10}:00`,
					notes: hidden(),
					group: hidden(),
					...(visibility === undefined ? {} : { visibility }),
					...(state === undefined ? {} : { state }),
				});
				couple.must('comments.create', { id: hidden(), on: `timeline:${id}`, text: hidden() });
				if (isDisputed) {
					exchange(couple, vendor);
					vendor.must('timeline.change', { id, place: hidden() });
					const place = word();
					couple.must('timeline.change', { id, place });
					exchange(couple, vendor);
				}
				if (isDeleted) couple.must('timeline.delete', { id });
			}
			const programme = programmeOf(readPlan(couple.doc));
			const text = JSON.stringify(programme);
			expect(text).not.toContain('hidden-');
			expect(programme.items).toHaveLength(
				items.filter(
					(one) => !one.isTask && one.visibility === 'guests' && one.state !== 'skipped' && !one.isDeleted,
				).length,
			);
			shownAtAll += programme.items.length;
			for (const mark of text.match(/open-\d+/g) ?? []) expect(visible).toContain(mark);
		}),
		{ numRuns: 150 },
	);
	expect(shownAtAll).toBeGreaterThan(20);
});
