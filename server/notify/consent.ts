/**
 * What somebody agreed to, and everything by which it ends: their own word in the app, one click in a mail, STOP, a bounce, a complaint.
 * Guards: every end is written down with where it came from before anything else; no ending needs a sign-in; and what was ended by
 * the holder of an address holds wherever that address is written down, whoever wrote it.
 */
import type { Clock } from '../../shared/clock.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import type { PersonChannel } from '../../shared/notices/channel.ts';
import { personChannels } from '../../shared/notices/channel.ts';
import {
	type Address,
	type AddressKind,
	addressOf,
	type ConsentRecord,
	type ReachStore,
	type Suppression,
} from '../store/reach.ts';
import type { AddressRefusal } from './channel.ts';
import { answers, type HeardWord, heardWord } from './stop-words.ts';

export interface Consenting {
	/** Somebody's own word in the app. It takes a bounce off their address: they say that it works. */
	say(
		who: Who,
		channel: PersonChannel,
		said: { readonly state: 'granted' | 'revoked'; readonly text?: string },
	): Promise<void>;
	/** Writes down or takes away addresses; an e-mail address of one's own is agreed to by saving it, unless that was revoked. */
	save(who: Who, changes: Readonly<Partial<Record<AddressKind, string | null>>>): Promise<void>;
	/** A click in a mail, about the address that it went to. */
	unsubscribe(who: Who, channel: PersonChannel, addressHash: string | undefined): Promise<void>;
	/** What somebody wrote to one of our numbers; the answer that is due, if it was one of the words. */
	hear(word: {
		readonly channel: 'sms' | 'whatsapp';
		readonly from: string;
		readonly text: string;
	}): Promise<(HeardWord & { readonly answer: string }) | undefined>;
	/** A provider says of an address that it bounces, complains or wants no more. */
	refuse(refusal: AddressRefusal): Promise<void>;
	/** What an address is known by, however it is written. */
	hash(address: string): string;
}
export interface Who {
	readonly wedding: WeddingId;
	readonly person: PersonId;
}

export interface ConsentDeps {
	readonly store: Pick<
		ReachStore,
		'addresses' | 'saveAddresses' | 'reachedBy' | 'consents' | 'addConsents' | 'suppress' | 'unsuppress'
	>;
	readonly clock: Clock;
	readonly hash: (address: string) => string;
}

