/**
 * Reading a wedding's events on behalf of somebody: the cursor `seq.index` as it is written, and one page of what they may read
 * behind it. The list and the live stream both read here, so that neither shows what the other would not.
 */
import { z } from 'zod';
import { levelOf, mayRead, reaches } from '../../shared/access/permissions.ts';
import type { Role } from '../../shared/access/roles.ts';
import { sectionNames } from '../../shared/document/schema.ts';
import { sectionOfKind } from '../../shared/events/draft.ts';
import type { WeddingEvent } from '../../shared/events/event.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { EventCursor } from '../store/notices.ts';
import type { Store } from '../store/store.ts';
import type { Problem } from './problem.ts';

export interface Reader {
	readonly wedding: WeddingId;
	readonly role: Role;
	readonly person?: PersonId;
}

export interface EventPage {
	readonly events: readonly WeddingEvent[];
	/** The last event that was looked at. */
	readonly last?: EventCursor;
	/** There was nothing behind it. */
	readonly isEnd: boolean;
}

/**
 * One page of what this person may read, and the last event that was looked at: behind it the next page begins. A long stretch
 * of what they may not read ends in a short page, empty perhaps, with a cursor.
 */
export async function readEvents(
	store: Pick<Store, 'events'>,
	reader: Reader,
	{ after, limit }: { readonly after: EventCursor; readonly limit: number },
): Promise<EventPage> {
	const { wedding, role } = reader;
	const events: WeddingEvent[] = [];
	let isEnd = false;
	if (!hearsEvents(role)) return { events, isEnd: true };
	let last: WeddingEvent | undefined;
	for (let page = 0; page < pagesAtOnce && events.length < limit; page++) {
		const wanted = limit - events.length;
		const found = await store.events(wedding, last ?? after, wanted);
		events.push(...found.filter((event) => mayHear(reader, event)));
		last = found.at(-1) ?? last;
		isEnd = found.length < wanted;
		if (isEnd) break;
	}
	return last === undefined ? { events, isEnd } : { events, isEnd, last };
}

/** An alert that is for some is not read by all: for trades, its event names their people. */
function mayHear({ role, person }: Reader, { type, record, actor, after }: WeddingEvent): boolean {
	if (!mayRead({ role }, sectionOfKind(record.kind))) return false;
	if (type !== 'alert.raised' || person === undefined || actor.person === person) return true;
	const to = addressees.safeParse(after['to']).data;
	const isFor = to === undefined || to.roles?.includes(role) || to.people?.includes(person);
	return isFor === true || reaches(levelOf({ role }, 'alerts'), 'manage');
}

/** A guest reads no section, and so no event. */
export const hearsEvents = (role: Role): boolean =>
	sectionNames.some((section) => mayRead({ role }, section));

/** Before everything if absent. */
export function readCursor(text = '0.0', field = 'after'): Result<EventCursor, Problem> {
	const [, seq, index] = /^(\d{1,15})\.(\d{1,9})$/.exec(text) ?? [];
	return seq === undefined || index === undefined
		? err({ ...badCursor, field })
		: ok({ seq: Number(seq), index: Number(index) });
}

export const writtenCursor = ({ seq, index }: EventCursor): string => `${seq}.${index}`;

const addressees = z.object({
	roles: z.array(z.string()).optional(),
	people: z.array(z.string()).optional(),
});
const pagesAtOnce = 20;
const badCursor: Problem = {
	code: 'invalid-value',
	detail:
		'A cursor is <seq>.<index>, such as 12.0: the "next" of the page before, or the id of an event of the stream.',
};
