/** People by their roles, and what is theirs to do. Pure. */
import { type Role, roles } from '../../../../shared/access/roles.ts';
import type { Plan } from '../../../../shared/document/document.ts';
import type { Person } from '../../../../shared/document/schema.ts';

export interface PeopleGroup {
	readonly role: Role;
	readonly ids: readonly string[];
}

export interface Load {
	readonly tasks: number;
	readonly moments: number;
}

export function peopleGroups(people: readonly Person[]): readonly PeopleGroup[] {
	return roles.flatMap((role) => {
		const members = people.filter((person) => person.role === role).sort(byName);
		return members.length === 0 ? [] : [{ role, ids: members.map(({ id }) => id) }];
	});
}

export function loadOf(plan: Plan, person: string): Load {
	return {
		tasks: plan.tasks.filter(({ owner, status }) => owner === person && status !== 'done').length,
		moments: plan.timeline.filter(({ owner }) => owner === person).length,
	};
}

const byName = (a: Person, b: Person): number => a.name.localeCompare(b.name);
