/** How many things wait for this person: open decisions and suggestions for those who decide, and own edits that could not be kept. */
import type { Role } from '../../../shared/access/roles.ts';
import { useView } from '../../react/use-view.ts';
import { useBesidePlan } from '../beside-plan.tsx';

export function useToDecide(): number {
	const { suggestions } = useBesidePlan();
	const decides = useDecides();
	const suggested = (suggestions.value ?? []).filter(({ state }) => state === 'open').length;
	return useView(
		({ plan, wedding }) => (decides ? plan.conflicts.length + suggested : 0) + wedding.drafts.length,
	);
}

/** Is this person one of those who settle what others leave open? */
export function useDecides(): boolean {
	return useView(({ wedding, people }) =>
		deciders.includes(people.get(wedding.person.id)?.role ?? wedding.person.role),
	);
}

const deciders: readonly Role[] = ['couple', 'coordinator'];
