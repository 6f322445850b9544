/**
 * How people are reached, in SQLite. An address and what it means for consent are one transaction; a suppression stands once for its
 * address, channel and wedding.
 */
import type { Role } from '../../../shared/access/roles.ts';
import type { DeviceId, PersonId, WeddingId } from '../../../shared/ids.ts';
import type { PersonChannel } from '../../../shared/notices/channel.ts';
import type { Policy, Preferences } from '../../../shared/notices/wishes.ts';
import type { AuditFact } from '../audit.ts';
import {
	type Address,
	type Addresses,
	type AddressKind,
	addressOf,
	type ConsentRecord,
	type PushSubscription,
	type ReachBook,
	type Suppression,
} from '../reach.ts';
import { bookOf, pushAddress } from '../reach-book.ts';
import { createAddAudit } from './audit.ts';
import type { Database } from './database.ts';

type AddressChanges = Readonly<Partial<Record<AddressKind, Address | null>>>;

export function createReachWrites(db: Database) {
	const put = db.prepare('INSERT OR REPLACE INTO addresses VALUES (?, ?, ?, ?, ?)');
	const take = db.prepare('DELETE FROM addresses WHERE wedding = ? AND person = ? AND kind = ?');
	const suppress = db.prepare('INSERT OR IGNORE INTO suppressions VALUES (?, ?, ?, ?, ?)');
	const unsuppress = db.prepare('DELETE FROM suppressions WHERE hash = ? AND channel = ? AND wedding = ?');
	const wish = db.prepare('INSERT OR REPLACE INTO preferences VALUES (?, ?, ?)');
	const rule = db.prepare('INSERT OR REPLACE INTO policies VALUES (?, ?)');
	const agree = createAgree(db);
	const addAudit = createAddAudit(db);
	const saveAddresses = db.transaction(
		(wedding: string, person: string, changes: AddressChanges, consents: readonly ConsentRecord[]) => {
			for (const [kind, address] of Object.entries(changes)) {
				if (address === null) take.run(wedding, person, kind);
				else put.run(wedding, person, kind, address.address, address.hash);
			}
			agree(wedding, person, consents);
		},
	);
	const addConsents = db.transaction(agree);
	const savePolicy = db.transaction((wedding: string, policy: Policy, audit: AuditFact | undefined) => {
		rule.run(wedding, JSON.stringify(policy));
		if (audit !== undefined) addAudit(wedding, [audit]);
	});
	const suppressAll = db.transaction((rows: readonly Suppression[]) => {
		for (const { hash, channel, wedding, source, at } of rows)
			suppress.run(hash, channel, wedding, source, at);
	});
	const unsuppressAll = db.transaction(
		(rows: readonly Pick<Suppression, 'hash' | 'channel' | 'wedding'>[]) => {
			for (const { hash, channel, wedding } of rows) unsuppress.run(hash, channel, wedding);
		},
	);
	return {
		saveAddresses: (
			wedding: string,
			person: string,
			changes: AddressChanges,
			consents: readonly ConsentRecord[] = [],
		): void => saveAddresses.immediate(wedding, person, changes, consents),
		addConsents: (wedding: string, person: string, records: readonly ConsentRecord[]): void =>
			addConsents.immediate(wedding, person, records),
		suppress: (rows: readonly Suppression[]): void => suppressAll.immediate(rows),
		unsuppress: (rows: readonly Pick<Suppression, 'hash' | 'channel' | 'wedding'>[]): void =>
			unsuppressAll.immediate(rows),
		savePreferences: (wedding: string, person: string, preferences: Preferences): void =>
			void wish.run(wedding, person, JSON.stringify(preferences)),
		savePolicy: (wedding: string, policy: Policy, audit?: AuditFact): void =>
			savePolicy.immediate(wedding, policy, audit),
		...createPushWrites(db),
	};
}

