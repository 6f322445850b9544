/**
 * Puts a backup in a server's place. Proves the copy before it appears (structure, every checksum, every section rebuilt) and
 * gives it a new incarnation, so that devices offer again what the backup does not have. Overwrites nothing unless told to,
 * and then keeps the replaced file beside.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Millis } from '../../shared/clock.ts';
import { type Incarnation, newId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { createNote, hasAudit } from './sqlite/audit.ts';
import { copyTo, syncFile } from './sqlite/copy.ts';
import { lock, makeFolder, openPlain, openReadOnly } from './sqlite/database.ts';
import { giveUpDue } from './sqlite/give-up.ts';
import { FileLocked } from './sqlite/faults.ts';
import { type Rebuild, type Verified, verify } from './verify.ts';

export interface Restored {
	readonly incarnation: Incarnation;
	/** What was found in the restored file. */
	readonly verified: Verified;
	/** Where the replaced database lies now, if there was one. */
	readonly replaced?: string;
}

export interface NotRestored {
	readonly code: 'no-backup' | 'damaged' | 'exists' | 'in-use';
	/** A sentence the operator can act on. */
	readonly reason: string;
	readonly verified?: Verified;
}

export interface RestoreDeps {
	readonly random: Random;
	readonly rebuild: Rebuild;
	/** For the audit, which says that and when the history became another. */
	readonly now: Millis;
	/** Put the restored file in the place of one that is there; that one is kept beside. */
	readonly overwrite?: boolean;
	/** Restore what is whole of a damaged backup, when there is no other. A file that SQLite itself finds broken stays refused. */
	readonly anyway?: boolean;
}

export async function restoreFrom(
	backup: string,
	target: string,
	deps: RestoreDeps,
): Promise<Result<Restored, NotRestored>> {
	if (!existsSync(backup)) return err({ code: 'no-backup', reason: `There is no file ${backup}.` });
	if (existsSync(target) && deps.overwrite !== true) {
		return err({
			code: 'exists',
			reason: `${target} exists. Name another file, or say that it may be replaced.`,
		});
	}
	const before = verify(backup, deps.rebuild);
	if (!isGoodEnough(before, deps))
		return err({ code: 'damaged', reason: sentence(backup, before), verified: before });
	makeFolder(dirname(target));
	let unlock: () => void;
	try {
		unlock = lock(target);
	} catch (cause) {
		if (cause instanceof FileLocked) return err({ code: 'in-use', reason: cause.message });
		throw cause;
	}
	try {
		return await putInPlace(backup, target, deps);
	} finally {
		unlock();
	}
}

async function putInPlace(
	backup: string,
	target: string,
	deps: RestoreDeps,
): Promise<Result<Restored, NotRestored>> {
	const incarnation = newId<Incarnation>(deps.random);
	const candidate = `${target}.restoring`;
	rmSync(candidate, { force: true });
	await copyOf(backup, candidate);
	renew(candidate, incarnation, deps.now);
	// The copy is proved, not only the original: this is the file the server will trust.
	const verified = verify(candidate, deps.rebuild);
	if (!isGoodEnough(verified, deps) || verified.incarnation !== incarnation) {
		rmSync(candidate, { force: true });
		return err({ code: 'damaged', reason: sentence(candidate, verified), verified });
	}
	const replaced = existsSync(target) ? moveAside(target, incarnation) : undefined;
	renameSync(candidate, target);
	syncFile(dirname(target));
	return ok({ incarnation, verified, ...(replaced !== undefined && { replaced }) });
}

function isGoodEnough(verified: Verified, { anyway = false }: RestoreDeps): boolean {
	return verified.ok || (anyway && verified.findings.every(({ kind }) => kind !== 'file'));
}

async function copyOf(backup: string, candidate: string): Promise<void> {
	const db = openReadOnly(backup);
	try {
		await copyTo(db, candidate);
	} finally {
		db.close();
	}
}

function renew(candidate: string, incarnation: Incarnation, at: Millis): void {
	const db = openPlain(candidate);
	try {
		db.prepare("UPDATE meta SET value = ? WHERE name = 'incarnation'").run(incarnation);
		if (hasAudit(db)) {
			createNote(db)('', [
				{ action: 'backup.restored', at, actor: { operator: true }, subject: incarnation },
			]);
		}
		giveUpDue(db, at);
	} finally {
		db.close();
	}
	syncFile(candidate);
}

/** The database and its log, under a name of their own: SQLite finds the one by the other's name. */
function moveAside(target: string, incarnation: Incarnation): string {
	const replaced = `${target}.replaced-by-${incarnation}`;
	renameSync(target, replaced);
	for (const end of ['-wal', '-journal']) {
		if (existsSync(target + end)) renameSync(target + end, replaced + end);
	}
	rmSync(`${target}-shm`, { force: true });
	return replaced;
}

function sentence(path: string, { findings }: Verified): string {
	const [first] = findings;
	return `${path} is not whole: ${first?.what ?? 'unknown'} (${findings.length} findings). Take another backup.`;
}
