/** E-mail over a real SMTP server: what arrives, read by an independent parser, and what each refusal means at each stage. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { smtpOutcome } from '../../../../server/notify/channels/smtp-outcome.ts';
import { deliveryId, messageOn, providerOf } from '../../../world/providers/message.ts';
import { localSmtp, password, type Refusal } from '../../../world/providers/smtp.ts';

async function bench(changes: object = {}, after: (done: () => Promise<void>) => void = onTestFinished) {
	const server = await localSmtp();
	const entry = {
		provider: 'smtp',
		url: server.url,
		from: 'Our Wedding <plan@example.org>',
		price: 0.0005,
		...changes,
	};
	const made = providerOf('email', entry);
	after(server.close);
	after(made.close);
	const send = (message: Partial<ReturnType<typeof messageOn<'email'>>> = {}) =>
		made.provider.send(messageOn('email', message));
	return { ...made, server, send };
}

describe('a mail', () => {
	it('[CH5] [CH13] arrives with text and HTML, a Message-ID of its delivery, and its sender', async () => {
		const { server, send } = await bench();
		expect(await send()).toEqual({ kind: 'accepted', detail: expect.stringMatching(/^250/), cost: 500 });
		const [{ from, to, mail } = fail()] = server.mails;
		expect([
			from,
			to,
			mail.from,
			mail.to,
			mail.subject,
			mail.messageId,
			mail.text?.trim(),
			mail.html?.trim(),
		]).toEqual([
			'plan@example.org',
			['wren@flowers.example'],
			{ address: 'plan@example.org', name: 'Our Wedding' },
			[{ address: 'wren@flowers.example', name: '' }],
			'The arch is there',
			`<${deliveryId}@example.org>`,
			'Wren has delivered the arch.',
			'<p>Wren has delivered the arch.</p>',
		]);
	});

	it('[CH5] sent twice has the same Message-ID', async () => {
		const { server, send } = await bench();
		await send();
		await send({ attempt: 2 });
		expect(new Set(server.mails.map(({ mail }) => mail.messageId)).size).toBe(1);
		expect(server.mails).toHaveLength(2);
	});

	it('[CH13] that one can stop says how, in one click; another does not', async () => {
		const { server, send } = await bench();
		const unsubscribe = 'https://plan.example.org/unsubscribe/a-token';
		await send({ unsubscribe });
		await send();
		const headers = server.mails.map(({ mail }) =>
			Object.fromEntries(
				mail.headers.filter(({ key }) => key.startsWith('list-')).map(({ key, value }) => [key, value]),
			),
		);
		expect(headers).toEqual([
			{ 'list-unsubscribe': `<${unsubscribe}>`, 'list-unsubscribe-post': 'List-Unsubscribe=One-Click' },
			{},
		]);
	});

	it('keeps its words: other letters, long lines, dots alone on a line, and no header by a line end', async () => {
		const { server, send } = await bench();
		const text = `Zoë & Jürgen 💐\n.\n${'long '.repeat(400)}\n.. end`;
		const content = {
			channel: 'email',
			subject: 'Größer\r\nBcc: all@example.org',
			text,
			html: `<p>${text}</p>`,
		} as const;
		await send({ content });
		const [{ to, mail } = fail()] = server.mails;
		expect([to, mail.bcc, mail.subject, mail.text?.trimEnd()]).toEqual([
			['wren@flowers.example'],
			undefined,
			expect.stringContaining('Größer'),
			text,
		]);
	});

	it('goes to one address alone, whatever stands in it', async () => {
		const { server, send } = await bench();
		const outcome = await send({ to: 'wren@flowers.example, all@example.org' });
		expect([outcome.kind, server.mails]).toEqual(['rejected-address', []]);
	});

	it('[CH2] [CH12] leaves no password and no address in what is kept', async () => {
		const { server, send } = await bench();
		server.refuse({ stage: 'RCPT TO', code: 550, words: `5.1.1 no wren@flowers.example with ${password}` });
		const { detail } = await send();
		expect(detail).toContain('5.1.1 no [masked] with [masked]');
	});

	it('[CH21] is promised by a server that lets us in, and not by one that does not', async () => {
		const { provider } = await bench();
		expect(await provider.check?.()).toEqual({ ok: true, value: 'the server lets us in' });
		const server = await localSmtp();
		onTestFinished(server.close);
		const other = await bench({ url: server.url.replace(password, 'another') });
		expect(await other.provider.check?.()).toMatchObject({
			ok: false,
			error: expect.not.stringContaining('another'),
		});
		expect((await other.send()).kind).toBe('rejected-content');
	});
});

describe('a refusal by SMTP', () => {
	// A server greets after 100 ms, to catch those who talk first: they wait side by side.
	it.concurrent.for<[Refusal['stage'], number, string, string]>([
		['CONNECT', 421, 'too many connections', 'transient'],
		['CONNECT', 554, 'no service for you', 'rejected-content'],
		['AUTH', 535, '5.7.8 wrong', 'rejected-content'],
		['AUTH', 454, '4.7.0 later', 'transient'],
		['MAIL FROM', 451, '4.3.0 later', 'transient'],
		['MAIL FROM', 550, '5.7.1 not you', 'rejected-content'],
		['MAIL FROM', 550, 'not you', 'rejected-content'],
		['RCPT TO', 450, '4.2.0 greylisted', 'transient'],
		['RCPT TO', 452, '4.2.2 full for now', 'transient'],
		['RCPT TO', 550, '5.1.1 no such user', 'rejected-address'],
		['RCPT TO', 550, 'no such user', 'rejected-address'],
		['RCPT TO', 551, 'not here', 'rejected-address'],
		['RCPT TO', 553, 'no such name', 'rejected-address'],
		['RCPT TO', 550, '5.2.1 closed', 'rejected-address'],
		['RCPT TO', 550, '5.7.1 relaying denied', 'rejected-content'],
		['RCPT TO', 552, '5.2.2 full', 'rejected-content'],
		['RCPT TO', 554, 'no', 'rejected-content'],
		['DATA', 451, '4.3.0 later', 'transient'],
		['DATA', 552, 'too large', 'rejected-content'],
		['DATA', 554, '5.6.0 not in these words', 'rejected-content'],
		['DATA', 550, '5.7.1 spam', 'rejected-content'],
		['DATA', 550, 'spam', 'rejected-content'],
		['DATA', 550, '5.1.1 no such user after all', 'rejected-address'],
	])('[CH12] at %s with %i %s is %s', async ([stage, code, words, kind], { expect, onTestFinished }) => {
		const { server, send } = await bench({}, onTestFinished);
		server.refuse({ stage, code, words });
		const outcome = await send();
		expect([outcome.kind, outcome.status]).toEqual([kind, code]);
		// The next one finds the way clear again.
		expect((await send()).kind).toBe('accepted');
	});
});

describe('a conversation that breaks off', () => {
	it('[CH12] before the mail is transient, after it in doubt', async () => {
		const { server, send } = await bench();
		server.breakOff('before');
		expect((await send()).kind).toBe('transient');
		server.breakOff('after');
		expect((await send()).kind).toBe('ambiguous');
		expect(server.mails).toEqual([]);
	});

	// Sooner than the 10 s that a socket may be silent on its own: the clock that ends it is ours.
	it('[CH1] [CH12] by silence after the mail is in doubt after 10 s, and is not sent by another way meanwhile', {
		timeout: 8_000,
	}, async () => {
		const { server, send, clock } = await bench();
		const silent = server.fallSilent();
		const waiting = send();
		await silent;
		clock.advance(10_000);
		expect((await waiting).kind).toBe('ambiguous');
		expect(server.connections()).toBe(1);
	});

	it('[CH12] where nobody listens is transient', async () => {
		const { server, send } = await bench();
		await server.stop();
		expect((await send()).kind).toBe('transient');
	});

	it('[CH12] on a connection that idled and was given up goes by a new one', async () => {
		const { server, send } = await bench();
		await send();
		server.drop();
		expect((await send()).kind).toBe('accepted');
		expect([server.mails.length, server.connections()]).toEqual([2, 2]);
	});

	it('[CH12] is judged by whether a byte has left, not by the stage', () => {
		const fault = { message: 'closed', code: 'ECONNECTION', command: 'CONN' };
		expect([smtpOutcome(fault, false).kind, smtpOutcome(fault, true).kind]).toEqual([
			'transient',
			'ambiguous',
		]);
	});
});

function fail(): never {
	throw new Error('no mail came');
}
