/** A pump over a store in memory, with providers whose answers are written down beforehand and a clock that is moved by hand. */
import type { Message, Outcome, Provider } from '../../server/notify/channel.ts';
import { createPump, type Pump, type PumpDeps } from '../../server/notify/deliver.ts';
import type { Dispatcher, Prepared } from '../../server/notify/dispatch.ts';
import { silentLog } from '../../server/ops/log.ts';
import type { Delivery } from '../../server/store/deliveries.ts';
import { openMemory } from '../../server/store/memory.ts';
import type { Store } from '../../server/store/store.ts';
import { type TestClock, testClock } from '../../shared/clock.ts';
import { seededRandom } from '../../shared/random.ts';
import { weddingRow } from './entry.ts';
import { noon, otherWedding, ourWedding } from './outbox.ts';
import { turn } from './turn.ts';

export type Answer = Outcome | Promise<Outcome> | ((message: Message) => Outcome | Promise<Outcome>);

export interface FakeProvider extends Provider {
	/** What it was asked, in order: `id`, or `id#attempt` from the second on. */
	readonly asked: string[];
	/** The answers still to come; `accepted` when there are none. */
	readonly answers: Answer[];
}

export function fakeProvider(name: string, given: Partial<Provider> = {}): FakeProvider {
	const asked: string[] = [];
	const answers: Answer[] = [];
	return {
		name,
		channel: 'sms',
		knowsRepeats: false,
		best: 'delivered',
		price: () => 0,
		...given,
		asked,
		answers,
		async send(message) {
			asked.push(message.attempt === 1 ? message.id : `${message.id}#${message.attempt}`);
			const answer = answers.shift() ?? {
				kind: 'accepted',
				detail: '201',
				providerId: `${name}-${asked.length}`,
			};
			return typeof answer === 'function' ? answer(message) : answer;
		},
	};
}

export const outcome = (kind: Outcome['kind'], given: Partial<Outcome> = {}): Outcome => ({
	kind,
	detail: kind,
	...given,
});

export interface PumpWorld {
	readonly store: Store;
	readonly clock: TestClock;
	readonly pump: Pump;
	readonly faults: unknown[];
	/** Everything that can happen now has happened. */
	quiet(): Promise<void>;
	/** Time passes, in steps, with everything that happens in it. */
	pass(ms: number, stepMs?: number): Promise<void>;
	/** Stored, and the pump told. */
	put(...deliveries: Parameters<Store['addDeliveries']>[0]): Promise<void>;
	/** Another pump on the same store, as after a restart. */
	again(given?: Partial<PumpDeps>): Promise<PumpWorld>;
}

export async function pumpWorld(
	prepare: (delivery: Delivery, now: number) => Prepared | Promise<Prepared>,
	given: Partial<PumpDeps> & { readonly rest?: Omit<Dispatcher, 'prepare'>; readonly store?: Store } = {},
): Promise<PumpWorld> {
	const store = given.store ?? openMemory();
	const clock = (given.clock as TestClock | undefined) ?? testClock(noon);
	await store.createWedding(weddingRow(ourWedding));
	await store.createWedding(weddingRow(otherWedding, 2_000));
	const faults: unknown[] = [];
	const dispatcher: Dispatcher = { prepare: async (...args) => prepare(...args), ...given.rest };
	const dispatchers = {
		sms: dispatcher,
		email: dispatcher,
		webhook: dispatcher,
		voice: dispatcher,
		push: dispatcher,
	};
	const pump = createPump({
		store,
		dispatchers,
		clock,
		random: seededRandom(7),
		log: silentLog,
		fatal: (fault) => faults.push(fault),
		owner: 'pump-1',
		...given,
	});
	const quiet = async () => {
		for (let turns = 0; turns < 40; turns++) await turn();
	};
	const world: PumpWorld = {
		store,
		clock,
		pump,
		faults,
		quiet,
		async pass(ms, stepMs = ms) {
			for (let done = 0; done < ms; done += stepMs) {
				clock.advance(Math.min(stepMs, ms - done));
				await quiet();
			}
		},
		async put(...deliveries) {
			await store.addDeliveries(deliveries);
			pump.wake(deliveries);
			await quiet();
		},
		again: (more = {}) => pumpWorld(prepare, { ...given, ...more, store, clock, owner: 'pump-2' }),
	};
	await pump.start();
	await quiet();
	return world;
}

/** To be sent by these, in this order. */
export const sendBy =
	(...providers: readonly Provider[]) =>
	({ id, wedding, lane }: Delivery): Prepared => ({
		kind: 'send',
		providers,
		message: {
			id,
			wedding,
			to: '+491701234567',
			content: { channel: 'sms', text: id },
			priority: lane,
			language: 'en',
		},
	});
