/** The doctor: each provider asked on this machine, in a way that sends nothing; what is said of good and of bad keys. */
import { chmodSync, writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import { examine } from '../../../server/ops/doctor.ts';
import { temporaryFolder } from '../../world/folder.ts';
import * as resend from '../../world/providers/resend.ts';
import { localSmtp } from '../../world/providers/smtp.ts';
import * as sns from '../../world/providers/sns.ts';
import * as twilio from '../../world/providers/twilio.ts';

const parts = { clock: testClock(), random: seededRandom(1) };

async function fileWith(changes: object = {}, mode = 0o600) {
	const folder = temporaryFolder('memory');
	onTestFinished(() => folder[Symbol.dispose]());
	const [mail, smtp, cloud, text] = [
		await resend.localResend(),
		await localSmtp(),
		await sns.localSns(),
		await twilio.localTwilio(),
	];
	for (const one of [mail, smtp, cloud, text]) onTestFinished(one.close);
	const path = folder.file('providers.json');
	const file = {
		email: [
			{ ...resend.settings, baseUrl: mail.url, ...changes },
			{ provider: 'smtp', url: smtp.url, from: 'plan@example.org' },
		],
		sms: [
			{ ...sns.settings, baseUrl: cloud.url },
			{ provider: 'twilio-sms', ...twilio.settings, baseUrl: text.url },
		],
		push: [{ provider: 'web-push', subject: 'mailto:plan@example.org' }],
	};
	writeFileSync(path, JSON.stringify(file));
	chmodSync(path, mode);
	const paths = () =>
		[mail, cloud, text].flatMap(({ received }) => received.map((one) => `${one.method} ${one.path}`));
	return { path, smtp, paths };
}

it('[CH21] says of each provider that its keys are good, having sent nothing', async () => {
	const { path, smtp, paths } = await fileWith();
	expect(await examine({ providers: path, publicUrl: 'https://plan.example.org' }, parts)).toEqual({
		isDone: true,
		lines: [
			'email  resend: the key is good.',
			'email  smtp: the server lets us in.',
			'sms  sns: the keys are good.',
			'sms  twilio-sms: the account is active.',
			'push  web-push: has nothing that could be asked.',
			'whatsapp  nobody is configured: messages go to the development outbox.',
			'voice  nobody is configured: messages go to the development outbox.',
			'resend is to call back at https://plan.example.org/callbacks/resend',
			'twilio-sms is to call back at https://plan.example.org/callbacks/twilio-sms',
		],
	});
	expect([smtp.mails, paths()]).toEqual([
		[],
		['GET /domains', 'POST /', `GET /2010-04-01/Accounts/${twilio.account}.json`],
	]);
});

it('[CH21] says which key is not good, without the key, and that others can read the file', async () => {
	const { path } = await fileWith({ key: 're_a-wrong-key' }, 0o644);
	const { isDone, lines } = await examine({ providers: path }, parts);
	expect([isDone, lines[0], lines.at(-2), lines.at(-1)]).toEqual([
		false,
		expect.stringContaining('email  resend: the key was not accepted: '),
		`Others on this machine can read the keys in ${path}. Say: chmod 600 ${path}`,
		'No provider can call back, since WEDSYNC_PUBLIC_URL is not set: what arrived is not known.',
	]);
	expect(lines.join()).not.toContain('re_a-wrong-key');
});

it('[CH21] says what is wrong with the file, and that nobody is configured without one', async () => {
	const { path } = await fileWith({ from: 'nobody' });
	expect(await examine({ providers: path }, parts)).toMatchObject({
		isDone: false,
		lines: [expect.stringContaining('email[0].from: put the sender here')],
	});
	const { isDone, lines } = await examine({}, parts);
	expect([isDone, lines.length]).toEqual([true, 4]);
});
