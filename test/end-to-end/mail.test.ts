/** The server as a process with an SMTP server beside it: links to sign in by, invitations, and what is told, with a working way out. */
import { writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../world/folder.ts';
import { localSmtp, type LocalSmtp } from '../world/providers/smtp.ts';
import { operatorKey, type ServerProcess, startServer } from '../world/server.ts';

async function serverWith(providers: object | string): Promise<ServerProcess> {
	const folder = temporaryFolder();
	onTestFinished(() => folder[Symbol.dispose]());
	const path = folder.file('providers.json');
	writeFileSync(path, typeof providers === 'string' ? providers : JSON.stringify(providers), { mode: 0o600 });
	const server = await startServer({ environment: { WEDSYNC_PROVIDERS: path } });
	onTestFinished(() => server.remove());
	return server;
}

async function withSmtp() {
	const smtp = await localSmtp();
	onTestFinished(smtp.close);
	const from = 'Our Wedding <plan@example.org>';
	const server = await serverWith({ email: [{ provider: 'smtp', url: smtp.url, from }] });
	const call = async (method: string, path: string, token: string, body?: object) => {
		const response = await fetch(`${server.url}${path}`, {
			method,
			headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
			...(body && { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape.
		return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as any };
	};
	const card = { name: 'Maria & Jonas', date: '2031-06-12', timeZone: 'Europe/Vienna' };
	const wedding = (await call('POST', '/api/weddings', operatorKey, card)).body.id as string;
	const enter = async (name: string, role: string) =>
		(await call('POST', '/api/tokens', operatorKey, { wedding, name, role })).body as {
			person: string;
			token: string;
		};
	return { smtp, server, call, wedding, enter };
}

const last = (smtp: LocalSmtp) => {
	const mail = smtp.mails.at(-1)?.mail;
	if (mail === undefined) throw new Error('no mail came');
	return mail;
};
const header = (smtp: LocalSmtp, name: string) => last(smtp).headers.find(({ key }) => key === name)?.value;

it('[CH20] an invitation and a link to sign in by come by mail, and are not printed', async () => {
	const { smtp, server, call, wedding, enter } = await withSmtp();
	const maria = await enter('Maria', 'couple');
	const made = await call('POST', `/api/weddings/${wedding}/invites`, maria.token, {
		role: 'vendor',
		email: 'wren@flowers.example',
	});
	expect([made.status, made.body.emailed]).toEqual([201, true]);
	expect([last(smtp).to?.[0]?.address, last(smtp).text]).toEqual([
		'wren@flowers.example',
		expect.stringContaining(made.body.url),
	]);
	await call('PUT', '/api/me/contacts', maria.token, { email: 'maria@example.org' });
	await call('POST', '/api/sign-in', '', { email: 'maria@example.org' });
	await smtp.arrived(2);
	const link = /\/sign-in#(wsi_[\w-]+)/.exec(last(smtp).text ?? '')?.[1];
	expect((await call('POST', '/api/sign-in/redeem', '', { code: link })).body.person).toBe(maria.person);
	expect(server.output()).not.toContain('wsi_');
});

it('[CH20] an invitation that no server took is said not to be mailed', async () => {
	const { smtp, call, wedding, enter } = await withSmtp();
	const maria = await enter('Maria', 'couple');
	smtp.refuse({ stage: 'RCPT TO', code: 550, words: '5.1.1 no such user' });
	const body = { role: 'vendor', email: 'nobody@flowers.example' };
	const made = await call('POST', `/api/weddings/${wedding}/invites`, maria.token, body);
	expect([made.status, made.body.emailed, smtp.mails]).toEqual([201, false, []]);
});

it('[CH13] what is told by mail can be stopped with one POST, without a cookie, and then stays away', async () => {
	const { smtp, server, call, wedding, enter } = await withSmtp();
	const maria = await enter('Maria', 'couple');
	const wren = await enter('Wren', 'vendor');
	await call('PUT', '/api/me/contacts', wren.token, { email: 'wren@flowers.example' });
	const path = `/api/weddings/${wedding}`;
	const help = (text: string) => call('POST', `${path}/alerts`, maria.token, { text, urgency: 'critical' });
	await help('The arch fell over');
	await smtp.arrived(1);
	expect([last(smtp).to?.[0]?.address, last(smtp).text, last(smtp).html]).toEqual([
		'wren@flowers.example',
		expect.stringContaining('The arch fell over'),
		expect.stringContaining('The arch fell over'),
	]);
	expect(last(smtp).messageId).toMatch(/^<[\w-]+@example\.org>$/);
	expect(header(smtp, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
	const link = /^<(http[^>]+)>$/.exec(header(smtp, 'list-unsubscribe') ?? '')?.[1] ?? '';
	const stopped = await fetch(link, {
		method: 'POST',
		headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
		body: 'List-Unsubscribe=One-Click',
	});
	expect(stopped.status).toBe(200);
	expect((await call('GET', '/api/me/consent', wren.token)).body.channels.email).toMatchObject({
		state: 'revoked',
	});
	// Somebody else is told by mail: whatever was to go to Wren would have gone by then, too.
	const zoe = await enter('Zoe', 'vendor');
	await call('PUT', '/api/me/contacts', zoe.token, { email: 'zoe@cakes.example' });
	await help('And the cake');
	await smtp.arrived(2);
	await server.stop();
	expect(smtp.mails.map(({ to }) => to)).toEqual([['wren@flowers.example'], ['zoe@cakes.example']]);
});

it('[CH17] an address that the mail server knows to be none is given up, until its owner says that it works', async () => {
	const { smtp, call, wedding, enter } = await withSmtp();
	const maria = await enter('Maria', 'couple');
	const wren = await enter('Wren', 'vendor');
	await call('PUT', '/api/me/contacts', wren.token, { email: 'wren@flowers.example' });
	smtp.refuse({ stage: 'RCPT TO', code: 550, words: '5.1.1 no such user' });
	const body = { text: 'The arch fell over', urgency: 'critical' };
	await call('POST', `/api/weddings/${wedding}/alerts`, maria.token, body);
	const consent = async () => (await call('GET', '/api/me/consent', wren.token)).body.channels.email;
	await expect.poll(consent, { timeout: 20_000 }).toMatchObject({ state: 'revoked', source: 'bounce' });
	await call('PUT', '/api/me/consent', wren.token, { channel: 'email', state: 'granted' });
	await call('POST', `/api/weddings/${wedding}/alerts`, maria.token, { ...body, text: 'And the cake' });
	await smtp.arrived(1);
	expect(last(smtp).text).toContain('And the cake');
});

it('[CH8] a file of providers that cannot be meant stops the start with a sentence', async () => {
	await expect(serverWith('{"email":[{"provider":"resend","key":"re_secret"}]}')).rejects.toThrow(
		'The file that WEDSYNC_PROVIDERS names cannot be used: email[0].from: put the sender here',
	);
	await expect(serverWith('{"email":[{"provider":"resend","key":"re_secret"}]}')).rejects.not.toThrow(
		're_secret',
	);
});
