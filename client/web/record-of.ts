/** A record as something to name and to go to, whatever its kind. Pure. */
import type { Messages } from './messages/messages.ts';
import type { View } from '../react/view.ts';

export interface NamedRecord {
	readonly title: string;
	/** Within the wedding's pages; absent for what has no page of its own. */
	readonly href?: string;
}

export function recordOf(view: View, root: string, id: string): NamedRecord {
	switch (root) {
		case 'tasks':
			return { title: view.tasks.get(id)?.title ?? id, href: `/tasks/${id}` };
		case 'timeline':
			return { title: view.timeline.get(id)?.title ?? id, href: `/run-sheet/${id}` };
		case 'people':
			return { title: view.people.get(id)?.name ?? id, href: `/people/${id}` };
		case 'assignments': {
			const assignment = view.plan.assignments.find((one) => one.id === id);
			return { title: view.people.get(assignment?.person ?? '')?.name ?? id, href: '/assignments' };
		}
		case 'items':
			return { title: '', href: `/ceremony/${id}` };
		case 'guests':
		case 'tables':
			return { title: '', href: `/guests/${id}` };
		case 'lines':
			return { title: '', href: `/budget/${id}` };
		default:
			return { title: id };
	}
}

/** What to call it where only its place is known: records of other sections are not at hand. */
export function titleIn({ title }: NamedRecord, root: string, say: Messages): string {
	if (root === 'meta') return say.more.wedding;
	if (title !== '') return title;
	return root === 'items' ? say.pages.ceremony : root === 'lines' ? say.pages.budget : say.pages.guests;
}
