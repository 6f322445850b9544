/** What every adapter that speaks HTTP keeps to, each against its own provider's server: six outcomes, no secrets, no second try. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel } from '../../../../shared/notices/channel.ts';
import { testClock } from '../../../../shared/clock.ts';
import type { Outcome } from '../../../../server/notify/channel.ts';
import * as bird from '../../../world/providers/bird.ts';
import type { Answer, LocalProvider } from '../../../world/providers/local.ts';
import { messageOn, providerOf } from '../../../world/providers/message.ts';
import * as messagebird from '../../../world/providers/messagebird.ts';
import * as meta from '../../../world/providers/meta.ts';
import * as resend from '../../../world/providers/resend.ts';
import * as sns from '../../../world/providers/sns.ts';
import * as twilio from '../../../world/providers/twilio.ts';

interface Row {
	readonly channel: Channel;
	readonly entry: Readonly<Record<string, unknown>>;
	readonly local: () => Promise<LocalProvider>;
	/** What makes the credentials bad. */
	readonly bad: Readonly<Record<string, unknown>>;
	readonly secret: string;
	/** Their documented code for an address that is none, for too much, and for somebody who said stop. */
	readonly address: Answer;
	readonly rate: Answer;
	readonly stopped?: Answer;
}

const rows: readonly Row[] = [
	{
		channel: 'email',
		entry: resend.settings,
		local: resend.localResend,
		bad: { key: 're_other' },
		secret: resend.key,
		address: resend.resendError(422, 'invalid_to_address'),
		rate: resend.resendError(429, 'rate_limit_exceeded'),
	},
	{
		channel: 'sms',
		entry: { provider: 'twilio-sms', ...twilio.settings },
		local: twilio.localTwilio,
		bad: { token: 'other' },
		secret: twilio.token,
		address: twilio.twilioError(21211),
		rate: twilio.twilioError(20429, 429),
		stopped: twilio.twilioError(21610),
	},
	{
		channel: 'whatsapp',
		entry: { provider: 'twilio-whatsapp', ...twilio.settings },
		local: twilio.localTwilio,
		bad: { token: 'other' },
		secret: twilio.token,
		address: twilio.twilioError(63024),
		rate: twilio.twilioError(63018, 429),
		stopped: twilio.twilioError(21610),
	},
	{
		channel: 'voice',
		entry: { provider: 'twilio-voice', ...twilio.settings },
		local: twilio.localTwilio,
		bad: { token: 'other' },
		secret: twilio.token,
		address: twilio.twilioError(21214),
		rate: twilio.twilioError(20429, 429),
	},
	{
		channel: 'sms',
		entry: sns.settings,
		local: sns.localSns,
		bad: { secretAccessKey: 'other' },
		secret: sns.secretAccessKey,
		address: sns.snsError(400, 'InvalidParameter', 'Invalid parameter: PhoneNumber Reason: no'),
		rate: sns.snsError(429, 'Throttled'),
		stopped: sns.snsError(400, 'OptedOut'),
	},
	{
		channel: 'sms',
		entry: messagebird.settings,
		local: messagebird.localMessageBird,
		bad: { key: 'other' },
		secret: messagebird.key,
		address: messagebird.messagebirdError(422, 10, 'recipients[0]'),
		rate: { status: 429, body: '' },
	},
	{
		channel: 'sms',
		entry: bird.settings,
		local: bird.localBird,
		bad: { key: 'other' },
		secret: bird.key,
		address: bird.birdError(422, 'InvalidPayload', { '.receiver': ['no'] }),
		rate: bird.birdError(429, 'TooManyRequests'),
	},
	{
		channel: 'whatsapp',
		entry: meta.settings,
		local: meta.localMeta,
		bad: { token: 'other' },
		secret: meta.token,
		address: meta.metaError(400, 131026),
		rate: meta.metaError(429, 130429),
		stopped: meta.metaError(400, 131050),
	},
];

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

