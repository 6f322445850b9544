/** What `npm run check` looks at besides the tests, so that `npm test` alone says everything. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = (program: string, ...words: readonly string[]) => {
	const { status, stdout, stderr } = spawnSync(`${root}/node_modules/.bin/${program}`, words, {
		cwd: root,
		encoding: 'utf8',
	});
	return { status, findings: status === 0 ? '' : stdout + stderr };
};

describe('the whole repository', () => {
	it('has no type error', () => {
		expect(run('tsc')).toEqual({ status: 0, findings: '' });
	});

	it('is formatted and linted', () => {
		expect(run('biome', 'check', '.')).toEqual({ status: 0, findings: '' });
	});
});
