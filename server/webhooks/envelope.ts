/**
 * What an endpoint is sent for an event: `{type, timestamp, data}`, where `data` is the event as `GET …/events` shows it. Guards: what people said
 * of people (names of persons, answers, diets, words) stays here if whoever made the endpoint wants it so; that such a
 * field changed is said all the same.
 */
import type { EventType, WeddingEvent } from '../../shared/events/event.ts';
import type { Endpoint } from '../store/endpoints.ts';
import { type Mapping, mapped, mappingShape } from './mapping.ts';

export interface Carried extends Omit<WeddingEvent, 'type'> {
	/** An event's, or `webhook.test`. */
	readonly type: string;
}

/** The bytes that are signed and sent. */
export function bodyOf(event: Carried, endpoint: Pick<Endpoint, 'full' | 'mapping'>): string {
	const { full, mapping } = endpoint;
	const data = isFull(event.type, full) ? event : discreet(event);
	const envelope = { type: event.type, timestamp: event.at, data };
	return JSON.stringify(mapping === undefined ? envelope : mapped(envelope, readMapping(mapping)));
}

export const readMapping = (text: string): Mapping => mappingShape.parse(JSON.parse(text));

const isFull = (type: string, full: Endpoint['full']): boolean =>
	typeof full === 'boolean' ? full : full.includes(type as EventType);

function discreet(event: Carried): Carried {
	const words = personal[event.record.kind];
	if (words === undefined) return event;
	const without = (values: Readonly<Record<string, unknown>>) =>
		Object.fromEntries(Object.entries(values).filter(([name]) => !words.has(name)));
	return { ...event, before: without(event.before), after: without(event.after) };
}

/** By kind of record: fields in which people speak, or are spoken of. */
const personal: Readonly<Record<string, ReadonlySet<string>>> = {
	person: new Set(['name', 'reason']),
	assignment: new Set(['note']),
	comment: new Set(['text']),
	alert: new Set(['text', 'name']),
	guest: new Set(['name', 'party', 'diet']),
	ceremony: new Set(['title', 'text', 'who']),
	budget: new Set(['vendor']),
};
