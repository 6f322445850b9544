/** Being written. */
import type * as Y from 'yjs';

/** SHA-256 in hex over the raw shared content of all schema roots: equal on replicas that hold the same content. */
export function canonicalHash(_doc: Y.Doc): string {
	throw new Error('being written');
}
