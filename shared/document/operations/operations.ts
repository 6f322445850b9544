/**
 * The one door for edits: every operation by name, its input's schema, and `run`. Guards: bad input is declined with a reason
 * and leaves no transaction at all; good input is exactly one transaction with an `OperationOrigin`, or none if it changes
 * nothing.
 */
import type * as Y from 'yjs';
import { err, ok, type Result } from '../../result.ts';
import { assignmentOperations } from './assignments.ts';
import { budgetOperations } from './budget.ts';
import { ceremonyOperations } from './ceremony.ts';
import { commentOperations } from './comments.ts';
import { guestOperations, tableOperations } from './guests.ts';
import { metaOperations } from './meta.ts';
import type { Author, Declined, Done, Operation, OperationOrigin } from './operation.ts';
import { peopleOperations } from './people.ts';
import type { OperationType } from './step.ts';
import { taskOperations } from './tasks.ts';
import { timelineOperations } from './timeline.ts';
import { perform } from './write.ts';

export const operations: Readonly<Record<string, OperationType>> = {
	...metaOperations,
	...peopleOperations,
	...taskOperations,
	...timelineOperations,
	...assignmentOperations,
	...commentOperations,
	...ceremonyOperations,
	...guestOperations,
	...tableOperations,
	...budgetOperations,
};

/**
 * Runs an operation as its author; registers are written under `doc.clientID`.
 *
 * @example
 * run(doc, author, { name: 'tasks.create', input: { id: 'flowers', title: 'Order the flowers' } });
 * // { ok: true, value: { record: 'flowers', undo: [{ name: 'tasks.delete', input: { id: 'flowers' } }] } }
 */
export function run(doc: Y.Doc, author: Author, operation: Operation): Result<Done, Declined> {
	const { name, input } = operation;
	const type = Object.hasOwn(operations, name) ? operations[name] : undefined;
	if (type === undefined) {
		return err({ code: 'unknown-operation', reason: `There is no operation "${name}".` });
	}
	const decided = type.decide({ doc, author }, input);
	if (!decided.ok) return decided;
	const { record, writes, undo } = decided.value;
	if (writes.length > 0) {
		const origin: OperationOrigin = { kind: 'operation', operation, author };
		doc.transact(() => perform(doc, author, writes), origin);
	}
	return ok({ record, undo });
}
