/** The egress guard against listening sockets that count who comes. */
import { once } from 'node:events';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { EnvHttpProxyAgent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEgress, type Egress, type EgressDeps, EgressFault } from '../../../server/webhooks/egress.ts';
import { systemNames } from '../../../server/webhooks/names.ts';
import { testClock } from '../../../shared/clock.ts';
import { createDnsStub } from '../../world/dns-stub.ts';

const clock = testClock();
let closing: (() => unknown)[] = [];
/** Connections to loopback, over IPv4 (all of 127/8) and IPv6. */
let connections = 0;
let port = 0;

async function listen(server: Server, host: string, at = 0): Promise<number> {
	server.listen(at, host);
	await once(server, 'listening');
	closing.push(() => server.close());
	return (server.address() as AddressInfo).port;
}

beforeEach(async () => {
	connections = 0;
	const counting = () =>
		createServer((socket) => {
			connections += 1;
			socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi');
			socket.on('error', () => undefined);
		});
	port = await listen(counting(), '0.0.0.0');
	await listen(counting(), '::1', port);
});
afterEach(async () => {
	for (const close of closing) await close();
	closing = [];
});

function egress(given: Partial<EgressDeps> = {}): Egress {
	const made = createEgress({ allow: [], resolve: systemNames, clock, ...given });
	closing.push(made.close);
	return made;
}

async function web(listener: RequestListener, host = '127.0.0.1'): Promise<string> {
	const server = createHttp(listener);
	const at = await listen(server, host);
	closing.push(() => server.closeAllConnections());
	return `http://${host}:${at}/`;
}

const faultOf = (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => 'answered',
		(fault: unknown) => (fault instanceof EgressFault ? fault.code : String(fault)),
	);

/** All lead to this machine when they are connected to; that is shown below. */
const loopback = [
	'127.0.0.1',
	'127.1',
	'127.0.1',
	'2130706433',
	'0x7f000001',
	'0x7f.1',
	'0x7f.0.0.1',
	'0177.0.0.1',
	'017700000001',
	'127.0.0.2',
	'127.255.255.254',
	'127.0.0.1.',
	'①②⑦.⓪.⓪.①',
	'127。0。0。1',
	'%31%32%37.0.0.1',
	'0.0.0.0',
	'0',
	'[::1]',
	'[0:0:0:0:0:0:0:1]',
	'[::ffff:127.0.0.1]',
	'[::ffff:7f00:1]',
	'[0:0:0:0:0:ffff:7f00:1]',
	'localhost',
	'LOCALHOST',
] as const;
/** Ways to others who are nobody's business: neighbours, the cloud's metadata, translations and tunnels to them. */
const elsewhere = [
	'10.0.0.1',
	'172.16.0.1',
	'192.168.0.1',
	'169.254.169.254',
	'0xa9fea9fe',
	'100.64.0.1',
	'192.0.0.1',
	'192.0.2.1',
	'198.18.0.1',
	'224.0.0.1',
	'240.0.0.1',
	'255.255.255.255',
	'[::]',
	'[::127.0.0.1]',
	'[::7f00:1]',
	'[::ffff:0:127.0.0.1]',
	'[::ffff:169.254.169.254]',
	'[64:ff9b::7f00:1]',
	'[64:ff9b:1::7f00:1]',
	'[2002:7f00:1::]',
	'[2001:0:7f00:1::]',
	'[2001:db8::1]',
	'[100::1]',
	'[fc00::1]',
	'[fd00:ec2::254]',
	'[fe80::1]',
	'[fec0::1]',
	'[ff02::1]',
	'[3fff::1]',
	'[5f00::1]',
	'[4000::1]',
	'localhost.',
	'LocalHost.LocalDomain',
	'a.localhost',
	'ip6-localhost',
] as const;

