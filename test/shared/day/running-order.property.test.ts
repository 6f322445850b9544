import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMinutes, minutesBetween } from '../../../shared/day/local-time.ts';
import { planShift, type ShiftItem, type ShiftPlan } from '../../../shared/day/running-order.ts';

const DAWN = '2027-06-12T08:00';
const offset = (item: { start: string }) => minutesBetween(DAWN, item.start);

/** Any day: overlaps, circles of `after`s, names of nothing, zero lengths. */
const day: fc.Arbitrary<readonly ShiftItem[]> = fc
	.array(
		fc.record({
			kind: fc.constantFrom('fixed', 'flexible', 'flexible', 'buffer'),
			at: fc.oneof(fc.integer({ min: 0, max: 120 }), fc.constantFrom(0, 30, 60)),
			minutes: fc.integer({ min: 0, max: 40 }),
			minMinutes: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
			after: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
		}),
		{ minLength: 1, maxLength: 12 },
	)
	.map((rows) =>
		rows.map(({ at, after, ...row }, index) => ({
			...row,
			id: `i${index}`,
			start: addMinutes(DAWN, at),
			after: after === undefined ? undefined : `i${after}`,
		})),
	);
const shift = fc
	.record({ items: day, pick: fc.nat(11), minutes: fc.integer({ min: -60, max: 60 }) })
	.map(({ items, pick, minutes }) => ({ items, minutes, id: items[pick % items.length]?.id ?? '' }));

/** One room, one thing after the other: each item names the one before. */
const chain: fc.Arbitrary<readonly ShiftItem[]> = fc
	.array(
		fc.record({
			kind: fc.constantFrom('flexible', 'buffer', 'flexible', 'fixed'),
			gap: fc.nat(15),
			minutes: fc.integer({ min: 0, max: 40 }),
			minMinutes: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
			isLinked: fc.boolean(),
		}),
		{ minLength: 1, maxLength: 10 },
	)
	.map((rows) => {
		let at = 0;
		return rows.map(({ gap, isLinked, ...row }, index) => {
			const start = addMinutes(DAWN, at + gap);
			at += gap + row.minutes;
			return { ...row, id: `i${index}`, start, after: isLinked ? `i${index - 1}` : undefined };
		});
	});

function apply(items: readonly ShiftItem[], plan: ShiftPlan): readonly ShiftItem[] {
	const byId = new Map(plan.moves.map((move) => [move.id, move.to]));
	return items.map((item) => ({ ...item, ...byId.get(item.id) }));
}

test('a fixed item never moves unless it is the one shifted', () => {
	fc.assert(
		fc.property(shift, ({ items, id, minutes }) => {
			const moved = planShift(items, id, minutes).moves.map((move) => move.id);
			const fixed = items.filter((item) => item.kind === 'fixed' && item.id !== id);
			expect(fixed.filter((item) => moved.includes(item.id))).toEqual([]);
		}),
	);
});

test('nothing outside the chain moves: only what names a moved one, or names nothing and came behind one', () => {
	fc.assert(
		fc.property(shift, ({ items, id, minutes }) => {
			const { moves } = planShift(items, id, minutes);
			const moved = items.filter((item) => moves.some((move) => move.id === item.id));
			const names = (item: ShiftItem) =>
				item.after !== item.id && items.some((one) => one.id === item.after) ? item.after : undefined;
			const ends = (item: ShiftItem) => offset(item) + item.minutes;
			const isBehind = (later: ShiftItem, earlier: ShiftItem) =>
				names(later) === undefined ? ends(earlier) <= offset(later) : names(later) === earlier.id;
			for (const item of moved) {
				if (item.id === id) continue;
				const others = moved.filter((one) => one.id !== item.id);
				const isReached = others.some((other) => isBehind(item, other));
				const isTakenFrom = item.kind === 'buffer' && others.some((other) => isBehind(other, item));
				expect(isReached || (minutes < 0 && isTakenFrom)).toBe(true);
			}
		}),
	);
});

test('nothing is pushed the other way, nor further than the shift; lengths never grow, nor fall below the minimum', () => {
	fc.assert(
		fc.property(shift, ({ items, id, minutes }) => {
			for (const { id: movedId, from, to } of planShift(items, id, minutes).moves) {
				const by = minutesBetween(from.start, to.start) * Math.sign(minutes);
				expect(by).toBeGreaterThanOrEqual(0);
				expect(by).toBeLessThanOrEqual(Math.abs(minutes));
				expect(to.minutes).toBeLessThanOrEqual(from.minutes);
				const item = items.find((one) => one.id === movedId);
				const least = item?.kind === 'buffer' ? 0 : Math.min(from.minutes, item?.minMinutes ?? from.minutes);
				expect(to.minutes).toBeGreaterThanOrEqual(least);
			}
		}),
	);
});

