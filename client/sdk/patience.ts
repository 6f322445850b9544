/**
 * How long to go on trying what fails in the same way each time. Guards: it is spent only after enough attempts in a row and
 * enough time, so that neither a quick series nor a night offline counts as having tried. Knows nothing of what was tried.
 */
import type { Clock, Millis } from '../../shared/clock.ts';

export interface Patience {
	/** Another attempt ended like this; true when it is time to do without. */
	isSpent(failure: string): boolean;
}

export interface PatienceLimits {
	readonly attempts: number;
	readonly ms: Millis;
}

export function createPatience(clock: Pick<Clock, 'now'>, limits: PatienceLimits = usual): Patience {
	let last: {
		readonly failure: string;
		readonly since: Millis;
		readonly at: Millis;
		readonly count: number;
	} = {
		failure: '',
		since: 0,
		at: 0,
		count: 0,
	};
	return {
		isSpent(failure) {
			const at = clock.now();
			const isSame = last.failure === failure && Math.abs(at - last.at) < limits.ms;
			last = isSame ? { ...last, at, count: last.count + 1 } : { failure, since: at, at, count: 1 };
			return last.count >= limits.attempts && at - last.since >= limits.ms;
		},
	};
}

const usual: PatienceLimits = { attempts: 5, ms: 60_000 };
