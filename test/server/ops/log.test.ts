import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../server/ops/log.ts';
import { createLog, redact } from '../../../server/ops/log.ts';
import { testClock } from '../../../shared/clock.ts';

function told(level: 'debug' | 'info' | 'warn' | 'error' | 'silent', facts: Facts = {}): unknown[] {
	const lines: string[] = [];
	const log = createLog({ level, clock: testClock(), write: (line) => lines.push(line) });
	log.debug('d', facts);
	log.info('i', facts);
	log.warn('w', facts);
	log.error('e', facts);
	expect(lines.every((line) => line.endsWith('}\n'))).toBe(true);
	return lines.map((line) => JSON.parse(line));
}

describe('the log', () => {
	it("is one JSON line an event with the clock's time", () => {
		expect(told('error', { wedding: 'w1', status: 503, ms: 4 })).toEqual([
			{ at: '2027-06-12T09:00:00.000Z', level: 'error', event: 'e', wedding: 'w1', status: 503, ms: 4 },
		]);
	});

	it('says nothing below its level', () => {
		const events = (level: Parameters<typeof told>[0]) =>
			told(level).map((line) => (line as { event: string }).event);
		expect(events('debug')).toEqual(['d', 'i', 'w', 'e']);
		expect(events('warn')).toEqual(['w', 'e']);
		expect(events('silent')).toEqual([]);
	});

	it('leaves out what is not on the list of facts', () => {
		const facts = {
			name: 'Maria Huber',
			body: { text: 'Allergic to nuts' },
			url: '/sync?token=x',
			person: 'p1',
		};
		expect(told('error', facts as Facts)).toEqual([
			{ at: '2027-06-12T09:00:00.000Z', level: 'error', event: 'e', person: 'p1' },
		]);
	});

	it('cleans an error and what caused it', () => {
		const cause = new Error('could not mail maria@example.org');
		const [line] = told('error', { error: new TypeError('bad request to /sync/w1?token=abc', { cause }) });
		const text = JSON.stringify(line);
		expect(text).not.toMatch(/maria|abc/);
		expect(line).toMatchObject({
			error: {
				name: 'TypeError',
				message: 'bad request to /sync/w1?[query]',
				cause: { name: 'Error', message: 'could not mail [address]' },
			},
		});
	});

	it.each([
		['token eyJhbGciOi.eyJzdWIi.c2ln here', 'token [token] here'],
		['sub-protocols wedsync.1, bearer.abc-def', 'sub-protocols wedsync.1, bearer [token]'],
		['Authorization: Bearer wsop_abcdef', 'Authorization: bearer [token]'],
		['key wsop_k3y-k3y is wrong', 'key [operator key] is wrong'],
		['refresh wsrt_w1.p1.d1.f-1.0.1812790800000.Ab-_ again', 'refresh [refresh token] again'],
		['POST /api/invites/wsi_Ab-_0/redeem', 'POST /api/invites/[code]/redeem'],
		['secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'secret [secret]'],
		['https://host/sync/w?token=abc&x=1 failed', 'https://host/sync/w?[query] failed'],
		['GET /api/weddings/w/events?after=1.0', 'GET /api/weddings/w/events?[query]'],
		['http://localhost:8787/sign-in#Ab3-Ab3-Ab3-Ab3', 'http://localhost:8787/sign-in#[code]'],
		['call +43 660 1234567 now', 'call [number] now'],
		['Why? Because 12 of 40 rows (30 %) failed.', 'Why? Because 12 of 40 rows (30 %) failed.'],
	])('writes %j as %j', (text, clean) => {
		expect(redact(text)).toBe(clean);
	});

	it('does not write a document that an error quotes', () => {
		expect(redact('x'.repeat(1_000_000)).length).toBeLessThan(4_100);
	});
});
