/**
 * Sign-in links and invitations by whoever carries e-mail here: not through the queue, since somebody sits waiting and asks again if
 * nothing comes. Guards: said to be sent only when somebody has taken it; printed only where nobody is configured, or a link would
 * stand in a log that others read.
 */
import type { Random } from '../../../shared/random.ts';
import { err, ok } from '../../../shared/result.ts';
import type { Provider } from '../channel.ts';
import { letterOf } from '../templates/letter.ts';
import type { Email, Mail } from './email.ts';

export interface ProvidedEmailDeps {
	readonly providers: readonly Provider[];
	readonly random: Random;
	/** While nobody is configured. */
	readonly otherwise: Email;
}

export function providedEmail({ providers, random, otherwise }: ProvidedEmailDeps): Email {
	if (providers.length === 0) return otherwise;
	return {
		async send(mail) {
			const id = Buffer.from(random.bytes(16)).toString('base64url');
			let isTransient = false;
			let reason = '';
			for (const provider of providers) {
				const { kind, status } = await provider.send(messageOf(mail, id));
				if (kind === 'accepted') return ok(undefined);
				// The same link twice harms nobody, and none at all keeps somebody out: whatever is in doubt goes to the next.
				isTransient ||= kind !== 'rejected-address' && kind !== 'rejected-content';
				// Not their words, which may quote ours: it is logged.
				reason = [provider.name, kind, status].filter(Boolean).join(' ');
				if (kind === 'rejected-address') break;
			}
			return err({ isTransient, reason });
		},
	};
}

function messageOf({ to, subject, text }: Mail, id: string) {
	return {
		id,
		wedding: '',
		to,
		content: { channel: 'email', subject, text, html: letterOf({ subject, text }) },
		priority: 'high',
		language: 'en',
		attempt: 1,
	} as const;
}