function createPushWrites(db: Database) {
	const takeOver = db.prepare('DELETE FROM push_subscriptions WHERE wedding = ? AND id = ? AND person <> ?');
	const put = db.prepare('INSERT OR REPLACE INTO push_subscriptions VALUES (?, ?, ?, ?, ?, ?)');
	const trim = db.prepare(
		`DELETE FROM push_subscriptions WHERE wedding = @wedding AND person = @person AND id NOT IN
			(SELECT id FROM push_subscriptions WHERE wedding = @wedding AND person = @person
			 ORDER BY at DESC, id LIMIT @most)`,
	);
	const drop = db.prepare('DELETE FROM push_subscriptions WHERE wedding = ? AND person = ? AND id = ?');
	const dropAll = db.prepare('DELETE FROM push_subscriptions WHERE id = ?');
	const agree = createAgree(db);
	const save = db.transaction(
		(wedding: string, person: string, subscription: PushSubscription, options: PushOptions) => {
			const { id, target, device = null, at } = subscription;
			takeOver.run(wedding, id, person);
			put.run(wedding, person, id, target, device, at);
			trim.run({ wedding, person, most: options.most });
			agree(wedding, person, options.consents ?? []);
		},
	);
	return {
		savePushSubscription: (
			wedding: string,
			person: string,
			subscription: PushSubscription,
			options: PushOptions,
		): void => save.immediate(wedding, person, subscription, options),
		dropPushSubscription: (id: string, of?: { readonly wedding: string; readonly person: string }): boolean =>
			(of === undefined ? dropAll.run(id) : drop.run(of.wedding, of.person, id)).changes > 0,
	};
}
interface PushOptions {
	readonly most: number;
	readonly consents?: readonly ConsentRecord[];
}

/** Call inside a transaction. */
function createAgree(db: Database) {
	const insert = db.prepare('INSERT INTO consents VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)');
	return (wedding: string, person: string, records: readonly ConsentRecord[]): void => {
		for (const { channel, state, at, source, text, addressHash } of records)
			insert.run(wedding, person, channel, state, at, source, text ?? null, addressHash ?? null);
	};
}

export function createReachReads(db: Database) {
	const book = createBook(db);
	const address = db
		.prepare(
			`SELECT address FROM addresses JOIN members USING (wedding, person)
			 WHERE wedding = ? AND person = ? AND kind = ? AND removed_at IS NULL`,
		)
		.pluck();
	const targets = db
		.prepare(
			`SELECT target FROM push_subscriptions JOIN members USING (wedding, person)
			 WHERE wedding = ? AND person = ? AND removed_at IS NULL AND ${isSignedIn} ORDER BY at DESC, id`,
		)
		.pluck();
	const addresses = db
		.prepare('SELECT kind, address, hash FROM addresses WHERE wedding = ? AND person = ? ORDER BY kind')
		.raw();
	const reachedBy = db.prepare(
		'SELECT wedding, person FROM addresses WHERE kind = ? AND hash = ? ORDER BY wedding, person',
	);
	const wishes = db.prepare('SELECT body FROM preferences WHERE wedding = ? AND person = ?').pluck();
	const words = db.prepare('SELECT * FROM consents WHERE wedding = ? AND person = ? ORDER BY id');
	const rule = db.prepare('SELECT body FROM policies WHERE wedding = ?').pluck();
	const subscriptions = db.prepare(
		'SELECT * FROM push_subscriptions WHERE wedding = ? AND person = ? ORDER BY at DESC, id',
	);
	return {
		reachBook: book,
		address(wedding: string, person: string, channel: PersonChannel): readonly string[] {
			if (channel === 'push') return pushAddress(targets.all(wedding, person) as string[]);
			const kind = addressOf[channel];
			return kind === undefined ? [] : (address.all(wedding, person, kind) as string[]);
		},
		addresses: (wedding: string, person: string): Addresses =>
			Object.fromEntries(
				(addresses.all(wedding, person) as [AddressKind, string, string][]).map(([kind, written, hash]) => [
					kind,
					{ address: written, hash },
				]),
			),
		reachedBy: (kind: AddressKind, hash: string) =>
			reachedBy.all(kind, hash) as { wedding: WeddingId; person: PersonId }[],
		preferences: (wedding: string, person: string): Preferences => parsed(wishes.get(wedding, person)),
		consents: (wedding: string, person: string): ConsentRecord[] =>
			(words.all(wedding, person) as WordRow[]).map(consentOf),
		policy: (wedding: string): Policy => parsed(rule.get(wedding)),
		pushSubscriptions: (wedding: string, person: string): PushSubscription[] =>
			(subscriptions.all(wedding, person) as PushRow[]).map(subscriptionOf),
	};
}

