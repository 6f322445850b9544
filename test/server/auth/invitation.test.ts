/** Invitations over the real routes: who may give them out, what they let in, how often, and that a crash loses no use. */
import { describe, expect, it } from 'vitest';
import { appoints } from '../../../shared/access/permissions.ts';
import { roles } from '../../../shared/access/roles.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { memoryDisk } from '../../../server/store/memory.ts';
import type { Store } from '../../../server/store/store.ts';
import { createHouse, type House } from '../../world/house.ts';

const minute = 60_000;

async function atWedding(house = createHouse()) {
	const maria = await house.wedding('couple');
	const invites = `/api/weddings/${maria.wedding}/invites`;
	const invite = async (body: object, ask = maria.ask) => (await ask('POST', invites, { body })).body;
	const redeem = (code: string, body: object = {}) =>
		house.ask('POST', `/api/invites/${code}/redeem`, { body });
	const people = async () => (await maria.ask('GET', `/api/weddings/${maria.wedding}/plan`)).body.people;
	return { ...maria, house, invites, invite, redeem, people };
}

describe('an invitation', () => {
	it('[IN1] lets a new person in with its role, trade and name, who is then in the plan and signed in', async () => {
		const { house, wedding, person, invite, redeem, people } = await atWedding();
		const made = await invite({ role: 'vendor', trade: 'florist', name: 'Wren Abbott' });
		expect(made).toEqual({
			id: expect.any(String),
			code: expect.stringMatching(/^wsi_[\w-]{32}$/),
			url: `http://localhost:8787/sign-in#${made.code}`,
			role: 'vendor',
			trade: 'florist',
			name: 'Wren Abbott',
			uses: 1,
			used: 0,
			by: person,
			createdAt: '2027-06-12T09:00:00.000Z',
			expiresAt: '2027-06-26T09:00:00.000Z',
		});
		const session = await redeem(made.code, { device: { id: 'phone', name: 'Fairphone' } });
		expect([session.status, session.body]).toEqual([
			200,
			{
				token: expect.any(String),
				refreshToken: expect.any(String),
				expiresAt: '2027-06-12T09:15:00.000Z',
				refreshExpiresAt: expect.any(String),
				device: 'phone',
				wedding,
				person: expect.any(String),
				name: 'Wren Abbott',
				role: 'vendor',
			},
		]);
		expect(await people()).toContainEqual({
			id: session.body.person,
			name: 'Wren Abbott',
			role: 'vendor',
			trade: 'florist',
		});
		expect((await house.as(session.body.token)('GET', '/api/me')).body.role).toBe('vendor');
		const audit = await house.store.audit(weddingId.parse(wedding), 0, 100);
		expect(audit.map(({ action }) => action)).toEqual(
			expect.arrayContaining(['invite.made', 'person.joined', 'invite.redeemed']),
		);
	});

	it('[IN2] for one is for one: of ten who come at once, one gets in and there is one new person', async () => {
		const { invite, redeem, people } = await atWedding();
		const { code } = await invite({ role: 'guest', name: 'Edith' });
		const before = (await people()).length;
		const answers = await Promise.all(Array.from({ length: 10 }, () => redeem(code)));
		expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(404)]);
		expect((await people()).length).toBe(before + 1);
	});

	it('[IN2] for one, and ten say ten names at once: the one who got in is in the plan under their own', async () => {
		const { invite, redeem, people } = await atWedding();
		const { code } = await invite({ role: 'guest' });
		const names = Array.from({ length: 10 }, (_, number) => `Guest ${number}`);
		const answers = await Promise.all(names.map((name) => redeem(code, { name })));
		const [entered] = answers.filter(({ status }) => status === 200);
		const guests = (await people()).filter(({ role }: { role: string }) => role === 'guest');
		expect(guests).toEqual([{ id: entered?.body.person, name: entered?.body.name, role: 'guest' }]);
	});

	it('[IN3] for several lets in as many, each a person of their own, who says their name', async () => {
		const { ask, invites, invite, redeem } = await atWedding();
		const { code, id } = await invite({ role: 'guest', uses: 3 });
		const nameless = await redeem(code);
		expect(nameless.body).toMatchObject({ status: 422, code: 'invalid-value', field: 'name' });
		const guests = await Promise.all(['Ada', 'Ben', 'Cy', 'Dee'].map((name) => redeem(code, { name })));
		expect(guests.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 404]);
		const let_in = guests.filter(({ status }) => status === 200).map(({ body }) => body);
		expect(new Set(let_in.map(({ person }) => person)).size).toBe(3);
		expect(new Set(let_in.map(({ name }) => name)).size).toBe(3);
		expect((await ask('GET', invites)).body.invites).toEqual([
			expect.objectContaining({ id, uses: 3, used: 3 }),
		]);
	});

	it('[IN4] shows its code once: lists and the store know it no more', async () => {
		const disk = memoryDisk();
		const { ask, invites, invite } = await atWedding(createHouse({ disk }));
		const { code } = await invite({ role: 'guest', name: 'Edith' });
		expect(JSON.stringify((await ask('GET', invites)).body)).not.toContain(code);
		expect(JSON.stringify([...disk.sessions.invites])).not.toContain(code);
	});

	it('[IN5] ends at its time, and when it is taken back', async () => {
		const { house, ask, invites, invite, redeem } = await atWedding();
		const one = await invite({ role: 'guest', name: 'Ada', ttlSeconds: 60 });
		const two = await invite({ role: 'guest', name: 'Ben' });
		const three = await invite({ role: 'guest', name: 'Cy', ttlSeconds: 60 });
		house.clock.advance(minute - 1);
		expect((await redeem(three.code)).status).toBe(200);
		house.clock.advance(1);
		expect((await redeem(one.code)).status).toBe(404);
		const taken = await ask('DELETE', `${invites}/${two.id}`);
		expect([taken.status, taken.body.revokedAt]).toEqual([200, '2027-06-12T09:01:00.000Z']);
		expect([(await redeem(two.code)).status, (await ask('DELETE', `${invites}/${two.id}`)).status]).toEqual([
			404, 404,
		]);
	});

	it('[IN6] for somebody who is there signs them in on as many devices as it says, under their own name', async () => {
		const { house, ask, wedding, invite, redeem } = await atWedding();
		const body = { wedding, name: 'Priya', role: 'coordinator' };
		const { person } = (await house.asOperator('POST', '/api/tokens', { body })).body;
		const { code } = await invite({ role: 'coordinator', person, uses: 2 });
		const answers = [await redeem(code, { name: 'Not Priya' }), await redeem(code), await redeem(code)];
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
		expect(answers[0]?.body).toMatchObject({ person, name: 'Priya', role: 'coordinator' });
		expect(answers[0]?.body.device).not.toBe(answers[1]?.body.device);
		await ask('DELETE', `/api/weddings/${wedding}/people/${person}`);
		const gone = await ask('POST', `/api/weddings/${wedding}/invites`, {
			body: { role: 'coordinator', person },
		});
		expect(gone.status).toBe(404);
	});

	it('[IN7] whose answer was lost is answered again to the device that asked, and to no other', async () => {
		const { house, invite, redeem, people } = await atWedding();
		const { code } = await invite({ role: 'guest', name: 'Edith' });
		const lost = (await redeem(code, { device: { id: 'phone' } })).body;
		const before = (await people()).length;
		house.clock.advance(minute);
		const again = await redeem(code, { device: { id: 'phone' } });
		expect([again.status, again.body.person]).toEqual([200, lost.person]);
		expect((await redeem(code, { device: { id: 'another' } })).status).toBe(404);
		expect((await people()).length).toBe(before);
		house.clock.advance(10 * minute);
		expect((await redeem(code, { device: { id: 'phone' } })).status).toBe(404);
	});

	it('[IN8] cut off between the record and the session is finished by trying again, as one person', async () => {
		const disk = memoryDisk();
		let isCut = true;
		const cut = (store: Store): Store => ({
			...store,
			takeInvite: (...args) =>
				isCut ? Promise.reject(new Error('the process was killed')) : store.takeInvite(...args),
		});
		const { house, invite, redeem, people } = await atWedding(createHouse({ disk, store: cut }));
		const { code } = await invite({ role: 'guest' });
		expect((await redeem(code, { name: 'Edit' })).status).toBe(500);
		expect(house.faults).toEqual([]);
		isCut = false;
		const before = await people();
		const session = await redeem(code, { name: 'Edith' });
		expect(session.body).toMatchObject({ name: 'Edith', role: 'guest' });
		const after: { id: string; name: string }[] = await people();
		expect([after.length, after.find(({ id }) => id === session.body.person)?.name]).toEqual([
			before.length,
			'Edith',
		]);
	});

	it('[IN9] cut off, and the person removed before it was tried again, spends that use and no other', async () => {
		const disk = memoryDisk();
		let isCut = true;
		const cut = (store: Store): Store => ({
			...store,
			takeInvite: (...args) =>
				isCut ? Promise.reject(new Error('the process was killed')) : store.takeInvite(...args),
		});
		const { ask, wedding, invite, redeem, people } = await atWedding(createHouse({ disk, store: cut }));
		const { code } = await invite({ role: 'guest', uses: 2 });
		await redeem(code, { name: 'Edith' });
		isCut = false;
		const edith = (await people()).find(({ name }: { name: string }) => name === 'Edith');
		await ask('DELETE', `/api/weddings/${wedding}/people/${edith.id}`);
		const answers = [await redeem(code, { name: 'Rafael' }), await redeem(code, { name: 'Third' })];
		expect(answers.map(({ status }) => status)).toEqual([200, 404]);
		expect(answers[0]?.body.person).not.toBe(edith.id);
	});
});

