/** How many things wait for this person: open decisions for those who decide, and own edits that could not be kept. */
import type { Role } from '../../../shared/access/roles.ts';
import { useView } from '../../react/use-view.ts';

export function useToDecide(): number {
	return useView(({ plan, wedding }) => {
		const decides = deciders.includes(wedding.person.role);
		return (decides ? plan.conflicts.length : 0) + wedding.drafts.length;
	});
}

const deciders: readonly Role[] = ['couple', 'coordinator'];