async function bench({ channel, entry, local }: Row, changes: object = {}) {
	const server = await local();
	const made = providerOf(channel, { ...entry, ...changes, baseUrl: server.url }, { clock: testClock() });
	closing.push(made.close, server.close);
	const send = () => made.provider.send(messageOn(channel));
	return { ...made, server, send };
}

describe.each(rows.map((row) => [String(row.entry.provider), row] as const))('%s', (name, row) => {
	it('[CH5] hands a message over once and says whose it was', async () => {
		const { provider, server, send } = await bench(row);
		expect(await send()).toMatchObject({ kind: 'accepted', providerId: expect.any(String) });
		expect(server.received).toHaveLength(1);
		expect([provider.name, provider.channel, provider.knowsRepeats]).toEqual([
			name,
			row.channel,
			name === 'resend',
		]);
	});

	it('[CH3] with credentials that are wrong is for the operator to mend', async () => {
		const { send, provider } = await bench(row, row.bad);
		expect((await send()).kind).toBe('rejected-content');
		expect(await provider.check?.()).toMatchObject({ ok: false });
	});

	it('[CH21] says that its credentials are good, without sending', async () => {
		const { provider, server } = await bench(row);
		expect(await provider.check?.()).toEqual({ ok: true, value: expect.stringMatching(/good|active/) });
		expect(server.received.filter(({ path }) => /messages|emails|Calls/.test(path))).toEqual([]);
	});

	it('[CH3] [CH4] knows an address that is none, a limit with its end, and a fault that passes', async () => {
		const { send, server, clock } = await bench(row);
		server.next(
			row.address,
			{ ...row.rate, headers: { 'Retry-After': '7' } },
			{ status: 500, body: 'oops' },
			{ status: 503, body: '', headers: { 'Retry-After': '60' } },
			{ status: 504, body: '' },
			{ status: 418, body: 'tea' },
		);
		const outcomes: Outcome[] = [];
		for (let n = 0; n < 6; n += 1) outcomes.push(await send());
		expect(outcomes.map(({ kind, retryAt }) => [kind, retryAt && retryAt - clock.now()])).toEqual([
			['rejected-address', undefined],
			['throttled', 7_000],
			['transient', undefined],
			['transient', 60_000],
			['ambiguous', undefined],
			['rejected-content', undefined],
		]);
		expect(server.received).toHaveLength(6);
	});

	it('[CH6] says so when the person has told the provider to stop', async () => {
		const { send, server } = await bench(row);
		server.next(row.stopped ?? row.address);
		const { kind, isOptOut } = await send();
		expect([kind, isOptOut]).toEqual(['rejected-address', row.stopped === undefined ? undefined : true]);
	});

	it('[CH1] leaves in doubt what broke off after it was sent, and does not send again', async () => {
		const { send, server, clock } = await bench(row);
		server.next('reset', 'silence', 'half');
		expect((await send()).kind).toBe('ambiguous');
		const waiting = send();
		await server.arrived(2);
		clock.advance(10_000);
		expect((await waiting).kind).toBe('ambiguous');
		// A status that said yes is a yes, whatever became of the rest.
		expect(await send()).not.toHaveProperty('providerId');
		expect(server.received).toHaveLength(3);
	});

	it('[CH2] keeps neither the key nor the address in what it says', async () => {
		const { send, server } = await bench(row);
		const { to } = messageOn(row.channel);
		const said = `${row.secret} ${to} ${to.replace('+', '')} ${encodeURIComponent(to)} ${encodeURIComponent(row.secret)}`;
		server.next({ status: 400, body: said }, { status: 200, body: said });
		const details = [(await send()).detail, (await send()).detail].join(' ');
		for (const word of [row.secret, to, to.replace('+', ''), encodeURIComponent(row.secret)])
			expect(details).not.toContain(word);
		expect(details).toContain('[masked]');
	});
});
