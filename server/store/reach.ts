/**
 * The part of the store's port about how people may be reached: addresses, what they agreed to and when, what they wish, and what the
 * wedding's policy says. Three layers that are never mixed: consent is law and bound to an address, preference is a wish, policy is the
 * wedding's. Addresses lie here alone, never in a document, an event or a log.
 */
import type { Millis } from '../../shared/clock.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { PersonId } from '../../shared/ids.ts';
import type { PersonChannel } from '../../shared/notices/channel.ts';
import type { Policy, Preferences } from '../../shared/notices/wishes.ts';

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
	readonly people: readonly Reach[];
	readonly policy: Policy;
}

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