function createBook(db: Database) {
	const members = db.prepare(
		'SELECT person, name, role, trade FROM members WHERE wedding = ? AND removed_at IS NULL ORDER BY person',
	);
	const addresses = db.prepare('SELECT person, kind, hash FROM addresses WHERE wedding = ?');
	const words = db.prepare(
		`SELECT * FROM consents WHERE id IN
			(SELECT max(id) FROM consents WHERE wedding = ? GROUP BY person, channel, address_hash)`,
	);
	const suppressed = db.prepare(
		`SELECT s.hash, s.channel FROM addresses a JOIN suppressions s ON s.hash = a.hash
		 WHERE a.wedding = ? AND s.wedding IN ('', a.wedding)`,
	);
	const pushed = db
		.prepare(`SELECT DISTINCT person FROM push_subscriptions WHERE wedding = ? AND ${isSignedIn}`)
		.pluck();
	const wishes = db.prepare('SELECT person, body FROM preferences WHERE wedding = ?').raw();
	const rule = db.prepare('SELECT body FROM policies WHERE wedding = ?').pluck();
	return (wedding: string): ReachBook =>
		bookOf({
			members: (members.all(wedding) as MemberRow[]).map(({ trade, ...member }) => ({
				...member,
				...(trade !== null && { trade }),
			})),
			addresses: addresses.all(wedding) as { person: string; kind: string; hash: string }[],
			words: (words.all(wedding) as WordRow[]).map((row) => ({ ...consentOf(row), person: row.person })),
			suppressed: suppressed.all(wedding) as { hash: string; channel: string }[],
			pushed: new Set(pushed.all(wedding) as string[]),
			preferences: new Map(
				(wishes.all(wedding) as [string, string][]).map(([person, body]) => [person, parsed(body)]),
			),
			policy: parsed(rule.get(wedding)),
		});
}

interface MemberRow {
	person: PersonId;
	name: string;
	role: Role;
	trade: string | null;
}
interface WordRow {
	person: string;
	channel: PersonChannel;
	state: ConsentRecord['state'];
	at: number;
	source: string;
	text: string | null;
	address_hash: string | null;
}
interface PushRow {
	id: string;
	target: string;
	device: string | null;
	at: number;
}

function consentOf({ channel, state, at, source, text, address_hash: hash }: WordRow): ConsentRecord {
	return {
		channel,
		state,
		at,
		source,
		...(text !== null && { text }),
		...(hash !== null && { addressHash: hash }),
	};
}

function subscriptionOf({ id, target, device, at }: PushRow): PushSubscription {
	return { id, target, ...(device !== null && { device: device as DeviceId }), at };
}

/** Written by us from a parsed shape. */
function parsed(body: unknown): object {
	return typeof body === 'string' ? (JSON.parse(body) as object) : {};
}

/** A subscription of a device that was signed out is kept for its return, and used by nobody. */
const isSignedIn = `NOT EXISTS (SELECT 1 FROM devices d WHERE d.wedding = push_subscriptions.wedding
	AND d.person = push_subscriptions.person AND d.device = push_subscriptions.device
	AND d.revoked_at IS NOT NULL)`;
