/**
 * What `may` needs to know of a wedding, read from its document (the gate, the SDK) or from a plan that was read already (a
 * page). Guards: both say the same of what is not deleted; a plan knows no deleted records, so nobody owns them there. Facts
 * are of the moment they are first asked: make new ones when the document has changed.
 */
import * as Y from 'yjs';
import { type Plan, readField } from '../document/document.ts';
import { rootMap } from '../document/roots.ts';
import type { Root } from '../document/schema.ts';
import type { PersonId } from '../ids.ts';
import type { Facts } from './may.ts';

export function factsOf(doc: Y.Doc): Facts {
	const subjectsOf = remembered((person: PersonId) => subjectsIn(doc, person));
	// A thousand deeds may stand on one record, and a record have a hundred thousand keys.
	const values = new Map<string, unknown>();
	return {
		value(root, record, field) {
			const name = `${root}/${record}/${field}`;
			if (!values.has(name)) values.set(name, readField(doc, root, record, field)?.value);
			return values.get(name);
		},
		isAssigned: (subject, person) => subjectsOf(person).has(subject),
	};
}

export function factsOfPlan(plan: Plan): Facts {
	const recordsIn = remembered((root: Root) => recordsByName(plan, root));
	const subjectsOf = remembered(
		(person: PersonId): ReadonlySet<string> =>
			new Set(
				plan.assignments
					.filter((one) => one.person === person && one.status !== declined)
					.map(({ on }) => on),
			),
	);
	return {
		value: (root, record, field) => recordsIn(root).get(record)?.get(field),
		isAssigned: (subject, person) => subjectsOf(person).has(subject),
	};
}

/** Hundreds of assignments are looked through for each judged edit: most are somebody else's, which one raw key tells. */
function subjectsIn(doc: Y.Doc, person: PersonId): ReadonlySet<string> {
	const subjects = new Set<string>();
	rootMap(doc, 'assignments').forEach((map, id) => {
		if (!(map instanceof Y.Map) || map.get('person') !== person || map.has('deletedAt')) return;
		const on: unknown = map.get('on');
		if (typeof on !== 'string' || subjects.has(on)) return;
		if (readField(doc, 'assignments', id, 'status')?.value !== declined) subjects.add(on);
	});
	return subjects;
}

function recordsByName(plan: Plan, root: Root): ReadonlyMap<string, ReadonlyMap<string, unknown>> {
	const records: readonly { readonly id: string }[] =
		root === 'meta' ? [{ ...plan.meta, id: 'meta' }] : root in plan ? plan[root as keyof Listed] : [];
	return new Map(records.map((record) => [record.id, new Map<string, unknown>(Object.entries(record))]));
}

function remembered<K, V>(make: (key: K) => V): (key: K) => V {
	const known = new Map<K, V>();
	return (key) => {
		const present = known.get(key);
		if (present !== undefined) return present;
		const made = make(key);
		known.set(key, made);
		return made;
	};
}

type Listed = Pick<Plan, 'people' | 'tasks' | 'timeline' | 'assignments' | 'comments'>;
const declined = 'declined';
