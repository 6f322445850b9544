/** Who somebody is in a wedding, highest first. The order decides `role` conflicts (see `document/fields.ts`). */
import { z } from 'zod';

export const roles = [
	'couple',
	'coordinator',
	'family',
	'party',
	'venue',
	'vendor',
	'helper',
	'guest',
	'service',
	'support',
] as const;

export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** 0 for the couple, larger for lower roles; unknown names rank below all. */
export function rank(name: string): number {
	const index = (roles as readonly string[]).indexOf(name);
	return index === -1 ? roles.length : index;
}