describe('who may invite', () => {
	it.each(roles)('[IN10] as %s: exactly the roles of the table, and nobody more', async (role) => {
		const { house, wedding, invites } = await atWedding();
		const body = { wedding, name: `The ${role}`, role };
		const { token } = (await house.asOperator('POST', '/api/tokens', { body })).body;
		const made: string[] = [];
		for (const wanted of roles) {
			house.clock.advance(minute);
			const answer = await house.as(token)('POST', invites, { body: { role: wanted } });
			if (answer.status === 201) made.push(wanted);
			else expect(answer.body.code).toBe('not-allowed');
		}
		expect(made).toEqual([...appoints[role]]);
		const mayList = (await house.as(token)('GET', invites)).status === 200;
		expect(mayList).toBe(appoints[role].length > 0);
	});

	it('[IN11] a coordinator makes no way in for one of the couple, and ends none of theirs', async () => {
		const { house, wedding, person, invites, invite } = await atWedding();
		const body = { wedding, name: 'Priya', role: 'coordinator' };
		const priya = house.as((await house.asOperator('POST', '/api/tokens', { body })).body.token);
		const forCouple = await invite({ role: 'couple' });
		const tries = [
			await priya('POST', invites, { body: { role: 'couple', person } }),
			await priya('POST', invites, { body: { role: 'helper', person } }),
			await priya('DELETE', `${invites}/${forCouple.id}`),
		];
		expect(tries.map(({ status }) => status)).toEqual([403, 422, 403]);
	});

	it('[IN12] everybody for themselves: another device, and nothing else', async () => {
		const { house, wedding, invites, redeem } = await atWedding();
		const body = { wedding, name: 'Wren', role: 'vendor' };
		const wren = (await house.asOperator('POST', '/api/tokens', { body })).body;
		const own = await house.as(wren.token)('POST', invites, {
			body: { role: 'vendor', person: wren.person },
		});
		expect(own.status).toBe(201);
		expect((await redeem(own.body.code)).body).toMatchObject({ person: wren.person, role: 'vendor' });
	});
});

