/** Events as a stream of server-sent events writes them (WHATWG HTML, 9.2): a reader that knows no more than that can follow it. */
import type { WeddingEvent } from '../../shared/events/event.ts';
import type { EventCursor } from '../store/notices.ts';
import { writtenCursor } from './event-page.ts';

/** Says that it is open, and how soon to come again when it breaks. */
export const opening = 'retry: 1000\n\n';
export const comment = ':\n\n';
/** No event: only the place to resume from. */
export const moved = (cursor: EventCursor): string => `id: ${writtenCursor(cursor)}\n\n`;
/** JSON has no line breaks, so that one line holds it. */
export const told = (event: WeddingEvent): string =>
	`id: ${writtenCursor(event)}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
