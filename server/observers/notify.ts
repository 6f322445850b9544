/**
 * The observer that tells people: gathers what a decision needs to know, lets it be decided, and says so to their devices once it is
 * stored. Guards: nothing is sent from here; the same events over the same store decide the same.
 */
import type { Clock, Millis } from '../../shared/clock.ts';
import type { Section } from '../../shared/document/schema.ts';
import { sectionOfKind } from '../../shared/events/draft.ts';
import type { EventType, WeddingEvent } from '../../shared/events/event.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import { decide, keysOf } from '../notify/decide.ts';
import { rules } from '../notify/rules.ts';
import type { Scene, Suggested } from '../notify/scene.ts';
import { endedBy } from '../notify/topics.ts';
import type { Rooms } from '../room/rooms.ts';
import type { NewDelivery } from '../store/deliveries.ts';
import type { Store } from '../store/store.ts';
import type { Effects, Observer } from './observer.ts';

export interface NotifyDeps {
	readonly store: Pick<
		Store,
		'openNotices' | 'outward' | 'reachBook' | 'leases' | 'suggestion' | 'markNotices'
	>;
	readonly rooms: Pick<Rooms, 'open' | 'announce'>;
	readonly clock: Clock;
	/** The queue looks at what is due of these. */
	readonly wake: (deliveries: readonly NewDelivery[]) => void;
	readonly fatal: (fault: unknown) => void;
}

export function createNotifyObserver(deps: NotifyDeps): Observer {
	const { store, rooms, clock, wake, fatal } = deps;
	/** Whose inbox changes by effects that are not stored yet. */
	const readers = new WeakMap<Effects, ReadonlySet<PersonId>>();

	async function observe(events: readonly WeddingEvent[], now: Millis): Promise<Effects> {
		const telling = events.filter(isTold);
		const [first] = telling;
		if (first === undefined) return {};
		const { wedding } = first;
		const scene = await sceneOf(deps, telling, now);
		const [open, outward] = await Promise.all([
			store.openNotices(wedding, keysOf(telling, scene)),
			store.outward(wedding, now - hourMs),
		]);
		const effects: Effects = decide(telling, scene, { open, outward });
		const ended = new Set(effects.ended?.map(({ notice }) => notice));
		const changed = [
			...(effects.notices ?? []).map(({ person }) => person),
			...open.filter(({ id }) => ended.has(id)).map(({ person }) => person),
		];
		readers.set(effects, new Set(changed));
		return effects;
	}

	function announce(wedding: WeddingId, people: ReadonlySet<PersonId>): void {
		if (people.size > 0) rooms.announce(wedding, 'notifications', ({ person }) => people.has(person));
	}

	/** Who has said in one place that they have it has said it everywhere. */
	async function acknowledge({ wedding, record, actor }: WeddingEvent): Promise<void> {
		const notices = await store.openNotices(wedding, [`alert:${record.id}`]);
		const ids = notices.filter(({ person }) => person === actor.person).map(({ id }) => id);
		if (ids.length === 0) return;
		await store.markNotices(wedding, actor.person, { ids, mark: 'acked', at: clock.now() });
		announce(wedding, new Set([actor.person]));
	}

	return {
		name: 'notify',
		observe,
		stored(effects, events) {
			const [first] = events;
			if (first === undefined) return;
			announce(first.wedding, readers.get(effects) ?? new Set());
			for (const { visibleAt, person } of effects.notices ?? []) {
				const waitMs = visibleAt - clock.now();
				if (waitMs > 0 && waitMs < longestWaitMs)
					clock.after(waitMs, () => announce(first.wedding, new Set([person])));
			}
			for (const event of events) if (event.type === 'alert.acknowledged') acknowledge(event).catch(fatal);
			wake(effects.deliveries ?? []);
		},
	};
}

export interface SceneDeps {
	readonly store: Pick<Store, 'reachBook' | 'leases' | 'suggestion'>;
	readonly rooms: Pick<Rooms, 'open'>;
}

/** Everything that is looked at, and no more: a room that nobody needs is not opened. */
export async function sceneOf(
	{ store, rooms }: SceneDeps,
	events: readonly WeddingEvent[],
	now: Millis,
): Promise<Scene> {
	const wedding = events[0]?.wedding as WeddingId;
	const sections = new Set(events.map(({ record }) => sectionOfKind(record.kind)));
	const view = async <S extends Section>(section: S) =>
		sections.has(section) ? (await (await rooms.open(wedding, section)).view()).view : undefined;
	const [room, book] = await Promise.all([rooms.open(wedding, 'plan'), store.reachBook(wedding)]);
	const [{ plan }, guests, budget, ceremony] = await Promise.all([
		room.read(),
		view('guests'),
		view('budget'),
		view('ceremony'),
	]);
	return {
		now,
		plan,
		book,
		...(guests !== undefined && 'guests' in guests && { guests }),
		...(budget !== undefined && 'lines' in budget && { budget }),
		...(ceremony !== undefined && 'items' in ceremony && { ceremony }),
		...(events.some(({ type }) => type === 'conflict.opened') && {
			writers: await writersOf(store, wedding, sections),
		}),
		suggestions: await suggestionsOf(store, events),
	};
}

async function writersOf(
	store: SceneDeps['store'],
	wedding: WeddingId,
	sections: ReadonlySet<Section>,
): Promise<ReadonlyMap<number, PersonId>> {
	const leases = await Promise.all([...sections].map((section) => store.leases(wedding, section)));
	return new Map(leases.flat().map(({ client, person }) => [client, person]));
}

async function suggestionsOf(
	store: SceneDeps['store'],
	events: readonly WeddingEvent[],
): Promise<ReadonlyMap<string, Suggested>> {
	const named = events.filter(({ type }) => type.startsWith('suggestion.'));
	const found = await Promise.all(
		named.map(({ wedding, after }) => store.suggestion(wedding, String(after['suggestion']))),
	);
	return new Map(
		found.flatMap((one) =>
			one === undefined
				? []
				: [[one.id, { by: one.by.person, ...(one.note !== undefined && { note: one.note }) }] as const],
		),
	);
}

/** Of most that happens nobody is told: then nothing is looked up for it. */
function isTold(event: WeddingEvent): boolean {
	return rules[event.type] !== undefined || endedBy(event).length > 0 || joining.has(event.type);
}

/** They tell nobody by themselves, and change what waits to be told. */
const joining: ReadonlySet<EventType> = new Set([
	'comment.updated',
	'timeline.finished',
	'alert.acknowledged',
]);
const hourMs = 3_600_000;
const longestWaitMs = 24 * hourMs;
