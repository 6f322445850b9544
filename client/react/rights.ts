/**
 * What the person at this screen may do, judged by the one table (`shared/access`) over the plan they see: for what to offer
 * and what to explain. Never a guard: the relay judges again. Pure.
 */
import { factsOfPlan } from '../../shared/access/facts.ts';
import { type Answer, type Deed, type Facts, may, type Who } from '../../shared/access/may.ts';
import { type RecordKind, type Root, schema } from '../../shared/document/schema.ts';
import type { View } from './view.ts';

/** Per field of one record, and for deleting it. */
export interface Rights {
	isLocked(field: string): boolean;
	/** Why something is locked, each sentence once; empty where everything is open. */
	readonly reasons: readonly string[];
	/** Not one field is open. */
	readonly isReadOnly: boolean;
}

export function judge(view: View, deed: Deed, isRaised: boolean): Answer {
	return may(whoOf(view, isRaised), deed, factsOf(view));
}

/** A new record under this root, with these fields. */
export function mayCreate(view: View, root: RecordKind, isRaised: boolean, values: object = {}): Answer {
	return judge(view, { root, record: NEW, field: '', after: values }, isRaised);
}

export function mayDelete(view: View, root: RecordKind, id: string, isRaised: boolean): Answer {
	return judge(view, { root, record: id, field: 'deletedAt' }, isRaised);
}

export function rightsOn(view: View, root: Root, id: string, isRaised: boolean): Rights {
	const fields = Object.keys(schema[root]).filter((field) => !unseen.has(field));
	const answers = fields.map((field) => [field, judge(view, { root, record: id, field }, isRaised)] as const);
	const locked = new Map(answers.flatMap(([field, answer]) => (answer.may ? [] : [[field, answer.reason]])));
	return {
		isLocked: (field) => locked.has(field),
		reasons: [...new Set(locked.values())],
		isReadOnly: locked.size === fields.length,
	};
}

/** The same sentences about the same fields. */
export function sameRights(a: Rights, b: Rights): boolean {
	return (
		a.isReadOnly === b.isReadOnly &&
		a.reasons.join('\n') === b.reasons.join('\n') &&
		allFields.every((field) => a.isLocked(field) === b.isLocked(field))
	);
}

export function whoOf({ wedding, people }: View, isRaised: boolean): Who {
	const { id, role } = wedding.person;
	return { person: id, role: people.get(id)?.role ?? role, raised: isRaised };
}

/** Of one view, worked out once for all the lines on screen. */
function factsOf(view: View): Facts {
	const known = facts.get(view) ?? factsOfPlan(view.plan);
	facts.set(view, known);
	return known;
}

const facts = new WeakMap<View, Facts>();
/** No record has this id. */
const NEW = '';
/** Kept by the operations themselves, or asked for one by one where it is shown at all. */
const unseen: ReadonlySet<string> = new Set(['deletedAt', 'deletedBy', 'version', 'at', 'by', 'deputy']);
const allFields = [...new Set(Object.values(schema).flatMap((fields) => Object.keys(fields)))];
