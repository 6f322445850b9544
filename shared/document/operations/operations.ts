/**
 * The one door for edits: every operation by name, its input's schema, and `run`. Guards: bad input is declined with a reason
 * and leaves no transaction at all; good input is exactly one transaction with an `OperationOrigin`.
 */
import type * as Y from 'yjs';
import type { Result } from '../../result.ts';
import type { Author, Declined, Done, Operation } from './operation.ts';

export function run(_doc: Y.Doc, _author: Author, _operation: Operation): Result<Done, Declined> {
	throw new Error('being written');
}
