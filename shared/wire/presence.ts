/**
 * What a presence entry says, both ways. `user` is who it is, written by the relay whatever was sent; the rest is the person's own
 * word: what they look at, what they do, and, only if they chose to, where and how much battery is left. Unknown keys are an
 * editor's (cursors, selections) and mean nothing here. Nothing of it is ever stored.
 */
import { z } from 'zod';
import { role } from '../access/roles.ts';
import { personId } from '../ids.ts';

export const activities = [
	'en-route',
	'at-venue',
	'setup',
	'ceremony',
	'reception',
	'breakdown',
	'off',
] as const;
export type Activity = (typeof activities)[number];

/** Who an entry is about. */
export const presentUser = z.object({ id: personId, name: z.string(), role, colour: z.string() });
export type PresentUser = z.infer<typeof presentUser>;

const attending = z.strictObject({ root: z.string().max(64), id: z.string().max(64) });

/** What a person may say of themselves, key by key. */
export const saidOfOneself = {
	attending,
	activity: z.enum(activities),
	/** A place by its name ("kitchen", "north lawn"), never coordinates: as coarse as it was typed. */
	zone: z.string().trim().min(1).max(80),
	battery: z.int().min(0).max(100),
} as const;

/** An entry as others read it; a word that cannot be read is as good as none. */
export const presentState = z.object({
	user: presentUser,
	attending: attending.optional().catch(undefined),
	activity: saidOfOneself.activity.optional().catch(undefined),
	zone: saidOfOneself.zone.optional().catch(undefined),
	battery: saidOfOneself.battery.optional().catch(undefined),
});

/** For whom the plan has none: the same on every device and on the relay. */
export function colourOf(id: string): string {
	let sum = 0;
	for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 0xff_ffff;
	return colours[sum % colours.length] ?? '#555555';
}

const colours = ['#8a4b5c', '#4b6c8a', '#5c7a4b', '#8a6d3b', '#6b4b8a', '#3f7f78', '#9a5a3c', '#56617a'];
