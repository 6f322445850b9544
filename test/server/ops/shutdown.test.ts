import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../server/ops/log.ts';
import { createShutdown } from '../../../server/ops/shutdown.ts';
import { testClock } from '../../../shared/clock.ts';

function world(steps: readonly (() => Promise<void> | void)[]) {
	const exits: number[] = [];
	const clock = testClock();
	const signal = createShutdown({ clock, log: silentLog, exit: (code) => exits.push(code), steps });
	return { signal, clock, exits };
}
const settled = async () => {
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

describe('the end', () => {
	it('takes its steps one after the other, then exits 0', async () => {
		const done: string[] = [];
		let release: () => void = () => undefined;
		const first = () =>
			new Promise<void>((resolve) => {
				release = () => {
					done.push('first');
					resolve();
				};
			});
		const { signal, exits } = world([first, () => void done.push('second')]);
		signal('SIGTERM');
		expect([done, exits]).toEqual([[], []]);
		release();
		await settled();
		expect([done, exits]).toEqual([['first', 'second'], [0]]);
	});

	it('is given up with exit 1 within ten seconds', () => {
		const { signal, clock, exits } = world([() => new Promise(() => undefined)]);
		signal('SIGTERM');
		clock.advance(9_499);
		expect(exits).toEqual([]);
		clock.advance(501);
		expect(exits).toEqual([1]);
	});

	it('is immediate at the second signal, but not at the echo of the first', () => {
		const { signal, clock, exits } = world([() => new Promise(() => undefined)]);
		signal('SIGINT');
		clock.advance(499);
		signal('SIGINT');
		expect(exits).toEqual([]);
		clock.advance(1);
		signal('SIGINT');
		expect(exits).toEqual([1]);
	});

	it('that fails exits 1 and takes no further step', async () => {
		const done: string[] = [];
		const { signal, exits } = world([
			() => Promise.reject(new Error('broken')),
			() => void done.push('second'),
		]);
		signal('SIGTERM');
		await settled();
		expect([done, exits]).toEqual([[], [1]]);
	});
});
