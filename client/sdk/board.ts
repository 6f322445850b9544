/**
 * What this tab knows of its own state: the status everybody sees and the facts kept in the store. Only the leading tab writes facts;
 * the others go by what they read and what it tells them.
 */
import type { Clock, Millis } from '../../shared/clock.ts';
import type { Facts } from './device-store.ts';
import type { Journal } from './journal.ts';
import { nextStatus, type Standing, startStatus, type StatusEvent } from './status.ts';

export interface Board {
	readonly standing: Standing;
	readonly facts: Facts;
	/** The relay's time, as well as it is known here. */
	now(): Millis;
	apply(event: StatusEvent): void;
	/** As read or heard from the leading tab. */
	adopt(patch: Partial<Facts>): void;
	/** Kept in the store; for the leading tab. */
	set(patch: Partial<Facts>): void;
}

export interface BoardDeps {
	readonly facts: Facts;
	readonly clock: Clock;
	readonly journal: Pick<Journal, 'add'>;
	readonly isLeading: () => boolean;
	/** The status is another one; `event` made it so. */
	readonly onStatus: (event: StatusEvent, before: Standing) => void;
}

export function createBoard(deps: BoardDeps): Board {
	let { facts } = deps;
	let standing = startStatus(facts.syncedAt);

	function set(patch: Partial<Facts>): void {
		facts = { ...facts, ...patch };
		deps.journal.add([{ kind: 'facts', facts }]);
	}

	return {
		get standing() {
			return standing;
		},
		get facts() {
			return facts;
		},
		now: () => deps.clock.now() + (facts.skewMs ?? 0),
		apply(event) {
			const before = standing;
			standing = nextStatus(standing, event);
			if (standing === before) return;
			const { syncedAt } = standing.status.relay;
			const isNews = syncedAt !== undefined && syncedAt - (facts.syncedAt ?? 0) >= syncNoteMs;
			if (isNews && deps.isLeading()) set({ syncedAt });
			deps.onStatus(event, before);
		},
		adopt(patch) {
			facts = { ...facts, ...patch };
		},
		set,
	};
}

/** Often enough to say "as of a minute ago" after a crash. */
const syncNoteMs = 60_000;
