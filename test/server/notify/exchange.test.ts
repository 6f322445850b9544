/** One HTTP exchange, over real sockets, with the clock in hand. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createExchanges, type Exchanged, mask, retryAfter } from '../../../server/notify/exchange.ts';
import { judged } from '../../../server/notify/verdict.ts';
import { testClock } from '../../../shared/clock.ts';
import { type LocalProvider, localProvider } from '../../world/providers/local.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

async function bench() {
	const clock = testClock();
	const provider: LocalProvider = await localProvider(() => ({ status: 200, body: { id: 'one' } }));
	const { exchange, close } = createExchanges(clock);
	closing.push(provider.close, close);
	const ask = (url = provider.url, masked: readonly string[] = []) =>
		exchange({ url, headers: { 'X-Own': 'yes' }, body: 'words: größer', masked });
	return { clock, provider, ask };
}

/** A server of bare connections. */
async function bareServer(
	listener: Parameters<typeof createServer>[1],
): Promise<{ port: number; server: Server }> {
	const server = createServer(listener);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	closing.push(() => server.close());
	return { port: (server.address() as AddressInfo).port, server };
}

describe('an exchange', () => {
	it('[CH1] hands over what is to be sent, and what came back', async () => {
		const { provider, ask } = await bench();
		expect(await ask()).toEqual({
			isAnswered: true,
			status: 200,
			headers: expect.objectContaining({ 'content-type': 'application/json' }),
			text: '{"id":"one"}',
			shown: '{"id":"one"}',
		});
		expect(provider.received).toMatchObject([
			{
				method: 'POST',
				path: '/',
				headers: expect.objectContaining({ 'x-own': 'yes', 'content-length': '15' }),
				body: 'words: größer',
			},
		]);
	});

	it('[CH1] uses a connection again', async () => {
		const { provider, ask } = await bench();
		await ask();
		await ask();
		expect([provider.received.length, provider.connections()]).toEqual([2, 1]);
	});

	it('[CH1] is transient as long as nothing has left: refused, no safe connection within 3 s', async () => {
		const { clock, ask } = await bench();
		const { port, server } = await bareServer((socket) => socket.on('error', () => undefined));
		const silent = once(server, 'connection');
		const waiting = ask(`https://127.0.0.1:${port}`);
		await silent;
		clock.advance(2_999);
		clock.advance(1);
		expect(await waiting).toEqual({
			isAnswered: false,
			kind: 'transient',
			shown: 'no connection within 3 s',
		});
		const closed = await bareServer(() => undefined);
		closed.server.close();
		await once(closed.server, 'close');
		expect(await ask(`http://127.0.0.1:${closed.port}`)).toEqual({
			isAnswered: false,
			kind: 'transient',
			shown: 'ECONNREFUSED',
		});
	});

	it('[CH1] is ambiguous once something has left: reset, or silent for 10 s', async () => {
		const { clock, provider, ask } = await bench();
		provider.next('reset', 'silence');
		expect(await ask()).toEqual({ isAnswered: false, kind: 'ambiguous', shown: 'ECONNRESET' });
		const waiting = ask();
		await provider.arrived(2);
		clock.advance(9_999);
		clock.advance(1);
		expect(await waiting).toEqual({ isAnswered: false, kind: 'ambiguous', shown: 'no answer within 10 s' });
	});

	it('[CH1] has its answer when the status has come, however the rest ends', async () => {
		const { provider, ask } = await bench();
		provider.next('half');
		expect(await ask()).toMatchObject({ isAnswered: true, status: 201, text: '{"id":"hal' });
	});

	it('[CH2] reads no more than 64 kB and keeps no more than 4 kB', async () => {
		const { provider, ask } = await bench();
		provider.next('endless');
		const answer = await ask();
		expect(answer).toMatchObject({ isAnswered: true, status: 400 });
		expect(answer.isAnswered && answer.text.length).toBe(64 * 1_024);
		expect(answer.shown.length).toBeLessThanOrEqual(4_096);
	});

	it('[CH2] keeps neither keys nor addresses, however they are written', () => {
		const text =
			'for +4915112345678 (whatsapp:+4915112345678, 4915112345678, %2B4915112345678), key k"9/secret, k\\"9/secret, k%229%2Fsecret; ask anna@example.org or +43 1 234 567 89';
		expect(mask(text, ['+4915112345678', 'k"9/secret'])).toBe(
			'for [masked] (whatsapp:[masked], [masked], [masked]), key [masked], [masked], [masked]; ask [address] or [number]',
		);
	});
});

describe('Retry-After', () => {
	const now = Date.UTC(2027, 5, 12, 9, 0);
	it.each([
		['30', now + 30_000],
		['0', now],
		['1.5', now + 1_500],
		[new Date(now + 90_000).toUTCString(), now + 90_000],
		[undefined, undefined],
		['soon', undefined],
		['-5', undefined],
		['9999999', undefined],
		['86401', undefined],
		[new Date(now - 1_000).toUTCString(), undefined],
	])('[CH4] %j is %j', (header, at) => {
		expect(retryAfter(header, now)).toBe(at);
	});
});

describe('a verdict', () => {
	const answered = (status: number, retryAt?: number): Exchanged => ({
		isAnswered: true,
		status,
		headers: {},
		text: '',
		shown: 'their words',
		...(retryAt === undefined ? {} : { retryAt }),
	});

	it.each([
		[400, 'rejected-content'],
		[401, 'rejected-content'],
		[404, 'rejected-content'],
		[302, 'rejected-content'],
		[408, 'transient'],
		[429, 'throttled'],
		[500, 'transient'],
		[503, 'transient'],
		[504, 'ambiguous'],
	])('[CH3] of %i without a known code is %s', (status, kind) => {
		expect(judged(answered(status), 'toString', {})).toEqual({
			kind,
			status,
			detail: 'toString their words',
		});
	});

	it('[CH3] is the code’s, where the table has it', () => {
		const table = { '7': { kind: 'rejected-address', why: '', isOptOut: true } } as const;
		expect(judged(answered(400, 5), '7', table)).toEqual({
			kind: 'rejected-address',
			isOptOut: true,
			status: 400,
			detail: '7 their words',
		});
	});

	it('[CH4] says when to come back, where coming back helps', () => {
		expect(judged(answered(429, 5), undefined, {})).toMatchObject({ kind: 'throttled', retryAt: 5 });
		expect(judged(answered(503, 5), undefined, {})).toMatchObject({ kind: 'transient', retryAt: 5 });
		expect(judged(answered(422, 5), undefined, {})).not.toHaveProperty('retryAt');
	});
});
