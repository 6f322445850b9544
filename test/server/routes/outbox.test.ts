/** The outbox's page over HTTP: nothing without the code, every channel with it, and hostile words as text. */
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { createOutboxCode } from '../../../server/auth/outbox-code.ts';
import { secretOf } from '../../../server/auth/secret.ts';
import { createOutbox } from '../../../server/notify/channels/outbox.ts';
import { exampleFacts } from '../../../server/notify/templates/examples.ts';
import { render, toldChannels } from '../../../server/notify/templates/render.ts';
import { strictHeaders } from '../../../server/routes/headers.ts';
import { outboxRoutes } from '../../../server/routes/outbox.ts';
import { testClock } from '../../../shared/clock.ts';
import type { Message } from '../../../server/notify/channel.ts';
import { createHouse } from '../../world/house.ts';
import { optionsFor, wedding } from '../../world/notice-text.ts';
import { messageOn } from '../../world/providers/message.ts';

function open() {
	const outbox = createOutbox(testClock(Date.UTC(2027, 5, 12, 9)));
	const code = createOutboxCode(secretOf('a secret of this test'));
	const app = new Hono();
	app.use(strictHeaders(undefined));
	app.route('/outbox', outboxRoutes({ outbox, code, unserved: ['email', 'sms', 'voice'] }));
	const ask = async (path: string, given?: string, method = 'GET') => {
		const headers: Record<string, string> = given === undefined ? {} : { Authorization: `Bearer ${given}` };
		const answer = await app.request(path, { method, headers });
		return { status: answer.status, headers: answer.headers, text: await answer.text() };
	};
	const keep = (message: Message) => outbox.provider(message.content.channel).send(message);
	return { outbox, code: code.code, ask, keep };
}

describe('the page of the outbox', () => {
	it('[OX4] is nothing but a shell without the code, which is the same at every start', async () => {
		const { ask, code, keep } = open();
		await keep(messageOn('sms'));
		const shell = await ask('/outbox');
		expect(shell.status).toBe(200);
		expect(shell.text).toContain('Nobody is configured to carry e\u2011mail, text messages and calls');
		expect(shell.text).not.toContain('arch');
		expect(shell.text).not.toContain(code);
		for (const [path, method] of [
			['messages', 'GET'],
			['last', 'GET'],
			['clear', 'POST'],
		] as const)
			for (const given of [undefined, '', 'wrong', `${code}x`, code.slice(1)]) {
				const refused = await ask(`/outbox/${path}`, given, method);
				expect([path, refused.status, refused.text.includes('arch')]).toEqual([path, 401, false]);
			}
		expect((await ask(`/outbox/messages?code=${code}`)).status).toBe(401);
		expect(createOutboxCode(secretOf('a secret of this test')).code).toBe(code);
		expect(createOutboxCode(secretOf('another secret, of others')).code).not.toBe(code);
	});

	it('[OX5] shows what each channel would have got, by channel or all of it', async () => {
		const { ask, code, keep, outbox } = open();
		for (const channel of toldChannels) {
			const content = render(
				'task-completed',
				exampleFacts('task-completed', wedding, 'en'),
				optionsFor('task-completed', channel),
			);
			await keep({ ...messageOn('sms'), id: `m-${channel}`, content } as Message);
		}
		const all = await ask('/outbox/messages', code);
		expect(all.text.match(/<article/g)).toHaveLength(toldChannels.length);
		expect(all.text).toContain('1 segment · 121 of 160 · GSM-7');
		expect(all.text).toContain('sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"');
		const some = await ask('/outbox/messages?channel=voice', code);
		expect(some.text.match(/<article/g)).toHaveLength(1);
		expect(some.text).toContain('Hello, this is WedSync, calling for Amara and Theo.');
		expect((await ask('/outbox/messages?channel=%3Cb%3E', code)).text.match(/<article/g)).toHaveLength(8);
		expect(JSON.parse((await ask('/outbox/last', code)).text)).toEqual({ last: 8 });
		expect((await ask('/outbox/clear', code, 'POST')).status).toBe(204);
		expect(outbox.messages()).toEqual([]);
	});

	it('[OX6] runs nothing that a message says, also if it was never escaped', async () => {
		const { ask, code, keep } = open();
		const evil = '</pre><script>alert(1)</script>"><img src=x onerror=alert(1)>';
		await keep(
			messageOn('email', {
				id: evil,
				to: evil,
				content: { channel: 'email', subject: evil, text: evil, html: `<head>${evil}` },
				unsubscribe: `https://x/${evil}`,
			}),
		);
		await keep(messageOn('sms', { content: { channel: 'sms', text: `https://x/${evil} ${evil}` } }));
		await keep({ ...messageOn('sms'), content: { channel: 'webhook', body: evil } } as Message);
		await keep({
			...messageOn('sms'),
			content: { channel: 'push', title: evil, body: evil, link: evil, tag: evil, id: evil, image: evil },
		} as Message);
		await keep({ ...messageOn('sms'), content: { channel: 'slack', text: evil, blocks: [evil] } } as Message);
		await keep({
			...messageOn('sms'),
			content: { channel: 'whatsapp', text: `*${evil}*`, template: { name: evil, parameters: [evil] } },
		} as Message);
		const { text } = await ask('/outbox/messages', code);
		expect(text).not.toMatch(/<script|<img src=x|<img src="?x/);
		const { headers } = await ask('/outbox');
		expect(headers.get('Content-Security-Policy')).toContain(
			"script-src 'self'; style-src 'self' 'unsafe-inline'",
		);
	});

	it('[OX7] is not there when every channel has somebody to carry it', async () => {
		const house = createHouse();
		expect((await house.ask('GET', '/outbox/messages')).status).toBe(404);
		expect((await house.ask('POST', '/outbox/clear')).status).toBe(404);
	});
});
