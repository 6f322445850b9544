import { describe, expect, it } from 'vitest';
import { resolve } from 'node:path';
import { readConfig } from '../../server/config.ts';

const standard = {
	port: 8787,
	host: '127.0.0.1',
	data: resolve('./data'),
	isDemo: true,
	egressAllow: [],
	logLevel: 'info',
};

describe('the environment', () => {
	it('is complete with nothing set, and an empty value counts as nothing', () => {
		expect(readConfig({})).toEqual({ ok: true, value: standard });
		expect(readConfig({ PORT: '', WEDSYNC_SECRET: '', HOME: '/root', PATH: '/bin' })).toEqual({
			ok: true,
			value: standard,
		});
	});

	it('is read whole', () => {
		expect(
			readConfig({
				PORT: '0',
				HOST: '0.0.0.0',
				WEDSYNC_DATA: '/srv/wedsync',
				WEDSYNC_PUBLIC_URL: 'https://plan.example.org/',
				WEDSYNC_SECRET: 'sixteen letters!',
				WEDSYNC_OPERATOR_KEY: 'operator-key-of-test',
				WEDSYNC_DEMO: '0',
				WEDSYNC_EGRESS_ALLOW: '10.0.0.0/8, fd00::/8',
				LOG_LEVEL: 'warn',
			}),
		).toEqual({
			ok: true,
			value: {
				port: 0,
				host: '0.0.0.0',
				data: '/srv/wedsync',
				publicUrl: 'https://plan.example.org',
				secret: 'sixteen letters!',
				operatorKey: 'operator-key-of-test',
				isDemo: false,
				egressAllow: ['10.0.0.0/8', 'fd00::/8'],
				logLevel: 'warn',
			},
		});
	});

	it.each([
		['PORT', 'abc', 'PORT is not a port. Set'],
		['PORT', '70000', 'PORT is not a port. Set'],
		['HOST', 'local host', 'HOST is not an address to listen on. Set'],
		['WEDSYNC_PUBLIC_URL', 'plan.example.org', 'WEDSYNC_PUBLIC_URL is not the address people open. Set'],
		[
			'WEDSYNC_PUBLIC_URL',
			'https://plan.example.org/app',
			'WEDSYNC_PUBLIC_URL is not the address people open. Set',
		],
		['WEDSYNC_PUBLIC_URL', 'http://[', 'WEDSYNC_PUBLIC_URL is not the address people open. Set'],
		['WEDSYNC_SECRET', 'short', 'WEDSYNC_SECRET is too short to sign with. Set'],
		['WEDSYNC_OPERATOR_KEY', 'with a space in it', 'WEDSYNC_OPERATOR_KEY cannot be a key. Set'],
		['WEDSYNC_DEMO', 'yes', 'WEDSYNC_DEMO is neither 1 (make a demo wedding) nor 0 (make none). Set'],
		['WEDSYNC_EGRESS_ALLOW', '10.0.0.0', 'WEDSYNC_EGRESS_ALLOW is not a list of address ranges. Set'],
		['LOG_LEVEL', 'loud', 'LOG_LEVEL is not a level. Set'],
		[
			'DATABASE_URL',
			'postgres://db',
			'DATABASE_URL is set, but this version keeps everything in SQLite. Unset',
		],
		[
			'REDIS_URL',
			'redis://cache',
			'REDIS_URL is set, but this version runs as one process without Redis. Unset',
		],
		[
			'WEDSYNC_DEMOS',
			'1',
			'WEDSYNC_DEMOS is not a setting of WedSync. Unset it, or use one of WEDSYNC_DATA, ',
		],
	])('refuses %s=%s with a sentence that names it and says what to do', (name, value, start) => {
		const config = readConfig({ [name]: value });
		expect(config.ok ? 'accepted' : config.error.slice(0, start.length)).toBe(start);
	});

	it('never repeats a secret that it refuses', () => {
		for (const name of ['WEDSYNC_SECRET', 'WEDSYNC_OPERATOR_KEY']) {
			expect(JSON.stringify(readConfig({ [name]: 'hunter two' }))).not.toContain('hunter');
		}
	});
});
