/**
 * What a mapping would make of an event, before anything is sent: of one that is given, or of the latest of its type. Nothing is shown that whoever asks may not read.
 */
import { mayRead } from '../../shared/access/permissions.ts';
import { sectionOfKind } from '../../shared/events/draft.ts';
import type { EventType, WeddingEvent } from '../../shared/events/event.ts';
import type { Principal } from '../auth/principal.ts';
import type { EventCursor } from '../store/notices.ts';
import type { Store } from '../store/store.ts';
import { bodyOf } from './envelope.ts';
import type { Mapping } from './mapping.ts';

export interface PreviewWish {
	readonly type: EventType;
	readonly mapping: Mapping | undefined;
	readonly full: boolean;
}

/** The body as it would be sent; undefined if nothing of this type has happened yet. */
export async function preview(
	store: Pick<Store, 'events'>,
	by: Principal,
	{ type, mapping, full }: PreviewWish,
): Promise<unknown> {
	const event = await latest(store, by, type);
	if (event === undefined) return undefined;
	return JSON.parse(
		bodyOf(event, { full, ...(mapping !== undefined && { mapping: JSON.stringify(mapping) }) }),
	);
}

async function latest(
	store: Pick<Store, 'events'>,
	by: Principal,
	type: EventType,
): Promise<WeddingEvent | undefined> {
	let cursor: EventCursor = { seq: 0, index: 0 };
	let found: WeddingEvent | undefined;
	for (let page = 0; page < mostPages; page++) {
		const events = await store.events(by.wedding, cursor, pageSize);
		found =
			events.findLast((event) => event.type === type && mayRead(by, sectionOfKind(event.record.kind))) ??
			found;
		const last = events.at(-1);
		if (last === undefined || events.length < pageSize) break;
		cursor = { seq: last.seq, index: last.index };
	}
	return found;
}

const pageSize = 500;
const mostPages = 100;
