/**
 * The hooks by which a component reads the open wedding. Each component selects what it shows and is rendered again only
 * when that is another value: an edit of one task renders one row.
 */
import { createContext, useContext, useRef, useSyncExternalStore } from 'react';
import type { Conflict } from '../../shared/document/document.ts';
import type { Assignment, Person, RecordKind, Task, TimelineItem } from '../../shared/document/schema.ts';
import type { Wedding } from '../sdk/handle.ts';
import type { Peer } from '../sdk/presence.ts';
import { sameDeep, sameList } from './steady.ts';
import { placeOf, type View, type ViewStore } from './view.ts';

export const ViewContext = createContext<ViewStore | undefined>(undefined);

export function useViewStore(): ViewStore {
	const store = useContext(ViewContext);
	if (store === undefined) throw new Error('no wedding is open around this component');
	return store;
}

/** `select` may make new objects as long as `same` recognises equal ones. */
export function useView<T>(select: (view: View) => T, same: (a: T, b: T) => boolean = Object.is): T {
	const store = useViewStore();
	const last = useRef<{ readonly value: T } | undefined>(undefined);
	return useSyncExternalStore(store.subscribe, () => {
		const value = select(store.read());
		const kept = last.current;
		if (kept !== undefined && same(kept.value, value)) return kept.value;
		last.current = { value };
		return value;
	});
}

/** Anything of the handle itself: status, presence, drafts, whether something can be undone. */
export function useHandle<T>(select: (wedding: Wedding) => T, same: (a: T, b: T) => boolean = Object.is): T {
	return useView(({ wedding }) => select(wedding), same);
}

export const useWedding = (): Wedding => useViewStore().wedding;
export const useTask = (id: string): Task | undefined => useView(({ tasks }) => tasks.get(id));
export const useItem = (id: string): TimelineItem | undefined => useView(({ timeline }) => timeline.get(id));
export const usePerson = (id: string | null | undefined): Person | undefined =>
	useView(({ people }) => people.get(id ?? ''));

export function useConflicts(root: RecordKind | 'meta', id: string): readonly Conflict[] {
	return useView(({ conflicts }) => conflicts.get(placeOf(root, id)) ?? NONE, sameDeep);
}

export function useAssignments(subject: string): readonly Assignment[] {
	return useView(({ assignments }) => assignments.get(subject) ?? NONE, sameList);
}

/** Everybody who is here, oneself first, each person once however many tabs they have open. */
export function usePeers(): readonly Peer[] {
	return useHandle(({ presence }) => onePerPerson(presence), sameDeep);
}

/** Who else looks at this record. */
export function useAttending(root: RecordKind, id: string): readonly Peer[] {
	return useHandle(({ presence }) => {
		const here = presence.filter(
			({ attending, self }) => !self && attending?.root === root && attending.id === id,
		);
		return here.length === 0 ? NONE : onePerPerson(here);
	}, sameDeep);
}

function onePerPerson(peers: readonly Peer[]): readonly Peer[] {
	const byPerson = new Map<string, Peer>();
	for (const peer of peers) {
		const known = byPerson.get(peer.person.id);
		if (known === undefined || (!known.self && peer.self)) byPerson.set(peer.person.id, peer);
	}
	return [...byPerson.values()].sort(
		(a, b) => Number(b.self) - Number(a.self) || (a.person.name < b.person.name ? -1 : 1),
	);
}

const NONE: readonly never[] = [];
