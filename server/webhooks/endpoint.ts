/**
 * An endpoint as its people write and see it: the shape of a wish, and what is shown. Guards: a secret is in the answer that made it and in no
 * other; a URL of Slack or Teams, which is itself a key, is shown as its host.
 */
import { z } from 'zod';
import { sectionNames } from '../../shared/document/schema.ts';
import { type EventType, eventTypes } from '../../shared/events/event.ts';
import type { Millis } from '../../shared/clock.ts';
import { type Endpoint, type EndpointHealth, endpointFormats } from '../store/endpoints.ts';
import type { Section } from '../store/store.ts';
import { missedSince } from './health.ts';
import { mappingShape, type Mapping } from './mapping.ts';
import type { Sealing } from './sealing.ts';
import type { SigningSecret } from './signature.ts';

const types = z
	.array(
		z.enum(
			eventTypes as readonly [EventType, ...EventType[]],
			'there is no such event; see /api/events/catalogue',
		),
	)
	.max(eventTypes.length)
	.transform((list) => [...new Set(list)]);
const sections = z
	.array(z.enum(sectionNames as readonly [Section, ...Section[]], 'there is no such section'))
	.max(sectionNames.length);

const fields = {
	url: z.string().max(2_048),
	name: z.string().trim().min(1).max(100).optional(),
	/** All, if none is named. */
	events: types.optional(),
	/** Private sections, whose events are for those who may read them. */
	sections: sections.optional(),
	/** `data` is the event as it stands, as the contract says; `false` leaves out names and words of people, a list does so but for these types. */
	full: z.union([z.boolean(), types]).default(true),
	mapping: mappingShape.optional(),
} as const;

export const endpointWish = z.strictObject({
	...fields,
	format: z.enum(endpointFormats).default('standard'),
});
export type EndpointWish = z.output<typeof endpointWish>;

/** What is absent stays; `null` takes it away. */
export const endpointChange = z.strictObject({
	url: fields.url.optional(),
	name: fields.name.nullable(),
	events: types.nullable().optional(),
	sections: sections.optional(),
	full: z.union([z.boolean(), types]).optional(),
	mapping: mappingShape.nullable().optional(),
});
export type EndpointChange = z.output<typeof endpointChange>;

/** What is sealed. */
export interface Contents {
	readonly url: string;
	/** The one in force first. */
	readonly secrets: readonly SigningSecret[];
}

export function sealContents(
	sealing: Sealing,
	at: Pick<Endpoint, 'wedding' | 'id'>,
	contents: Contents,
): string {
	return sealing.seal(JSON.stringify(contents), placeOf(at));
}

/** Undefined if it was sealed with another secret of the installation. */
export function contentsOf(sealing: Sealing, endpoint: Endpoint): Contents | undefined {
	const text = sealing.open(endpoint.sealed, placeOf(endpoint));
	return text === undefined ? undefined : (JSON.parse(text) as Contents);
}

export function shownEndpoint(endpoint: Endpoint, contents: Contents | undefined, isHeld: boolean) {
	const { id, format, name, events, sections: own, full, mapping, by, createdAt } = endpoint;
	const former = contents?.secrets.find(({ until }) => until !== undefined)?.until;
	return {
		id,
		url: shownUrl(endpoint, contents),
		format,
		name,
		events,
		sections: own,
		full,
		mapping: mapping === undefined ? undefined : (JSON.parse(mapping) as Mapping),
		by,
		createdAt: iso(createdAt),
		formerSecretUntil: former === undefined ? undefined : iso(former),
		health: shownHealth(endpoint, isHeld),
	};
}

function shownUrl({ format }: Endpoint, contents: Contents | undefined): string {
	if (contents === undefined) return '';
	if (format === 'standard') return contents.url;
	return `${new URL(contents.url).origin}/…`;
}

function shownHealth({ health, createdAt }: Endpoint, isHeld: boolean) {
	const missed = missedSince(health);
	const { failures, failingSince, lastSuccessAt, lastFailureAt, lastFault, disabled, probeAt } = health;
	const moment = (at: Millis | undefined) => (at === undefined ? undefined : iso(at));
	return {
		state: disabled !== undefined ? 'disabled' : isHeld ? 'held' : failures > 0 ? 'failing' : 'healthy',
		/** Since when it is in a bad way, and why in one sentence. */
		since: moment(disabled?.at ?? failingSince),
		reason: reasonOf(health, isHeld),
		failures,
		failingSince: moment(failingSince),
		lastSuccessAt: moment(lastSuccessAt),
		lastFailureAt: moment(lastFailureAt),
		lastFault,
		disabledAt: moment(disabled?.at),
		disabledWhy: disabled?.why,
		/** What it missed can be sent again from here. */
		missedSince: missed === undefined ? undefined : iso(Math.max(missed, createdAt)),
		probeAt: moment(probeAt),
	};
}

function reasonOf({ disabled, failures, lastFault }: EndpointHealth, isHeld: boolean): string | undefined {
	if (disabled?.why === 'gone') return 'It answered that it is gone for good (410).';
	if (disabled !== undefined)
		return `It failed for five days (${lastFault ?? 'no answer'}). It is tried once a day.`;
	if (failures === 0) return undefined;
	const tries = `${failures} ${failures === 1 ? 'try has' : 'tries have'} failed (${lastFault ?? 'no answer'}).`;
	return isHeld ? `${tries} What waits is kept until it answers again.` : tries;
}

const placeOf = ({ wedding, id }: Pick<Endpoint, 'wedding' | 'id'>): string => JSON.stringify([wedding, id]);
const iso = (at: Millis): string => new Date(at).toISOString();
