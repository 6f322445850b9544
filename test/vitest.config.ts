/** The suites: `fast` runs in `npm run check`; `slow` (processes, browsers, crashes) only in `npm test`. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Beside those that drive processes, some that wait for a disk or try hundreds of histories: what is looked at before every commit ends within a minute. */
const slow = [
	'test/end-to-end/**/*.test.ts',
	'test/end-to-end/**/*.test.tsx',
	'test/server/store/{rot,audit,restore,lives}.test.ts',
	'test/properties/{rights,lives,carried}.test.ts',
];

export default defineConfig({
	root: fileURLToPath(new URL('..', import.meta.url)),
	test: {
		reporters: ['default', fileURLToPath(new URL('./closing-line.ts', import.meta.url))],
		projects: [
			{
				extends: true,
				test: {
					name: 'fast',
					include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
					exclude: slow,
					testTimeout: 60_000,
				},
			},
			{
				extends: true,
				test: {
					name: 'slow',
					include: slow,
					testTimeout: 600_000,
					hookTimeout: 120_000,
					// Most of their time they wait for processes; more at once than cores would only time each other out.
					maxWorkers: 2,
				},
			},
		],
	},
});