describe('the egress guard', () => {
	it.each([...loopback, ...elsewhere])('[EG1] connects to nobody for %s', async (host) => {
		const { fetch, check } = egress();
		for (const url of [`https://${host}/`, `https://${host}:${port}/`, `http://${host}:${port}/`]) {
			expect([url, await faultOf(fetch(url))]).toEqual([url, 'private-address']);
			expect(await check(url)).toMatchObject({ ok: false, error: { code: 'private-address' } });
		}
		expect(connections).toBe(0);
	});

	it('[EG1] those spellings would all have reached this machine', async () => {
		const { fetch } = egress({ allow: ['127.0.0.0/8', '0.0.0.0/32', '::1/128'] });
		const reached: string[] = [];
		for (const host of loopback) {
			const answer = await fetch(`http://${host}:${port}/`);
			if ((await answer.text()) === 'hi') reached.push(host);
		}
		expect(reached).toEqual(loopback);
		expect(connections).toBe(loopback.length);
	});

	it('[EG2] of a name that has public and private addresses only the public ones are handed over', async () => {
		const dns = await createDnsStub(() => ['127.0.0.1', '10.0.0.1']);
		closing.push(dns.close);
		const { fetch, check } = egress({ resolve: dns.resolve });
		expect(await faultOf(fetch(`https://inside.example:8443/`))).toBe('private-address');
		expect((await check('https://inside.example/')).ok).toBe(false);
		const mixed = egress({ resolve: async () => ['127.0.0.1', '8.8.8.8'] });
		expect((await mixed.check('https://mixed.example/')).ok).toBe(true);
		expect(connections).toBe(0);
	});

	it('[EG3] a name that is public when it is saved and private when it is used is connected to by neither', async () => {
		const dns = await createDnsStub((_, before) => [before === 0 ? '93.184.216.34' : '127.0.0.1']);
		closing.push(dns.close);
		const { fetch, check } = egress({ resolve: dns.resolve });
		const url = 'https://rebound.example:8443/';
		expect((await check(url)).ok).toBe(true);
		for (let n = 0; n < 3; n++) expect(await faultOf(fetch(url))).toBe('private-address');
		expect({ connections, asked: dns.asked.length }).toEqual({ connections: 0, asked: 4 });
	});

	it('[EG3] nor over HTTP on the port where somebody waits', async () => {
		const dns = await createDnsStub((_, before) => [before % 2 === 0 ? '93.184.216.34' : '127.0.0.1']);
		closing.push(dns.close);
		const { fetch } = egress({ resolve: dns.resolve });
		const codes = [];
		for (let n = 0; n < 6; n++) codes.push(await faultOf(fetch(`http://flips.example:${port}/`)));
		expect(new Set(codes)).toEqual(new Set(['not-https', 'private-address']));
		expect(connections).toBe(0);
	});

	it('[EG4] a redirect is an answer, and is not followed', async () => {
		const start = await web((_, response) => {
			response.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end('elsewhere');
		});
		const { fetch } = egress({ allow: ['127.0.0.0/8'] });
		const answer = await fetch(start, { method: 'POST', body: '{}' });
		expect([answer.status, await answer.text(), connections]).toEqual([307, 'elsewhere', 0]);
	});

	it.each([
		['ftp://example.org/', 'not-https'],
		['file:///etc/passwd', 'not-a-url'],
		['http://example.org/', 'not-https'],
		['http://93.184.216.34/', 'not-https'],
		['https://93.184.216.34:22/', 'odd-port'],
		['https://example.org:6379/', 'odd-port'],
		['https://user@example.org/', 'has-credentials'],
		['https://user:word@example.org/', 'has-credentials'],
		['https://', 'not-a-url'],
		['example.org', 'not-a-url'],
		[`https://example.org/${'a'.repeat(2_048)}`, 'not-a-url'],
	])('[EG5] %s is refused: %s', async (url, code) => {
		const { fetch, check } = egress({ resolve: async () => ['93.184.216.34'] });
		expect(await faultOf(fetch(url))).toBe(code);
		expect(await check(url)).toMatchObject({ ok: false, error: { code } });
	});

	it('[EG5] an opened range may be reached over HTTP and on any port, by name too; nothing else by that', async () => {
		const { fetch, check } = egress({
			allow: ['127.0.0.0/8'],
			resolve: async () => ['127.0.0.1', '10.0.0.1'],
		});
		expect((await fetch(`http://crm.example:${port}/`)).status).toBe(200);
		expect((await check(`http://10.0.0.1:${port}/`)).ok).toBe(false);
		expect((await check('http://93.184.216.34/')).ok).toBe(false);
		expect(connections).toBe(1);
	});

	it('[EG5] a name that leads nowhere yet may be saved, and is not reached', async () => {
		const { fetch, check } = egress({ resolve: () => Promise.reject(new Error('ENOTFOUND')) });
		expect((await check('https://soon.example/hook')).ok).toBe(true);
		expect(await faultOf(fetch('https://soon.example/hook'))).toBe('not-found');
		// Wherever these lead one day, they are not to be used.
		for (const [url, code] of [
			['http://soon.example/hook', 'not-https'],
			['https://soon.example:22/hook', 'odd-port'],
		] as const)
			expect(await check(url)).toMatchObject({ ok: false, error: { code } });
		const open = egress({ allow: ['10.0.0.0/8'], resolve: async () => [] });
		expect((await open.check('http://crm.example:8080/hook')).ok).toBe(true);
	});

	it('[EG6] an answer is cut where it is too long', async () => {
		let isEnded = false;
		const endless = await web((_, response) => {
			const more = () => {
				while (response.write('x'.repeat(1_024)));
			};
			response.on('drain', more).on('close', () => {
				isEnded = true;
			});
			more();
		});
		const { fetch } = egress({ allow: ['127.0.0.0/8'] });
		const answer = await fetch(endless, { maxBytes: 10_000 });
		expect([answer.status, (await answer.text()).length]).toEqual([200, 10_000]);
		await expect.poll(() => isEnded).toBe(true);
	});

	it('[EG6] no answer, and half of one, are over after the time-out', async () => {
		const asked: (() => void)[] = [];
		const arrival = () => new Promise<void>((resolve) => asked.push(resolve));
		const silent = await web(() => asked.shift()?.());
		const halting = await web((_, response) => {
			response.writeHead(200).write('half');
			asked.shift()?.();
		});
		const { fetch } = egress({ allow: ['127.0.0.0/8'] });
		for (const url of [silent, halting]) {
			const arrived = arrival();
			const fault = faultOf(fetch(url));
			await arrived;
			clock.advance(10_000);
			expect(await fault).toBe('time-out');
		}
	});

	it('[EG6] what the receiver breaks off is unreachable, without a word of where it is', async () => {
		const breaking = await web((request) => request.socket.destroy());
		const { fetch } = egress({ allow: ['127.0.0.0/8'] });
		const fault = await fetch(breaking).catch((cause: unknown) => cause);
		expect(fault).toMatchObject({ code: 'unreachable', message: expect.not.stringMatching('127|http') });
	});

	it('[EG7] no proxy is asked, whatever the process was told', async () => {
		const former = getGlobalDispatcher();
		const proxy = `http://127.0.0.1:${port}`;
		const everywhere = new EnvHttpProxyAgent({ httpProxy: proxy, httpsProxy: proxy, noProxy: '' });
		setGlobalDispatcher(everywhere);
		closing.push(
			() => setGlobalDispatcher(former),
			() => everywhere.close(),
		);
		const own = await web((_, response) => response.end('direct'));
		const { fetch } = egress({ allow: ['127.0.0.0/8'] });
		expect(await (await fetch(own)).text()).toBe('direct');
		expect(connections).toBe(0);
	});
});
