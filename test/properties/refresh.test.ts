/**
 * Random lives of a session: tabs that race, answers that are lost, sleeps; and a thief with a copy of the refresh token. An honest
 * device is never signed out; a copy that is used beside the original ends the session for both.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 } from '../../server/auth/secret.ts';
import { personId, weddingId } from '../../shared/ids.ts';
import { createHouse } from '../world/house.ts';

interface Pair {
	readonly token: string;
	readonly refreshToken: string;
}

async function signedIn() {
	const house = createHouse();
	const { wedding, person } = await house.wedding();
	const link = { codeHash: sha256('x'), wedding: weddingId.parse(wedding), person: personId.parse(person) };
	await house.store.saveLink(link);
	const first: Pair = (await house.ask('POST', '/api/sign-in/redeem', { body: { code: 'x' } })).body;
	const refresh = async ({ refreshToken }: Pair): Promise<Pair | undefined> => {
		const answer = await house.ask('POST', '/api/session/refresh', { body: { refreshToken } });
		return answer.status === 200 ? answer.body : undefined;
	};
	const use = async ({ token }: Pair) => (await house.as(token)('GET', '/api/me')).status === 200;
	return { house, first, refresh, use };
}

test('[SE4][SE5] an honest device is never signed out, whatever is lost and however its tabs race', async () => {
	const step = fc.record({
		tab: fc.nat({ max: 2 }),
		/** How many tabs send at once, with what they hold. */
		racing: fc.constantFrom(1, 1, 2, 3),
		isLost: fc.boolean(),
		isUsed: fc.boolean(),
		waitMs: fc.constantFrom(0, 1, 5_000, 29_000, 31_000, 600_000, 86_400_000),
	});
	let [again, turned] = [0, 0];
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
			const { house, first, refresh, use } = await signedIn();
			/** What lies in the device's storage: every tab reads it before it asks. */
			let kept = first;
			for (const { racing, isLost, isUsed, waitMs } of steps) {
				house.clock.advance(waitMs);
				// Also the token of before may be used meanwhile, by a tab that has not looked yet.
				if (isUsed) await use(kept);
				const answers = await Promise.all(Array.from({ length: racing }, () => refresh(kept)));
				for (const answer of answers) expect(answer).toBeDefined();
				expect(new Set(answers.map((answer) => answer?.refreshToken)).size).toBe(1);
				if (isLost) again += 1;
				else {
					turned += 1;
					kept = answers[0] ?? kept;
					house.clock.advance(1);
					expect(await use(kept)).toBe(true);
				}
			}
		}),
		{ numRuns: 40 },
	);
	expect([again > 40, turned > 40]).toEqual([true, true]);
});

test('[SE3] a copied refresh token that is used beside the original ends the session, whoever comes first', async () => {
	const step = fc.record({
		who: fc.constantFrom('owner', 'thief'),
		waitMs: fc.integer({ min: 31_000, max: 1e7 }),
	});
	let ended = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.array(step, { minLength: 2, maxLength: 12 }),
			fc.nat({ max: 5 }),
			async (steps, before) => {
				const { house, first, refresh, use } = await signedIn();
				let owner: Pair | undefined = first;
				for (let turn = 0; turn < before; turn++) {
					house.clock.advance(600_000);
					owner = owner && (await refresh(owner));
					house.clock.advance(1);
					if (owner !== undefined) await use(owner);
				}
				const held = { owner, thief: owner };
				const acted = new Set<string>();
				for (const { who, waitMs } of steps) {
					house.clock.advance(waitMs);
					const own = held[who];
					const next = own && (await refresh(own));
					const isAfterBoth = acted.size > 0 && !acted.has(who);
					acted.add(who);
					if (isAfterBoth || acted.size === 2) {
						expect(next).toBeUndefined();
						for (const pair of Object.values(held)) {
							if (pair !== undefined)
								expect([await use(pair), await refresh(pair)]).toEqual([false, undefined]);
						}
						ended += 1;
						return;
					}
					expect(next).toBeDefined();
					held[who] = next;
					house.clock.advance(1);
					if (next !== undefined) expect(await use(next)).toBe(true);
				}
			},
		),
		{ numRuns: 40 },
	);
	expect(ended).toBeGreaterThan(15);
});
