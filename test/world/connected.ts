/**
 * The house with its webhooks at work: observers and queue on the store in memory, real HTTP to receivers on loopback, time by hand. The clock begins at the machine's
 * own time, since a receiver's library compares what is signed with that.
 */
import { systemClock } from '../../server/ops/system.ts';
import { createPump, type Pump } from '../../server/notify/deliver.ts';
import type { Dispatchers } from '../../server/notify/dispatch.ts';
import type { Observer } from '../../server/observers/observer.ts';
import { testClock } from '../../shared/clock.ts';
import { seededRandom } from '../../shared/random.ts';
import { type Ask, createHouse, type House } from './house.ts';

export interface Connected {
	readonly house: House;
	readonly pump: Pump;
	/** Resolves when nothing is to be done at this moment. */
	quiet(): Promise<void>;
	/** On by so much, step by step, each step's work done before the next. */
	pass(ms: number, stepMs?: number): Promise<void>;
	close(): Promise<void>;
}

/** `others`: who answers for channels beside webhooks. */
export async function createConnected(
	others: (house: House) => Dispatchers = () => ({}),
): Promise<Connected> {
	const clock = testClock(systemClock.now());
	const webhooks: Observer = {
		name: 'webhooks',
		observe: (...args) => house.webhooks.observer.observe(...args),
		stored: (...args) => house.webhooks.observer.stored?.(...args),
	};
	const house = createHouse({ clock, observers: [webhooks], wake: () => pump.wake() });
	const quietly = () => undefined;
	const pump = createPump({
		store: house.store,
		dispatchers: { webhook: house.webhooks.dispatcher, ...others(house) },
		clock,
		random: seededRandom(11),
		log: { debug: quietly, info: quietly, warn: quietly, error: quietly },
		fatal: (fault) => {
			throw fault;
		},
		owner: 'test',
	});
	await house.runner.start();
	await pump.start();

	/** Real I/O is under way while our clock stands still: turns of the machine's loop, until nothing has been busy for some. */
	async function quiet(): Promise<void> {
		let turns = 0;
		for (let still = 0; still < stillTurns; ) {
			await turn();
			turns += 1;
			if (turns > mostTurns)
				throw new Error(`never quiet: ${house.runner.waiting} wait, ${pump.inFlight} are sent`);
			still = house.runner.waiting === 0 && pump.inFlight === 0 ? still + 1 : 0;
		}
	}
	return {
		house,
		pump,
		quiet,
		async pass(ms, stepMs = ms) {
			for (let left = ms; left > 0; left -= stepMs) {
				clock.advance(Math.min(stepMs, left));
				await quiet();
			}
		},
		async close() {
			await house.runner.close();
			await pump.close();
			await house.webhooks.probing.close();
		},
	};
}

/** Somebody of the wedding, in this role. */
export async function join(
	house: House,
	wedding: string,
	role: string,
): Promise<{ ask: Ask; person: string }> {
	const body = { wedding, name: `The ${role}`, role };
	const { token, person } = (await house.asOperator('POST', '/api/tokens', { body })).body;
	return { ask: house.as(token), person };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const stillTurns = 20;
const mostTurns = 20_000;
