/**
 * What is under way in a made-up world: messages, commits, answers, each in the lane it must keep its order in. A test moves one
 * thing at a time, or lets a seed choose.
 */
import { type Random, uint32 } from '../../../shared/random.ts';

export interface Lane {
	push(step: () => void): void;
	/** Nothing pushed so far will happen. */
	clear(): void;
	/** Nothing more will be pushed; what is under way still happens. */
	close(): void;
}

export interface Lanes {
	lane(): Lane;
	/** Moves the next thing of some lane; false if nothing is under way. */
	step(): Promise<boolean>;
	/** Until nothing is under way. */
	drain(): Promise<void>;
}

export function createLanes(random: Random): Lanes {
	const all = new Set<(() => void)[]>();
	const closed = new WeakSet<(() => void)[]>();

	async function step(): Promise<boolean> {
		await settle();
		for (const steps of all) if (steps.length === 0 && closed.has(steps)) all.delete(steps);
		const busy = [...all].filter((steps) => steps.length > 0);
		const chosen = busy[uint32(random) % Math.max(1, busy.length)];
		chosen?.shift()?.();
		await settle();
		return chosen !== undefined;
	}

	return {
		lane() {
			const steps: (() => void)[] = [];
			all.add(steps);
			return {
				push: (one) => void steps.push(one),
				clear: () => void steps.splice(0),
				close: () => void closed.add(steps),
			};
		},
		step,
		async drain() {
			while (await step());
		},
	};
}

/** Lets everything that only waits for promises go on. */
export function settle(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
