import decodeQR from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { deviceName } from '../../../client/web/this-device.ts';
import { invitationOf } from '../../../client/web/pages/people/invite-form.tsx';
import { qrPath } from '../../../client/web/pages/people/qr-path.ts';
import { invite, isUsable, openInvites } from '../../../client/web/relay/invites.ts';
import { createRelay } from '../../../client/web/relay/relay.ts';

const kept = {
	id: 'i1',
	role: 'helper' as const,
	uses: 2,
	used: 1,
	expiresAt: '2027-06-01T00:00:00.000Z',
	createdAt: '2027-05-01T00:00:00.000Z',
};

/** The path drawn as the pixels a camera would see, eight a square. */
function photograph({ size, path }: ReturnType<typeof qrPath>) {
	const scale = 8;
	const width = size * scale;
	const data = new Uint8ClampedArray(width * width * 4).fill(255);
	for (const [, x = 0, y = 0] of [...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map((at) => at.map(Number))) {
		for (let row = y * scale; row < (y + 1) * scale; row++) {
			data.fill(0, (row * width + x * scale) * 4, (row * width + (x + 1) * scale) * 4);
			for (let alpha = x * scale; alpha < (x + 1) * scale; alpha++) data[(row * width + alpha) * 4 + 3] = 255;
		}
	}
	return { width, height: width, data };
}

describe('an invitation', () => {
	it('has a code that a camera reads back as the very link', () => {
		const link = `https://wedsync.example/sign-in#${'Ab3_-x'.repeat(8)}`;
		expect(decodeQR(photograph(qrPath(link)))).toBe(link);
	});

	it('is made of what the form shows: a name for one, a number for several', () => {
		const form = new FormData();
		for (const [name, value] of Object.entries({ role: 'vendor', trade: ' band ', name: 'Dev', days: '7' })) {
			form.set(name, value);
		}
		const week = 604_800;
		expect(invitationOf(form, 'one')).toEqual({
			role: 'vendor',
			trade: 'band',
			name: 'Dev',
			uses: 1,
			ttlSeconds: week,
		});
		form.set('uses', '500');
		expect(invitationOf(form, 'several')).toEqual({
			role: 'vendor',
			trade: 'band',
			uses: 100,
			ttlSeconds: week,
		});
	});

	it('is open until it is used up or its time has passed', () => {
		const early = Date.parse('2027-05-02T00:00:00.000Z');
		const late = Date.parse('2027-06-02T00:00:00.000Z');
		expect([
			isUsable(kept, early),
			isUsable(kept, late),
			isUsable({ ...kept, used: 2 }, early),
			isUsable({ ...kept, revokedAt: kept.createdAt }, early),
		]).toEqual([true, false, false, false]);
	});
});

describe('asking the relay', () => {
	const asking = (answers: readonly Response[]) => {
		const asked: { path: string; authorization: string | null; body: unknown }[] = [];
		const left = [...answers];
		const relay = createRelay({
			fetch: async (path, init) => {
				const headers = new Headers(init?.headers);
				const body = init?.body === undefined ? undefined : JSON.parse(String(init.body));
				asked.push({ path: String(path), authorization: headers.get('authorization'), body });
				const next = left.shift();
				if (next === undefined) throw new TypeError('fetch failed');
				return next;
			},
			credential: () => ({
				token: 'old',
				device: undefined,
				expiresAt: () => undefined,
				renew: async () => 'fresh',
			}),
			now: () => 0,
		});
		return { relay, asked };
	};

	it('takes another token when the first has run out, and asks once more', async () => {
		const { relay, asked } = asking([
			Response.json({ code: 'signed-out' }, { status: 401 }),
			Response.json({ invites: [kept] }),
		]);
		expect(await openInvites(relay, 'berg')).toEqual({ ok: true, value: [kept] });
		expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer old', 'Bearer fresh']);
	});

	it('says the relay’s own sentence, or that it could not be reached, or that nobody expected this', async () => {
		const problem = { type: 't', code: 'not-allowed', detail: 'As a helper you invite nobody.', status: 403 };
		const refused = asking([Response.json(problem, { status: 403 })]);
		expect(await invite(refused.relay, 'berg', { role: 'couple' })).toEqual({
			ok: false,
			error: { code: 'not-allowed', detail: 'As a helper you invite nobody.' },
		});
		expect(await openInvites(asking([]).relay, 'berg')).toEqual({
			ok: false,
			error: { code: 'unreachable' },
		});
		expect(await openInvites(asking([Response.json({ invites: 7 })]).relay, 'berg')).toEqual({
			ok: false,
			error: { code: 'odd' },
		});
		expect(await openInvites(asking([new Response('<html>', { status: 502 })]).relay, 'berg')).toEqual({
			ok: false,
			error: { code: 'unreachable' },
		});
	});
});

describe('the name of a device', () => {
	it('is the browser and the system as people call them', () => {
		const agents = [
			'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
			'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
			'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
			'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0',
			'something else',
		];
		expect(agents.map(deviceName)).toEqual([
			'Safari on iPhone',
			'Chrome on Android',
			'Edge on Windows',
			'Firefox on Mac',
			'Browser',
		]);
	});
});
