/** The file of providers: what it may say, what is said of it when it is wrong, who carries what; and prices. */
import { describe, expect, it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import type { MakerDeps } from '../../../server/notify/maker.ts';
import { priceOf } from '../../../server/notify/price.ts';
import {
	createProviders,
	noProviders,
	parseProviders,
	readProviders,
} from '../../../server/notify/providers.ts';
import { temporaryFolder } from '../../world/folder.ts';
import * as bird from '../../world/providers/bird.ts';
import * as messagebird from '../../world/providers/messagebird.ts';
import * as meta from '../../world/providers/meta.ts';
import * as resend from '../../world/providers/resend.ts';
import * as sns from '../../world/providers/sns.ts';
import * as twilio from '../../world/providers/twilio.ts';

const smtp = { provider: 'smtp', url: 'smtps://plan:pass@mail.example.org', from: 'plan@example.org' };
const sms = { provider: 'twilio-sms', ...twilio.settings };
const whole = {
	email: [resend.settings, smtp],
	sms: [sms, messagebird.settings, bird.settings, sns.settings],
	whatsapp: [meta.settings, { provider: 'twilio-whatsapp', ...twilio.settings }],
	voice: [{ provider: 'twilio-voice', ...twilio.settings }],
	currency: 'CHF',
};
const deps = (): MakerDeps => ({
	exchange: async () => ({ isAnswered: false, kind: 'transient', shown: '' }),
	clock: testClock(),
	random: seededRandom(1),
	publicUrl: undefined,
});
const made = (file: object, otherwise?: Parameters<typeof createProviders>[2]) => {
	const plan = parseProviders(JSON.stringify(file));
	if (!plan.ok) throw new Error(plan.error);
	return createProviders(plan.value, deps(), otherwise);
};

describe('the file of providers', () => {
	it('[CH9] names them in the order of preference, for each channel', async () => {
		const providers = made(whole);
		const names = (['email', 'sms', 'whatsapp', 'voice'] as const).map((channel) =>
			providers.of(channel).map(({ name }) => name),
		);
		expect([names, providers.currency, providers.named('bird')?.name, providers.named('nobody')]).toEqual([
			[
				['resend', 'smtp'],
				['twilio-sms', 'messagebird', 'bird', 'sns'],
				['whatsapp-cloud', 'twilio-whatsapp'],
				['twilio-voice'],
			],
			'CHF',
			'bird',
			undefined,
		]);
		await providers.close();
	});

	it('[CH9] leaves a channel that nobody is named for to who stands in, which is not who is configured', () => {
		const [standIn] = made({ email: [smtp] }).all;
		const providers = made({ sms: [sms] }, () => (standIn === undefined ? [] : [standIn]));
		expect([providers.of('email'), providers.configured('email'), providers.of('sms').length]).toEqual([
			[standIn],
			[],
			1,
		]);
	});

	it('may name two of a kind, if each has a name of its own', () => {
		const providers = made({ sms: [sms, { ...sms, name: 'twilio-austria' }] });
		expect(providers.of('sms').map(({ name }) => name)).toEqual(['twilio-sms', 'twilio-austria']);
	});

	const mend = 'Mend it, or unset WEDSYNC_PROVIDERS to see messages in the development outbox instead.';
	it.each<[unknown, string]>([
		['{', 'it is not JSON'],
		['[]', 'write an object here, in braces'],
		[{ mail: [] }, 'there is no setting called "mail"'],
		[{ email: {} }, 'email: put a list of providers here'],
		[{ email: [{}] }, 'email[0].provider: name the provider here'],
		[
			{ email: [{ provider: 'sendgrid' }] },
			'email[0].provider: there is no such provider; use one of resend, smtp',
		],
		[{ voice: [sms] }, 'voice[0].provider: there is no such provider; use one of twilio-voice'],
		[
			{ email: [{ provider: 'constructor' }] },
			'email[0].provider: there is no such provider; use one of resend, smtp',
		],
		[
			{ email: [{ ...resend.settings, key: undefined }] },
			'email[0].key: put the key that the provider gave you here',
		],
		[
			{ email: [resend.settings, { ...smtp, from: 'plan' }] },
			'email[1].from: put the sender here, such as "Our Wedding <plan@example.org>"',
		],
		[
			{ email: [{ ...smtp, url: 'https://mail.example.org' }] },
			'email[0].url: put an address such as smtps://user:password@mail.example.org:465 here',
		],
		[{ email: [{ ...smtp, colour: 'red' }] }, 'email[0]: there is no setting called "colour"'],
		[{ sms: [{ ...sms, account: 'SK12' }] }, 'sms[0].account: put the account SID here; it begins with AC'],
		[{ sms: [{ ...sms, from: undefined }] }, 'sms[0].from: say either "from" or "service"'],
		[{ sms: [{ ...sms, price: { '49': 1 } }] }, 'sms[0].price'],
		[{ sms: [{ ...sms, price: -1 }] }, 'sms[0].price'],
		[{ sms: [{ ...sms, baseUrl: 'ftp://x' }] }, 'sms[0].baseUrl: this is not an address'],
		[{ sms: [sms, sms] }, 'sms[1]: there are two called "twilio-sms"; give each a "name"'],
		[{ currency: 'Euro' }, 'currency: a currency is written as EUR'],
	])('[CH8] that says %j stops the start with a sentence', (file, sentence) => {
		const plan = parseProviders(typeof file === 'string' ? file : JSON.stringify(file));
		expect(plan.ok).toBe(false);
		const said = plan.ok ? '' : plan.error;
		expect(said).toContain(`The file that WEDSYNC_PROVIDERS names cannot be used: ${sentence}`);
		expect(said).toContain(mend);
	});

	it('[CH8] with a key in the wrong place says nothing of the key', () => {
		const secret = 'sk-very secret\u0007 words';
		const files = [
			`{"email":[{"provider":"resend","key":"${secret}`,
			JSON.stringify({ email: [{ ...resend.settings, key: secret }] }),
			JSON.stringify({ email: [{ ...resend.settings, key: 17, from: secret }] }),
			JSON.stringify({ sms: [{ ...sms, account: secret }] }),
			JSON.stringify({ email: secret }),
		];
		const said = files.map((file) => parseProviders(file)).map((plan) => (plan.ok ? 'fine' : plan.error));
		expect(said.filter((one) => one === 'fine' || one.includes('secret'))).toEqual([]);
	});

	it('[CH8] that cannot be read stops the start; without one nobody is configured', () => {
		using folder = temporaryFolder('memory');
		const path = folder.file('providers.json');
		expect(readProviders(undefined)).toEqual({ ok: true, value: noProviders });
		expect(readProviders(path)).toMatchObject({
			ok: false,
			error: expect.stringContaining('cannot be read'),
		});
		writeFileSync(path, JSON.stringify({ email: [smtp] }));
		expect(readProviders(path)).toMatchObject({ ok: true, value: { currency: 'EUR' } });
	});
});

describe('a price', () => {
	it.each([
		[undefined, '+49151', 3, 0],
		[0.0735, '+49151', 1, 73_500],
		[0.1, '+49151', 3, 300_000],
		[{ '+4': 1, '+49': 0.08, other: 2 }, '+49151', 2, 160_000],
		[{ '+4': 1, '+49': 0.08, other: 2 }, '+43660', 1, 1_000_000],
		[{ '+49': 0.08, other: 2 }, 'whatsapp:+1555', 1, 2_000_000],
		[{ '+49': 0.08 }, '+1555', 1, 0],
	])('[CH7] by %j to %s of %i segments is %i millionths', (table, to, units, millionths) => {
		expect(priceOf(table, to, units)).toBe(millionths);
	});
});
