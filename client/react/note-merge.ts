/**
 * Three texts made one: what somebody typed (`typed`) starting from `base`, carried over to what the note is by now
 * (`current`). One stretch differs on each side; where the stretches meet, both are kept. Pure.
 */
export function rebase(base: string, typed: string, current: string): string {
	if (current === base) return typed;
	const mine = spliceOf(base, typed);
	const theirs = spliceOf(base, current);
	if (mine.from + mine.removed <= theirs.from) return applySplice(current, mine);
	if (theirs.from + theirs.removed <= mine.from) {
		return applySplice(current, { ...mine, from: mine.from + theirs.inserted.length - theirs.removed });
	}
	// Both changed the same stretch: theirs stands, mine follows it.
	return applySplice(current, {
		from: theirs.from + theirs.inserted.length,
		removed: 0,
		inserted: mine.inserted,
	});
}

/** Where a caret at `position` in `before` stands in `after`. */
export function carry(position: number, before: string, after: string): number {
	const { from, removed, inserted } = spliceOf(before, after);
	if (position <= from) return position;
	return position >= from + removed ? position + inserted.length - removed : from + inserted.length;
}

interface Splice {
	readonly from: number;
	readonly removed: number;
	readonly inserted: string;
}

function spliceOf(before: string, after: string): Splice {
	const shorter = Math.min(before.length, after.length);
	let from = 0;
	while (from < shorter && before[from] === after[from]) from++;
	let tail = 0;
	while (tail < shorter - from && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
	return { from, removed: before.length - from - tail, inserted: after.slice(from, after.length - tail) };
}

const applySplice = (text: string, { from, removed, inserted }: Splice): string =>
	text.slice(0, from) + inserted + text.slice(from + removed);
