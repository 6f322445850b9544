/**
 * An order one can insert into: each thing has a number, and what is put between two gets the number half-way. A number and no
 * text key, because every program sorts numbers alike and anybody can write one by hand (1, 2, 3, then 2.5); only after some
 * fifty insertions into the very same gap does a number have no half-way left, and then everything is numbered anew.
 */

/** Numbers ascending; what has none comes last. */
export const inOrder = (a = Number.POSITIVE_INFINITY, b = Number.POSITIVE_INFINITY): number =>
	a < b ? -1 : a > b ? 1 : 0;

/** The place between two neighbours (`undefined` at an end), or `undefined` when nothing fits between them. */
export function between(before: number | undefined, after: number | undefined): number | undefined {
	if (before === undefined) return after === undefined ? 1 : Math.floor(after) - 1;
	if (after === undefined) return Math.ceil(before) + 1;
	const middle = before + (after - before) / 2;
	return before < middle && middle < after ? middle : undefined;
}
