import { describe, expect, it } from 'vitest';
import { permissions } from '../../../shared/access/permissions.ts';
import { createHouse } from '../../world/house.ts';

/** Every route behind a wedding's address, with a body that would do. */
const inWedding: readonly (readonly [method: string, path: string])[] = [
	['GET', 'plan'],
	['GET', 'ceremony'],
	['GET', 'guests'],
	['GET', 'budget'],
	['GET', 'programme'],
	['POST', 'items/x/move'],
	['GET', 'events'],
	['PATCH', 'meta'],
	['POST', 'invites'],
	['GET', 'invites'],
	['DELETE', 'invites/x'],
	['GET', 'seen'],
	['GET', 'people/x/devices'],
	['DELETE', 'people/x/devices/y'],
	['POST', 'suggestions'],
	['GET', 'suggestions'],
	['POST', 'suggestions/x/accept'],
	['POST', 'suggestions/x/decline'],
	['GET', 'policy'],
	['PUT', 'policy'],
	['POST', 'policy/preview'],
	['GET', 'alerts'],
	['POST', 'alerts'],
	['POST', 'alerts/x/ack'],
	['POST', 'alerts/x/close'],
	['GET', 'webhooks'],
	['POST', 'webhooks'],
	['POST', 'webhooks/preview'],
	['GET', 'webhooks/x'],
	['PATCH', 'webhooks/x'],
	['DELETE', 'webhooks/x'],
	['POST', 'webhooks/x/test'],
	['POST', 'webhooks/x/rotate'],
	['POST', 'webhooks/x/enable'],
	['POST', 'webhooks/x/replay'],
	['GET', 'webhooks/x/deliveries'],
	['PUT', `blobs/${'a'.repeat(64)}`],
	['GET', `blobs/${'a'.repeat(64)}`],
	['GET', 'emergency-access'],
	['POST', 'emergency-access'],
	['DELETE', 'emergency-access'],
	['DELETE', 'emergency-access/x'],
	['POST', 'timeline/x/shift'],
	['POST', 'timeline/x/shift?preview=1'],
	...['people', 'tasks', 'timeline', 'assignments', 'comments', 'items', 'guests', 'tables', 'lines'].flatMap(
		(kind) => [
			['POST', kind] as const,
			['PATCH', `${kind}/x`] as const,
			['DELETE', `${kind}/x`] as const,
			['POST', `${kind}/x/restore`] as const,
			['POST', `${kind}/x/resolve`] as const,
		],
	),
];

/** Open to the operator too; see `audit.test.ts`. */
const withOperator = ['GET audit'];

describe('every route of a wedding', () => {
	it('is listed here', async () => {
		const { app } = createHouse();
		const routes = app.routes.filter(
			({ path, method }) => path.startsWith('/api/weddings/:wedding/') && method !== 'ALL',
		);
		const names = new Set(routes.map(({ method, path }) => `${method} ${path}`));
		expect(names.size).toBe(inWedding.length - 1 + withOperator.length);
	});

	it.each(inWedding)(
		'%s %s is closed to nobody, to people of other weddings and to the operator',
		async (method, path) => {
			const house = createHouse();
			const here = await house.wedding();
			const other = await house.wedding();
			const to = `/api/weddings/${here.wedding}/${path}`;
			const body = method === 'GET' ? {} : { body: {} };
			const answers = [
				await house.ask(method, to, body),
				await house.as('not-a-token')(method, to, body),
				await other.ask(method, to, body),
				await house.asOperator(method, to, body),
			];
			expect(answers.map(({ status, body: { code } }) => [status, code])).toEqual([
				[401, 'signed-out'],
				[401, 'signed-out'],
				[403, 'other-wedding'],
				[403, 'not-allowed'],
			]);
			expect(answers[0]?.headers.get('WWW-Authenticate')).toBe('Bearer realm="wedsync"');
		},
	);
});

