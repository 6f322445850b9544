/**
 * Making a suggestion: kept together with the row of the log that tells of it, once for its id, however often it is sent. Guards:
 * nobody fills the disk with them, and nobody but its maker hears of a suggestion who could not decide it.
 */
import type { Clock } from '../../shared/clock.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Principal } from '../auth/principal.ts';
import { EntryRejected, type Store } from '../store/store.ts';
import type { Suggestion } from '../store/suggestions.ts';
import { mayDecide } from './deciding.ts';
import { actorOf } from './membership.ts';
import type { Rooms } from './rooms.ts';
import { suggestionEvent } from './suggestion-event.ts';
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
				events: [suggestionEvent('suggestion.made', by, suggestion)],
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

/** Of one person in one wedding. Who was removed cannot choose what their device holds. */
const mostOpen = { suggested: 200, held: 1_000 } as const;
const taken: NotSuggested = { code: 'already-exists', reason: 'There is a suggestion of this id already.' };
const tooMany: NotSuggested = {
	code: 'too-many-open',
	reason: 'So many of your suggestions are open that somebody has to decide some of them first.',
};
