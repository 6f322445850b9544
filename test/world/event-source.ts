/**
 * A reader of server-sent events as the standard writes it (WHATWG HTML, 9.2.6), made apart from the server's own writer: what
 * an `EventSource` would dispatch, and the id it would resume from.
 */
import type { WeddingEvent } from '../../shared/events/event.ts';

export interface Dispatched {
	readonly id: string;
	readonly type: string;
	readonly data: string;
}

export interface EventSourceReader {
	/** Takes a piece of the stream; answers what it completes. */
	take(text: string): readonly Dispatched[];
	readonly lastEventId: string;
	/** How often a comment came. */
	readonly comments: number;
}

export function eventSourceReader(lastEventId = ''): EventSourceReader {
	let rest = '';
	let id = lastEventId;
	let kept = lastEventId;
	let type = '';
	let data: string[] = [];
	let comments = 0;

	function line(text: string): readonly Dispatched[] {
		if (text === '') {
			kept = id;
			const event =
				data.length === 0 ? [] : [{ id, type: type === '' ? 'message' : type, data: data.join('\n') }];
			[type, data] = ['', []];
			return event;
		}
		const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(text) ?? [];
		if (text.startsWith(':')) comments += 1;
		else if (field === 'id') id = value;
		else if (field === 'event') type = value;
		else if (field === 'data') data.push(value);
		return [];
	}

	return {
		take(text) {
			const lines = (rest + text).split('\n');
			rest = lines.pop() ?? '';
			return lines.flatMap(line);
		},
		get lastEventId() {
			return kept;
		},
		get comments() {
			return comments;
		},
	};
}

export const eventIn = ({ data }: Dispatched): WeddingEvent => JSON.parse(data) as WeddingEvent;
