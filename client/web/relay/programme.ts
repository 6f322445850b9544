/**
 * What guests may see: the day as the couple shows it. Kept on the device after each answer, so that it is there without a
 * network; what lies in the storage is parsed before it is believed.
 */
import { z } from 'zod';
import type { Result } from '../../../shared/result.ts';
import type { Fault, Relay } from './relay.ts';

const programmeShape = z.object({
	name: z.string(),
	date: z.string().optional(),
	place: z.string().optional(),
	timeZone: z.string(),
	items: z.array(
		z.object({
			id: z.string(),
			title: z.string(),
			start: z.string().optional(),
			minutes: z.number().optional(),
			place: z.string().optional(),
		}),
	),
});
export type Programme = z.infer<typeof programmeShape>;
export type ProgrammeItem = Programme['items'][number];

const keptShape = z.object({ at: z.number(), programme: programmeShape });
/** As of when. */
export type KeptProgramme = z.infer<typeof keptShape>;

export function askProgramme(relay: Relay, wedding: string): Promise<Result<Programme, Fault>> {
	return relay.ask({ wedding, path: `/weddings/${wedding}/programme`, shape: programmeShape });
}

export function keptProgramme(storage: Pick<Storage, 'getItem'>, wedding: string): KeptProgramme | undefined {
	try {
		const kept = keptShape.safeParse(JSON.parse(storage.getItem(keyOf(wedding)) ?? 'null'));
		return kept.success ? kept.data : undefined;
	} catch {
		// Somebody else's bytes under our key: as good as none.
		return undefined;
	}
}

export function keepProgramme(storage: Pick<Storage, 'setItem'>, wedding: string, kept: KeptProgramme): void {
	storage.setItem(keyOf(wedding), JSON.stringify(kept));
}

export function forgetProgramme(storage: Pick<Storage, 'removeItem'>, wedding: string): void {
	storage.removeItem(keyOf(wedding));
}

const keyOf = (wedding: string): string => `wedsync.programme.${wedding}`;