test('the plan says what it does: `absorbed` is exactly what became shorter, `from` what was planned', () => {
	fc.assert(
		fc.property(shift, ({ items, id, minutes }) => {
			const { moves, absorbed } = planShift(items, id, minutes);
			expect(absorbed).toEqual(
				moves
					.filter((move) => move.to.minutes < move.from.minutes)
					.map((move) => ({ id: move.id, minutes: move.from.minutes - move.to.minutes })),
			);
			for (const move of moves) {
				const item = items.find((one) => one.id === move.id);
				expect(move.from).toEqual({ start: item?.start, minutes: item?.minutes });
				expect(move.to).not.toEqual(move.from);
			}
		}),
	);
});

test('every new overlap is told, as a hit or as an overlap, and only those', () => {
	fc.assert(
		fc.property(shift, ({ items, id, minutes }) => {
			const plan = planShift(items, id, minutes);
			const told = [...plan.hits, ...plan.overlaps].map((line) => line.id);
			const after = apply(items, plan);
			const isChanged = (item: ShiftItem) => plan.moves.some((move) => move.id === item.id);
			const broken = items.flatMap((first, i) =>
				items.flatMap((second, j) => {
					const [a, b] = [after[i], after[j]];
					if (i === j || a === undefined || b === undefined) return [];
					const isBroken =
						offset(first) + first.minutes <= offset(second) && offset(a) + a.minutes > offset(b);
					if (!isBroken) return [];
					const ran = isChanged(first) ? second : first;
					// An empty or overlapped buffer is time that nobody misses.
					return ran.kind === 'buffer' ? [] : [ran.id];
				}),
			);
			expect([...new Set(told)].sort()).toEqual([...new Set(broken)].sort());
			expect(told).toHaveLength(new Set(told).size);
		}),
	);
});

test('in one room the order of starts is kept', () => {
	fc.assert(
		fc.property(chain, fc.nat(9), fc.integer({ min: 1, max: 90 }), (items, pick, minutes) => {
			const plan = planShift(items, items[pick % items.length]?.id ?? '', minutes);
			const moved = apply(items, plan).filter((item) => plan.moves.some((move) => move.id === item.id));
			const starts = moved.map(offset);
			expect(starts).toEqual(starts.toSorted((a, b) => a - b));
		}),
	);
});

test('later and then earlier by the same restores the day, if only what hangs on the item moved and nothing gave', () => {
	let restored = 0;
	fc.assert(
		fc.property(chain, fc.nat(9), fc.integer({ min: 1, max: 30 }), (items, pick, minutes) => {
			const id = items[pick % items.length]?.id ?? '';
			const there = planShift(items, id, minutes);
			const isPushed = (moveId: string) =>
				moveId !== id && items.find((item) => item.id === moveId)?.after === undefined;
			if (there.absorbed.length > 0 || there.moves.some((move) => isPushed(move.id))) return;
			const shifted = apply(items, there);
			const back = planShift(shifted, id, -minutes);
			// A buffer that the way back takes from was not in the way there.
			if (back.absorbed.length > 0) return;
			expect(apply(shifted, back)).toEqual(items);
			restored++;
		}),
		{ numRuns: 500 },
	);
	expect(restored).toBeGreaterThan(50);
});

test('a hit remains only when everything flexible on the way to it is as short as may be', () => {
	fc.assert(
		fc.property(chain, fc.integer({ min: 1, max: 90 }), (items, minutes) => {
			const linked = items.map((item, index) => ({
				...item,
				after: index === 0 ? undefined : `i${index - 1}`,
			}));
			const plan = planShift(linked, 'i0', minutes);
			const hit = linked.findIndex((item) => item.id === plan.hits[0]?.id);
			if (hit === -1) return;
			for (const item of apply(linked, plan).slice(0, hit)) {
				if (item.kind === 'buffer') expect(item.minutes).toBe(0);
				if (item.kind === 'flexible')
					expect(item.minutes).toBeLessThanOrEqual(item.minMinutes ?? item.minutes);
			}
		}),
	);
});

test('the plan does not depend on the order in which the items came', () => {
	fc.assert(
		fc.property(shift, fc.infiniteStream(fc.nat()), ({ items, id, minutes }, keys) => {
			const shuffled = items
				.map((item) => ({ item, key: keys.next().value ?? 0 }))
				.sort((a, b) => a.key - b.key)
				.map(({ item }) => item);
			expect(planShift(shuffled, id, minutes)).toEqual(planShift(items, id, minutes));
		}),
	);
});
