/** How many things wait for this person: open decisions and suggestions for those who decide, and own edits that could not be kept. */
import type { Role } from '../../../shared/access/roles.ts';
import { useView, useWedding } from '../../react/use-view.ts';
import { useBesidePlan } from '../beside-plan.tsx';
import type { Suggestion } from '../relay/suggestions.ts';

export function useToDecide(): number {
	const suggested = useSuggested().length;
	const decides = useDecides();
	return useView(
		({ plan, wedding }) => (decides ? plan.conflicts.length : 0) + suggested + wedding.drafts.length,
	);
}

/** Suggestions of others that wait: the relay shows only those one may decide, beside one's own. */
export function useSuggested(): readonly Suggestion[] {
	const { suggestions } = useBesidePlan();
	const self: string = useWedding().person.id;
	return (suggestions.value ?? []).filter(({ state, by }) => state === 'open' && by.person !== self);
}

/** Is this person one of those who settle what others leave open? */
export function useDecides(): boolean {
	return useView(({ wedding, people }) =>
		deciders.includes(people.get(wedding.person.id)?.role ?? wedding.person.role),
	);
}

const deciders: readonly Role[] = ['couple', 'coordinator'];