export function createConsenting({ store, clock, hash }: ConsentDeps): Consenting {
	const hashOf = async ({ wedding, person }: Who, channel: PersonChannel) => {
		const kind = addressOf[channel];
		return kind === undefined ? undefined : (await store.addresses(wedding, person))[kind]?.hash;
	};
	const record = (given: Omit<ConsentRecord, 'at' | 'addressHash'>, addressHash: string | undefined) => ({
		...given,
		at: clock.now(),
		...(addressHash !== undefined && { addressHash }),
	});
	const forget = async (who: Who, words: readonly ConsentRecord[]) =>
		store.addConsents(who.wedding, who.person, words);

	/** Everybody who wrote this address down hears no more there; said before it is kept from being sent to. */
	async function end(
		{ kind, hash: known }: { readonly kind: AddressKind; readonly hash: string },
		channels: readonly PersonChannel[],
		{ source, everywhere }: { readonly source: string; readonly everywhere: string | undefined },
	): Promise<void> {
		const reached = await store.reachedBy(kind, known);
		for (const who of reached)
			await forget(
				who,
				channels.map((channel) => record({ channel, state: 'revoked', source }, known)),
			);
		const at = clock.now();
		const places: readonly Suppression['wedding'][] =
			everywhere === undefined ? [...new Set(reached.map(({ wedding }) => wedding))] : [''];
		await store.suppress(
			channels.flatMap((channel) =>
				places.map((wedding) => ({ hash: known, channel, wedding, source: everywhere ?? source, at })),
			),
		);
	}

	/** Only what STOP ended comes back by START; who never agreed has not agreed by it. */
	async function start(channel: 'sms' | 'whatsapp', known: string): Promise<void> {
		const channels = channelsOf(addressOf[channel]);
		for (const who of await store.reachedBy(addressOf[channel], known)) {
			const history = await store.consents(who.wedding, who.person);
			const ended = channels.filter((one) => wasStopped(history, one, known));
			await forget(
				who,
				ended.map((one) => record({ channel: one, state: 'granted', source: `${channel}-start` }, known)),
			);
		}
		await store.unsuppress(channels.map((one) => ({ hash: known, channel: one, wedding: '' as const })));
	}

	return {
		hash,
		async say(who, channel, { state, text }) {
			const known = await hashOf(who, channel);
			await forget(who, [
				record({ channel, state, source: 'app', ...(text !== undefined && { text }) }, known),
			]);
			if (state === 'granted' && known !== undefined)
				await store.unsuppress([{ hash: known, channel, wedding: who.wedding }]);
		},
		async save(who, changes) {
			const history = await store.consents(who.wedding, who.person);
			const rows = Object.fromEntries(
				Object.entries(changes).map(([kind, address]) => [
					kind,
					address === null ? null : ({ address, hash: hash(address) } satisfies Address),
				]),
			) as Parameters<ReachStore['saveAddresses']>[2];
			const email = rows.email?.hash;
			const isNew = email !== undefined && !history.some((one) => isAbout(one, 'email', email));
			const word = record({ channel: 'email', state: 'granted', source: 'address-saved' }, email);
			await store.saveAddresses(who.wedding, who.person, rows, isNew ? [word] : []);
		},
		async unsubscribe(who, channel, addressHash) {
			const known = addressHash ?? (await hashOf(who, channel));
			const history = await store.consents(who.wedding, who.person);
			// Mail programs and scanners press twice: the first time is the one to remember.
			if (history.findLast((one) => isAbout(one, channel, known))?.source === 'unsubscribe') return;
			await forget(who, [record({ channel, state: 'revoked', source: 'unsubscribe' }, known)]);
		},
		async hear({ channel, from, text }) {
			const heard = heardWord(text);
			if (heard === undefined) return undefined;
			const known = hash(from);
			const kind = addressOf[channel];
			if (heard.wish === 'stop')
				await end({ kind, hash: known }, channelsOf(kind), { source: `${channel}-stop`, everywhere: 'stop' });
			if (heard.wish === 'start') await start(channel, known);
			return { ...heard, answer: answers[heard.wish][heard.language] };
		},
		async refuse({ channel, address, source }) {
			const kind = addressOf[channel];
			if (kind === undefined) return;
			// A complaint and a stop are the holder's word, and hold everywhere. A bounce is a finding, which may be over one day.
			const everywhere = source === 'bounce' ? undefined : source;
			const channels = source === 'stop' ? channelsOf(kind) : [channel];
			await end({ kind, hash: hash(address) }, channels, {
				source: source === 'stop' ? `${channel}-stop` : source,
				everywhere,
			});
		},
	};
}

/** A phone that wants no texts wants no calls by a machine either. */
const channelsOf = (kind: AddressKind): readonly PersonChannel[] =>
	personChannels.filter((channel) => addressOf[channel] === kind);

const isAbout = (record: ConsentRecord, channel: PersonChannel, hash: string | undefined): boolean =>
	record.channel === channel && record.addressHash === hash;

/** The last word about it was a STOP, and it had been agreed to before. */
function wasStopped(history: readonly ConsentRecord[], channel: PersonChannel, hash: string): boolean {
	const words = history.filter((one) => isAbout(one, channel, hash));
	return words.at(-1)?.source.endsWith('-stop') === true && words.findLast(isOwnWord)?.state === 'granted';
}
const isOwnWord = ({ source }: ConsentRecord): boolean => !source.endsWith('-stop');
