import { describe, expect, it } from 'vitest';
import { createAskers } from '../../../server/auth/asker.ts';
import { createLinks } from '../../../server/auth/link.ts';
import { givenOperatorKey } from '../../../server/auth/operator-key.ts';
import { secretOf, sha256 } from '../../../server/auth/secret.ts';
import { createTokens } from '../../../server/auth/token.ts';
import { memoryDisk, openMemory } from '../../../server/store/memory.ts';
import { testClock } from '../../../shared/clock.ts';
import { deviceId, personId, weddingId } from '../../../shared/ids.ts';

const wedding = weddingId.parse('w1');
const person = personId.parse('maria');
const secret = secretOf('a secret of the tests');

async function world() {
	const clock = testClock();
	const disk = memoryDisk();
	const store = openMemory(disk);
	await store.createWedding({
		id: wedding,
		name: 'Maria & Jonas',
		date: '2027-06-12',
		createdAt: clock.now(),
	});
	await store.saveMember(wedding, { person, name: 'Maria', role: 'couple' });
	const tokens = createTokens(secret, clock);
	const askers = createAskers({
		tokens,
		operatorKey: givenOperatorKey('operator-key-of-test'),
		store,
		clock,
	});
	const { token } = await tokens.issue({ wedding, person, ttlSeconds: 60 });
	return { clock, disk, store, tokens, askers, token, links: createLinks({ secret, clock, store }) };
}

describe('who is asking', () => {
	it('is the person of the token, with the role the wedding gives now', async () => {
		const { askers, token, store } = await world();
		expect(await askers.ofHeader(`Bearer ${token}`)).toEqual({
			kind: 'person',
			principal: { wedding, person, name: 'Maria', role: 'couple' },
		});
		await store.saveMember(wedding, { person, name: 'Maria', role: 'guest' });
		expect(await askers.authenticate(token)).toEqual({ wedding, person, name: 'Maria', role: 'guest' });
	});

	it('on the device the token names', async () => {
		const { askers, tokens } = await world();
		const device = deviceId.parse('phone');
		const { token } = await tokens.issue({ wedding, person, device, ttlSeconds: 60 });
		expect(await askers.authenticate(token)).toEqual({
			wedding,
			person,
			name: 'Maria',
			role: 'couple',
			device,
		});
	});

	it('is nobody once removed, and somebody again when back', async () => {
		const { askers, token, store, clock } = await world();
		await store.saveMember(wedding, { person, name: 'Maria', role: 'couple', removedAt: clock.now() });
		expect(await askers.ofHeader(`Bearer ${token}`)).toMatchObject({ kind: 'nobody', why: 'removed' });
		expect(await askers.authenticate(token)).toBeUndefined();
		await store.saveMember(wedding, { person, name: 'Maria', role: 'couple' });
		expect((await askers.ofHeader(`bearer ${token}`)).kind).toBe('person');
	});

	it('[SE15] is nobody once removed, but known as who they were for thirty days, also by a token that has ended since', async () => {
		const { askers, tokens, token, store, clock } = await world();
		const device = deviceId.parse('phone');
		const ended = (await tokens.issue({ wedding, person, device, ttlSeconds: 10 })).token;
		clock.advance(30_000);
		const removedAt = clock.now();
		const former = { wedding, person, name: 'Maria', role: 'couple', removedAt };
		const asked = (of: string) => askers.ofHeader(`Bearer ${of}`);
		expect(await asked(ended)).toEqual({ kind: 'nobody', why: 'expired' });
		await store.saveMember(wedding, { person, name: 'Maria', role: 'couple', removedAt });
		expect([await asked(token), await asked(ended)]).toEqual([
			{ kind: 'nobody', why: 'removed', former },
			{ kind: 'nobody', why: 'removed', former: { ...former, device } },
		]);
		clock.advance(1);
		const later = (await tokens.issue({ wedding, person, ttlSeconds: 10 })).token;
		expect(await asked(later)).toEqual({ kind: 'nobody', why: 'removed' });
		const forged = `${ended.slice(0, -8)}AAAAAAAA`;
		expect(await asked(forged)).toEqual({ kind: 'nobody', why: 'malformed' });
		clock.advance(30 * 24 * 60 * 60_000 - 2);
		expect(await asked(ended)).toMatchObject({ former });
		clock.advance(1);
		expect(await asked(ended)).toEqual({ kind: 'nobody', why: 'removed' });
	});

	it('[SE15] is nothing at all on a device that was shut out, removed or not', async () => {
		const { askers, tokens, store, clock } = await world();
		const device = deviceId.parse('phone');
		const { token } = await tokens.issue({ wedding, person, device, ttlSeconds: 60 });
		const at = clock.now();
		const row = {
			person,
			device,
			since: at,
			seenAt: at,
			family: 'f',
			turn: 0,
			turnedAt: at,
			expiresAt: at + 1e9,
		};
		await store.saveDevice(wedding, { ...row, revokedAt: at });
		await store.saveMember(wedding, { person, name: 'Maria', role: 'couple', removedAt: at });
		expect(await askers.ofHeader(`Bearer ${token}`)).toEqual({ kind: 'nobody', why: 'revoked' });
	});

	it('is nobody without a token, with a bad one, and with an ended one', async () => {
		const { askers, token, clock } = await world();
		expect(await askers.ofHeader(undefined)).toEqual({ kind: 'nobody', why: 'missing' });
		expect(await askers.ofHeader('Basic bWFyaWE6cHc=')).toEqual({ kind: 'nobody', why: 'malformed' });
		expect(await askers.ofHeader('Bearer nonsense')).toEqual({ kind: 'nobody', why: 'malformed' });
		clock.advance(60_000);
		expect(await askers.ofHeader(`Bearer ${token}`)).toEqual({ kind: 'nobody', why: 'expired' });
	});

	it("is the operator with the key or the CLI's token, which open no socket", async () => {
		const { askers, tokens } = await world();
		const cli = await tokens.issueOperator();
		expect(await askers.ofHeader('Bearer operator-key-of-test')).toEqual({ kind: 'operator' });
		expect(await askers.ofHeader(`Bearer ${cli}`)).toEqual({ kind: 'operator' });
		expect([await askers.authenticate('operator-key-of-test'), await askers.authenticate(cli)]).toEqual([
			undefined,
			undefined,
		]);
	});
});

