/**
 * Whether the process lives, and whether it should be sent people: a small write must be durable now. Asked often by load
 * balancers and by strangers, so one answer serves everybody for a second.
 */
import type { Clock, Millis } from '../../shared/clock.ts';
import type { Result } from '../../shared/result.ts';
import { err } from '../../shared/result.ts';
import type { Store } from '../store/store.ts';

export type NotReady = { readonly code: 'closing' | 'storage-full' | 'queue-late'; readonly reason: string };

export interface Health {
	ready(): Promise<Result<void, NotReady>>;
	/** From here on it is not ready any more: the server is being drained. */
	drain(): void;
}

/** `late` says for how long an emergency has been due that nobody sends. */
export function createHealth(
	store: Pick<Store, 'probe'>,
	clock: Clock,
	late: () => Promise<Millis | undefined> = async () => undefined,
): Health {
	let isDraining = false;
	let asked: { readonly at: Millis; readonly answer: Promise<Result<void, NotReady>> } | undefined;

	async function probe(): Promise<Result<void, NotReady>> {
		const probed = await store.probe();
		if (!probed.ok) return err({ code: 'storage-full', reason: probed.error.reason });
		const ms = await late();
		if (ms === undefined) return probed;
		const seconds = Math.round(ms / 1_000);
		return err({ code: 'queue-late', reason: `An emergency has been waiting for ${seconds} s to be sent.` });
	}

	return {
		async ready() {
			if (isDraining) return err({ code: 'closing', reason: 'The server is stopping.' });
			if (asked === undefined || clock.now() - asked.at >= freshMs)
				asked = { at: clock.now(), answer: probe() };
			return asked.answer;
		},
		drain() {
			isDraining = true;
		},
	};
}

const freshMs = 1_000;
