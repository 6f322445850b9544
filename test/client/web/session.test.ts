import { describe, expect, it } from 'vitest';
import { processLocks } from '../../../client/sdk/locks.ts';
import { createRelay } from '../../../client/web/relay/relay.ts';
import { codeOf, createSessions } from '../../../client/web/session.ts';
import { turn } from '../../world/turn.ts';
import { askWeddings, rememberedWeddings } from '../../../client/web/wedding-list.ts';

const mia = {
	token: 'a.b.c',
	person: 'mia',
	wedding: 'berg',
	role: 'couple',
	name: 'Mia Berg',
	expiresAt: '2027-07-01T00:00:00.000Z',
};

function shelf(kept: Record<string, string> = {}) {
	const values = new Map(Object.entries(kept));
	return {
		values,
		getItem: (key: string) => values.get(key) ?? null,
		setItem: (key: string, value: string) => void values.set(key, value),
	};
}
const answering =
	(status: number, body: unknown): typeof fetch =>
	async () =>
		Response.json(body, { status });
const unreachable: typeof fetch = () => Promise.reject(new TypeError('fetch failed'));

describe('a personal link', () => {
	it('is understood whole, as its fragment, or as the bare code', () => {
		const links = [
			'https://x.example/sign-in#abc_DEF-123',
			'#abc_DEF-123',
			'/#code=abc_DEF-123',
			' abc_DEF-123 ',
		];
		expect(links.map(codeOf)).toEqual(links.map(() => 'abc_DEF-123'));
		expect(['', '#', 'hello there', 'https://x.example/', '#abc?d'].map(codeOf)).toEqual(
			Array.from({ length: 5 }, () => undefined),
		);
	});

	it('becomes a session that the device keeps; a newer one of the same wedding replaces it', async () => {
		const storage = shelf();
		const sessions = createSessions({ storage, fetch: answering(200, mia) });
		let told = 0;
		sessions.subscribe(() => {
			told += 1;
		});
		expect(await sessions.redeem('abc_DEF-123')).toEqual({ ok: true, value: mia });
		const again = createSessions({ storage, fetch: answering(200, { ...mia, person: 'lu', name: 'Lu' }) });
		expect(again.of('berg')).toEqual(mia);
		await again.redeem('another-code');
		expect(again.list().map(({ person }) => person)).toEqual(['lu']);
		again.forget('berg');
		expect(createSessions({ storage, fetch: unreachable }).list()).toEqual([]);
		expect(told).toBe(1);
	});

	it('leads to the wedding again when it is tapped again, spent or offline, as long as this device is signed in', async () => {
		const storage = shelf();
		await createSessions({ storage, fetch: answering(200, mia) }).redeem('abc_DEF-1234567');
		const spent = createSessions({ storage, fetch: answering(404, { code: 'not-found' }) });
		const offline = createSessions({ storage, fetch: unreachable });
		const mine = { ok: true, value: mia };
		expect([await spent.redeem('abc_DEF-1234567'), await offline.redeem('abc_DEF-1234567')]).toEqual([
			mine,
			mine,
		]);
		expect(await spent.redeem('abc_DEF-7654321')).toEqual({ ok: false, error: 'unknown-code' });
		expect([...storage.values.values()].join()).not.toContain('abc_DEF-1234567');
		spent.forget('berg');
		expect(await spent.redeem('abc_DEF-1234567')).toEqual({ ok: false, error: 'unknown-code' });
		expect(storage.values.get('wedsync.links')).toBe('[]');
	});

	it('may be an invitation that wants to know a name first; the code is never in an address', async () => {
		const asked: unknown[] = [];
		const relay: typeof fetch = async (path, init) => {
			const body = JSON.parse(String(init?.body));
			asked.push([path, body]);
			return 'name' in body
				? Response.json(mia)
				: Response.json({ code: 'invalid-value', field: 'name' }, { status: 422 });
		};
		const sessions = createSessions({ storage: shelf(), fetch: relay });
		const device = { id: 'phone', name: 'Safari on iPhone' };
		const first = await sessions.redeem('abc_DEF-123', { device });
		expect(first).toEqual({ ok: false, error: 'name-needed' });
		const second = await sessions.redeem('abc_DEF-123', { name: 'Mia', device });
		expect(second).toEqual({ ok: true, value: mia });
		expect(asked).toEqual([
			['/api/sign-in/redeem', { code: 'abc_DEF-123', device }],
			['/api/sign-in/redeem', { code: 'abc_DEF-123', name: 'Mia', device }],
		]);
	});

	it('is renewed in its place, seen by every tab, and one that was forgotten is not brought back', async () => {
		const storage = shelf();
		let elsewhere = () => undefined as void;
		const sessions = createSessions({ storage, fetch: answering(200, mia) });
		const tab = createSessions({
			storage,
			fetch: unreachable,
			onElsewhere: (call) => {
				elsewhere = call;
			},
		});
		await sessions.redeem('abc_DEF-123');
		elsewhere();
		expect(tab.of('berg')).toEqual(mia);
		const before = tab.list();
		elsewhere();
		expect(tab.list()).toBe(before);
		const next = { ...mia, token: 'd.e.f', refreshToken: 'second' };
		tab.keepOf('berg').write(next as never);
		expect(sessions.keepOf('berg').read()).toEqual(next);
		sessions.learn('berg', { name: 'Mia', role: 'guest' });
		expect(tab.keepOf('berg').read()).toEqual({ ...next, name: 'Mia', role: 'guest' });
		sessions.forget('berg');
		tab.keepOf('berg').write(next as never);
		expect(sessions.keepOf('berg').read()).toBe(undefined);
	});

	it('opened in two tabs at once leaves the session that the relay gave last, in whichever order its answers come', async () => {
		const storage = shelf();
		const locks = processLocks();
		const answers: (() => void)[] = [];
		const asked: string[] = [];
		const fetch = () => {
			const token = `token-${asked.length}`;
			asked.push(token);
			return new Promise<Response>((resolve) => {
				answers.push(() => resolve(Response.json({ ...mia, token })));
			});
		};
		const tabs = [0, 1].map(() => createSessions({ storage, fetch, locks }).redeem('abc_DEF-123'));
		for (let round = 0; round < 4; round++) {
			await turn();
			for (const answer of answers.splice(0).reverse()) {
				answer();
				await turn();
			}
		}
		await Promise.all(tabs);
		const kept = createSessions({ storage, fetch }).of('berg');
		expect([kept?.token, asked.length]).toEqual(['token-1', 2]);
	});

	it('that does not open says why', async () => {
		const fault = async (fetch: typeof globalThis.fetch) => {
			const redeemed = await createSessions({ storage: shelf(), fetch }).redeem('abc_DEF-123');
			return redeemed.ok ? 'none' : redeemed.error;
		};
		expect(await fault(unreachable)).toBe('unreachable');
		expect(await fault(answering(503, {}))).toBe('unreachable');
		expect(await fault(answering(404, {}))).toBe('unknown-code');
		expect(await fault(answering(429, {}))).toBe('too-many');
		expect(await fault(answering(200, { token: 'a' }))).toBe('odd');
		expect(await fault(async () => new Response('<html>'))).toBe('odd');
	});

	it('believes nothing in the storage that is no session', () => {
		for (const text of ['', 'null', '{', '[{"token":1}]']) {
			const storage = shelf({ 'wedsync.sessions': text });
			expect(createSessions({ storage, fetch: unreachable }).list()).toEqual([]);
		}
	});
});

describe('the list of weddings', () => {
	const asking = (fetch: typeof globalThis.fetch) =>
		createRelay({ fetch, credential: () => undefined, now: () => 0 });
	const storage = shelf();
	const sessions = createSessions({ storage, fetch: answering(200, mia) });
	const card = { id: 'berg', name: 'Mia & Lu', date: '2027-06-12', role: 'guest' };

	it('is asked of the relay, remembered, and shown without a network with one’s own role', async () => {
		await sessions.redeem('abc_DEF-123');
		const cards = [{ ...card, role: 'couple' }];
		const fresh = await askWeddings(sessions.list(), {
			storage,
			relay: asking(answering(200, { weddings: [card] })),
		});
		expect(fresh).toEqual({ cards, isStale: false });
		const later = await askWeddings(sessions.list(), { storage, relay: asking(unreachable) });
		expect(later).toEqual({ cards, isStale: true });
	});

	it('has a wedding one is signed in to even if nothing was ever heard of it', () => {
		const deps = { storage: shelf() };
		expect(rememberedWeddings(sessions.list(), deps)).toEqual({
			cards: [{ id: 'berg', name: '', role: 'couple' }],
			isStale: false,
		});
	});
});
