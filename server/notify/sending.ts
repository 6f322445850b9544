/**
 * One delivery, from its claim to what is to be stored of it. Guards: a try is used up only by a request or by a bug of ours; what may
 * have been taken is not sent again blindly; what is given up has had every try that its channel's table allows.
 */
import type { Millis } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';
import type { Delivery, Settlement } from '../store/deliveries.ts';
import { longestAskedMs, reportWaitMs, waitAfter } from './back-off.ts';
import type { Outcome } from './channel.ts';
import type { Dispatcher, Dispatchers, Prepared } from './dispatch.ts';
import { type Asked, attemptOf, createRound, type RoundDeps } from './round.ts';

export interface SendingDeps extends RoundDeps {
	readonly dispatchers: Dispatchers;
	readonly random: Random;
}

/** What to store, without whose lease it is. */
export interface Ending extends Omit<Settlement, 'owner' | 'delivery' | 'wedding'> {
	/** The last of the round, for whoever wants to know after it is stored. */
	readonly outcome?: Outcome;
}

export function createSending(deps: SendingDeps): (delivery: Delivery) => Promise<Ending> {
	const { dispatchers, clock, log } = deps;
	const ask = createRound(deps);
	const judge = createJudge(deps);
	const waiting = (dueAt: Millis, reason: string): Ending => ({
		at: clock.now(),
		tries: [],
		state: 'pending',
		dueAt,
		reason,
	});

	return async (delivery) => {
		const dispatcher = dispatchers[delivery.channel];
		if (dispatcher === undefined) return waiting(clock.now() + unbuiltMs, 'no-dispatcher');
		if (delivery.reason === 'ambiguous' && delivery.lane !== 'emergency')
			return judge.unclear(delivery, dispatcher);
		let prepared: Prepared;
		try {
			prepared = await dispatcher.prepare(delivery, clock.now());
		} catch (fault) {
			log.error('delivery-not-prepared', { operation: delivery.channel, error: fault });
			return judge.again(delivery, dispatcher, faulty(delivery, clock.now(), fault));
		}
		if (prepared.kind === 'wait') return waiting(prepared.until, prepared.reason);
		if (prepared.kind === 'drop')
			return { at: clock.now(), tries: [], state: prepared.state, reason: prepared.reason };
		const round = await ask(delivery, prepared);
		return round.kind === 'waits'
			? waiting(round.until, round.reason)
			: judge.asked(delivery, dispatcher, round);
	};
}

/** What becomes of a delivery after a round. */
function createJudge({ clock, random, log }: SendingDeps) {
	async function asked(delivery: Delivery, dispatcher: Dispatcher, round: Asked): Promise<Ending> {
		const { tries, outcome, knowsRepeats } = round;
		const { kind, providerId } = outcome;
		const taken = { at: clock.now(), tries, outcome, ...(providerId !== undefined && { providerId }) };
		if (kind === 'accepted') return { ...taken, state: 'accepted' };
		if (kind === 'rejected-address') return ended(delivery, dispatcher, { ...taken, state: 'rejected' });
		if (tries.every((one) => one.outcome === 'rejected-content'))
			return ended(delivery, dispatcher, { ...taken, state: 'dead' });
		if (kind !== 'ambiguous' || knowsRepeats) return again(delivery, dispatcher, round);
		// An emergency is not sent for ever either.
		if (waitAfter(delivery.attempts + 1, delivery, random) === undefined)
			return again(delivery, dispatcher, round);
		return { ...taken, state: 'pending', dueAt: taken.at + reportWaitMs(delivery.lane), reason: kind };
	}

	/** Later, by the channel's table or when they asked for it; or never more. */
	async function again(
		delivery: Delivery,
		dispatcher: Dispatcher,
		{ tries, outcome, retryAt }: Asked,
	): Promise<Ending> {
		const at = clock.now();
		const wait = waitAfter(delivery.attempts + 1, delivery, random);
		if (wait === undefined) return ended(delivery, dispatcher, { at, tries, outcome, state: 'dead' });
		const dueAt = Math.max(at + wait, Math.min(retryAt ?? 0, at + longestAskedMs));
		// Safe to repeat, and so nothing to wait for.
		const reason = outcome.kind === 'ambiguous' ? 'no-answer' : outcome.kind;
		return { at, tries, outcome, state: 'pending', dueAt, reason };
	}

	async function ended(
		delivery: Delivery,
		dispatcher: Dispatcher,
		ending: Ending & { readonly outcome: Outcome },
	): Promise<Ending> {
		const whole = { ...ending, reason: ending.outcome.kind };
		try {
			return { ...whole, instead: (await dispatcher.instead?.(delivery, ending.outcome, ending.at)) ?? [] };
		} catch (fault) {
			log.error('no-other-way', { operation: delivery.channel, error: fault });
			return whole;
		}
	}

	return {
		asked,
		again,
		/** Nobody has said whether it was taken, and a message twice would be worse than one too few: a person may decide. */
		unclear: (delivery: Delivery, dispatcher: Dispatcher): Promise<Ending> => {
			const outcome: Outcome = { kind: 'ambiguous', detail: 'no report came' };
			return ended(delivery, dispatcher, { at: clock.now(), tries: [], outcome, state: 'dead' });
		},
	};
}

/** Our own bug counts as a try, so that a poisonous delivery ends among the dead and holds up nobody. */
function faulty(delivery: Delivery, at: Millis, fault: unknown): Asked {
	const outcome: Outcome = { kind: 'transient', detail: fault instanceof Error ? fault.name : 'unknown' };
	const tries = [attemptOf(delivery, 'none', { at, ms: 0, outcome })];
	return { kind: 'asked', tries, outcome, knowsRepeats: true };
}

/** Nobody answers for this channel: it may be built in at the next start. */
const unbuiltMs: Millis = 60_000;
