/** Push as one provider: whoever is configured, and web push in any case, since it needs nobody's account. */
import type { Provider } from '../channel.ts';
import type { MakerDeps } from '../maker.ts';
import { createPush, type PushCarrier, type PushProvider } from './push.ts';
import { webPushCarrier } from './web-push.ts';

/** Undefined where there are no keys for it. */
export function allPush(
	providers: readonly Provider[],
	{ push, clock, publicUrl }: Pick<MakerDeps, 'push' | 'clock' | 'publicUrl'>,
): PushProvider | undefined {
	if (push === undefined) return undefined;
	const carriers = providers.filter(isPush).flatMap((one) => one.carriers);
	const subject = publicUrl?.startsWith('https:') ? publicUrl : nobody;
	const usual: readonly PushCarrier[] = [webPushCarrier({ subject, clock, push })];
	// The first that carries a target takes it: what is configured comes before what is usual.
	return createPush('push', [...carriers, ...usual], push);
}

const isPush = (provider: Provider): provider is PushProvider => provider.channel === 'push';
/** Push services want an address to write to; this one can be none of somebody else's. */
const nobody = 'mailto:operator@wedsync.invalid';
