/**
 * Messages while no page is open: this browser's one subscription, told to the relay for each wedding that wants it here. Guards: the
 * browser asks the person only after they switched it on; an address that changed by itself is told anew; the last wedding that is
 * switched off here leaves no subscription behind. The subscriber is handed in: the platform's own is `platform-push.ts`.
 */
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
}

export function createPush({ subscriber, relay, storage, device }: PushDeps): Push {
	const told = (): Readonly<Record<string, string>> => toldIn(storage.getItem(KEY));
	const tellIn = (next: Readonly<Record<string, string>>) => storage.setItem(KEY, JSON.stringify(next));

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
		tellIn({ ...told(), [wedding]: address.endpoint });
		return ok(undefined);
	}

	return {
		state(wedding) {
			const permission = subscriber.permission();
			if (permission === 'impossible') return 'impossible';
			if (permission === 'denied') return 'forbidden';
			return permission === 'granted' && told()[wedding] !== undefined ? 'on' : 'off';
		},
		async turnOn(wedding) {
			if (!(await subscriber.ask())) return err({ code: 'forbidden' });
			return subscribe(wedding);
		},
		async turnOff(wedding) {
			const { [wedding]: endpoint, ...others } = told();
			tellIn(others);
			if (endpoint !== undefined) await forgetPushAddress(relay, wedding, endpoint);
			if (Object.keys(others).length === 0) await subscriber.unsubscribe();
		},
		async renew(wedding) {
			const known = told()[wedding];
			if (known === undefined || subscriber.permission() !== 'granted') return;
			const now = await subscriber.current();
			if (now?.endpoint === known) return;
			const renewed = await subscribe(wedding);
			if (renewed.ok) await forgetPushAddress(relay, wedding, known);
		},
	};
}

function toldIn(text: string | null): Readonly<Record<string, string>> {
	try {
		const kept: unknown = JSON.parse(text ?? '{}');
		if (typeof kept !== 'object' || kept === null) return {};
		return Object.fromEntries(
			Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
		);
	} catch {
		// Somebody else's bytes under our key: as good as none.
		return {};
	}
}

/** By wedding, the address the relay has of this device. */
const KEY = 'wedsync.push';
