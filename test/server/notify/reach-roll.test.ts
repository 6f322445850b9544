/** The book that is remembered is always the book that is stored, whatever changes it and in whatever order. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createReachRoll } from '../../../server/notify/reach-roll.ts';
import { openMemory } from '../../../server/store/memory.ts';
import type { Store } from '../../../server/store/store.ts';
import { device, entry, otherWedding, ourWedding, person, weddingRow } from '../../world/entry.ts';

const weddings = [ourWedding, otherWedding] as const;
const session = { family: 'f', turn: 0, since: 1, seenAt: 1, turnedAt: 1, expiresAt: 9 };
const phone = { address: '+491701234567', hash: 'h' };
const word = { channel: 'sms', at: 1, source: 'app', addressHash: 'h' } as const;
const row = { hash: 'h', channel: 'sms', source: 'stop', at: 1 } as const;

let invites = 0;
const invite = {
	kind: 'invite',
	role: 'vendor',
	uses: 1,
	used: 0,
	expiresAt: 9,
	by: person('mia'),
	createdAt: 1,
} as const;

type Step = (store: Store, of: (typeof weddings)[number], who: ReturnType<typeof person>) => Promise<unknown>;
/** Everything that can change what the book says; a call that is missing here is missing in the roll. */
const steps: Readonly<Record<string, Step>> = {
	address: (store, of, who) => store.saveAddresses(of, who, { phone }),
	noAddress: (store, of, who) => store.saveAddresses(of, who, { phone: null }),
	agree: (store, of, who) => store.addConsents(of, who, [{ ...word, state: 'granted' }]),
	revoke: (store, of, who) => store.addConsents(of, who, [{ ...word, state: 'revoked' }]),
	wish: (store, of, who) => store.savePreferences(of, who, { language: 'de' }),
	policy: (store, of) => store.savePolicy(of, { perHour: 3 }),
	stop: (store) => store.suppress([{ ...row, wedding: '' }]),
	bounce: (store, of) => store.suppress([{ ...row, wedding: of }]),
	start: (store, of) =>
		store.unsuppress([
			{ ...row, wedding: '' },
			{ ...row, wedding: of },
		]),
	push: (store, of, who) =>
		store.savePushSubscription(
			of,
			who,
			{ id: `s-${who}`, target: '{}', at: 1, device: device('d') },
			{ most: 3 },
		),
	gone: (store) => store.dropPushSubscription('s-mia'),
	goneOne: (store, of, who) => store.dropPushSubscription(`s-${who}`, { wedding: of, person: who }),
	signIn: (store, of, who) => store.saveDevice(of, { ...session, person: who, device: device('d') }),
	signOut: (store, of, who) => store.revokeDevice(of, { person: who, device: device('d'), at: 2 }),
	async come(store, of, who) {
		const id = `i${(invites += 1)}`;
		const use = { slot: 0, person: who, at: 3 };
		await store.saveInvite(of, { ...invite, id, codeHash: id, person: who });
		await store.takeInvite(of, id, { use, device: { ...session, person: who, device: device('d') } });
	},
	join: (store, of, who) => store.saveMember(of, { person: who, name: 'Mia', role: 'vendor' }),
	leave: (store, of, who) =>
		store.append([
			entry('', {
				wedding: of,
				members: [{ person: who, name: 'Mia', role: 'vendor', removedAt: 5 }],
			}),
		]),
	rename: (store, of, who) =>
		store.append([entry('', { wedding: of, members: [{ person: who, name: 'Mia B.', role: 'venue' }] })]),
};

it('[RE15] after any changes in any order the remembered book is the stored one, of every wedding', async () => {
	const step = fc.record({
		name: fc.constantFrom(...Object.keys(steps)),
		of: fc.constantFrom(...weddings),
		who: fc.constantFrom('mia', 'ben'),
	});
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 40, size: 'max' }), async (days) => {
			const disk = openMemory();
			const roll = { ...disk, ...createReachRoll(disk) };
			for (const of of weddings) {
				await disk.createWedding(weddingRow(of));
				// From here on each of the steps can be seen.
				for (const who of ['mia', 'ben'])
					for (const name of ['join', 'address', 'agree', 'signIn', 'push'])
						await steps[name]?.(disk, of, person(who));
			}
			for (const { name, of, who } of days) {
				await Promise.all(weddings.map((one) => roll.reachBook(one)));
				await steps[name]?.(roll, of, person(who));
				for (const one of weddings) expect(await roll.reachBook(one)).toEqual(await disk.reachBook(one));
			}
		}),
		{ numRuns: 60 },
	);
});

it('[RE15] a book that was asked for while it changed is not kept', async () => {
	const disk = openMemory();
	await disk.createWedding(weddingRow(ourWedding));
	const { promise: told, resolve: tell } = Promise.withResolvers<void>();
	const slow: Store = {
		...disk,
		async savePolicy(...args) {
			await told;
			await disk.savePolicy(...args);
		},
	};
	const roll = createReachRoll(slow);
	const saving = roll.savePolicy(ourWedding, { perHour: 3 });
	expect((await roll.reachBook(ourWedding)).policy).toEqual({});
	tell();
	await saving;
	expect((await roll.reachBook(ourWedding)).policy).toEqual({ perHour: 3 });
});

it('[RE15] a hundred looks into an unchanged book read it once, and a failed read is not kept', async () => {
	const disk = openMemory();
	await disk.createWedding(weddingRow(ourWedding));
	let reads = 0;
	const roll = createReachRoll({
		...disk,
		reachBook(wedding) {
			reads += 1;
			return reads === 1 ? Promise.reject(new Error('not now')) : disk.reachBook(wedding);
		},
	});
	await expect(roll.reachBook(ourWedding)).rejects.toThrow('not now');
	await Promise.all(Array.from({ length: 100 }, () => roll.reachBook(ourWedding)));
	expect(reads).toBe(2);
});
