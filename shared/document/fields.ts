/**
 * Conflict-aware fields, pure over plain entries. A register `f` is the set of keys `f~client` in a record's map; each holds
 * the newest entry of that client: `[value, hlc, role, seen, open]`, for `manual` fields also `[agreed, hlc]`.
 *
 * Guards: every replica that holds the same entries reads the same value and the same conflicts, whatever order they came
 * in; and no value disappears that the writer who replaced it had not seen. Must not read a document, a clock or a schema
 * beyond the field it is handed, and never throws on what a stranger wrote: `parseEntry` leaves malformed entries out.
 *
 * An entry is covered when another standing one has it (or a later one of the same client) in its `seen`. What is not
 * covered is a head; the strategy chooses among heads. A covering entry must have the later hybrid clock, so entries that
 * claim to have seen each other cannot cover each other away: there is always a head.
 */
import type { Role } from '../access/roles.ts';
import type { ClientId } from '../ids.ts';
import type { RegisterField } from './schema.ts';
import { type Candidate, compareCandidates, type Scalar } from './strategy.ts';

export type Stamp = readonly [client: number, hlc: number];
export type Agreed = readonly [value: Scalar, hlc: number];

export interface Entry extends Candidate {
	readonly seen: readonly Stamp[];
	readonly open: readonly Stamp[];
	/** `manual` fields only: what the writer saw as settled, and the hybrid clock of that. */
	readonly agreed?: Agreed;
}

export interface Resolved {
	/** `undefined` when nothing was ever written, or nothing was ever agreed. */
	readonly value: Scalar | undefined;
	/** Whose value it is; none while a `manual` field is in dispute. */
	readonly winner?: Entry;
	/** The standing values that nobody has settled, in an order that is the same everywhere. */
	readonly conflicts: readonly Entry[];
	/** `manual` in dispute: what stays until somebody decides. */
	readonly agreed?: Agreed;
}

export interface Writing {
	readonly field: RegisterField;
	/** Everything that stands now, the writer's own entry included. */
	readonly entries: readonly Entry[];
	readonly client: ClientId;
	readonly value: Scalar;
	/** From `nextHlc`: later than every entry's. */
	readonly hlc: number;
	readonly role: Role;
	/** Settles the open conflicts too; a plain write leaves them standing. */
	readonly resolve: boolean;
}

export interface Written {
	readonly entry: Entry;
	/** Whose keys to delete in the same transaction. */
	readonly remove: readonly ClientId[];
}

/** An entry lists at most this many others (the gate's limit): more stand only if that many devices wrote at once. */
export const maxSeen = 64;

export function readRegister(field: RegisterField, entries: readonly Entry[]): Resolved {
	const [only] = entries;
	if (only === undefined) return { value: undefined, conflicts: [] };
	if (entries.length === 1) return { value: only.value, winner: only, conflicts: [] };
	const heads = headsOf(entries).sort(compareCandidates(field));
	const [first] = heads;
	if (first === undefined) throw new Error('a register with entries has a head');
	const disputed = field.strategy === 'manual' && heads.some((head) => head.value !== first.value);
	if (disputed) {
		const agreed = earliestAgreed(heads);
		const conflicts = candidates(field, entries, heads);
		return { value: agreed?.[0], conflicts, ...(agreed === undefined ? {} : { agreed }) };
	}
	const conflicts = candidates(field, entries, heads).filter((entry) => entry.value !== first.value);
	return { value: first.value, winner: first, conflicts };
}

/** What to write for a new value; `undefined` when it is the present one and nothing is in conflict. */
export function writeRegister(writing: Writing): Written | undefined {
	const { field, entries, client, value, hlc, role, resolve } = writing;
	const before = readRegister(field, entries);
	if (isSettled(before, value)) return undefined;
	const others = entries
		.filter((entry) => entry.client !== client)
		.sort(compareCandidates(field))
		.slice(0, maxSeen);
	// An open conflict with this very value is settled by it.
	const stays = resolve ? [] : before.conflicts.filter((entry) => entry.value !== value);
	const open = others.filter((entry) => stays.includes(entry));
	const agreed = field.strategy === 'manual' ? agreedBefore(before) : undefined;
	return {
		entry: {
			client,
			value,
			hlc,
			role,
			seen: others.map(stampOf),
			open: open.map(stampOf),
			...(agreed === undefined ? {} : { agreed }),
		},
		remove: others.filter((entry) => !stays.includes(entry)).map((entry) => entry.client),
	};
}

