/**
 * The part of the store's port about how people may be reached: addresses, what they agreed to and when, what they wish, and what the
 * wedding's policy says. Three layers that are never mixed: consent is law and bound to an address, preference is a wish, policy is the
 * wedding's. Addresses lie here alone, never in a document, an event or a log.
 */
import type { Millis } from '../../shared/clock.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { DeviceId, PersonId, WeddingId } from '../../shared/ids.ts';
import type { PersonChannel } from '../../shared/notices/channel.ts';
import type { Policy, Preferences } from '../../shared/notices/wishes.ts';
import type { AuditFact } from './audit.ts';

/** What decisions about one person are made from; no address is in it. */
export interface Reach {
	readonly person: PersonId;
	readonly name: string;
	readonly role: Role;
	readonly trade?: string;
	/** Channels with an address. `in-app` is always there. */
	readonly has: readonly PersonChannel[];
	/** Channels they agreed to, as it stands now; without it nothing is sent there, whatever happens. */
	readonly agreed: readonly PersonChannel[];
	/** Channels whose address bounced, complained or said stop. */
	readonly suppressed: readonly PersonChannel[];
	readonly preferences: Preferences;
}

export interface ReachBook {
	/** Who belongs to the wedding now, in the order of their ids. */
	readonly people: readonly Reach[];
	readonly policy: Policy;
}

/** What somebody wrote down to be reached by. A phone takes texts and calls. */
export const addressKinds = ['email', 'phone', 'whatsapp'] as const;
export type AddressKind = (typeof addressKinds)[number];
/** The address each channel goes to; `in-app` needs none, `push` has subscriptions. */
export const addressOf = {
	'in-app': undefined,
	push: undefined,
	email: 'email',
	sms: 'phone',
	whatsapp: 'whatsapp',
	voice: 'phone',
} as const satisfies Record<PersonChannel, AddressKind | undefined>;

export interface Address {
	/** An e-mail address, or a number in E.164. */
	readonly address: string;
	/** Keyed: what consent and suppression are bound to, and what a sign-in by e-mail looks for. */
	readonly hash: string;
}
export type Addresses = Readonly<Partial<Record<AddressKind, Address>>>;

export interface ConsentRecord {
	readonly channel: PersonChannel;
	readonly state: 'granted' | 'revoked';
	readonly at: Millis;
	/** Where it was said: `app`, `sms-stop`, `unsubscribe`, `bounce`, `complaint`, `address-saved`, … */
	readonly source: string;
	/** The words that were agreed to. */
	readonly text?: string;
	/** Keyed hash of the address it is about: another address starts anew. */
	readonly addressHash?: string;
}

/** Nothing goes to this address on this channel, whatever anybody agreed to. */
export interface Suppression {
	readonly hash: string;
	readonly channel: PersonChannel;
	/** `''`: in every wedding, said by whoever holds the address; else found out in this one. */
	readonly wedding: WeddingId | '';
	/** `bounce`, `complaint`, `stop`. */
	readonly source: string;
	readonly at: Millis;
}

/** One browser or phone that takes push messages. */
export interface PushSubscription {
	/** Derived from the address, so that subscribing again changes nothing. */
	readonly id: string;
	/** JSON: `{endpoint, keys: {p256dh, auth}}` or `{fcm}`. */
	readonly target: string;
	/** While this device is signed out nothing goes there. */
	readonly device?: DeviceId;
	readonly at: Millis;
}

export interface ReachStore {
	reachBook(wedding: WeddingId): Promise<ReachBook>;
	/**
	 * Where a channel goes for somebody who belongs to the wedding now; empty if nowhere. For `push` it is one text, a JSON array
	 * of all their subscriptions: one message, shown wherever they are.
	 */
	address(wedding: WeddingId, person: PersonId, channel: PersonChannel): Promise<readonly string[]>;

	addresses(wedding: WeddingId, person: PersonId): Promise<Addresses>;
	/** `null` takes one away; what is absent stays. Stored together with what it means for consent. */
	saveAddresses(
		wedding: WeddingId,
		person: PersonId,
		changes: Readonly<Partial<Record<AddressKind, Address | null>>>,
		consents?: readonly ConsentRecord[],
	): Promise<void>;
	/** Everybody of every wedding who is reached at this address. */
	reachedBy(
		kind: AddressKind,
		hash: string,
	): Promise<readonly { readonly wedding: WeddingId; readonly person: PersonId }[]>;

	preferences(wedding: WeddingId, person: PersonId): Promise<Preferences>;
	savePreferences(wedding: WeddingId, person: PersonId, preferences: Preferences): Promise<void>;

	/** All that was ever said, the oldest first. The last word about a channel's present address counts. */
	consents(wedding: WeddingId, person: PersonId): Promise<readonly ConsentRecord[]>;
	addConsents(wedding: WeddingId, person: PersonId, records: readonly ConsentRecord[]): Promise<void>;
	/** Once for each address, channel and wedding; a repetition changes nothing. */
	suppress(suppressions: readonly Suppression[]): Promise<void>;
	unsuppress(suppressions: readonly Pick<Suppression, 'hash' | 'channel' | 'wedding'>[]): Promise<void>;

	policy(wedding: WeddingId): Promise<Policy>;
	savePolicy(wedding: WeddingId, policy: Policy, audit?: AuditFact): Promise<void>;

	/** The newest first. */
	pushSubscriptions(wedding: WeddingId, person: PersonId): Promise<readonly PushSubscription[]>;
	/** A browser is one person's at a time: whoever else of the wedding had it has it no more. The oldest above `most` go. */
	savePushSubscription(
		wedding: WeddingId,
		person: PersonId,
		subscription: PushSubscription,
		options: { readonly most: number; readonly consents?: readonly ConsentRecord[] },
	): Promise<void>;
	/** False if it was not there. Without a wedding: gone everywhere, since the push service said so. */
	dropPushSubscription(
		id: string,
		of?: { readonly wedding: WeddingId; readonly person: PersonId },
	): Promise<boolean>;
}
