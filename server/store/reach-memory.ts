/** How people are reached, in memory: the rules of `reach.ts` as plain data. Used by `memory.ts` only. */
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import type { Policy, Preferences } from '../../shared/notices/wishes.ts';
import type { AuditFact } from './audit.ts';
import {
	type Address,
	type AddressKind,
	addressOf,
	type ConsentRecord,
	type PushSubscription,
	type ReachStore,
	type Suppression,
} from './reach.ts';
import { bookOf, pushAddress } from './reach-book.ts';
import type { Device } from './sessions.ts';
import type { Member } from './store.ts';

interface OfPerson {
	readonly wedding: WeddingId;
	readonly person: PersonId;
}
/** What survives a restart. */
export interface ReachDisk {
	addresses: readonly (OfPerson & Address & { readonly kind: AddressKind })[];
	consents: readonly (OfPerson & ConsentRecord)[];
	suppressions: readonly Suppression[];
	subscriptions: readonly (OfPerson & PushSubscription)[];
	readonly preferences: Map<string, OfPerson & { readonly wishes: Preferences }>;
	readonly policies: Map<WeddingId, Policy>;
}

export const reachDisk = (): ReachDisk => ({
	addresses: [],
	consents: [],
	suppressions: [],
	subscriptions: [],
	preferences: new Map(),
	policies: new Map(),
});

export interface ReachMemoryDeps {
	/** Every call answers later, as a disk does. */
	readonly later: <T>(work: () => T) => Promise<T>;
	/** Throws for a wedding that is not there. */
	readonly known: (wedding: WeddingId) => unknown;
	readonly note: (wedding: WeddingId, facts: readonly AuditFact[]) => void;
	/** Who belongs to a wedding now. */
	readonly members: (wedding: WeddingId) => readonly Member[];
	readonly devices: () => readonly { readonly wedding: WeddingId; readonly device: Device }[];
}

export function createReachMemory(disk: ReachDisk, deps: ReachMemoryDeps): ReachStore {
	return {
		...readings(disk, deps),
		...addressMemory(disk, deps),
		...wishMemory(disk, deps),
		...pushMemory(disk, deps),
	};
}

/** Devices that were signed out get nothing. */
function aliveIn(disk: ReachDisk, { devices }: ReachMemoryDeps, wedding: WeddingId) {
	const over = new Set(
		devices().flatMap(({ wedding: of, device }) =>
			of === wedding && device.revokedAt !== undefined ? [`${device.person} ${device.device}`] : [],
		),
	);
	return newestFirst(disk.subscriptions).filter(
		(one) => one.wedding === wedding && !over.has(`${one.person} ${one.device}`),
	);
}

function readings(disk: ReachDisk, deps: ReachMemoryDeps): Pick<ReachStore, 'reachBook' | 'address'> {
	const { later, members } = deps;
	return {
		reachBook: (wedding) =>
			later(() => {
				const addresses = disk.addresses.filter((one) => one.wedding === wedding);
				const ours = new Set(addresses.map(({ hash }) => hash));
				return structuredClone(
					bookOf({
						members: members(wedding),
						addresses,
						words: disk.consents.filter((one) => one.wedding === wedding),
						suppressed: disk.suppressions.filter(
							(one) => ours.has(one.hash) && (one.wedding === '' || one.wedding === wedding),
						),
						pushed: new Set(aliveIn(disk, deps, wedding).map(({ person }) => person)),
						preferences: new Map(
							[...disk.preferences.values()]
								.filter((one) => one.wedding === wedding)
								.map(({ person, wishes }) => [person, wishes]),
						),
						policy: disk.policies.get(wedding) ?? {},
					}),
				);
			}),
		address: (wedding, person, channel) =>
			later(() => {
				if (!members(wedding).some((one) => one.person === person)) return [];
				if (channel === 'push') {
					const own = aliveIn(disk, deps, wedding).filter((one) => one.person === person);
					return pushAddress(own.map(({ target }) => target));
				}
				return disk.addresses
					.filter((one) => isOf(one, { wedding, person }) && one.kind === addressOf[channel])
					.map(({ address }) => address);
			}),
	};
}

type AddressCalls = 'addresses' | 'saveAddresses' | 'reachedBy' | 'consents' | 'addConsents';

