/**
 * Making a suggestion: kept together with the row of the log that tells of it, once for its id, however often it is sent. Guards:
 * nobody fills the disk with them, and nobody but its maker hears of a suggestion who could not decide it.
 */
import { eventId } from '../../shared/events/event-id.ts';
import { recordKindOf } from '../../shared/events/draft.ts';
import type { DerivedEvent } from '../../shared/events/event.ts';
import type { Clock } from '../../shared/clock.ts';
import { rootOf } from '../../shared/document/operations/operation.ts';
import { type RecordId, recordId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Principal } from '../auth/principal.ts';
import { EntryRejected, type Store } from '../store/store.ts';
import type { Suggestion } from '../store/suggestions.ts';
import { mayDecide } from './deciding.ts';
import { actorOf } from './membership.ts';
import type { Rooms } from './rooms.ts';
import { createTurns } from './turns.ts';

export type SuggestionWish = Pick<
	Suggestion,
	'id' | 'section' | 'kind' | 'operations' | 'changes' | 'note' | 'refusal' | 'frame'
>;
export interface NotSuggested {
	readonly code: 'already-exists' | 'too-many-open' | 'storage-full' | 'not-found';
	readonly reason: string;
}
export interface Suggesting {
	suggest(by: Principal, wish: SuggestionWish): Promise<Result<Suggestion, NotSuggested>>;
}
export interface SuggestingDeps {
	readonly store: Pick<Store, 'append' | 'suggestion' | 'openSuggestions'>;
	readonly clock: Clock;
	readonly announce: Rooms['announce'];
}

export function createSuggesting({ store, clock, announce }: SuggestingDeps): Suggesting {
	const turns = createTurns();

	async function make(by: Principal, wish: SuggestionWish): Promise<Result<Suggestion, NotSuggested>> {
		const { wedding, person, name, role } = by;
		const present = await store.suggestion(wedding, wish.id);
		if (present !== undefined) return present.by.person === person ? ok(present) : err(taken);
		if ((await store.openSuggestions(wedding, person)) >= mostOpen[wish.kind]) return err(tooMany);
		const at = clock.now();
		const suggestion: Suggestion = { ...wish, by: { person, name, role }, at, state: 'open' };
		const { operator: _, ...writer } = { ...actorOf(by), person, role };
		const stored = await store.append([
			{
				wedding,
				section: wish.section,
				update: new Uint8Array(),
				writer,
				at,
				events: [madeEvent(by, suggestion)],
				bind: [],
				suggestion,
				...(wish.kind === 'held' && {
					audit: [{ action: 'edit.held', at, actor: actorOf(by), subject: wish.id }],
				}),
			},
		]);
		if (!stored.ok)
			return err({
				code: stored.error.code === 'full' ? 'storage-full' : 'not-found',
				reason: stored.error.reason,
			});
		announce(wedding, 'suggestions', (one) => one.person === person || mayDecide(one, suggestion, at));
		return ok(suggestion);
	}

	return {
		// In turn, so that the limit is one and a repetition finds the first.
		suggest: (by, wish) =>
			turns.take(`${by.wedding} ${by.person}`, async () => {
				try {
					return await make(by, wish);
				} catch (fault) {
					// Somebody else took the id in this very moment.
					if (fault instanceof EntryRejected) return err(taken);
					throw fault;
				}
			}),
	};
}

/** It says which record is meant, so that only those hear of it who may read there. */
function madeEvent({ wedding, person, role }: Principal, suggestion: Suggestion): DerivedEvent {
	const { id, kind, section } = suggestion;
	const record = subjectOf(suggestion) ?? { kind: recordKindOf[firstRoots[section]], id: 'meta' as const };
	const cause = {
		wedding,
		type: 'suggestion.made',
		record: `${record.kind}:${record.id}`,
		cause: id,
	} as const;
	const after = { suggestion: id, kind };
	return {
		id: eventId(cause),
		type: 'suggestion.made',
		actor: { person, role },
		record,
		before: {},
		after,
		fields: Object.keys(after),
	};
}

function subjectOf({ operations: [first], changes: [change] }: Suggestion) {
	const root = (first === undefined ? undefined : rootOf(first)) ?? change?.root;
	const input: unknown = first?.input;
	const given = typeof input === 'object' && input !== null && 'id' in input ? input.id : change?.record;
	const id: RecordId | 'meta' | undefined = root === 'meta' ? 'meta' : recordId.safeParse(given).data;
	return root === undefined || id === undefined ? undefined : { kind: recordKindOf[root], id };
}

const firstRoots = { plan: 'meta', ceremony: 'items', guests: 'guests', budget: 'lines' } as const;
/** Of one person in one wedding. Who was removed cannot choose what their device holds. */
const mostOpen = { suggested: 200, held: 1_000 } as const;
const taken: NotSuggested = { code: 'already-exists', reason: 'There is a suggestion of this id already.' };
const tooMany: NotSuggested = {
	code: 'too-many-open',
	reason: 'So many of your suggestions are open that somebody has to decide some of them first.',
};
