/** The address under which a browser takes messages while no page is open: told to the relay, and taken back. */
import { z } from 'zod';
import type { Result } from '../../../shared/result.ts';
import { anything, type Fault, type Relay } from './relay.ts';

/** As browsers say it (`PushSubscription.toJSON`). */
export const pushSubscriptionShape = z.object({
	endpoint: z.string(),
	keys: z.object({ p256dh: z.string(), auth: z.string() }),
});
export type PushAddress = z.infer<typeof pushSubscriptionShape>;

export async function askPushKey(relay: Relay, wedding: string): Promise<Result<string, Fault>> {
	const shape = z.object({ publicKey: z.string() });
	const answer = await relay.ask({ wedding, path: '/me/push-key', shape });
	return answer.ok ? { ok: true, value: answer.value.publicKey } : answer;
}

export function tellPushAddress(
	relay: Relay,
	wedding: string,
	{ endpoint, keys, device }: PushAddress & { readonly device?: string },
): Promise<Result<unknown, Fault>> {
	const body = { endpoint, keys, ...(device === undefined ? {} : { device }) };
	return relay.ask({ wedding, method: 'POST', path: '/me/push-subscriptions', body, shape: anything });
}

export function forgetPushAddress(
	relay: Relay,
	wedding: string,
	endpoint: string,
): Promise<Result<unknown, Fault>> {
	const path = '/me/push-subscriptions';
	return relay.ask({ wedding, method: 'DELETE', path, body: { endpoint }, shape: anything });
}
