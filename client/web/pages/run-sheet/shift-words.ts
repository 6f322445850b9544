/** What a shift would do, as lines a person reads before saying yes. Pure. */
import type { ShiftPlan } from '../../../../shared/day/running-order.ts';
import type { TimelineItem } from '../../../../shared/document/schema.ts';
import type { Words } from '../../messages/messages.ts';
import { timeWords } from '../../wording.ts';

export interface ShiftMove {
	readonly id: string;
	readonly title: string;
	readonly from: string;
	readonly to: string;
	/** Minutes it gives up. */
	readonly shorter: number;
}

export interface ShiftPreview {
	readonly moves: readonly ShiftMove[];
	/** Sentences about what it would run into; none is good news. */
	readonly warnings: readonly string[];
	/** Ids of the people whose moments move, each once. */
	readonly concerns: readonly string[];
}

export function shiftPreview(
	plan: ShiftPlan,
	timeline: ReadonlyMap<string, TimelineItem>,
	words: Words,
): ShiftPreview {
	const titleOf = (id: string) => timeline.get(id)?.title ?? id;
	const shorter = new Map(plan.absorbed.map(({ id, minutes }) => [id, minutes]));
	const owners = plan.moves.flatMap(({ id }) => timeline.get(id)?.owner ?? []);
	return {
		moves: plan.moves.map(({ id, from, to }) => ({
			id,
			title: titleOf(id),
			from: timeWords(from.start, words.locale),
			to: timeWords(to.start, words.locale),
			shorter: shorter.get(id) ?? 0,
		})),
		warnings: [
			...plan.hits.map(({ id, by }) => words.say.shift.hits(titleOf(id), by)),
			...plan.overlaps.map(({ id, by }) => words.say.shift.overlaps(titleOf(id), by)),
		],
		concerns: [...new Set(owners)],
	};
}
