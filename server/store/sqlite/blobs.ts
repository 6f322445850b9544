/** The rows of photos in SQLite. Room is measured and taken in one transaction, in the only thread that writes. */
import type { PersonId, WeddingId } from '../../../shared/ids.ts';
import type { Blob, BlobQuota, BlobSaved, BlobType } from '../blobs.ts';
import type { Database } from './database.ts';

export function createBlobWrites(db: Database) {
	const insert = db.prepare('INSERT INTO blobs VALUES (?, ?, ?, ?, ?, ?, ?)');
	const judge = createJudge(db);
	const save = db.transaction((blob: Blob, quota: BlobQuota): BlobSaved => {
		const { wedding, sha256, kept, type, size, by, at } = blob;
		const saved = judge(blob, quota);
		if (saved === 'new') insert.run(wedding, sha256, by, kept, type, size, at);
		return saved;
	});
	return {
		saveBlob: (blob: Blob, quota: BlobQuota) => save.immediate(blob, quota),
	};
}

/** Without taking the room. */
function createJudge(db: Database) {
	const known = db.prepare('SELECT 1 FROM blobs WHERE wedding = ? AND sha256 = ? AND person = ?');
	const used = db.prepare('SELECT coalesce(sum(size), 0) FROM blobs WHERE wedding = ?').pluck();
	const usedBy = db
		.prepare('SELECT coalesce(sum(size), 0) FROM blobs WHERE wedding = ? AND person = ?')
		.pluck();
	return ({ wedding, sha256, size, by }: Blob, quota: BlobQuota): BlobSaved => {
		if (known.get(wedding, sha256, by) !== undefined) return 'known';
		if (Number(used.get(wedding)) + size > quota.wedding) return 'wedding-full';
		return Number(usedBy.get(wedding, by)) + size > quota.person ? 'person-full' : 'new';
	};
}

export function createBlobReads(db: Database) {
	const found = db.prepare(
		`SELECT * FROM blobs WHERE wedding = @wedding AND sha256 = @hash
		 UNION SELECT * FROM blobs WHERE wedding = @wedding AND kept = @hash ORDER BY at, sha256, person`,
	);
	return {
		roomForBlob: createJudge(db),
		blobs: (wedding: string, hash: string): Blob[] =>
			(found.all({ wedding, hash }) as BlobRow[]).map(({ person, ...row }) => ({
				...row,
				wedding: row.wedding as WeddingId,
				type: row.type as BlobType,
				by: person as PersonId,
			})),
	};
}

interface BlobRow {
	wedding: string;
	sha256: string;
	person: string;
	kept: string;
	type: string;
	size: number;
	at: number;
}

/** Every photo that rows name, for a backup. */
export function keptBlobs(db: Database): readonly string[] {
	const table = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'blobs'").pluck().get();
	return table === 0
		? []
		: (db.prepare('SELECT DISTINCT kept FROM blobs ORDER BY kept').pluck().all() as string[]);
}
