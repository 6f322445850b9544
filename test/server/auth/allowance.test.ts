import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	allowances,
	type Bucket,
	createLimiter,
	draw,
	type Measure,
	perMinute,
} from '../../../server/auth/allowance.ts';
import { sha256 } from '../../../server/auth/secret.ts';
import { roles } from '../../../shared/access/roles.ts';
import { testClock } from '../../../shared/clock.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { createHouse } from '../../world/house.ts';

const minute = 60_000;

describe('a bucket', () => {
	it('[AL1] never grants more than its capacity and what came in since, over any stretch of time', () => {
		const steps = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 200 });
		fc.assert(
			fc.property(steps, fc.integer({ min: 1, max: 50 }), (waits, capacity) => {
				const measure: Measure = { capacity, refillMs: minute };
				let bucket: Bucket | undefined;
				let now = 1_000_000;
				const granted: number[] = [];
				for (const wait of waits) {
					now += wait;
					const draught = draw(bucket, measure, now);
					if (!draught.isGranted) continue;
					bucket = draught.bucket;
					granted.push(now);
				}
				for (const [from, start] of granted.entries()) {
					for (const [to, end] of granted.entries()) {
						if (to < from) continue;
						const most = capacity + ((end - start) / minute) * capacity;
						expect(to - from + 1).toBeLessThanOrEqual(Math.floor(most + 1e-6));
					}
				}
			}),
			{ numRuns: 50 },
		);
	});

	it('[AL2] says how long to wait, and that is enough and not too much', () => {
		const spent: Bucket = { left: 0.25, at: 0 };
		const measure = perMinute(6);
		const draught = draw(spent, measure, 0);
		if (draught.isGranted) throw new Error('a quarter is not one');
		expect(draught.waitMs).toBe(7_500);
		expect(draw(spent, measure, 7_499).isGranted).toBe(false);
		expect(draw(spent, measure, 7_500).isGranted).toBe(true);
	});

	it('[AL3] is not filled by a clock that is set back', () => {
		const empty: Bucket = { left: 0, at: 100_000 };
		expect(draw(empty, perMinute(60), 0).isGranted).toBe(false);
		expect(draw(empty, perMinute(60), 101_000).isGranted).toBe(true);
	});

	it('[AL4] is forgotten when it is full again, however many there were', () => {
		const clock = testClock();
		const limiter = createLimiter(clock);
		for (let number = 0; number < 50_000; number++) limiter.take(`key ${number}`, perMinute(5));
		expect(limiter.size).toBeLessThanOrEqual(20_000);
		clock.advance(minute);
		limiter.take('x', perMinute(5));
		for (let number = 0; number < 20_000; number++) limiter.take(`later ${number}`, perMinute(5));
		expect(limiter.size).toBeLessThanOrEqual(20_000);
	});
});

