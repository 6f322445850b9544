/**
 * Push: one message to all devices of somebody, each through the service that knows it. Guards: it counts as taken as soon as one service
 * has taken it, since they hear it once; a subscription that its service no longer knows is forgotten at once; a message that may have been
 * taken can be sent again, because the same tag takes the place of what is shown.
 */
import type { Millis } from '../../../shared/clock.ts';
import type { OutcomeKind } from '../../store/deliveries.ts';
import type { GuardedFetch } from '../../webhooks/egress.ts';
import type { Message, Outcome, Provider } from '../channel.ts';
import { type PushTarget, pushId, pushTargets } from '../push-target.ts';
import type { VapidKeys } from '../vapid.ts';
import { asJson } from './json.ts';

/** What the house gives to whoever carries push messages. */
export interface PushParts {
	readonly keys: VapidKeys;
	readonly fetch: GuardedFetch;
	/** This subscription is good for nothing any more. */
	readonly gone: (id: string) => Promise<unknown>;
}

/** One service, and what became of one device. */
export interface PushCarrier {
	readonly name: string;
	carries(target: PushTarget): boolean;
	send(target: PushTarget, message: Message<'push'>): Promise<PushOutcome>;
}
export interface PushOutcome extends Outcome {
	/** The device is no longer there, by the service's own word. */
	readonly isGone?: true;
}
/** A push provider shows its carrier, so that all of them can stand behind one door. */
export interface PushProvider extends Provider<'push'> {
	readonly carriers: readonly PushCarrier[];
}

export function createPush(
	name: string,
	carriers: readonly PushCarrier[],
	{ gone }: Pick<PushParts, 'gone'>,
): PushProvider {
	async function sendTo(target: PushTarget, message: Message<'push'>): Promise<PushOutcome> {
		const carrier = carriers.find((one) => one.carries(target));
		if (carrier === undefined) return { kind: 'rejected-content', detail: 'nobody is configured for it' };
		const outcome = await carrier.send(target, message);
		if (outcome.isGone) await gone(pushId(target));
		return { ...outcome, detail: `${carrier.name} ${outcome.status ?? '-'} ${outcome.detail}`.trim() };
	}
	return {
		name,
		channel: 'push',
		carriers,
		knowsRepeats: true,
		best: 'accepted',
		price: () => 0,
		async send(message) {
			const targets = asJson(message.to, pushTargets);
			if (targets === undefined || targets.length === 0)
				return { kind: 'rejected-address', detail: 'there is no subscription' };
			return together(await Promise.all(targets.map((target) => sendTo(target, message))));
		},
	};
}

/** The best of them: what can still arrive is tried again, and only when none can is the address none. */
function together(outcomes: readonly PushOutcome[]): Outcome {
	const kind = best.find((one) => outcomes.some((outcome) => outcome.kind === one)) ?? 'transient';
	const times = outcomes.flatMap((one) =>
		one.kind === kind && one.retryAt !== undefined ? [one.retryAt] : [],
	);
	const status = outcomes.find((one) => one.kind === kind)?.status;
	return {
		kind,
		detail: outcomes
			.map(({ detail }) => detail)
			.join('; ')
			.slice(0, mostDetail),
		...(status !== undefined && { status }),
		...(times.length > 0 && { retryAt: Math.min(...times) }),
	};
}

/** How long it is worth showing, if nothing else is said; a device that was off for longer gets it from the inbox. */
export function secondsToLive({ priority, expiresAt }: Message<'push'>, now: Millis): number {
	const usual = lifeSeconds[priority];
	return expiresAt === undefined
		? usual
		: Math.max(0, Math.min(usual, Math.floor((expiresAt - now) / 1_000)));
}

const best: readonly OutcomeKind[] = [
	'accepted',
	'ambiguous',
	'transient',
	'throttled',
	'rejected-content',
	'rejected-address',
];
const lifeSeconds = {
	emergency: 5 * 60,
	critical: 60 * 60,
	high: 6 * 60 * 60,
	normal: 24 * 60 * 60,
	low: 24 * 60 * 60,
} as const;
const mostDetail = 4_000;
