/** One after the other, by name: what two callers must not do at the same time. Another name waits for nobody. */
export interface Turns {
	take<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
	const last = new Map<string, Promise<void>>();
	return {
		async take(name, work) {
			const before = last.get(name);
			const mine = (async () => {
				await before;
				return work();
			})();
			// Whoever waits needs to know that this is over, not how it ended.
			const over = mine.then(
				() => undefined,
				() => undefined,
			);
			last.set(name, over);
			try {
				return await mine;
			} finally {
				if (last.get(name) === over) last.delete(name);
			}
		},
	};
}
