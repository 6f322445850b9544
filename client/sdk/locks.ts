/**
 * Names that only one tab of a device holds at a time: who leads, who writes under which client id. A port: Web Locks where there
 * are tabs (the browser lets go when a tab dies), a set of names where there is one process.
 */
export type Release = () => void;

export interface Locks {
	/** Waits until the name is free, holds it, and gives it back by the returned function. `signal` ends the waiting. */
	hold(name: string, signal: AbortSignal): Promise<Release>;
	/** Holds the name if nobody does, else `undefined`. */
	tryHold(name: string): Promise<Release | undefined>;
}

export function webLocks(locks: LockManager): Locks {
	const request = (name: string, options: LockOptions): Promise<Release | undefined> =>
		new Promise((resolve, reject) => {
			const held = (lock: Lock | null) => {
				if (lock === null) return resolve(undefined);
				return new Promise<void>((release) => resolve(() => release()));
			};
			locks.request(name, options, held).catch(reject);
		});
	return {
		tryHold: (name) => request(name, { ifAvailable: true }),
		async hold(name, signal) {
			const release = await request(name, { signal });
			if (release === undefined) throw new Error('a lock that was waited for was not given');
			return release;
		},
	};
}

export function processLocks(): Locks {
	const held = new Map<string, Array<() => void>>();
	const give = (name: string): Release => {
		let isHeld = true;
		return () => {
			if (!isHeld) return;
			isHeld = false;
			const next = held.get(name)?.shift();
			if (next === undefined) held.delete(name);
			else next();
		};
	};
	return {
		async tryHold(name) {
			if (held.has(name)) return undefined;
			held.set(name, []);
			return give(name);
		},
		hold: (name, signal) =>
			new Promise((resolve, reject) => {
				const waiting = held.get(name);
				if (waiting === undefined) {
					held.set(name, []);
					return resolve(give(name));
				}
				const next = () => resolve(give(name));
				waiting.push(next);
				signal.addEventListener('abort', () => {
					const index = waiting.indexOf(next);
					if (index !== -1) waiting.splice(index, 1);
					reject(signal.reason);
				});
			}),
	};
}
