/** A list's page: `?after=` and `?limit=` (at most 1,000, 100 if nothing is said). */
import { err, ok, type Result } from '../../shared/result.ts';
import type { Problem } from './problem.ts';

export function readLimit(text: string | undefined): Result<number, Problem> {
	const limit = text === undefined ? usualLimit : /^\d{1,4}$/.test(text) ? Number(text) : 0;
	return limit >= 1 && limit <= maxLimit ? ok(limit) : err(badLimit);
}

const usualLimit = 100;
const maxLimit = 1_000;
const badLimit: Problem = {
	code: 'invalid-value',
	detail: 'A limit is a number from 1 to 1000.',
	field: 'limit',
};
