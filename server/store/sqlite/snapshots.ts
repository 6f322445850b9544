/**
 * Snapshots at rest: zstd, each under a checksum of its own, the last three of a section kept. Guards "a section can always
 * be rebuilt": rows are folded only behind three snapshots that all read back whole, so one rotten snapshot costs nothing.
 */
import { createHash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { EntryRejected } from '../store.ts';
import type { Finding } from './finding.ts';
import type { Database } from './database.ts';

export interface WholeSnapshot {
	readonly seq: number;
	readonly state: Uint8Array<ArrayBuffer>;
	readonly stateVector: Uint8Array<ArrayBuffer>;
	readonly hash: string;
}

export interface SealedSnapshot {
	readonly seq: number;
	readonly stateVector: Uint8Array;
	readonly hash: string;
	readonly zstd: Uint8Array;
	readonly checksum: Uint8Array;
	/** Kept snapshots of the section that no longer read back whole. */
	readonly rotten: readonly number[];
}

type StoredSnapshot = [
	seq: number,
	stateVector: Uint8Array,
	hash: string,
	zstd: Uint8Array,
	checksum: Buffer,
];

/** The newest snapshot that reads back whole, and those newer ones that don't. */
export function createSnapshotReading(db: Database) {
	const select = db
		.prepare(
			`SELECT seq, state_vector, hash, zstd, checksum FROM snapshots
			 WHERE wedding = ? AND section = ? ORDER BY seq DESC`,
		)
		.raw();
	return (wedding: string, section: string): { snapshot?: WholeSnapshot; rotten: number[] } => {
		const rotten: number[] = [];
		for (const row of select.iterate(wedding, section) as Iterable<StoredSnapshot>) {
			const [seq, stateVector, hash, zstd] = row;
			if (isWhole(wedding, section, row)) {
				const state = ownCopy(zstdDecompressSync(zstd));
				return { snapshot: { seq, state, stateVector: ownCopy(stateVector), hash }, rotten };
			}
			rotten.push(seq);
		}
		return { rotten };
	};
}

/** The costly part of keeping one, done in the reader thread so that no receipt waits for it. */
export function createSeal(db: Database) {
	const select = db
		.prepare(
			'SELECT seq, state_vector, hash, zstd, checksum FROM snapshots WHERE wedding = ? AND section = ?',
		)
		.raw();
	return (wedding: string, section: string, snapshot: WholeSnapshot): SealedSnapshot => {
		const { seq, stateVector, hash } = snapshot;
		const zstd = zstdCompressSync(snapshot.state, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
		if (!zstdDecompressSync(zstd).equals(snapshot.state))
			throw new Error('zstd does not read back what it wrote');
		const kept = select.all(wedding, section) as StoredSnapshot[];
		return {
			seq,
			stateVector: ownCopy(stateVector),
			hash,
			zstd: ownCopy(zstd),
			checksum: ownCopy(checksumOf(wedding, section, [seq, stateVector, hash, zstd])),
			rotten: kept.filter((row) => !isWhole(wedding, section, row)).map(([seq]) => seq),
		};
	};
}

/** The writing part: puts it in, drops rotten and surplus ones, and says up to which row the log may be folded. */
export function createKeep(db: Database) {
	const head = db.prepare('SELECT seq FROM weddings WHERE id = ?').pluck();
	const insert = db.prepare('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?)');
	const remove = db.prepare('DELETE FROM snapshots WHERE wedding = ? AND section = ? AND seq = ?');
	const kept = db
		.prepare('SELECT seq FROM snapshots WHERE wedding = ? AND section = ? ORDER BY seq DESC')
		.pluck();
	return db.transaction((wedding: string, section: string, sealed: SealedSnapshot): { foldTo: number } => {
		const last = head.get(wedding);
		if (typeof last !== 'number') throw new EntryRejected(`there is no wedding ${wedding}`);
		if (sealed.seq > last)
			throw new EntryRejected(`a snapshot at ${sealed.seq}, but the log ends at ${last}`);
		for (const seq of sealed.rotten) remove.run(wedding, section, seq);
		const { seq, stateVector, hash, zstd, checksum } = sealed;
		insert.run(wedding, section, seq, stateVector, hash, zstd, checksum);
		const seqs = kept.all(wedding, section) as number[];
		for (const surplus of seqs.slice(keptSnapshots)) remove.run(wedding, section, surplus);
		return { foldTo: seqs[keptSnapshots - 1] ?? 0 };
	});
}

/** Forgets the bytes of the next rows up to `to`, a bounded number at a time so that receipts pass between; true when done. */
export function createFold(db: Database) {
	const done = db.prepare('SELECT seq FROM folds WHERE wedding = ? AND section = ?').pluck();
	const mark = db.prepare('INSERT OR REPLACE INTO folds VALUES (?, ?, ?)');
	const fold = db.prepare(
		'UPDATE log SET bytes = NULL WHERE wedding = ? AND section = ? AND seq > ? AND seq <= ?',
	);
	const settled = db.prepare('SELECT max(seq) FROM log WHERE wedding = ?').pluck();
	return db.transaction((wedding: string, section: string, wanted: number): boolean => {
		// Rows still in the tail are folded by a later snapshot.
		const to = Math.min(wanted, Number(settled.get(wedding) ?? 0));
		const from = Number(done.get(wedding, section) ?? 0);
		const until = Math.min(to, from + foldedAtOnce);
		if (until <= from) return true;
		fold.run(wedding, section, from, until);
		mark.run(wedding, section, until);
		return until >= to;
	});
}

/** For `verify`: names every kept snapshot that does not read back whole, and counts them all. */
export function checkSnapshots(db: Database, findings: Finding[]): number {
	const select = db
		.prepare('SELECT wedding, section, seq, state_vector, hash, zstd, checksum FROM snapshots')
		.raw();
	let count = 0;
	for (const [wedding, section, ...row] of select.iterate() as Iterable<
		[string, string, ...StoredSnapshot]
	>) {
		count += 1;
		if (isWhole(wedding, section, row)) continue;
		findings.push({
			kind: 'snapshot',
			wedding,
			section,
			seq: row[0],
			what: 'it does not match its checksum',
		});
	}
	return count;
}

function isWhole(wedding: string, section: string, row: StoredSnapshot): boolean {
	const [seq, stateVector, hash, zstd, checksum] = row;
	return checksumOf(wedding, section, [seq, stateVector, hash, zstd]).equals(checksum);
}

function checksumOf(
	wedding: string,
	section: string,
	[seq, stateVector, hash, zstd]: readonly [number, Uint8Array, string, Uint8Array],
): Buffer {
	return createHash('sha256')
		.update(JSON.stringify([wedding, section, seq, hash, stateVector.length]))
		.update(stateVector)
		.update(zstd)
		.digest();
}

/** Bytes in a buffer of their own, which may be handed to another thread. */
function ownCopy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	return new Uint8Array(bytes);
}

const keptSnapshots = 3;
const foldedAtOnce = 500;
