import { describe, expect, test } from 'vitest';
import { createApi } from '../../../client/sdk/api.ts';
import { sessionCredential } from '../../../client/sdk/credential.ts';
import { processLocks } from '../../../client/sdk/locks.ts';
import { keepOfPerson, memoryKeep, type Session, sessionShape } from '../../../client/sdk/session.ts';

describe('the session of a device with several tabs', () => {
	test('is renewed by one of them, though all want it at once; the others take what it got', async () => {
		const { tab, asked } = device();
		const tabs = [tab(), tab(), tab()];
		expect(await Promise.all(tabs.map((one) => one.renew('token-0')))).toEqual([
			'token-1',
			'token-1',
			'token-1',
		]);
		expect([asked, tabs.map(({ token }) => token)]).toEqual([
			['refresh-0'],
			['token-1', 'token-1', 'token-1'],
		]);
	});

	test('is not over because nobody answered: the same refresh token is tried again', async () => {
		const { tab, asked, fail } = device();
		fail(1);
		const one = tab();
		await expect(one.renew('token-0')).rejects.toThrow('no network');
		expect(await one.renew('token-0')).toBe('token-1');
		expect(asked).toEqual(['refresh-0', 'refresh-0']);
	});

	test('is over when the relay says so, or when somebody signed out', async () => {
		const { tab, keep, end } = device();
		end();
		const one = tab();
		expect([await one.renew('token-0'), one.token]).toEqual([undefined, 'token-0']);
		keep.forget();
		expect([await one.renew('token-0'), one.token]).toEqual([undefined, '']);
	});
});

describe('a device that somebody else has signed in on since', () => {
	test('keeps the former person out: no token of the other’s, no renewal over it, no sign-out of it', async () => {
		const keep = memoryKeep(session(0));
		const own = keepOfPerson(keep, 'ada');
		let answer: (next: Session) => void = () => undefined;
		const former = sessionCredential({
			keep: own,
			locks: processLocks(),
			scope: 'scope',
			refresh: () => new Promise((resolve) => (answer = resolve)),
		});
		const renewing = former.renew('token-0');
		await Promise.resolve();
		const noor = sessionShape.parse({ ...session(7), person: 'noor', name: 'Noor' });
		keep.write(noor);
		answer(session(1));
		await renewing;
		own.forget();
		expect([keep.read(), former.token, await former.renew('token-0')]).toEqual([noor, '', undefined]);
	});
});

describe('a call over HTTP', () => {
	test('renews a token about to end first, and one called invalid once', async () => {
		const { tab, keep, asked } = device();
		const used: (string | undefined)[] = [];
		const time = { now: 0 };
		const api = createApi(
			async (_call, token) => {
				used.push(token);
				return { status: token === 'token-2' ? 200 : 401, body: undefined };
			},
			tab(),
			() => time.now,
		);
		const call = { method: 'GET', path: '/me' } as const;
		expect(await api.call(call)).toEqual({ status: 401, body: undefined });
		expect([used, asked]).toEqual([['token-0', 'token-1'], ['refresh-0']]);
		time.now = Date.parse(keep.read()?.expiresAt ?? '') - 60_000;
		expect(await api.call(call)).toEqual({ status: 200, body: undefined });
		expect([used.slice(2), asked.length]).toEqual([['token-2'], 2]);
	});

	test('that asks what is said of the token renews nothing', async () => {
		const { tab, asked } = device();
		const api = createApi(
			async () => ({ status: 401, body: undefined }),
			tab(),
			() => 0,
		);
		await api.call({ method: 'GET', path: '/me', asIs: true });
		expect(asked).toEqual([]);
	});
});

/** A relay that gives out numbered sessions for an hour each, and tabs that share one store and one lock. */
function device() {
	const locks = processLocks();
	const keep = memoryKeep(session(0));
	const asked: string[] = [];
	let failures = 0;
	let isOver = false;
	return {
		keep,
		asked,
		fail: (times: number) => {
			failures = times;
		},
		end: () => {
			isOver = true;
		},
		tab: () =>
			sessionCredential({
				keep,
				locks,
				scope: 'scope',
				async refresh(refreshToken) {
					asked.push(refreshToken);
					if (failures > 0) {
						failures--;
						throw new TypeError('no network');
					}
					return isOver ? undefined : session(Number(refreshToken.slice(8)) + 1);
				},
			}),
	};
}

function session(number: number): Session {
	return sessionShape.parse({
		token: `token-${number}`,
		refreshToken: `refresh-${number}`,
		expiresAt: new Date((number + 1) * 3_600_000).toISOString(),
		wedding: 'wedding',
		person: 'ada',
		role: 'couple',
		name: 'Ada',
	});
}
