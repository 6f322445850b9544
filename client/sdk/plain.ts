/**
 * What somebody handed in, as data of our own: the outbox clones what lies in it, and nobody may change it later. Guards: a
 * framework's reactive proxies become plain objects, and what is no data (a function, a cycle) is said at once and not when it is to
 * be stored. Judges no values; the operations' schemas do.
 */
import { err, ok, type Result } from '../../shared/result.ts';

export function plainCopy(value: unknown): Result<unknown, string> {
	try {
		return ok(copyOf(value, 0));
	} catch (fault) {
		// Reading what somebody else made may throw whatever they like.
		return err(fault instanceof NotPlain ? fault.message : 'The input of this operation cannot be read.');
	}
}

function copyOf(value: unknown, depth: number): unknown {
	if (depth > maxDepth) throw new NotPlain('The input of this operation goes too deep.');
	if (Array.isArray(value)) return value.map((one) => copyOf(one, depth + 1));
	switch (typeof value) {
		case 'object':
			return value === null
				? null
				: Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copyOf(one, depth + 1)]));
		case 'function':
		case 'symbol':
		case 'bigint':
			throw new NotPlain(`The input of an operation is plain data; a ${typeof value} is not.`);
		default:
			return value;
	}
}

class NotPlain extends Error {}

/** Deeper than any input; a cycle ends here too. */
const maxDepth = 16;
