/** A wedding's suggestions in memory. Used by `wedding-memory.ts` only. `check` refuses before anything is changed. */
import { EntryRejected, type Entry } from './store.ts';
import { bodyOf, type Decision, type Suggestion, type SuggestionQuery } from './suggestions.ts';

export function createSuggestionMemory() {
	const suggestions = new Map<string, Suggestion>();

	function decide({ id, state, by, at }: Decision): boolean {
		const found = suggestions.get(id);
		if (found?.state !== 'open') return false;
		suggestions.set(id, { ...found, state, decidedBy: by, decidedAt: at });
		return true;
	}

	return {
		check(entries: readonly Entry[]): void {
			const states = new Map([...suggestions].map(([id, { state }]) => [id, state]));
			for (const { suggestion, decides } of entries) {
				if (suggestion !== undefined) {
					if (states.has(suggestion.id))
						throw new EntryRejected(`suggestion ${suggestion.id} was stored before`);
					states.set(suggestion.id, suggestion.state);
				}
				if (decides === undefined) continue;
				if (states.get(decides.id) !== 'open')
					throw new EntryRejected(`suggestion ${decides.id} is not open`);
				states.set(decides.id, decides.state);
			}
		},
		store({ suggestion, decides }: Entry): void {
			if (suggestion !== undefined) {
				// As the disk has it: what JSON cannot say is gone.
				suggestions.set(suggestion.id, { ...suggestion, ...JSON.parse(bodyOf(suggestion)) });
			}
			if (decides !== undefined) decide(decides);
		},
		decide,
		get: (id: string): Suggestion | undefined => structuredClone(suggestions.get(id)),
		list({ state, person, after, limit }: SuggestionQuery): readonly Suggestion[] {
			const sorted = [...suggestions.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
			const start = after === undefined ? 0 : sorted.findIndex(({ id }) => id === after) + 1;
			// Behind one that is not there comes nothing.
			if (after !== undefined && start === 0) return [];
			return structuredClone(
				sorted
					.slice(start)
					.filter((one) => (state ?? one.state) === one.state && (person ?? one.by.person) === one.by.person)
					.slice(0, limit),
			);
		},
	};
}
