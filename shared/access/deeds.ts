/**
 * An operation as deeds: what it would write, judged before it is run. The SDK asks for what it offers and for what it makes
 * again after a refusal; the gate judges the bytes themselves. Must not change the document.
 */
import type * as Y from 'yjs';
import type { Operation } from '../document/operations/operation.ts';
import { operations } from '../document/operations/operations.ts';
import type { Write } from '../document/operations/step.ts';
import { factsOf } from './facts.ts';
import { type Answer, type Deed, type Facts, may, type Who } from './may.ts';

/** An operation that would be declined or changes nothing is not a matter of rights: running it says so. */
export function mayRun(who: Who, operation: Operation, doc: Y.Doc, facts: Facts = factsOf(doc)): Answer {
	const no = firstNo(who, operation, doc, facts);
	return no === undefined ? { may: true } : { may: false, reason: no.reason };
}

export interface Forbidden {
	readonly deed: Deed;
	readonly reason: string;
}

export function firstNo(
	who: Who,
	operation: Operation,
	doc: Y.Doc,
	facts: Facts = factsOf(doc),
): Forbidden | undefined {
	const type = Object.hasOwn(operations, operation.name) ? operations[operation.name] : undefined;
	const { person, role } = who;
	// When it is done makes no difference to who may do it.
	const decided = type?.decide({ doc, author: { person, role, now: 0 } }, operation.input);
	for (const write of decided?.ok === true ? decided.value.writes : []) {
		for (const deed of deedsOf(write)) {
			const answer = may(who, deed, facts);
			if (!answer.may) return { deed, reason: answer.reason };
		}
	}
	return undefined;
}

export function deedsOf({ kind, root, record, values }: Write): readonly Deed[] {
	if (kind === 'create') return [{ root, record, field: '', after: values }];
	return Object.entries(values).map(([field, value]) => ({
		root,
		record,
		field,
		...(value === null ? {} : { after: value }),
	}));
}
