import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWebApp, type WebApp } from '../../../server/routes/web-app.ts';
import { createHouse } from '../../world/house.ts';

let folder: string;
let webApp: WebApp;
const page = '<!doctype html><title>WedSync</title>';
const script = 'console.log("a long script");'.repeat(100);

beforeAll(() => {
	folder = join(mkdtempSync(join(tmpdir(), 'wedsync-app-')), 'dist');
	mkdirSync(join(folder, 'assets'), { recursive: true });
	writeFileSync(join(folder, 'index.html'), page);
	writeFileSync(join(folder, 'service-worker.js'), 'self;');
	writeFileSync(join(folder, '.sources'), 'digest');
	writeFileSync(join(folder, 'assets/main-Ab12.js'), script);
	writeFileSync(join(folder, '../secret.txt'), 'secret');
	webApp = readWebApp(folder);
});
afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

describe('the web app', () => {
	it.each(['/', '/index.html', '/sign-in', '/w/demo', '/w/demo/run-sheet'])(
		'is the page at %s, asked for anew',
		async (path) => {
			const { status, headers, body } = await createHouse({ webApp }).ask('GET', path);
			expect([status, body]).toEqual([200, page]);
			expect(headers.get('Content-Type')).toBe('text/html; charset=utf-8');
			expect(headers.get('Cache-Control')).toBe('no-cache');
		},
	);

	it('lets hashed files be kept for ever, and the service worker never', async () => {
		const { ask } = createHouse({ webApp });
		const { headers, body } = await ask('GET', '/assets/main-Ab12.js');
		expect([headers.get('Cache-Control'), body]).toEqual(['public, max-age=31536000, immutable', script]);
		expect((await ask('GET', '/service-worker.js')).headers.get('Cache-Control')).toBe('no-cache');
	});

	it('is sent packed to those who can unpack', async () => {
		const { app } = createHouse({ webApp });
		const answer = await app.request('/assets/main-Ab12.js', { headers: { 'Accept-Encoding': 'br, gzip' } });
		expect(answer.headers.get('Content-Encoding')).toBe('gzip');
		expect(gunzipSync(new Uint8Array(await answer.arrayBuffer())).toString()).toBe(script);
	});

	it('is not sent again to those who have it', async () => {
		const { ask } = createHouse({ webApp });
		const etag = (await ask('GET', '/')).headers.get('ETag') ?? '';
		const { status, body } = await ask('GET', '/', { headers: { 'If-None-Match': etag } });
		expect([status, body]).toEqual([304, '']);
	});

	it.each([
		'/assets/gone-Xy99.js',
		'/favicon.ico',
		'/../secret.txt',
		'/%2e%2e/secret.txt',
		'/..%2fsecret.txt',
		'/.sources',
		'/api',
		'/api/unknown',
		'/sync/demo',
		'/hooks/demo/x',
	])('has nothing at %s', async (path) => {
		const { status, body } = await createHouse({ webApp }).ask('GET', path);
		expect([status, body.code]).toEqual([404, 'not-found']);
	});

	it('is only read', async () => {
		expect((await createHouse({ webApp }).ask('POST', '/sign-in')).status).toBe(404);
		const head = await createHouse({ webApp }).ask('HEAD', '/w/demo');
		expect([head.status, head.body]).toEqual([200, '']);
	});

	it('that was not built says so', () => {
		expect([webApp.isBuilt, readWebApp(join(folder, 'none')).isBuilt]).toEqual([true, false]);
	});
});
