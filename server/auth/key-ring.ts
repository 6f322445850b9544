/**
 * Which keys sign and verify. Keys are derived from the secret, one per generation; this is the list of generations: the current
 * one signs, former ones verify until the longest token they can have signed is over. After a leak all former ones can be
 * forgotten at once: every token is dead, and devices get new ones with their refresh tokens, which no generation signs.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Millis } from '../../shared/clock.ts';
import { replace } from './secret.ts';

export interface KeyRing {
	/** From 1. */
	readonly current: number;
	/** May a token of this generation still be good now? */
	verifies(generation: number, now: Millis): boolean;
	/** The next generation signs from here on; answers its number. */
	rotate(now: Millis, wish?: { readonly forget: boolean }): number;
}

/** For tests, and where nothing can be kept. */
export function createKeyRing(
	start: RingState = first,
	keep: (state: RingState) => void = () => undefined,
): KeyRing {
	let state = start;
	return {
		get current() {
			return state.current;
		},
		verifies: (generation, now) =>
			generation === state.current ||
			state.former.some((one) => one.generation === generation && one.until > now),
		rotate(now, { forget } = { forget: false }) {
			const living = state.former.filter(({ until }) => until > now);
			const former = [...living, { generation: state.current, until: now + longestTokenMs }];
			const next = { current: state.current + 1, former: forget ? [] : former };
			keep(next);
			state = next;
			return state.current;
		},
	};
}

/** The ring of this data folder. Read again by every process: the CLI signs with the server's current key. */
export function keptKeyRing(folder: string): KeyRing {
	const path = join(folder, fileName);
	return createKeyRing(readState(path), (state) => replace(folder, fileName, JSON.stringify(state)));
}

function readState(path: string): RingState {
	if (!existsSync(path)) return first;
	try {
		return ringState.parse(JSON.parse(readFileSync(path, 'utf8')));
	} catch (cause) {
		const advice =
			'Remove it: tokens are signed with the first key again, and devices get new ones by themselves.';
		throw new Error(`${path} is damaged. ${advice}`, { cause });
	}
}

export type RingState = z.infer<typeof ringState>;
const ringState = z.object({
	current: z.int().min(1),
	former: z.array(z.object({ generation: z.int().min(1), until: z.int() })),
});
const first: RingState = { current: 1, former: [] };
const fileName = 'token-keys';
/** The operator's tokens live up to 30 days. */
export const longestTokenMs: Millis = 30 * 24 * 60 * 60 * 1_000;
