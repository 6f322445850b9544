/**
 * Backup, restore and verify as the operator runs them: on the database's file, a backup and a verification beside a running
 * server. Guards: a restore proves the copy before it stands in the server's place, and never while a server has it open. Says
 * what was done, or what to do; the work is the store's.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Millis } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';
import { whyNotWhole } from '../store/rebuild.ts';
import { restoreFrom } from '../store/restore.ts';
import { createNote, hasAudit } from '../store/sqlite/audit.ts';
import { copyTo } from '../store/sqlite/copy.ts';
import { openReader, sqliteCode } from '../store/sqlite/database.ts';
import { type Verified, verify } from '../store/verify.ts';
import { copyPhotos, photosBeside, saidOf } from './photo-copies.ts';

/** What a command says, and whether it succeeded. */
export interface Said {
	readonly lines: readonly string[];
	readonly isDone: boolean;
}
export const done = (...lines: readonly string[]): Said => ({ lines, isDone: true });
export const failed = (...lines: readonly string[]): Said => ({ lines, isDone: false });

export async function backUp(
	database: string,
	target: string,
	{ random, now }: { readonly random: Random; readonly now: Millis },
): Promise<Said> {
	if (!existsSync(database)) return failed(noDatabase(database));
	if (existsSync(target)) return failed(`${target} exists. Name a new file; a backup replaces none.`);
	const db = openReader(database);
	try {
		await copyTo(db, resolve(target));
		noteBackup(db, now);
	} finally {
		db.close();
	}
	const verified = verify(target, whyNotWhole);
	if (!verified.ok) return failed(`${target} was written, but is not whole.`, ...findings(verified));
	const to = photosBeside(target);
	const photos = await copyPhotos(target, { from: photosOf(database), to, random });
	return done(`Backed up to ${target}: ${counts(verified)}.`, ...saidOf(photos, to));
}

/** Beside a running server, as one short write of its own: of the audit the file alone knows the end, no process. */
function noteBackup(db: ReturnType<typeof openReader>, at: Millis): void {
	if (!hasAudit(db)) return;
	try {
		createNote(db)('', [{ action: 'backup.taken', at, actor: { operator: true } }]);
	} catch (cause) {
		// A full disk is when a backup is needed most.
		if (sqliteCode(cause) !== 'SQLITE_FULL') throw cause;
	}
}

export async function restore(
	backup: string,
	database: string,
	{ random, force, now }: { readonly random: Random; readonly force: boolean; readonly now: Millis },
): Promise<Said> {
	const restored = await restoreFrom(backup, database, {
		random,
		rebuild: whyNotWhole,
		overwrite: force,
		now,
	});
	if (restored.ok) {
		const { verified, replaced } = restored.value;
		const to = photosOf(database);
		const photos = await copyPhotos(database, { from: photosBeside(backup), to, random });
		return done(
			`Restored ${database} from ${backup}: ${counts(verified)}.`,
			...(replaced === undefined ? [] : [`What was there before is now ${replaced}.`]),
			...saidOf(photos, to),
			'Devices that come back offer again what the backup did not have. Links and tokens stay good as long as the folder holds',
			'the same "secret" and "operator-key.sha256", which are not in the backup. Start the server: npm start',
		);
	}
	const { code, reason, verified } = restored.error;
	const more = verified === undefined ? [] : findings(verified);
	if (code === 'exists')
		return failed(`${database} exists. Add --force to replace it; the old file is kept beside.`);
	return failed(reason, ...more);
}

export function verifyFile(file: string): Said {
	if (!existsSync(file)) return failed(noDatabase(file));
	const verified = verify(file, whyNotWhole);
	if (verified.ok) return done(`${file} is whole: ${counts(verified)}.`);
	const advice = 'Restore it from a backup: npm run wedsync -- restore <file> --force';
	return failed(`${file} is not whole:`, ...findings(verified), advice);
}

function counts({ weddings, sections, rows, events, snapshots, quarantined, ...audit }: Verified): string {
	const aside = quarantined === 0 ? '' : `, ${quarantined} rows put aside`;
	const audited = `${audit.auditRows} rows of the audit (${audit.auditHead.slice(0, 16)})`;
	return `${weddings} weddings, ${sections} sections rebuilt, ${rows} rows, ${events} events, ${snapshots} snapshots${aside}, ${audited}`;
}

const findings = ({ findings: found }: Verified): readonly string[] =>
	found.slice(0, mostShown).map((finding) => `  ${JSON.stringify(finding)}`);

/** Beside the database, where the server keeps them. */
const photosOf = (database: string): string => join(dirname(database), 'blobs');

const noDatabase = (path: string): string =>
	`There is no ${path}. Set WEDSYNC_DATA to the server's folder, or name the file.`;

const mostShown = 20;
