import { describe, expect, it } from 'vitest';
import { SectionLost, StorageDead, StorageFull, type Store } from '../../../server/store/store.ts';
import { err } from '../../../shared/result.ts';
import { createHouse, newWedding } from '../../world/house.ts';

describe('what goes wrong', () => {
	it('is a problem+json with a stable code, of one shape', async () => {
		const { ask } = createHouse();
		const { status, headers, body } = await ask('GET', '/api/nothing');
		expect([status, headers.get('Content-Type'), body]).toEqual([
			404,
			'application/problem+json',
			{
				type: 'urn:wedsync:problem:not-found',
				title: 'There is nothing here',
				status: 404,
				detail: 'There is nothing at this address.',
				code: 'not-found',
			},
		]);
	});

	it('with the method says which ones there are', async () => {
		const { asOperator } = createHouse();
		const wrong = await asOperator('PUT', '/api/weddings');
		expect([wrong.status, wrong.body.code, wrong.headers.get('Allow')]).toEqual([
			405,
			'method-not-allowed',
			'GET, HEAD, POST',
		]);
	});

	it.each([
		['{"title": ', 'malformed', 400],
		['[1]', 'malformed', 400],
		['"text"', 'malformed', 400],
		['null', 'malformed', 400],
		[`{"notes":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'malformed', 400],
		[JSON.stringify({ title: 'x'.repeat(1024 * 1024) }), 'too-large', 413],
	])('with a body of %.20s is told as %s', async (body, code, status) => {
		const house = createHouse();
		const { ask, wedding } = await house.wedding();
		const answer = await ask('POST', `/api/weddings/${wedding}/tasks`, { body });
		expect([answer.status, answer.body.code]).toEqual([status, code]);
		expect((await ask('POST', `/api/weddings/${wedding}/tasks`, { body: { title: 'X' } })).status).toBe(201);
	});

	it('with a body of unknown length is found out while it comes', async () => {
		const house = createHouse();
		const { token, wedding } = await house.wedding();
		const chunks = ['{"title":"', ...Array.from({ length: 20 }, () => 'x'.repeat(64 * 1024)), '"}'];
		const answer = await house.app.request(
			new Request(`http://localhost/api/weddings/${wedding}/tasks`, {
				method: 'POST',
				headers: { Authorization: `Bearer ${token}`, 'Transfer-Encoding': 'chunked' },
				body: new ReadableStream({
					pull(controller) {
						const chunk = chunks.shift();
						if (chunk === undefined) controller.close();
						else controller.enqueue(new TextEncoder().encode(chunk));
					},
				}),
				duplex: 'half',
			} as RequestInit),
		);
		expect(answer.status).toBe(413);
	});

	it('with any body at all never brings the house down', async () => {
		const house = createHouse();
		const { ask, wedding } = await house.wedding();
		const odd = ['__proto__', 'constructor', 'toString', 'id', 'seq', 'deletedAt'];
		for (const key of odd) {
			for (const value of [null, 1, '\ud800', [], {}, { a: [] }]) {
				const answer = await ask('POST', `/api/weddings/${wedding}/tasks`, {
					body: `{"title":"X","${key}":${JSON.stringify(value)}}`,
				});
				expect([201, 422]).toContain(answer.status);
			}
		}
		expect([house.faults, (await ask('GET', '/readyz')).status]).toEqual([[], 200]);
	});
});

describe('a full disk', () => {
	it('is told as such, changes nothing, and is over when there is room again', async () => {
		let isFull = false;
		const house = createHouse({
			store: (store): Store => ({
				...store,
				append: async (entries) =>
					isFull ? err({ code: 'full', reason: 'The disk is full.' }) : store.append(entries),
				probe: async () => (isFull ? err({ code: 'full', reason: 'The disk is full.' }) : store.probe()),
			}),
		});
		const { ask, wedding } = await house.wedding();
		const post = () => ask('POST', `/api/weddings/${wedding}/tasks`, { body: { title: 'X' } });
		isFull = true;
		const refused = await post();
		expect([refused.status, refused.body.code]).toEqual([507, 'storage-full']);
		const ready = await ask('GET', '/readyz');
		expect([ready.status, ready.body.code, ready.headers.get('Retry-After')]).toEqual([
			507,
			'storage-full',
			'5',
		]);
		isFull = false;
		house.clock.advance(1_000);
		expect([(await post()).status, (await ask('GET', '/readyz')).status]).toEqual([201, 200]);
		expect((await ask('GET', `/api/weddings/${wedding}/plan`)).body.tasks).toHaveLength(1);
	});
});