describe('tokens', () => {
	it('are made by the operator alone, for a new person', async () => {
		const house = createHouse();
		const { wedding, ask } = await house.wedding();
		const body = { wedding, name: 'Wren', role: 'vendor', trade: 'florist', ttlSeconds: 60 };
		const made = await house.asOperator('POST', '/api/tokens', { body });
		expect([made.status, made.body]).toEqual([
			201,
			{
				token: expect.any(String),
				person: expect.any(String),
				role: 'vendor',
				expiresAt: '2027-06-12T09:01:00.000Z',
			},
		]);
		const { people } = (await ask('GET', `/api/weddings/${wedding}/plan`)).body;
		expect(people).toContainEqual({ id: made.body.person, name: 'Wren', role: 'vendor', trade: 'florist' });
		expect((await ask('POST', '/api/tokens', { body })).body.code).toBe('not-allowed');
		expect((await house.ask('POST', '/api/tokens', { body })).body.code).toBe('signed-out');
	});

	it('are made again for a person who is there, with the role of now', async () => {
		const house = createHouse();
		const { wedding, person } = await house.wedding('coordinator');
		const again = await house.asOperator('POST', '/api/tokens', { body: { wedding, person } });
		expect([again.status, again.body.role, again.body.person]).toEqual([201, 'coordinator', person]);
		// Nobody changes their own role.
		const mia = { wedding, name: 'Mia', role: 'couple' };
		const { body: couple } = await house.asOperator('POST', '/api/tokens', { body: mia });
		await house.as(couple.token)('PATCH', `/api/weddings/${wedding}/people/${person}`, {
			body: { role: 'helper' },
		});
		expect((await house.asOperator('POST', '/api/tokens', { body: { wedding, person } })).body.role).toBe(
			'helper',
		);
	});

	it('end when they say', async () => {
		const house = createHouse();
		const { wedding, person } = await house.wedding();
		const body = { wedding, person, ttlSeconds: 60 };
		const ask = house.as((await house.asOperator('POST', '/api/tokens', { body })).body.token);
		expect((await ask('GET', '/api/me')).status).toBe(200);
		house.clock.advance(60_000);
		expect((await ask('GET', '/api/me')).status).toBe(401);
	});

	it.each([
		[{ wedding: 'none', name: 'X', role: 'guest' }, 404],
		[{ wedding: 'W', person: 'nobody' }, 404],
		[{ wedding: 'W', name: 'X', role: 'king' }, 422],
		[{ wedding: 'W', name: '', role: 'guest' }, 422],
		[{ wedding: 'W', name: 'X', role: 'guest', ttlSeconds: 31 * 24 * 3600 }, 422],
		[{ wedding: 'W' }, 422],
	])('for %j are not made', async (wish, status) => {
		const house = createHouse();
		const { wedding } = await house.wedding();
		const body = { ...wish, wedding: wish.wedding === 'W' ? wedding : wish.wedding };
		expect((await house.asOperator('POST', '/api/tokens', { body })).status).toBe(status);
	});
});

describe('a sign-in link', () => {
	it('becomes a session of its person, again and again', async () => {
		const house = createHouse();
		const { wedding, person } = await house.wedding();
		const link = house.links.lasting as (wedding: string, person: string) => Promise<string>;
		const code = await link(wedding, person);
		for (let times = 0; times < 2; times++) {
			const session = await house.ask('POST', '/api/sign-in/redeem', { body: { code } });
			expect([session.status, session.body]).toEqual([
				200,
				{
					token: expect.any(String),
					expiresAt: '2027-06-12T09:15:00.000Z',
					refreshToken: expect.stringMatching(/^wsrt_/),
					refreshExpiresAt: '2027-12-09T09:00:00.000Z',
					device: expect.stringMatching(/^[\w-]{16}$/),
					wedding,
					person,
					name: 'Maria',
					role: 'couple',
				},
			]);
			expect((await house.as(session.body.token)('GET', '/api/me')).body).toEqual({
				wedding,
				person,
				device: session.body.device,
				name: 'Maria',
				role: 'couple',
				levels: permissions.couple.levels,
			});
		}
	});

	it('that nobody made opens nothing', async () => {
		const { ask } = createHouse();
		expect((await ask('POST', '/api/sign-in/redeem', { body: { code: 'guessed' } })).body).toMatchObject({
			status: 404,
			code: 'not-found',
		});
		expect((await ask('POST', '/api/sign-in/redeem', { body: {} })).body).toMatchObject({
			status: 422,
			field: 'code',
		});
	});
});

describe('who one is', () => {
	it('is said to whoever asks with a token', async () => {
		const house = createHouse();
		expect((await house.ask('GET', '/api/me')).status).toBe(401);
		expect((await house.asOperator('GET', '/api/me')).body).toEqual({ role: 'operator' });
	});
});