/** Is this the present value, with nothing in conflict? */
export function isSettled({ winner, value: present, conflicts }: Resolved, value: Scalar): boolean {
	return winner !== undefined && present === value && conflicts.length === 0;
}

/** The entry as it lies in the document. */
export function rawEntry(entry: Entry): unknown[] {
	const { value, hlc, role, seen, open, agreed } = entry;
	const raw: unknown[] = [value, hlc, role, seen.map((stamp) => [...stamp]), open.map((stamp) => [...stamp])];
	return agreed === undefined ? raw : [...raw, [...agreed]];
}

/** An entry out of the document, or `undefined` for anything that is not one. */
export function parseEntry(client: ClientId, raw: unknown): Entry | undefined {
	if (!Array.isArray(raw) || raw.length < 5 || raw.length > 6) return undefined;
	const [value, hlc, role, rawSeen, rawOpen, rawAgreed]: unknown[] = raw;
	if (!isScalar(value) || !isHlc(hlc) || typeof role !== 'string') return undefined;
	const seen = parseStamps(rawSeen);
	const open = parseStamps(rawOpen);
	if (seen === undefined || open === undefined) return undefined;
	if (raw.length === 5) return { client, value, hlc, role, seen, open };
	if (!Array.isArray(rawAgreed) || rawAgreed.length !== 2) return undefined;
	const [agreed, agreedHlc]: unknown[] = rawAgreed;
	if (!isScalar(agreed) || !isHlc(agreedHlc)) return undefined;
	return { client, value, hlc, role, seen, open, agreed: [agreed, agreedHlc] };
}

/** May this value stand in this register? `null` clears an optional one. The gate and the readers ask the same question. */
export function isAllowedValue(field: RegisterField, value: unknown): value is Scalar {
	if (value === null && field.optional) return true;
	return isScalar(value) && field.value.safeParse(value).success;
}

function headsOf(entries: readonly Entry[]): Entry[] {
	const byClient = new Map<number, Entry>(entries.map((entry) => [entry.client, entry]));
	const covered = new Set<Entry>();
	for (const entry of entries) {
		for (const [client, hlc] of entry.seen) {
			const other = byClient.get(client);
			if (other !== undefined && hlc >= other.hlc && entry.hlc > other.hlc) covered.add(other);
		}
	}
	return entries.filter((entry) => !covered.has(entry));
}

/**
 * The heads, what they left open, what that had left open, and so on: a head's writer may have seen an open entry before the
 * older one that it keeps open arrived there.
 */
function candidates(
	field: RegisterField,
	entries: readonly Entry[],
	heads: readonly Entry[],
): readonly Entry[] {
	const byClient = new Map<number, Entry>(entries.map((entry) => [entry.client, entry]));
	const found = new Set(heads);
	// A set visits what is added to it on the way.
	for (const { open } of found) {
		for (const [client, hlc] of open) {
			const entry = byClient.get(client);
			if (entry !== undefined && entry.hlc === hlc) found.add(entry);
		}
	}
	return [...found].sort(compareCandidates(field));
}

/**
 * The oldest is the one that every head's writer knew of; of equally old ones, the first head's. Heads that carry none were
 * first writes: they do not count, and if no head carries one, nothing was ever agreed.
 */
function earliestAgreed(heads: readonly Entry[]): Agreed | undefined {
	let earliest: Agreed | undefined;
	for (const { agreed } of heads) {
		if (agreed !== undefined && (earliest === undefined || agreed[1] < earliest[1])) earliest = agreed;
	}
	return earliest;
}

function agreedBefore({ winner, agreed }: Resolved): Agreed | undefined {
	return winner === undefined ? agreed : [winner.value, winner.hlc];
}

function parseStamps(raw: unknown): readonly Stamp[] | undefined {
	if (!Array.isArray(raw) || raw.length > maxSeen) return undefined;
	const stamps: Stamp[] = [];
	for (const pair of raw as unknown[]) {
		if (!Array.isArray(pair) || pair.length !== 2) return undefined;
		const [client, hlc]: unknown[] = pair;
		if (!isHlc(client) || !isHlc(hlc)) return undefined;
		stamps.push([client, hlc]);
	}
	return stamps;
}

const stampOf = ({ client, hlc }: Entry): Stamp => [client, hlc];

function isScalar(value: unknown): value is Scalar {
	if (typeof value === 'number') return Number.isFinite(value);
	return value === null || typeof value === 'string' || typeof value === 'boolean';
}

const isHlc = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
