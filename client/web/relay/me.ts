/** Who one is by now: `GET /api/me`. */
import { z } from 'zod';
import { role } from '../../../shared/access/roles.ts';
import type { Result } from '../../../shared/result.ts';
import type { Fault, Relay } from './relay.ts';

const meShape = z.object({ person: z.string(), name: z.string(), role });
export type Me = z.infer<typeof meShape>;

export function askMe(relay: Relay, wedding: string): Promise<Result<Me, Fault>> {
	return relay.ask({ wedding, path: '/me', shape: meShape });
}

const contactShape = z.object({ email: z.string().optional() });

export function contact(relay: Relay, wedding: string): Promise<Result<z.infer<typeof contactShape>, Fault>> {
	return relay.ask({ wedding, path: '/me/contacts', shape: contactShape });
}

/** `null` takes the address away. */
export function saveContact(
	relay: Relay,
	wedding: string,
	email: string | null,
): Promise<Result<z.infer<typeof contactShape>, Fault>> {
	return relay.ask({ wedding, method: 'PUT', path: '/me/contacts', body: { email }, shape: contactShape });
}
