/** Sign-in links and invitations by whoever carries e-mail here. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../shared/random.ts';
import { ok } from '../../../shared/result.ts';
import type { Message, Outcome, Provider } from '../../../server/notify/channel.ts';
import type { Mail } from '../../../server/notify/channels/email.ts';
import { providedEmail } from '../../../server/notify/channels/provided-email.ts';

const mail: Mail = {
	to: 'wren@flowers.example',
	subject: 'Sign in to <Maria & Jonas>',
	text: 'Open this.\n\nhttps://plan.example.org/sign-in#wsi_1\n\nIf not, "nothing" <happens>.',
};

function providersThat(...kinds: readonly Outcome['kind'][]) {
	const sent: { readonly by: string; readonly message: Message }[] = [];
	const providers = kinds.map(
		(kind, index): Provider => ({
			name: `provider-${index}`,
			channel: 'email',
			knowsRepeats: false,
			best: 'accepted',
			price: () => 0,
			async send(message) {
				sent.push({ by: `provider-${index}`, message });
				return { kind, detail: 'their words', status: 422 };
			},
		}),
	);
	const printed: Mail[] = [];
	const otherwise = {
		async send(one: Mail) {
			printed.push(one);
			return ok(undefined);
		},
	};
	const email = providedEmail({ providers, random: seededRandom(1), otherwise });
	return { email, sent, printed };
}

describe('mail to sign in by', () => {
	it('[CH20] goes to the first provider that takes it, with text and HTML', async () => {
		const { email, sent, printed } = providersThat('accepted', 'accepted');
		expect(await email.send(mail)).toEqual({ ok: true, value: undefined });
		expect([sent.map(({ by }) => by), printed]).toEqual([['provider-0'], []]);
		expect(sent[0]?.message).toMatchObject({
			to: 'wren@flowers.example',
			content: {
				channel: 'email',
				subject: mail.subject,
				text: mail.text,
				html: expect.stringMatching(
					/Sign in to &lt;Maria &amp; Jonas&gt;<\/h1>.*>Open this\.<\/p>.*<a href="https:\/\/plan\.example\.org\/sign-in#wsi_1".*If not, &quot;nothing&quot; &lt;happens&gt;\.<\/p>/,
				),
			},
		});
		expect(sent[0]?.message).not.toHaveProperty('unsubscribe');
	});

	it.each<Outcome['kind']>(['rejected-content', 'throttled', 'transient', 'ambiguous'])(
		'[CH20] that the first left as %s goes to the next, with the same id',
		async (kind) => {
			const { email, sent } = providersThat(kind, 'accepted');
			expect((await email.send(mail)).ok).toBe(true);
			expect([sent.map(({ by }) => by), new Set(sent.map(({ message }) => message.id)).size]).toEqual([
				['provider-0', 'provider-1'],
				1,
			]);
		},
	);

	it('[CH20] is not said to be sent when nobody took it', async () => {
		const results = [
			await providersThat('transient', 'rejected-content').email.send(mail),
			await providersThat('rejected-content').email.send(mail),
		];
		expect(results).toEqual([
			{ ok: false, error: { isTransient: true, reason: 'provider-1 rejected-content 422' } },
			{ ok: false, error: { isTransient: false, reason: 'provider-0 rejected-content 422' } },
		]);
	});

	it('[CH20] to an address that is none goes to nobody else', async () => {
		const { email, sent } = providersThat('rejected-address', 'accepted');
		expect([(await email.send(mail)).ok, sent.length]).toEqual([false, 1]);
	});

	it('[CH20] is printed only where nobody is configured', async () => {
		const { email, printed } = providersThat();
		expect([(await email.send(mail)).ok, printed]).toEqual([true, [mail]]);
	});
});
