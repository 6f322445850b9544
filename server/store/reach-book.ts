/**
 * The book that decisions are made from, put together from rows: pure, and the same for every adapter. Guards: consent counts for the
 * address somebody has now; whoever writes down another one has agreed to nothing there yet.
 */
import { type PersonChannel, personChannels } from '../../shared/notices/channel.ts';
import type { Policy, Preferences } from '../../shared/notices/wishes.ts';
import { addressOf, type ConsentRecord, type Reach, type ReachBook } from './reach.ts';
import type { Member } from './store.ts';

export interface ReachRows {
	readonly members: readonly Pick<Member, 'person' | 'name' | 'role' | 'trade'>[];
	readonly addresses: readonly { readonly person: string; readonly kind: string; readonly hash: string }[];
	/** At least the last word of each person on each channel about each address, the oldest first. */
	readonly words: readonly (Pick<ConsentRecord, 'state' | 'addressHash'> & {
		readonly person: string;
		readonly channel: string;
	})[];
	/** Of addresses in this wedding. */
	readonly suppressed: readonly { readonly hash: string; readonly channel: string }[];
	/** Who has a device that takes push messages. */
	readonly pushed: ReadonlySet<string>;
	readonly preferences: ReadonlyMap<string, Preferences>;
	readonly policy: Policy;
}

export function bookOf({ members, policy, ...rows }: ReachRows): ReachBook {
	const hashes = new Map(rows.addresses.map(({ person, kind, hash }) => [`${person} ${kind}`, hash]));
	const said = new Map(
		rows.words.map(({ person, channel, addressHash = '', state }) => [
			`${person} ${channel} ${addressHash}`,
			state,
		]),
	);
	const stopped = new Set(rows.suppressed.map(({ hash, channel }) => `${channel} ${hash}`));
	const reachOf = ({ person, name, role, trade }: ReachRows['members'][number]): Reach => {
		const hashOf = (channel: PersonChannel) => hashes.get(`${person} ${addressOf[channel]}`);
		const has = personChannels.filter(
			(channel) =>
				channel === 'in-app' ||
				(channel === 'push' ? rows.pushed.has(person) : hashOf(channel) !== undefined),
		);
		return {
			person,
			name,
			role,
			...(trade !== undefined && { trade }),
			has,
			agreed: has.filter(
				(channel) =>
					channel === 'in-app' || said.get(`${person} ${channel} ${hashOf(channel) ?? ''}`) === 'granted',
			),
			suppressed: has.filter((channel) => stopped.has(`${channel} ${hashOf(channel)}`)),
			preferences: rows.preferences.get(person) ?? {},
		};
	};
	return { people: members.map(reachOf), policy };
}

/** One text for all of somebody's subscriptions; nothing if there is none. */
export function pushAddress(targets: readonly string[]): readonly string[] {
	return targets.length === 0 ? [] : [`[${targets.join(',')}]`];
}