describe('a lasting link', () => {
	it('has the same code at every start and is redeemable again and again', async () => {
		const { links, disk, clock } = await world();
		const code = await links.lasting(wedding, person);
		const restarted = createLinks({ secret, clock, store: openMemory(disk) });
		expect(await restarted.lasting(wedding, person)).toBe(code);
		const maria = { wedding, person, name: 'Maria', role: 'couple' };
		expect([await links.redeem(code), await restarted.redeem(code)]).toEqual([maria, maria]);
	});

	it('cannot be guessed from another and lies in the store only as a hash', async () => {
		const { links, disk, store } = await world();
		await store.saveMember(wedding, { person: personId.parse('jonas'), name: 'Jonas', role: 'couple' });
		const codes = [
			await links.lasting(wedding, person),
			await links.lasting(wedding, personId.parse('jonas')),
		];
		expect(new Set(codes).size).toBe(2);
		for (const code of codes) {
			expect(code).toMatch(/^[\w-]{32}$/);
			expect(disk.links.has(code)).toBe(false);
		}
		expect(disk.links.size).toBe(2);
	});

	it('stands for nobody once the person is removed, it has ended, or it was never made', async () => {
		const { links, store, clock } = await world();
		const code = await links.lasting(wedding, person);
		await store.saveMember(wedding, { person, name: 'Maria', role: 'couple', removedAt: clock.now() });
		expect(await links.redeem(code)).toBeUndefined();
		expect(await links.redeem('no-such-code')).toBeUndefined();
		await store.saveMember(wedding, { person, name: 'Maria', role: 'couple' });
		await store.saveLink({ codeHash: sha256('ending'), wedding, person, expiresAt: clock.now() + 1 });
		expect(await links.redeem('ending')).toMatchObject({ person });
		clock.advance(1);
		expect(await links.redeem('ending')).toBeUndefined();
	});
});
