/**
 * The last line of `npm test`: `N passed, N failed`, alone, for people and programs that look no further. A file that does not
 * load, an error outside any test and a test that was left out count as failed: none of them may hide behind a green number.
 */
import type { Reporter } from 'vitest/node';

export default class ClosingLine implements Reporter {
	/** Until the run has ended there is nothing that passed. */
	line = '0 passed, 1 failed';

	onInit(): void {
		process.on('exit', () => process.stdout.write(`${this.line}\n`));
	}

	onTestRunEnd(...[modules, errors]: Parameters<NonNullable<Reporter['onTestRunEnd']>>): void {
		let passed = 0;
		let failed = errors.length;
		for (const module of modules) {
			failed += module.errors().length;
			for (const test of module.children.allTests()) {
				if (test.result().state === 'passed') passed += 1;
				else failed += 1;
			}
		}
		this.line = `${passed} passed, ${failed} failed`;
	}
}