function addressMemory(disk: ReachDisk, { later, known }: ReachMemoryDeps): Pick<ReachStore, AddressCalls> {
	const agree = (of: OfPerson, records: readonly ConsentRecord[]) => {
		disk.consents = [...disk.consents, ...records.map((record) => ({ ...of, ...record }))];
	};
	return {
		addresses: (wedding, person) =>
			later(() =>
				Object.fromEntries(
					disk.addresses
						.filter((one) => isOf(one, { wedding, person }))
						.map(({ kind, address, hash }) => [kind, { address, hash }]),
				),
			),
		saveAddresses: (wedding, person, changes, consents = []) =>
			later(() => {
				known(wedding);
				const changed = new Set<string>(Object.keys(changes));
				const others = disk.addresses.filter(
					(one) => !isOf(one, { wedding, person }) || !changed.has(one.kind),
				);
				const added = (Object.entries(changes) as [AddressKind, Address | null][]).flatMap(
					([kind, address]) => (address === null ? [] : [{ wedding, person, kind, ...address }]),
				);
				disk.addresses = [...others, ...added];
				agree({ wedding, person }, consents);
			}),
		reachedBy: (kind, hash) =>
			later(() =>
				disk.addresses
					.filter((one) => one.kind === kind && one.hash === hash)
					.map(({ wedding, person }) => ({ wedding, person }))
					.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
			),
		consents: (wedding, person) =>
			later(() =>
				disk.consents
					.filter((one) => isOf(one, { wedding, person }))
					.map(({ wedding: _, person: __, ...record }) => record),
			),
		addConsents: (wedding, person, records) =>
			later(() => {
				known(wedding);
				agree({ wedding, person }, records);
			}),
	};
}

type WishCalls = 'preferences' | 'savePreferences' | 'suppress' | 'unsuppress' | 'policy' | 'savePolicy';

function wishMemory(disk: ReachDisk, { later, known, note }: ReachMemoryDeps): Pick<ReachStore, WishCalls> {
	const same = (a: Pick<Suppression, 'hash' | 'channel' | 'wedding'>, b: typeof a) =>
		a.hash === b.hash && a.channel === b.channel && a.wedding === b.wedding;
	return {
		preferences: (wedding, person) =>
			later(() => structuredClone(disk.preferences.get(keyOf({ wedding, person }))?.wishes ?? {})),
		savePreferences: (wedding, person, wishes) =>
			later(() => {
				known(wedding);
				disk.preferences.set(keyOf({ wedding, person }), { wedding, person, wishes: asStored(wishes) });
			}),
		suppress: (rows) =>
			later(() => {
				const fresh = rows.filter((row) => !disk.suppressions.some((one) => same(one, row)));
				disk.suppressions = [...disk.suppressions, ...fresh];
			}),
		unsuppress: (rows) =>
			later(() => {
				disk.suppressions = disk.suppressions.filter((one) => !rows.some((row) => same(one, row)));
			}),
		policy: (wedding) => later(() => structuredClone(disk.policies.get(wedding) ?? {})),
		savePolicy: (wedding, policy, audit) =>
			later(() => {
				known(wedding);
				disk.policies.set(wedding, asStored(policy));
				if (audit !== undefined) note(wedding, [audit]);
			}),
	};
}

type PushCalls = 'pushSubscriptions' | 'savePushSubscription' | 'dropPushSubscription';

function pushMemory(disk: ReachDisk, { later, known }: ReachMemoryDeps): Pick<ReachStore, PushCalls> {
	return {
		pushSubscriptions: (wedding, person) =>
			later(() =>
				newestFirst(disk.subscriptions)
					.filter((one) => isOf(one, { wedding, person }))
					.map(({ wedding: _, person: __, ...subscription }) => subscription),
			),
		savePushSubscription: (wedding, person, subscription, { most, consents = [] }) =>
			later(() => {
				known(wedding);
				const others = disk.subscriptions.filter(
					(one) => one.wedding !== wedding || one.id !== subscription.id,
				);
				const own = [
					...others.filter((one) => isOf(one, { wedding, person })),
					{ wedding, person, ...subscription },
				];
				disk.subscriptions = [
					...others.filter((one) => !isOf(one, { wedding, person })),
					...newestFirst(own).slice(0, most),
				];
				disk.consents = [...disk.consents, ...consents.map((one) => ({ wedding, person, ...one }))];
			}),
		dropPushSubscription: (id, of) =>
			later(() => {
				const left = disk.subscriptions.filter(
					(one) => one.id !== id || (of !== undefined && !isOf(one, of)),
				);
				const isGone = left.length < disk.subscriptions.length;
				disk.subscriptions = left;
				return isGone;
			}),
	};
}

const newestFirst = <S extends PushSubscription>(rows: readonly S[]): readonly S[] =>
	[...rows].sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
const isOf = (one: OfPerson, { wedding, person }: OfPerson): boolean =>
	one.wedding === wedding && one.person === person;
const keyOf = ({ wedding, person }: OfPerson): string => JSON.stringify([wedding, person]);
/** As the disk has it: what JSON cannot say is gone. */
const asStored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
