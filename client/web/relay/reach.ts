/** How somebody may be reached, kept by the relay and shown to nobody else: addresses, what they agreed to, what they wish. */
import { z } from 'zod';
import { personChannels, type PersonChannel } from '../../../shared/notices/channel.ts';
import { preferences, type Preferences } from '../../../shared/notices/wishes.ts';
import type { Result } from '../../../shared/result.ts';
import { moment } from './moment.ts';
import { anything, type Fault, type Relay } from './relay.ts';

const address = z
	.string()
	.nullish()
	.transform((text) => text ?? undefined);
const contactsShape = z.object({ email: address, phone: address, whatsapp: address });
export type Contacts = z.infer<typeof contactsShape>;
export type ContactField = keyof Contacts;

export function askContacts(relay: Relay, wedding: string): Promise<Result<Contacts, Fault>> {
	return relay.ask({ wedding, path: '/me/contacts', shape: contactsShape });
}

/** `null` takes an address away; what is not named stays. */
export function saveContacts(
	relay: Relay,
	wedding: string,
	contacts: Partial<Record<ContactField, string | null>>,
): Promise<Result<Contacts, Fault>> {
	return relay.ask({ wedding, method: 'PUT', path: '/me/contacts', body: contacts, shape: contactsShape });
}

const preferencesShape: z.ZodType<Preferences> = preferences;

export function askPreferences(relay: Relay, wedding: string): Promise<Result<Preferences, Fault>> {
	return relay.ask({ wedding, path: '/me/preferences', shape: preferencesShape });
}

export function savePreferences(
	relay: Relay,
	wedding: string,
	wishes: Preferences,
): Promise<Result<unknown, Fault>> {
	return relay.ask({ wedding, method: 'PUT', path: '/me/preferences', body: wishes, shape: anything });
}

const consentState = z.object({
	state: z.string(),
	at: moment.optional(),
	source: z.string().optional(),
	text: z.string().optional(),
});
const consentShape = z.object({
	/** `stopped`: nothing goes there, whatever was agreed to. */
	channels: z.partialRecord(z.enum(personChannels), consentState.extend({ stopped: z.boolean().optional() })),
	history: z.array(consentState.extend({ channel: z.string(), at: moment })).default([]),
});
export type Consent = z.infer<typeof consentShape>;

export function askConsent(relay: Relay, wedding: string): Promise<Result<Consent, Fault>> {
	return relay.ask({ wedding, path: '/me/consent', shape: consentShape });
}

/** `text` is the sentence that was on the page. */
export function sayConsent(
	relay: Relay,
	wedding: string,
	said: {
		readonly channel: PersonChannel;
		readonly state: 'granted' | 'revoked';
		readonly text?: string;
	},
): Promise<Result<unknown, Fault>> {
	return relay.ask({ wedding, method: 'PUT', path: '/me/consent', body: said, shape: anything });
}
