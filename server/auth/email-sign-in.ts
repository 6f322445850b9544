/**
 * Signing in by a link that is mailed to oneself. Guards: nobody learns whether an address is known, since the answer is given
 * before anything is looked up; an address gets a few mails, a wedding some more, however many ask. Addresses live in one
 * table and are found by a keyed hash.
 */
import { createHmac } from 'node:crypto';
import { rank } from '../../shared/access/roles.ts';
import type { Clock } from '../../shared/clock.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import { type Email, inSubject } from '../notify/channels/email.ts';
import type { Store, WeddingRow } from '../store/store.ts';
import { anonymous, type Limiter } from './allowance.ts';
import { memberOf } from './asker.ts';
import type { Invitations } from './invitation.ts';
import type { Secret } from './secret.ts';

export interface EmailSignIn {
	/** Begins; resolves when it is done, which nobody who asked waits for. */
	ask(address: string): Promise<void>;
	/** What an address is looked up by, however it is written. */
	hash(address: string): string;
	/** Mail on behalf of a wedding, as far as it and the address may have more of it; false if not. */
	send(
		wedding: string,
		mail: { readonly to: string; readonly subject: string; readonly text: string },
	): Promise<boolean>;
}

export interface EmailSignInDeps {
	readonly secret: Secret;
	readonly store: Pick<Store, 'reachedBy' | 'addresses' | 'members' | 'weddings'>;
	readonly invitations: Pick<Invitations, 'signIn'>;
	readonly email: Email;
	readonly limiter: Limiter;
	readonly clock: Clock;
	readonly log: { warn(event: string, facts: { readonly reason: string }): void };
	/** The address people open, without a slash at its end. */
	readonly url: () => string;
}

export function createEmailSignIn(deps: EmailSignInDeps): EmailSignIn {
	const { store, limiter, clock } = deps;
	const key = deps.secret.keyFor('contact-1');
	const hash = (address: string) =>
		createHmac('sha256', key).update(address.trim().toLowerCase().normalize('NFC')).digest('hex');

	async function mailFor(wedding: string, mail: Parameters<Email['send']>[0]): Promise<boolean> {
		if (limiter.take(`mail ${wedding}`, anonymous.weddingMail) > 0) return false;
		const sent = await deps.email.send(mail);
		if (!sent.ok)
			deps.log.warn('mail-not-sent', {
				reason: `${sent.error.isTransient ? 'transient' : 'permanent'}: ${sent.error.reason}`,
			});
		return sent.ok;
	}

	/**
	 * Anybody may write any address beside their own name, in as many weddings as they make: so the oldest weddings come first, and in
	 * each the highest role, or somebody's own link would be one that is not sent.
	 */
	async function firstOf(reached: readonly Reached[], cards: readonly WeddingRow[]) {
		const age = new Map(cards.map(({ id }, index) => [id, index]));
		const ageOf = ({ wedding }: Reached) => age.get(wedding) ?? age.size;
		const all = await Promise.all(
			reached.map(({ wedding, person }) => memberOf(store, wedding, person, clock.now())),
		);
		return all
			.filter((who) => who !== undefined)
			.sort((a, b) => ageOf(a) - ageOf(b) || rank(a.role) - rank(b.role))
			.slice(0, mostWeddings);
	}

	return {
		hash,
		async send(wedding, mail) {
			// Anybody can make weddings, each with mail of its own: nobody's letter box is to pay for that.
			if (limiter.take(`mail to ${hash(mail.to)}`, anonymous.address) > 0) return false;
			return mailFor(wedding, mail);
		},
		async ask(address) {
			const emailHash = hash(address);
			const reached = await store.reachedBy('email', emailHash);
			// Only of those who are here: a flood of made-up addresses must not wash away what is remembered of others.
			if (reached.length === 0 || limiter.take(`address ${emailHash}`, anonymous.address) > 0) return;
			const cards = await store.weddings();
			for (const { wedding, person, role } of await firstOf(reached, cards)) {
				const { email } = await store.addresses(wedding, person);
				if (email === undefined) continue;
				const card = cards.find(({ id }) => id === wedding);
				const code = await deps.invitations.signIn(wedding, person, role);
				await mailFor(wedding, {
					to: email.address,
					subject: `Sign in to ${inSubject(card?.name ?? 'your wedding')}`,
					text: `Open this on the device you want to sign in on. It works once, for 20 minutes.\n\n${deps.url()}/sign-in#${code}\n\nIf you did not ask for it, do nothing.`,
				});
			}
		},
	};
}

type Reached = { readonly wedding: WeddingId; readonly person: PersonId };

/** Somebody who plans many weddings opens the others from the first. */
const mostWeddings = 5;
