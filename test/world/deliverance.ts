/**
 * Many weddings, each with an endpoint, on a clock that is moved by hand: the real observer, queue and store in memory, and a network that is made up, so that who is
 * down, who is slow and how long everything took is known to the millisecond.
 */
import { secretOf } from '../../server/auth/secret.ts';
import { createPump } from '../../server/notify/deliver.ts';
import { createBell } from '../../server/observers/bell.ts';
import { createRunner } from '../../server/observers/runner.ts';
import { openMemory } from '../../server/store/memory.ts';
import type { Store } from '../../server/store/store.ts';
import type { Egress } from '../../server/webhooks/egress.ts';
import { createWebhooks } from '../../server/webhooks/parts.ts';
import { testClock } from '../../shared/clock.ts';
import { recordId } from '../../shared/ids.ts';
import { ok } from '../../shared/result.ts';
import { seededRandom } from '../../shared/random.ts';
import { entry, event, person, wedding, weddingRow } from './entry.ts';

export interface Arrival {
	readonly wedding: number;
	readonly id: string;
	readonly event: string;
	readonly record: string;
	readonly seq: number;
	/** From the row's being stored to the request. */
	readonly afterMs: number;
	readonly isTaken: boolean;
}
/** What the receiver of a wedding does at a moment of the story: how long it takes, and what it answers. */
export type Conduct = (wedding: number, ms: number) => { readonly afterMs: number; readonly status: number };

export interface Deliverance {
	readonly arrivals: readonly Arrival[];
	/** One edit in this wedding. */
	edit(wedding: number, record: string): Promise<void>;
	pass(ms: number, stepMs: number): Promise<void>;
	readonly edits: readonly string[];
	close(): Promise<void>;
}

export async function createDeliverance(weddings: number, conduct: Conduct): Promise<Deliverance> {
	const clock = testClock();
	const start = clock.now();
	const random = seededRandom(5);
	let work = 0;
	const counted = counting(openMemory(), () => {
		work += 1;
	});
	const bell = createBell(counted);
	const store = { ...counted, append: bell.append };
	const arrivals: Arrival[] = [];
	const edits: string[] = [];

	const answer: Egress['fetch'] = (url, { body, headers } = {}) => {
		const number = Number(new URL(url).hostname.split('.')[0]?.slice(1));
		const { data } = JSON.parse(String(body));
		const { afterMs, status } = conduct(number, clock.now() - start);
		const arrival = {
			wedding: number,
			id: headers?.['webhook-id'] ?? '',
			event: data.id as string,
			record: data.record.id as string,
			seq: data.seq as number,
			afterMs: clock.now() - Date.parse(data.at),
			isTaken: status < 300,
		};
		work += 1;
		return new Promise((resolve) =>
			clock.after(afterMs, () => {
				arrivals.push(arrival);
				resolve(new Response(null, { status }));
			}),
		);
	};
	const egress: Egress = {
		fetch: answer,
		check: async (url) => ok({ url, host: '', isLiteral: false, isLocalOnly: false }),
		close: async () => undefined,
	};
	const fatal = (fault: unknown) => {
		throw fault;
	};
	const quietly = () => undefined;
	const log = { debug: quietly, info: quietly, warn: quietly, error: fatal };
	const secret = secretOf('a secret of the tests');
	const webhooks = createWebhooks({ store, secret, egress, clock, random, wake: () => pump.wake(), fatal });
	const dispatchers = { webhook: webhooks.dispatcher };
	const pump = createPump({ store, dispatchers, clock, random, log, fatal, owner: 'test' });
	const runner = createRunner({ store, bell, clock, log, fatal, observers: [webhooks.observer] });
	for (let n = 0; n < weddings; n++) {
		const id = wedding(`w${n}`);
		await store.createWedding(weddingRow(id, n));
		const by = { wedding: id, person: person('mia'), name: 'Mia', role: 'couple' } as const;
		const wish = { url: `https://w${n}.example/`, format: 'standard', full: false } as const;
		const made = await webhooks.endpoints.make(by, wish);
		if (!made.ok) throw new Error(made.error.reason);
	}
	await runner.start();
	await pump.start();

	/** Until nothing has been asked of the store or the network for some turns: what is left waits for the clock. */
	async function quiet(): Promise<void> {
		for (let still = 0, before = work; still < stillTurns; still = work === before ? still + 1 : 0) {
			before = work;
			await new Promise((resolve) => setImmediate(resolve));
		}
	}
	return {
		arrivals,
		edits,
		async edit(number, record) {
			const id = `e${edits.length}`;
			edits.push(id);
			const made = { ...event(id), record: { kind: 'task', id: recordId.parse(record) } };
			const row = { wedding: wedding(`w${number}`), at: clock.now(), events: [made] };
			await store.append([entry(id, row)]);
		},
		async pass(ms, stepMs) {
			for (let left = ms; left > 0; left -= stepMs) {
				clock.advance(Math.min(left, stepMs));
				await quiet();
			}
		},
		async close() {
			await runner.close();
			await webhooks.probing.close();
			const closing = pump.close();
			clock.advance(10_000);
			await closing;
		},
	};
}

function counting(store: Store, count: () => void): Store {
	const calls = Object.entries(store).map(([name, call]): [string, unknown] => [
		name,
		typeof call !== 'function'
			? call
			: (...args: never[]) => {
					count();
					return (call as (...args: never[]) => unknown)(...args);
				},
	]);
	return Object.fromEntries(calls) as unknown as Store;
}

const stillTurns = 3;