describe('what one may change in a minute', () => {
	it('[AL5] stands in a table with a reason for every role', () => {
		expect(Object.fromEntries(roles.map((role) => [role, allowances[role].perMinute]))).toEqual({
			couple: 300,
			coordinator: 50,
			family: 40,
			party: 20,
			venue: 30,
			vendor: 30,
			helper: 20,
			guest: 5,
			service: 600,
			support: 5,
		});
		for (const role of roles) expect(allowances[role].why.length).toBeGreaterThan(10);
	});

	it.each(roles)(
		'[AL6] as %s is what the table says, then 429 with Retry-After; reading goes on',
		async (role) => {
			const house = createHouse();
			const { ask } = await house.wedding(role);
			const change = () => ask('PUT', '/api/me/contacts', { body: { email: null } });
			const most = allowances[role].perMinute;
			const statuses = new Set<number>();
			for (let number = 0; number < most; number++) statuses.add((await change()).status);
			expect(statuses.has(429)).toBe(false);
			const over = await change();
			expect([over.status, over.body.code, over.headers.get('Retry-After')]).toEqual([
				429,
				'too-many',
				String(Math.max(1, Math.ceil(60 / most))),
			]);
			expect((await ask('GET', '/api/me')).status).toBe(200);
			house.clock.advance(Math.ceil(minute / most));
			expect((await change()).status).not.toBe(429);
		},
	);

	it('[AL12] is not used up by what one may not do: that is refused as such, sixty times a minute', async () => {
		const house = createHouse();
		const { wedding, ask } = await house.wedding('guest');
		const forbidden = () => ask('POST', `/api/weddings/${wedding}/tasks`, { body: { title: 'x' } });
		const allowed = () => ask('PUT', '/api/me/contacts', { body: { email: null } });
		const statuses: number[] = [];
		for (let number = 0; number < 60; number++) statuses.push((await forbidden()).status);
		expect(new Set(statuses)).toEqual(new Set([403]));
		for (let number = 0; number < 4; number++) expect((await allowed()).status).toBe(200);
		// One more of the forbidden counts like any other.
		expect([(await forbidden()).status, (await allowed()).status]).toEqual([403, 429]);
	});

	it('[AL7] is everybody’s own: somebody who floods slows nobody else, nor themselves in another wedding', async () => {
		const house = createHouse();
		const { wedding, ask } = await house.wedding();
		const guest = (
			await house.asOperator('POST', '/api/tokens', { body: { wedding, name: 'E', role: 'guest' } })
		).body;
		for (let number = 0; number < 20; number++) {
			await house.as(guest.token)('PUT', '/api/me/contacts', { body: { email: null } });
		}
		expect((await house.as(guest.token)('PUT', '/api/me/contacts', { body: {} })).status).toBe(429);
		expect((await ask('POST', `/api/weddings/${wedding}/tasks`, { body: { title: 'x' } })).status).toBe(201);
		const other = await house.wedding('guest');
		expect((await other.ask('PUT', '/api/me/contacts', { body: { email: null } })).status).toBe(200);
	});

	it('[AL8] does not stand in the way of signing out', async () => {
		const house = createHouse();
		const { wedding, person } = await house.wedding('guest');
		await house.store.saveLink({
			codeHash: sha256('lasting'),
			wedding: weddingId.parse(wedding),
			person: personId.parse(person),
		});
		const { token } = (await house.ask('POST', '/api/sign-in/redeem', { body: { code: 'lasting' } })).body;
		for (let number = 0; number < 10; number++) {
			await house.as(token)('PUT', '/api/me/contacts', { body: { email: null } });
		}
		expect((await house.as(token)('POST', '/api/session/sign-out')).status).toBe(200);
	});
});

describe('whoever is not signed in', () => {
	it('[AL9] is slowed by what they name, and a flood of guesses stops nobody with a good code', async () => {
		const house = createHouse();
		const { wedding, ask } = await house.wedding();
		const body = { role: 'guest', name: 'Edith' };
		const { code } = (await ask('POST', `/api/weddings/${wedding}/invites`, { body })).body;
		const redeem = (of: string) => house.ask('POST', '/api/sign-in/redeem', { body: { code: of } });
		const statuses = [];
		for (let number = 0; number < 700; number++) statuses.push((await redeem(`guess-${number}`)).status);
		expect([statuses.filter((one) => one === 404).length, statuses.at(-1)]).toEqual([600, 429]);
		expect((await redeem(code)).status).toBe(200);
		const again = [];
		for (let number = 0; number < 400; number++) again.push(await redeem(code));
		const last = again.at(-1);
		expect([last?.status, Number(last?.headers.get('Retry-After'))]).toEqual([429, 1]);
		house.clock.advance(minute);
		expect((await redeem(code)).status).toBe(404);
	});

	it('[AL10] refreshes a good session however many bad ones are tried', async () => {
		const house = createHouse();
		const { wedding, ask } = await house.wedding();
		const body = { role: 'guest', name: 'Edith' };
		const { code } = (await ask('POST', `/api/weddings/${wedding}/invites`, { body })).body;
		const session = (await house.ask('POST', '/api/sign-in/redeem', { body: { code } })).body;
		const refresh = (refreshToken: string) =>
			house.ask('POST', '/api/session/refresh', { body: { refreshToken } });
		const statuses = new Set<number>();
		for (let number = 0; number < 3_100; number++) statuses.add((await refresh(`wsrt_${number}`)).status);
		expect(statuses).toEqual(new Set([401, 429]));
		expect((await refresh(session.refreshToken)).status).toBe(200);
	});
});
