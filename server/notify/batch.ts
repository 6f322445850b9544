/**
 * Calls that come while one is under way share the next one. Guards the order of calls, and that a commit that costs the disk a wait is
 * made for many at once when there are many.
 */
export interface Batches<T, R> {
	ask(item: T): Promise<R>;
	/** Resolves when nothing is waiting or under way. */
	drained(): Promise<void>;
}

/** `run` answers as many as it was given, in order. */
export function createBatches<T, R>(
	most: number,
	run: (items: readonly T[]) => Promise<readonly R[]>,
): Batches<T, R> {
	let queue: {
		readonly item: T;
		readonly resolve: (value: R) => void;
		readonly reject: (cause: unknown) => void;
	}[] = [];
	let running: Promise<void> | undefined;

	async function work(): Promise<void> {
		// One turn later, so that all calls of one tick share the first batch too.
		await Promise.resolve();
		while (queue.length > 0) {
			const batch = queue.slice(0, most);
			queue = queue.slice(most);
			try {
				const answers = await run(batch.map(({ item }) => item));
				batch.forEach(({ resolve }, place) => resolve(answers[place] as R));
			} catch (cause) {
				for (const { reject } of batch) reject(cause);
			}
		}
		running = undefined;
	}

	return {
		ask: (item) =>
			new Promise((resolve, reject) => {
				queue.push({ item, resolve, reject });
				running ??= work();
			}),
		async drained() {
			await running;
		},
	};
}
