/**
 * What this person chose to tell the others of themselves today: what they are doing, where, how much battery is left. Guards:
 * nothing is told that was not chosen, and what was chosen yesterday is not told today.
 */
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { type Activity, activities } from '../../shared/wire/presence.ts';
import type { Unsubscribe } from '../sdk/handle.ts';

export interface Doing {
	readonly activity?: Activity | undefined;
	/** A place by its name, as it was typed. */
	readonly zone?: string | undefined;
	readonly tellsBattery?: boolean | undefined;
}

export interface Doings {
	/** The same object until it changes. */
	of(wedding: string): Doing;
	choose(wedding: string, doing: Doing): void;
	subscribe(listener: () => void): Unsubscribe;
}

export interface DoingsDeps {
	readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
	readonly clock: Pick<Clock, 'now'>;
}

export function createDoings({ storage, clock }: DoingsDeps): Doings {
	const listeners = new Set<() => void>();
	const known = new Map<string, Kept>();
	const read = (wedding: string): Kept => {
		const kept = known.get(wedding) ?? parse(storage.getItem(keyOf(wedding)));
		const standing = clock.now() - kept.at < STANDS_MS ? kept : nothing;
		known.set(wedding, standing);
		return standing;
	};
	return {
		of: (wedding) => read(wedding).doing,
		choose(wedding, doing) {
			const kept = { at: clock.now(), doing };
			known.set(wedding, kept);
			storage.setItem(keyOf(wedding), JSON.stringify(kept));
			for (const listener of listeners) listener();
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}

const keptShape = z.object({
	at: z.number(),
	doing: z.object({
		activity: z.enum(activities).optional(),
		zone: z.string().max(80).optional(),
		tellsBattery: z.boolean().optional(),
	}),
});
type Kept = z.infer<typeof keptShape>;
const nothing: Kept = { at: 0, doing: {} };

function parse(text: string | null): Kept {
	try {
		const kept = keptShape.safeParse(JSON.parse(text ?? 'null'));
		return kept.success ? kept.data : nothing;
	} catch {
		// Somebody else's bytes under our key: as good as none.
		return nothing;
	}
}

const keyOf = (wedding: string): string => `wedsync.doing.${wedding}`;
/** A long wedding day. */
const STANDS_MS = 20 * 3_600_000;