describe('a disk that is full only for what no room writes', () => {
	it('is told the same', async () => {
		const house = createHouse({
			store: (store): Store => ({
				...store,
				createWedding: () => Promise.reject(new StorageFull('The disk is full.')),
			}),
		});
		const made = await house.asOperator('POST', '/api/weddings', { body: newWedding });
		expect([made.status, made.body.code, house.faults]).toEqual([507, 'storage-full', []]);
	});
});

describe('a server that is stopping', () => {
	it('says so to whoever still asks', async () => {
		const house = createHouse();
		const { ask, wedding } = await house.wedding();
		await house.rooms.close();
		const answer = await ask('GET', `/api/weddings/${wedding}/plan`);
		expect([answer.status, answer.body.code, house.faults]).toEqual([503, 'closing', []]);
	});
});

describe('a section that the disk lost', () => {
	it('is told as such, and the others are served', async () => {
		const house = createHouse({
			store: (store): Store => ({
				...store,
				load: (wedding, section) =>
					section === 'guests' ? Promise.reject(new SectionLost('rotten')) : store.load(wedding, section),
			}),
		});
		const { ask, wedding } = await house.wedding();
		const guests = await ask('GET', `/api/weddings/${wedding}/guests`);
		expect([guests.status, guests.body.code, house.faults]).toEqual([503, 'section-lost', []]);
		expect((await ask('GET', `/api/weddings/${wedding}/plan`)).status).toBe(200);
	});
});

describe('our own faults', () => {
	const broken = (fault: Error) =>
		createHouse({ store: (store): Store => ({ ...store, events: () => Promise.reject(fault) }) });

	it('are noted, and told without a word of what happened', async () => {
		const house = broken(new Error('no such column: secret_of_maria'));
		const { ask, wedding } = await house.wedding();
		const answer = await ask('GET', `/api/weddings/${wedding}/events`);
		expect([answer.status, answer.body.code, JSON.stringify(answer.body)]).toEqual([
			500,
			'fault',
			expect.not.stringContaining('secret'),
		]);
		expect(house.logged.map(({ event }) => event)).toContain('request-failed');
		expect(house.faults).toEqual([]);
	});

	it('of the disk end the process', async () => {
		const dead = new StorageDead('EIO');
		const house = broken(dead);
		const { ask, wedding } = await house.wedding();
		await ask('GET', `/api/weddings/${wedding}/events`);
		expect(house.faults).toEqual([dead]);
	});
});

describe('the log of requests', () => {
	it('names the route, never the address asked for', async () => {
		const house = createHouse();
		const { ask, wedding } = await house.wedding();
		await ask('GET', `/api/weddings/${wedding}/events?after=0.0&token=secret`);
		await ask('GET', '/sign-in/a-code-in-the-path?code=secret');
		const requests = house.logged.filter(({ event }) => event === 'request').map(({ facts }) => facts);
		expect(requests.slice(-2)).toEqual([
			{ method: 'GET', route: '/api/weddings/:wedding/events', status: 200, ms: 0 },
			{ method: 'GET', route: 'other', status: 404, ms: 0 },
		]);
		const metrics = (await ask('GET', '/metrics')).body;
		expect(metrics).toContain('wedsync_http_requests_total{method="GET",route="other",status="404"} 1\n');
		expect(metrics).not.toContain('secret');
	});
});

describe('every answer', () => {
	it('carries the strict headers, problems and files too', async () => {
		const { ask } = createHouse();
		for (const path of ['/healthz', '/api/me', '/nothing']) {
			const { headers } = await ask('GET', path);
			expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'; script-src 'self'");
			expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
			expect(headers.get('Referrer-Policy')).toBe('no-referrer');
			expect(headers.get('Cache-Control')).toBe('no-store');
			expect(headers.get('Strict-Transport-Security')).toBeNull();
		}
	});

	it('asks for https ever after where that is the address', async () => {
		const { ask } = createHouse({ publicUrl: 'https://plan.example.org' });
		expect((await ask('GET', '/healthz')).headers.get('Strict-Transport-Security')).toBe('max-age=31536000');
	});
});
