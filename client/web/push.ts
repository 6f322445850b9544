/**
 * Messages while no page is open: this browser's one subscription, told to the relay for each wedding that wants it here. Guards: the
 * browser asks the person only after they switched it on; an address that changed by itself is told anew; the last wedding that is
 * switched off here leaves no subscription behind, and nothing that was shown; nobody gets what another person of this device asked for. The subscriber is handed in: the platform's own is `platform-push.ts`.
 */
import { z } from 'zod';
import { err, ok, type Result } from '../../shared/result.ts';
import { askPushKey, forgetPushAddress, type PushAddress, tellPushAddress } from './relay/push.ts';
import type { Fault, Relay } from './relay/relay.ts';

export interface PushSubscriber {
	permission(): 'impossible' | 'denied' | 'default' | 'granted';
	/** Asks the person; true if they let us. */
	ask(): Promise<boolean>;
	current(): Promise<PushAddress | undefined>;
	/** One for this key; a subscription for another key is given up. */
	subscribe(publicKey: string): Promise<PushAddress>;
	unsubscribe(): Promise<void>;
	/** What stands on the screen of this wedding goes. */
	hide(wedding: string): Promise<void>;
}

export type PushState = 'impossible' | 'forbidden' | 'off' | 'on';

export interface Push {
	state(wedding: string): PushState;
	turnOn(wedding: string): Promise<Result<void, Fault>>;
	turnOff(wedding: string): Promise<void>;
	/** After a start: is the address that the relay has still ours? */
	renew(wedding: string): Promise<void>;
}

export interface PushDeps {
	readonly subscriber: PushSubscriber;
	readonly relay: Relay;
	readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
	readonly device: string;
	/** Who is signed in here to this wedding. */
	readonly person: (wedding: string) => string | undefined;
}

export function createPush({ subscriber, relay, storage, device, person }: PushDeps): Push {
	const told = (): Told => toldIn(storage.getItem(KEY));
	const tellIn = (next: Told) => storage.setItem(KEY, JSON.stringify(next));
	const own = (wedding: string): string | undefined => {
		const one = told()[wedding];
		return one?.person === person(wedding) ? one?.endpoint : undefined;
	};

	async function subscribe(wedding: string): Promise<Result<void, Fault>> {
		const key = await askPushKey(relay, wedding);
		if (!key.ok) return key;
		let address: PushAddress;
		try {
			address = await subscriber.subscribe(key.value);
		} catch {
			// The browser's push service is out of reach, or there is none.
			return err({ code: 'no-push' });
		}
		const answer = await tellPushAddress(relay, wedding, { ...address, device });
		if (!answer.ok) return answer;
		tellIn({ ...told(), [wedding]: { endpoint: address.endpoint, person: person(wedding) } });
		return ok(undefined);
	}

	async function turnOff(wedding: string): Promise<void> {
		const { [wedding]: mine, ...others } = told();
		const isOwn = own(wedding) !== undefined;
		tellIn(others);
		const isForgotten =
			mine === undefined || (isOwn && (await forgetPushAddress(relay, wedding, mine.endpoint)).ok);
		// An address that the relay still has must lead nowhere; other weddings are told a new one when they are opened.
		if (!isForgotten || Object.keys(others).length === 0) await subscriber.unsubscribe();
		await subscriber.hide(wedding);
	}

	return {
		state(wedding) {
			const permission = subscriber.permission();
			if (permission === 'impossible') return 'impossible';
			if (permission === 'denied') return 'forbidden';
			return permission === 'granted' && own(wedding) !== undefined ? 'on' : 'off';
		},
		async turnOn(wedding) {
			if (!(await subscriber.ask())) return err({ code: 'forbidden' });
			return subscribe(wedding);
		},
		turnOff,
		async renew(wedding) {
			// Whoever was here before did not sign out: what they asked for is not for the next.
			if (told()[wedding] !== undefined && own(wedding) === undefined) return turnOff(wedding);
			const known = own(wedding);
			if (known === undefined || subscriber.permission() !== 'granted') return;
			const now = await subscriber.current();
			if (now?.endpoint === known) return;
			const renewed = await subscribe(wedding);
			if (renewed.ok) await forgetPushAddress(relay, wedding, known);
		},
	};
}

const toldShape = z.record(z.string(), z.object({ endpoint: z.string(), person: z.string().optional() }));
type Told = z.infer<typeof toldShape>;

function toldIn(text: string | null): Told {
	try {
		return toldShape.safeParse(JSON.parse(text ?? '{}')).data ?? {};
	} catch {
		// Somebody else's bytes under our key: as good as none.
		return {};
	}
}

/** By wedding, the address the relay has of this device, and whose it was told to be. */
const KEY = 'wedsync.push';
