/**
 * Where some of the demo's people can be reached, so that the development outbox has something to show: addresses of example.org and
 * numbers that no telephone has (reserved for films). Only while nobody is configured to carry anything; what somebody has
 * changed since is left alone.
 */
import { personId, weddingId } from '../../shared/ids.ts';
import type { PersonChannel } from '../../shared/notices/channel.ts';
import type { Consenting } from '../notify/consent.ts';
import type { AddressKind } from '../store/reach.ts';
import type { Store } from '../store/store.ts';

export interface ContactSeedDeps {
	readonly store: Pick<Store, 'addresses' | 'consents'>;
	readonly consenting: Pick<Consenting, 'save' | 'say'>;
}

export async function seedContacts({ store, consenting }: ContactSeedDeps): Promise<void> {
	for (const { person, addresses, agreed } of demoContacts) {
		const who = { wedding: weddingId.parse('demo'), person: personId.parse(person) };
		const known = await Promise.all([
			store.addresses(who.wedding, who.person),
			store.consents(who.wedding, who.person),
		]);
		if (known.some((part) => Object.keys(part).length > 0)) continue;
		await consenting.save(who, addresses);
		for (const channel of agreed)
			await consenting.say(who, channel, { state: 'granted', text: 'Part of the demo.' });
	}
}

interface DemoContact {
	readonly person: string;
	readonly addresses: Readonly<Partial<Record<AddressKind, string>>>;
	/** Beside e-mail, which is agreed to by writing it down. */
	readonly agreed: readonly PersonChannel[];
}

/** One of each way of being reached. */
const demoContacts: readonly DemoContact[] = [
	{
		person: 'person-amara',
		addresses: { email: 'amara@example.org', phone: '+447700900101' },
		agreed: ['sms', 'voice'],
	},
	{
		person: 'person-theo',
		addresses: { email: 'theo@example.org', whatsapp: '+447700900102' },
		agreed: ['whatsapp'],
	},
	{
		person: 'person-priya',
		addresses: { email: 'priya@example.org', phone: '+447700900103' },
		agreed: ['sms', 'voice'],
	},
	{ person: 'person-wren', addresses: { email: 'wren@example.org' }, agreed: [] },
	{ person: 'person-marcus', addresses: { phone: '+447700900104' }, agreed: ['sms'] },
];
