/**
 * Which endpoint hears which event: a decision over plain values. Guards: an endpoint hears nothing of a private section that its maker may not read
 * now, or did not ask for, and nothing of its own troubles.
 */
import { mayRead } from '../../shared/access/permissions.ts';
import type { Role } from '../../shared/access/roles.ts';
import { sectionNames } from '../../shared/document/schema.ts';
import { sectionOfKind } from '../../shared/events/draft.ts';
import { eventCatalogue } from '../../shared/events/catalogue.ts';
import type { EventType, WeddingEvent } from '../../shared/events/event.ts';
import type { Endpoint } from '../store/endpoints.ts';
import type { Section } from '../store/store.ts';

export function hears(endpoint: Endpoint, event: WeddingEvent, makersRole: Role | undefined): boolean {
	const { events, health, createdAt } = endpoint;
	if (health.disabled !== undefined || Date.parse(event.at) < createdAt) return false;
	if (events === undefined ? isOwn(event) : !events.includes(event.type)) return false;
	return mayHear(endpoint, event, makersRole);
}

/** Whatever it was asked for: also for what is sent again. */
export function mayHear(
	{ sections, id }: Pick<Endpoint, 'sections' | 'id'>,
	event: WeddingEvent,
	makersRole: Role | undefined,
): boolean {
	if (isOwn(event) && event.record.id === (id as string)) return false;
	const section = sectionOfKind(event.record.kind);
	if (section === 'plan') return true;
	return sections.includes(section) && makersRole !== undefined && mayRead({ role: makersRole }, section);
}

/** Naming a type of a private section asks for that section. */
export function sectionsAskedFor(
	events: readonly EventType[] | undefined,
	named: readonly Section[],
): readonly Section[] {
	const asked = new Set<Section>(['plan', ...named]);
	for (const type of events ?? []) {
		const section = sectionOfType.get(type);
		if (section !== undefined) asked.add(section);
	}
	return sectionNames.filter((section) => asked.has(section));
}

/** Of endpoints: only who asks for it by name hears of others' troubles. */
const isOwn = ({ type }: WeddingEvent): boolean => type.startsWith('webhook.');
const sectionOfType: ReadonlyMap<EventType, Section> = new Map(
	eventCatalogue().map(({ type, record }) => [type, sectionOfKind(record)]),
);
