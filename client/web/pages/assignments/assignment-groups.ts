/**
 * Who does what, person by person: what they own and what they were asked to help with, oneself first, then those who have
 * not answered. Pure.
 */
import type { Plan } from '../../../../shared/document/document.ts';
import { subjectOf } from '../../../react/view.ts';

export interface Duty {
	readonly key: string;
	readonly assignment: string;
	/** `tasks` or `timeline`, and the record's id, for its address. */
	readonly root: 'tasks' | 'timeline';
	readonly record: string;
	readonly title: string;
	/** Local time: of the moment's start or the task's due date. */
	readonly at: string | undefined;
}

export interface PersonDuties {
	readonly person: string;
	readonly duties: readonly Duty[];
	readonly unanswered: number;
}

export function dutiesByPerson(plan: Plan, self: string): readonly PersonDuties[] {
	const groups = new Map<string, Duty[]>();
	const unanswered = new Map<string, number>();
	const records = recordsBySubject(plan);
	for (const { id, on, person, status } of plan.assignments) {
		const record = records.get(on);
		if (record === undefined) continue;
		const group = groups.get(person) ?? [];
		group.push({ key: id, assignment: id, ...record });
		groups.set(person, group);
		if ((status ?? 'asked') === 'asked') unanswered.set(person, (unanswered.get(person) ?? 0) + 1);
	}
	const nameOf = new Map<string, string>(plan.people.map(({ id, name }) => [id, name]));
	return [...groups]
		.map(([person, duties]) => ({
			person,
			duties: duties.sort((a, b) => ((a.at ?? '~') < (b.at ?? '~') ? -1 : 1)),
			unanswered: unanswered.get(person) ?? 0,
		}))
		.sort(
			(a, b) =>
				Number(b.person === self) - Number(a.person === self) ||
				Number(b.unanswered > 0) - Number(a.unanswered > 0) ||
				(nameOf.get(a.person) ?? '').localeCompare(nameOf.get(b.person) ?? ''),
		);
}

function recordsBySubject(plan: Plan): ReadonlyMap<string, Omit<Duty, 'key' | 'assignment'>> {
	const records = new Map<string, Omit<Duty, 'key' | 'assignment'>>();
	for (const { id, title, due } of plan.tasks) {
		records.set(subjectOf('tasks', id), { root: 'tasks', record: id, title, at: due });
	}
	for (const { id, title, start } of plan.timeline) {
		records.set(subjectOf('timeline', id), { root: 'timeline', record: id, title, at: start });
	}
	return records;
}
