/** The devices somebody is signed in on: one's own, or, for those who look after the people, somebody else's. */
import { z } from 'zod';
import type { Result } from '../../../shared/result.ts';
import { anything, type Fault, type Relay } from './relay.ts';

const deviceShape = z.object({
	id: z.string(),
	name: z.string().optional(),
	createdAt: z.string(),
	seenAt: z.string().optional(),
	current: z.boolean().optional(),
});
export type SignedInDevice = z.infer<typeof deviceShape>;

/** `person` is somebody else; without it, one's own. */
export interface Whose {
	readonly wedding: string;
	readonly person?: string;
}

export async function devicesOf(
	relay: Relay,
	whose: Whose,
): Promise<Result<readonly SignedInDevice[], Fault>> {
	const shape = z.object({ devices: z.array(deviceShape) });
	const answer = await relay.ask({ wedding: whose.wedding, path: pathOf(whose), shape });
	return answer.ok ? { ok: true, value: answer.value.devices } : answer;
}

export function revokeDevice(relay: Relay, whose: Whose, device: string): Promise<Result<unknown, Fault>> {
	const path = `${pathOf(whose)}/${device}`;
	return relay.ask({ wedding: whose.wedding, method: 'DELETE', path, shape: anything });
}

const pathOf = ({ wedding, person }: Whose): string =>
	person === undefined ? '/session/devices' : `/weddings/${wedding}/people/${person}/devices`;

/** When each person was last here, for those who look after the people. */
export async function lastSeen(
	relay: Relay,
	wedding: string,
): Promise<Result<ReadonlyMap<string, number>, Fault>> {
	const shape = z.object({ seen: z.array(z.object({ person: z.string(), at: z.string() })) });
	const answer = await relay.ask({ wedding, path: `/weddings/${wedding}/seen`, shape });
	if (!answer.ok) return answer;
	return { ok: true, value: new Map(answer.value.seen.map(({ person, at }) => [person, Date.parse(at)])) };
}
