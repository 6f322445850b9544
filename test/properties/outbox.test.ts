/**
 * The outbox under chance: deliveries come, time passes, endpoints fail, processes die between any two steps. Whatever happens, everything
 * arrives at least once, a consumer that knows repetitions by their id has each record's in order, and nobody waits for another's fault.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Outcome } from '../../server/notify/channel.ts';
import { openMemory } from '../../server/store/memory.ts';
import type { Store } from '../../server/store/store.ts';
import { hook, otherWedding, ourWedding } from '../world/outbox.ts';
import { fakeProvider, outcome, type PumpWorld, pumpWorld, sendBy } from '../world/pump.ts';

type Step =
	| {
			readonly kind: 'add';
			readonly endpoint: number;
			readonly record: number;
			readonly lane: 'normal' | 'high' | 'low';
	  }
	| { readonly kind: 'wait'; readonly ms: number }
	| { readonly kind: 'die' };

const add = fc.record({
	kind: fc.constant('add' as const),
	endpoint: fc.nat(2),
	record: fc.nat(1),
	lane: fc.constantFrom('normal' as const, 'high' as const, 'low' as const),
});
const steps: fc.Arbitrary<Step[]> = fc
	.array(
		fc.oneof(
			{ weight: 8, arbitrary: add },
			{ weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(400_000) }) },
			{ weight: 1, arbitrary: fc.constant({ kind: 'die' as const }) },
		),
		{ minLength: 10, maxLength: 40 },
	)
	// Fewer than a webhook's tries, so that nothing is given up.
	.filter((all) => all.filter(({ kind }) => kind === 'die').length <= 4);

/** The store as a process sees it, until that process is dead: then no call of its comes back, or does anything. */
function mortal(store: Store) {
	let isDead = false;
	const seen = new Proxy(store, {
		get(target, name) {
			const value: unknown = Reflect.get(target, name, target);
			if (typeof value !== 'function') return value;
			return (...args: unknown[]) => (isDead ? new Promise(() => undefined) : value.apply(target, args));
		},
	});
	return { store: seen, die: () => (isDead = true) };
}

it('[I10] everything arrives at least once and in order, over failures, lost answers and dead processes', async () => {
	await fc.assert(
		fc.asyncProperty(steps, fc.infiniteStream(fc.nat(99)), async (script, dice) => {
			const disk = openMemory();
			const arrivals: string[] = [];
			const troubles = new Map<string, number>();
			const server = fakeProvider('webhook', { knowsRepeats: true });
			const answer = (id: string): Outcome | Promise<Outcome> => {
				const chance = dice.next().value as number;
				const before = troubles.get(id) ?? 0;
				if (chance >= 50 || before >= 4) {
					arrivals.push(id);
					return outcome('accepted', { providerId: `${id}-${arrivals.length}` });
				}
				troubles.set(id, before + 1);
				if (chance < 20) return outcome('transient');
				// Lost on the way there, or on the way back.
				if (chance < 30) return outcome('ambiguous');
				arrivals.push(id);
				return chance < 40 ? outcome('ambiguous') : new Promise<never>(() => undefined);
			};
			const prepare: Parameters<typeof pumpWorld>[0] = (one) => {
				server.answers.push((message) => answer(message.id));
				return sendBy(server)(one);
			};
			let life = mortal(disk);
			let world: PumpWorld = await pumpWorld(prepare, { store: life.store });
			let lives = 1;
			const orders = new Map<string, string[]>();
			for (const [n, step] of script.entries()) {
				if (step.kind === 'wait') await world.pass(step.ms, 100_000);
				else if (step.kind === 'die') {
					life.die();
					life = mortal(disk);
					lives += 1;
					world = await pumpWorld(prepare, { store: life.store, clock: world.clock, owner: `pump-${lives}` });
				} else {
					const id = `d${n}`;
					const order = `${step.endpoint} ${step.record}`;
					orders.set(order, [...(orders.get(order) ?? []), id]);
					const wedding = step.endpoint === 0 ? otherWedding : ourWedding;
					const now = world.clock.now();
					await world.put(
						hook(id, `e${step.endpoint}`, {
							wedding,
							lane: step.lane,
							order: `task:${step.record}`,
							createdAt: now,
							dueAt: now,
						}),
					);
				}
			}
			// Two days: every wait of the few tries that can fail.
			await world.pass(48 * 3_600_000, 1_800_000);
			const first = [...new Set(arrivals)];
			for (const [order, ids] of orders)
				expect([order, first.filter((id) => ids.includes(id))]).toEqual([order, ids]);
			expect(world.faults).toEqual([]);
			expect((await disk.lanes(world.clock.now())).map(({ pending, dead }) => pending + dead)).toEqual([
				0, 0, 0, 0, 0,
			]);
		}),
		{ numRuns: 40 },
	);
});