describe('a link that was made', () => {
	async function withPriya() {
		const at = await atWedding();
		const body = { wedding: at.wedding, name: 'Priya', role: 'coordinator' };
		const priya = (await at.house.asOperator('POST', '/api/tokens', { body })).body;
		const asPriya = at.house.as(priya.token);
		return { ...at, priya, asPriya, card: `/api/weddings/${at.wedding}/people/${priya.person}` };
	}

	it('[IN20] is no good once its maker is removed: nobody comes back by a link of their own', async () => {
		const { ask, card, invite, asPriya, redeem } = await withPriya();
		const { code } = await invite({ role: 'coordinator', name: 'Priya again' }, asPriya);
		await ask('DELETE', card);
		expect((await redeem(code)).status).toBe(404);
		await ask('POST', `${card}/restore`);
		expect((await redeem(code)).status).toBe(200);
	});

	it('[IN20] nor once its maker could not make it any more', async () => {
		const { ask, card, invite, asPriya, redeem } = await withPriya();
		const { code } = await invite({ role: 'vendor', name: 'A friend' }, asPriya);
		await ask('PATCH', card, { body: { role: 'helper' } });
		expect((await redeem(code)).status).toBe(404);
	});

	it('[IN20] nor for somebody who has risen above its maker', async () => {
		const { house, ask, wedding, invite, asPriya, redeem } = await withPriya();
		const body = { wedding, name: 'Tilda', role: 'helper' };
		const { person } = (await house.asOperator('POST', '/api/tokens', { body })).body;
		const { code } = await invite({ role: 'helper', person, uses: 2 }, asPriya);
		expect((await redeem(code)).body.person).toBe(person);
		const risen = await ask('PATCH', `/api/weddings/${wedding}/people/${person}`, {
			body: { role: 'couple' },
		});
		expect([risen.status, (await redeem(code)).status]).toEqual([200, 404]);
	});

	it('[IN21] and is tried when it is over stands in the audit, once an hour', async () => {
		const { house, wedding, invite, redeem } = await atWedding();
		const { code, id } = await invite({ role: 'guest', name: 'Edith' });
		await redeem(code);
		const refusals = async () =>
			(await house.store.audit(weddingId.parse(wedding), 0, 1_000)).filter(
				({ action }) => action === 'sign-in.refused',
			);
		for (let number = 0; number < 20; number++) await redeem(code);
		expect(await refusals()).toMatchObject([{ subject: id, actor: {} }]);
		house.clock.advance(60 * minute);
		await redeem(code);
		expect(await refusals()).toHaveLength(2);
	});
});

