/** Resend: what a mail is handed in with, that it knows a repetition, what its errors mean, and what its events tell. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { jsonIn } from '../../../world/providers/local.ts';
import { deliveryId, messageOn, providerOf } from '../../../world/providers/message.ts';
import {
	localResend,
	mailEvent,
	resendCallback,
	resendError,
	settings,
} from '../../../world/providers/resend.ts';

async function bench(changes: object = {}) {
	const server = await localResend();
	const made = providerOf('email', { ...settings, price: 0.0004, ...changes, baseUrl: server.url });
	onTestFinished(made.close);
	onTestFinished(server.close);
	const report = async (event: object) => {
		const callback = await made.provider.report?.(resendCallback(event));
		if (!callback?.ok) throw new Error(JSON.stringify(callback));
		return callback.value;
	};
	return { ...made, server, report };
}

describe('a mail', () => {
	it('[CH5] [CH13] is handed in whole, with its id as the key', async () => {
		const { provider, server } = await bench();
		const unsubscribe = 'https://plan.example.org/unsubscribe/a-token';
		expect(await provider.send(messageOn('email', { unsubscribe }))).toEqual({
			kind: 'accepted',
			status: 200,
			detail: 'taken',
			providerId: 'mail-1',
			cost: 400,
		});
		expect([server.received[0]?.headers['idempotency-key'], server.received.map(jsonIn)]).toEqual([
			deliveryId,
			[
				{
					from: 'Our Wedding <plan@example.org>',
					to: ['wren@flowers.example'],
					subject: 'The arch is there',
					text: 'Wren has delivered the arch.',
					html: '<p>Wren has delivered the arch.</p>',
					headers: {
						'Auto-Submitted': 'auto-generated',
						'List-Unsubscribe': `<${unsubscribe}>`,
						'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
					},
					tags: [{ name: 'delivery', value: deliveryId }],
				},
			],
		]);
	});

	it('[CH13] that nobody can stop says nothing of it', async () => {
		const { provider, server } = await bench();
		await provider.send(messageOn('email'));
		expect(jsonIn(server.received[0] ?? fail()).headers).toEqual({ 'Auto-Submitted': 'auto-generated' });
	});

	it('[CH5] sent again is one mail, also in other words', async () => {
		const { provider } = await bench();
		const other = { channel: 'email', subject: 'Two things', text: 'x', html: 'x' } as const;
		const outcomes = [
			await provider.send(messageOn('email')),
			await provider.send(messageOn('email', { attempt: 2 })),
			await provider.send(messageOn('email', { attempt: 3, content: other })),
		];
		expect(outcomes.map(({ kind, providerId }) => [kind, providerId])).toEqual([
			['accepted', 'mail-1'],
			['accepted', 'mail-1'],
			['accepted', undefined],
		]);
	});

	it.each([
		[409, 'concurrent_idempotent_requests', 'transient'],
		[400, 'validation_error', 'rejected-content'],
		[401, 'restricted_api_key', 'rejected-content'],
		[403, 'invalid_api_key', 'rejected-content'],
		[422, 'invalid_from_address', 'rejected-content'],
		[422, 'invalid_to_address', 'rejected-address'],
		[429, 'daily_quota_exceeded', 'throttled'],
		[500, 'application_error', 'transient'],
		[451, 'security_error', 'rejected-content'],
	])('[CH3] refused with %i %s is %s', async (status, name, kind) => {
		const { provider, server } = await bench();
		server.next(resendError(status, name));
		expect(await provider.send(messageOn('email'))).toMatchObject({ kind, status });
	});

	it('[CH3] refused for the address alone is an address that is none, whatever the fault is called', async () => {
		const { provider, server } = await bench();
		const message = 'Invalid `to` field. The email address needs to follow the `email@example.com` format.';
		server.next({ status: 422, body: { statusCode: 422, name: 'validation_error', message } });
		expect(await provider.send(messageOn('email'))).toMatchObject({ kind: 'rejected-address', status: 422 });
	});

	it('[CH21] is promised by a key that may only send', async () => {
		const { provider, server } = await bench();
		server.next(resendError(401, 'restricted_api_key'));
		expect(await provider.check?.()).toEqual({ ok: true, value: 'the key is good' });
	});
});

describe('an event', () => {
	it.each([
		['email.scheduled', 'accepted'],
		['email.sent', 'sent'],
		['email.delivery_delayed', 'sent'],
		['email.delivered', 'delivered'],
		['email.opened', 'delivered'],
		// Followed by a machine that looks for harm, as likely as by somebody.
		['email.clicked', 'delivered'],
		['email.complained', 'delivered'],
		['email.bounced', 'rejected'],
		['email.suppressed', 'rejected'],
		['email.failed', 'rejected'],
	])('[CH16] [CH19] %s reports %s', async (type, state) => {
		const { report } = await bench();
		expect((await report(mailEvent(type))).reports).toEqual([
			{
				provider: 'resend',
				providerId: 'mail-1',
				state,
				at: Date.UTC(2027, 5, 12, 8, 59),
				detail: type,
			},
		]);
	});

	it.each([
		['email.bounced', { bounce: { type: 'Permanent', subType: 'General' } }, 'bounce'],
		['email.bounced', {}, 'bounce'],
		['email.bounced', { bounce: { type: 'Transient', subType: 'MailboxFull' } }, undefined],
		['email.bounced', { bounce: { type: 'Undetermined', subType: 'Undetermined' } }, undefined],
		['email.suppressed', {}, 'bounce'],
		['email.complained', {}, 'complaint'],
		['email.failed', {}, undefined],
		['email.delivered', {}, undefined],
	])('[CH17] %s %j ends the address by %s', async (type, data, source) => {
		const { report } = await bench();
		const expected = source && [{ channel: 'email', address: 'wren@flowers.example', source }];
		expect((await report(mailEvent(type, data))).refusals).toEqual(expected);
	});

	it('says nothing where there is nothing to say', async () => {
		const { report } = await bench();
		expect(await report(mailEvent('contact.created'))).toEqual({ reports: [] });
		expect(await report({ type: 'email.sent', data: {} })).toEqual({ reports: [] });
		expect(await report(mailEvent('toString'))).toEqual({ reports: [] });
	});

	it('[CH14] without a secret in the file, or of another shape, is not believed', async () => {
		const { provider } = await bench({ webhookSecret: undefined });
		expect(await provider.report?.(resendCallback(mailEvent('email.sent')))).toMatchObject({
			ok: false,
			error: { code: 'bad-signature' },
		});
		const { provider: other } = await bench();
		expect(await other.report?.(resendCallback([]))).toMatchObject({
			ok: false,
			error: { code: 'malformed' },
		});
	});
});

function fail(): never {
	throw new Error('nothing was received');
}
