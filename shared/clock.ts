/**
 * Time as a parameter. Only the roots (`server/main.ts`, `client/sdk/open.ts`) make a real clock; everything else is
 * handed one, so a test moves time by `advance` and never sleeps.
 */
export type Millis = number;
export type Cancel = () => void;

export interface Clock {
	/** Milliseconds since 1970, UTC. */
	now(): Millis;
	/** Calls once after `ms`; the returned function cancels it and may be called any number of times. */
	after(ms: Millis, call: () => void): Cancel;
}

/** Calls every `ms` until cancelled. A throwing call ends the repetition, as a bug should. */
export function every(clock: Clock, ms: Millis, call: () => void): Cancel {
	let cancel = clock.after(ms, function tick() {
		cancel = clock.after(ms, tick);
		call();
	});
	return () => cancel();
}

/** As the promise, or rejected once `ms` have passed; what it then does is nobody's concern any more. */
export function deadline<T>(clock: Clock, ms: Millis, promise: Promise<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		const cancel = clock.after(ms, () => reject(new Error(`not done after ${ms} ms`)));
		promise.then(resolve, reject).finally(cancel);
	});
}

export interface TestClock extends Clock {
	/** Moves time on, firing due calls in order of their time. */
	advance(ms: Millis): void;
}

export function testClock(start: Millis = Date.UTC(2027, 5, 12, 9, 0)): TestClock {
	let now = start;
	let order = 0;
	const calls = new Map<number, { readonly at: Millis; readonly call: () => void }>();
	return {
		now: () => now,
		after(ms, call) {
			const key = order++;
			calls.set(key, { at: now + Math.max(0, ms), call });
			return () => calls.delete(key);
		},
		advance(ms) {
			const end = now + ms;
			for (;;) {
				let next: number | undefined;
				for (const [key, { at }] of calls) {
					if (at <= end && (next === undefined || at < (calls.get(next)?.at ?? 0))) next = key;
				}
				const due = next === undefined ? undefined : calls.get(next);
				if (next === undefined || due === undefined) break;
				calls.delete(next);
				now = due.at;
				due.call();
			}
			now = end;
		},
	};
}
