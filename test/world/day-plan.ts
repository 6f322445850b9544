/** A plan of a wedding day as tests of time need it: what is not said is empty. */
import type { Plan } from '../../shared/document/document.ts';
import type { Assignment, Person, Task, TimelineItem } from '../../shared/document/schema.ts';
import { personId, recordId } from '../../shared/ids.ts';

export interface DayPlan {
	readonly date?: string;
	readonly timeZone?: string;
	readonly tasks?: readonly Partial<Omit<Task, 'id' | 'owner'>>[];
	readonly timeline?: readonly (Partial<Omit<TimelineItem, 'id' | 'owner'>> & {
		readonly id: string;
		readonly owner?: string;
	})[];
	readonly people?: readonly { readonly id: string; readonly trade?: string }[];
	readonly assignments?: readonly {
		readonly on: string;
		readonly person: string;
		readonly status?: Assignment['status'];
	}[];
}

/** Tasks are `task-1`, `task-2`, … in their order. */
export function dayPlan({ date = '2027-06-12', timeZone = 'Europe/Berlin', ...rest }: DayPlan): Plan {
	return {
		meta: { name: 'Maria & Jonas', date, timeZone, place: 'Barn' },
		people: (rest.people ?? []).map(
			({ id, trade }): Person => ({
				id: recordId.parse(id),
				name: id,
				role: 'vendor',
				...(trade !== undefined && { trade }),
			}),
		),
		tasks: (rest.tasks ?? []).map(
			(task, index): Task => ({
				id: recordId.parse(`task-${index + 1}`),
				title: `Task ${index + 1}`,
				notes: '',
				dependsOn: [],
				evidence: [],
				...task,
			}),
		),
		timeline: (rest.timeline ?? []).map(
			({ id, owner, ...item }): TimelineItem => ({
				id: recordId.parse(id),
				title: id,
				notes: '',
				kind: 'flexible',
				...(owner !== undefined && { owner: personId.parse(owner) }),
				...item,
			}),
		),
		assignments: (rest.assignments ?? []).map(
			({ on, person, status = 'asked' }, index): Assignment => ({
				id: recordId.parse(`assignment-${index + 1}`),
				on,
				person: personId.parse(person),
				status,
			}),
		),
		comments: [],
		conflicts: [],
	};
}
