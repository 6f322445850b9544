/**
 * Where somebody can be reached, what they agreed to and what they wish: their own, told to nobody else. Numbers are read as people
 * write them and answered as they are kept; `null` takes an address away, and what is not named stays.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import { type PersonChannel, personChannels } from '../../shared/notices/channel.ts';
import { preferences } from '../../shared/notices/wishes.ts';
import type { Consenting, Who } from '../notify/consent.ts';
import { phoneNumber } from '../notify/phone.ts';
import { type Addresses, addressOf, type ConsentRecord } from '../store/reach.ts';
import type { Store } from '../store/store.ts';
import { readBodyAs } from './body.ts';
import type { MemberEnv } from './entry.ts';
import { type Problem, sayProblem } from './problem.ts';
import { emailAddress } from './sign-in.ts';

export interface ContactDeps {
	readonly store: Pick<Store, 'addresses' | 'consents' | 'preferences' | 'savePreferences' | 'reachBook'>;
	readonly consenting: Consenting;
}

/** Stands behind `personOnly`. */
export function contactRoutes({ store, consenting }: ContactDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();
	const contactsOf = async ({ wedding, person }: Who) =>
		shownAddresses(await store.addresses(wedding, person));

	routes.get('/contacts', async (context) => context.json(await contactsOf(context.var.principal)));
	routes.put('/contacts', async (context) => {
		const { principal } = context.var;
		const body = await readBodyAs(context, contacts);
		if (!body.ok) return sayProblem(context, body.error);
		const given = Object.entries(body.value).filter(([, address]) => address !== undefined);
		await consenting.save(principal, Object.fromEntries(given));
		return context.json(await contactsOf(principal));
	});

	routes.get('/preferences', async (context) => {
		const { wedding, person } = context.var.principal;
		return context.json(await store.preferences(wedding, person));
	});
	routes.put('/preferences', async (context) => {
		const { wedding, person } = context.var.principal;
		const body = await readBodyAs(context, preferences);
		if (!body.ok) return sayProblem(context, body.error);
		await store.savePreferences(wedding, person, body.value);
		return context.json(body.value);
	});

	const consentOf = async ({ wedding, person }: Who) => {
		const [addresses, history, book] = await Promise.all([
			store.addresses(wedding, person),
			store.consents(wedding, person),
			store.reachBook(wedding),
		]);
		const suppressed = book.people.find((one) => one.person === person)?.suppressed ?? [];
		return shownConsent(addresses, history, suppressed);
	};
	routes.get('/consent', async (context) => context.json(await consentOf(context.var.principal)));
	routes.put('/consent', async (context) => {
		const { principal } = context.var;
		const body = await readBodyAs(context, consent);
		if (!body.ok) return sayProblem(context, body.error);
		const { channel, state, text } = body.value;
		const kind = addressOf[channel];
		const addresses = await store.addresses(principal.wedding, principal.person);
		if (kind !== undefined && addresses[kind] === undefined) return sayProblem(context, noAddress);
		await consenting.say(principal, channel, { state, ...(text !== undefined && { text }) });
		return context.json(await consentOf(principal));
	});
	return routes;
}

const shownAddresses = (addresses: Addresses) =>
	Object.fromEntries(Object.entries(addresses).map(([kind, { address }]) => [kind, address]));

/** The state as it holds for the address somebody has now, and everything that was ever said. */
function shownConsent(
	addresses: Addresses,
	history: readonly ConsentRecord[],
	suppressed: readonly PersonChannel[],
) {
	const state = (channel: PersonChannel) => {
		const kind = addressOf[channel];
		const hash = kind === undefined ? undefined : addresses[kind]?.hash;
		const isOfNow = kind === undefined || hash !== undefined;
		const last = history.findLast((one) => one.channel === channel && one.addressHash === hash);
		if (last === undefined || !isOfNow) return { state: 'none' };
		return { ...shownRecord(last), ...(suppressed.includes(channel) && { stopped: true }) };
	};
	return {
		channels: Object.fromEntries(agreed.map((channel) => [channel, state(channel)])),
		history: history.map((record) => ({ channel: record.channel, ...shownRecord(record) })),
	};
}

const shownRecord = ({ state, at, source, text }: ConsentRecord) => ({
	state,
	at: new Date(at).toISOString(),
	source,
	...(text !== undefined && { text }),
});

/** The inbox is part of the wedding: whoever is in it has one. */
const agreed = personChannels.filter((channel) => channel !== 'in-app');
const number = z
	.string()
	.transform((text) => phoneNumber(text))
	.refine((text) => text !== undefined, 'write the number with its country, such as +49 170 1234567')
	.nullable();
const contacts = z.strictObject({
	email: emailAddress.nullable().optional(),
	phone: number.optional(),
	whatsapp: number.optional(),
});
const consent = z.strictObject({
	channel: z.enum(agreed),
	state: z.enum(['granted', 'revoked']),
	/** The sentence that was agreed to, as it stood there. */
	text: z.string().trim().min(1).max(1_000).optional(),
});
const noAddress: Problem = {
	code: 'missing-dependency',
	detail: 'Write down where you can be reached there first: agreement is to one address.',
	field: 'channel',
};
