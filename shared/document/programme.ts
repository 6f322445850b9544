/**
 * The day as guests see it: a projection of the plan. Guards: it is built up from what is listed here, never the plan with
 * something taken away, so that a field added to the plan tomorrow stays inside. Of what several people wrote without having
 * seen each other it shows only the value that counts.
 */
import type { Plan } from './document.ts';
import type { TimelineItem } from './schema.ts';

export interface Programme {
	readonly name: string;
	readonly date?: string;
	readonly timeZone: string;
	readonly place?: string;
	/** By start, then title; those without a start last. */
	readonly items: readonly ProgrammeItem[];
}

export type ProgrammeItem = Pick<TimelineItem, 'id' | 'title' | 'kind' | 'start' | 'minutes' | 'place'>;

export function programmeOf({ meta, timeline }: Pick<Plan, 'meta' | 'timeline'>): Programme {
	const { name, date, timeZone, place } = meta;
	return {
		name,
		...(date === undefined ? {} : { date }),
		timeZone,
		...(place === undefined ? {} : { place }),
		items: timeline.filter(isForGuests).map(shown),
	};
}

const isForGuests = ({ visibility, state }: TimelineItem): boolean =>
	visibility === 'guests' && state !== 'skipped';

function shown({ id, title, kind, start, minutes, place }: TimelineItem): ProgrammeItem {
	return {
		id,
		title,
		kind,
		...(start === undefined ? {} : { start }),
		...(minutes === undefined ? {} : { minutes }),
		...(place === undefined ? {} : { place }),
	};
}