describe('a link by e-mail', () => {
	async function withAddress() {
		const at = await atWedding();
		const { house, ask } = at;
		expect((await ask('PUT', '/api/me/contacts', { body: { email: 'Maria@Example.org' } })).body).toEqual({
			email: 'Maria@Example.org',
		});
		const signIn = async (email: string) => {
			const answer = await house.ask('POST', '/api/sign-in', { body: { email } });
			for (let turn = 0; turn < 50; turn++) await Promise.resolve();
			return answer;
		};
		return { ...at, signIn };
	}
	const codeIn = (house: House) => /#(wsi_[\w-]+)/.exec(house.mails.at(-1)?.text ?? '')?.[1] ?? '';

	it('[IN13] signs its person in, once, within twenty minutes, however the address is written', async () => {
		const { house, person, signIn, invites, ask } = await withAddress();
		expect((await signIn(' maria@EXAMPLE.org ')).status).toBe(202);
		expect(house.mails).toEqual([
			{
				to: 'Maria@Example.org',
				subject: 'Sign in to Maria & Jonas',
				text: expect.stringContaining('http://localhost:8787/sign-in#wsi_'),
			},
		]);
		const code = codeIn(house);
		const redeem = (of: string) => house.ask('POST', '/api/sign-in/redeem', { body: { code: of } });
		expect((await redeem(code)).body).toMatchObject({ person, role: 'couple', device: expect.any(String) });
		expect((await redeem(code)).status).toBe(404);
		await signIn('maria@example.org');
		house.clock.advance(20 * minute);
		expect((await redeem(codeIn(house))).status).toBe(404);
		expect((await ask('GET', invites)).body.invites).toEqual([]);
	});

	it('[IN14] is answered the same whether somebody is reached there or not', async () => {
		const { house, signIn } = await withAddress();
		const answers = [await signIn('maria@example.org'), await signIn('nobody@example.org')];
		const [known, unknown] = answers.map(({ status, body, headers }) => [status, body, [...headers]]);
		expect(known).toEqual(unknown);
		expect(house.mails).toHaveLength(1);
	});

	it('[IN14] is answered before anything is looked up, so not even the time it takes says something', async () => {
		const slow = (store: Store): Store => ({ ...store, reachedBy: () => new Promise(() => undefined) });
		const house = createHouse({ store: slow });
		const asked = await house.ask('POST', '/api/sign-in', { body: { email: 'maria@example.org' } });
		expect([asked.status, house.mails]).toEqual([202, []]);
	});

	it('[IN15] goes to one address three times in a quarter of an hour, and the answer stays the same', async () => {
		const { house, signIn } = await withAddress();
		for (let number = 0; number < 6; number++) expect((await signIn('maria@example.org')).status).toBe(202);
		expect(house.mails).toHaveLength(3);
		house.clock.advance(5 * minute);
		await signIn('maria@example.org');
		expect(house.mails).toHaveLength(4);
	});

	it('[AL10] goes out however many ask for links to addresses that nobody has, and those are not remembered', async () => {
		const { house, signIn } = await withAddress();
		const { size } = house.auth.limiter;
		for (let number = 0; number < 700; number++)
			expect((await signIn(`made-up-${number}@example.org`)).status).toBe(202);
		expect(house.auth.limiter.size).toBe(size);
		await signIn('maria@example.org');
		expect(house.mails).toHaveLength(1);
	});

	it('[IN23] reaches its person, however many others write the same address beside their names', async () => {
		const { house, wedding, person, signIn } = await withAddress();
		const claim = async (token: string) =>
			house.as(token)('PUT', '/api/me/contacts', { body: { email: 'maria@example.org' } });
		for (let number = 0; number < 8; number++) {
			house.clock.advance(1);
			await claim((await house.wedding('couple')).token);
			const body = { wedding, name: 'Eve', role: 'helper' };
			await claim((await house.asOperator('POST', '/api/tokens', { body })).body.token);
		}
		await signIn('maria@example.org');
		const codes = house.mails.map(({ text }) => /#(\S+)/.exec(text)?.[1]);
		const session = await house.ask('POST', '/api/sign-in/redeem', { body: { code: codes[0] } });
		expect([codes.length, session.body.wedding, session.body.person]).toEqual([5, wedding, person]);
	});

	it('[IN16] goes to nobody who was removed, nor to an address that was taken away', async () => {
		const { house, ask, wedding, person, signIn, invite, redeem } = await withAddress();
		const { code } = await invite({ role: 'couple', name: 'Jonas' });
		const jonas = (await redeem(code)).body;
		const asJonas = house.as(jonas.token);
		await asJonas('PUT', '/api/me/contacts', { body: { email: 'jonas@example.org' } });
		await asJonas('PUT', '/api/me/contacts', { body: { email: null } });
		await signIn('jonas@example.org');
		expect((await asJonas('GET', '/api/me/contacts')).body).toEqual({});
		await asJonas('DELETE', `/api/weddings/${wedding}/people/${person}`);
		await signIn('maria@example.org');
		expect(house.mails).toEqual([]);
		expect((await ask('GET', '/api/me/contacts')).status).toBe(401);
	});

	it.each(['maria', 'a@b', 'a b@example.org', '"x"@example.org', `${'x'.repeat(250)}@example.org`, 7])(
		'[IN17] %j is no address',
		async (email) => {
			const { house, ask } = await withAddress();
			expect((await ask('PUT', '/api/me/contacts', { body: { email } })).body.field).toBe('email');
			expect((await house.ask('POST', '/api/sign-in', { body: { email } })).body.field).toBe('email');
		},
	);

	it('[IN18] with an invitation brings the link to the address it was made for, and keeps no address', async () => {
		const { house, invite } = await atWedding();
		const made = await invite({ role: 'guest', name: 'Edith', email: 'edith@example.org' });
		expect(house.mails).toEqual([
			{ to: 'edith@example.org', subject: expect.any(String), text: expect.stringContaining(made.url) },
		]);
		expect(JSON.stringify(made)).not.toContain('edith@');
		expect(await house.store.reachedBy('email', house.auth.emailSignIn.hash('edith@example.org'))).toEqual(
			[],
		);
	});
});

describe('mail on behalf of a wedding', () => {
	it('[IN22] says what somebody chose in one short line, and nothing else of theirs', async () => {
		const { house, ask, wedding, person, invite } = await atWedding();
		const name = `Eve\r\nBcc: all@example.org ${'x'.repeat(200)}`;
		await ask('PATCH', `/api/weddings/${wedding}/people/${person}`, { body: { name } });
		await invite({ role: 'guest', name: 'Win a prize at https://evil.example', email: 'guest@example.org' });
		const [mail] = house.mails;
		expect(mail?.subject).not.toMatch(/[\r\n]/);
		expect(mail?.subject.length).toBeLessThan(110);
		expect(mail?.text).not.toContain('evil.example');
	});

	it('[IN22] goes to one address three times in a quarter of an hour, whichever wedding it is for', async () => {
		const house = createHouse();
		const [one, other] = [await atWedding(house), await atWedding(house)];
		const to = (email: string) => ({ role: 'guest', email });
		const sent: boolean[] = [];
		for (const { invite } of [one, other, one, other, one])
			sent.push((await invite(to('edith@example.org'))).emailed);
		expect(sent).toEqual([true, true, true, false, false]);
		expect((await one.invite(to('otto@example.org'))).emailed).toBe(true);
		expect(house.mails.length).toBe(4);
	});

	it('[IN22] is a hundred an hour; beyond that the link is made, and its answer says that it was not sent', async () => {
		const { house, invite } = await atWedding();
		const sent: boolean[] = [];
		for (let number = 0; number < 103; number++) {
			sent.push((await invite({ role: 'guest', email: `guest-${number}@example.org` })).emailed);
		}
		expect([house.mails.length, sent.filter(Boolean).length, sent.at(-1)]).toEqual([100, 100, false]);
		house.clock.advance(60 * minute);
		expect((await invite({ role: 'guest', email: 'one-more@example.org' })).emailed).toBe(true);
	});
});

describe('an address', () => {
	it('[IN19] is its person’s alone: in no document, no list, no audit, no answer to anybody else', async () => {
		const { house, ask, wedding, person } = await atWedding();
		await ask('PUT', '/api/me/contacts', { body: { email: 'maria@example.org' } });
		const body = { wedding, name: 'Jonas', role: 'couple' };
		const jonas = house.as((await house.asOperator('POST', '/api/tokens', { body })).body.token);
		const seen = await Promise.all(
			['/api/me', '/api/me/contacts', `/api/weddings/${wedding}/plan`, `/api/weddings/${wedding}/events`].map(
				(path) => jonas('GET', path),
			),
		);
		const audit = await house.store.audit(weddingId.parse(wedding), 0, 1_000);
		expect(JSON.stringify([seen, audit, house.logged])).not.toContain('maria@');
		expect(await house.store.addresses(weddingId.parse(wedding), personId.parse(person))).toMatchObject({
			email: { address: 'maria@example.org' },
		});
	});
});
