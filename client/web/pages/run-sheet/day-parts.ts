/**
 * The parts of the day as one reads them. An interlude of one or two moments inside a part (the photographer comes while
 * everybody gets ready) does not break it in two; such a moment says its own part instead. Pure.
 */
import type { TimelineItem } from '../../../../shared/document/schema.ts';

export interface PlacedItem {
	readonly item: TimelineItem;
	/** The part under whose heading it stands. */
	readonly part: string;
	/** Its own part, where that is another. */
	readonly aside: string | undefined;
}

/** In the order given. */
export function dayParts(items: readonly TimelineItem[]): readonly PlacedItem[] {
	return smooth(runsOf(items)).flatMap(({ part, members }) =>
		members.map((item) => ({ item, part, aside: partOf(item) === part ? undefined : partOf(item) })),
	);
}

interface Run {
	readonly part: string;
	readonly members: readonly TimelineItem[];
}

function runsOf(items: readonly TimelineItem[]): readonly Run[] {
	const runs: Run[] = [];
	for (const item of items) {
		const last = runs.at(-1);
		if (last?.part === partOf(item)) runs[runs.length - 1] = { ...last, members: [...last.members, item] };
		else runs.push({ part: partOf(item), members: [item] });
	}
	return runs;
}

function smooth(runs: readonly Run[]): readonly Run[] {
	const index = runs.findIndex(
		({ members }, at) =>
			members.length <= INTERLUDE &&
			at > 0 &&
			at < runs.length - 1 &&
			runs[at - 1]?.part === runs[at + 1]?.part,
	);
	const around = runs.slice(Math.max(0, index - 1), index + 2);
	const first = around[0];
	if (index === -1 || first === undefined) return runs;
	const joined = { part: first.part, members: around.flatMap(({ members }) => members) };
	return smooth([...runs.slice(0, index - 1), joined, ...runs.slice(index + 2)]);
}

const partOf = (item: TimelineItem): string => item.group ?? '';
const INTERLUDE = 2;
