/**
 * What the threads can be asked: one table of functions per thread. The writer is the only one that writes; the reader reads,
 * compresses and checkpoints, so that no receipt waits for a load.
 */
import { migrations } from '../migrations/migrations.ts';
import { createAlertReads, createAlertWrites } from './alerts.ts';
import { createAppend } from './append.ts';
import { createAuditReads, createNote } from './audit.ts';
import { copyTo } from './copy.ts';
import { type Database, openReader, openWriter, sqliteCode, type Weakened } from './database.ts';
import { createBlobReads, createBlobWrites } from './blobs.ts';
import { createEndpointReads, createEndpointWrites } from './endpoints.ts';
import { createEvents, createHasUpdate, createLoad } from './load.ts';
import { createMemberReads, createMemberWrites } from './members.ts';
import { migrate } from './migrate.ts';
import { createNoticeReads } from './notice-reads.ts';
import { createOutboxReads, createOutboxWrites } from './outbox.ts';
import { createPeopleReads, createPeopleWrites } from './people.ts';
import { createMarkRotten, createQuarantine } from './quarantine.ts';
import { createReachReads, createReachWrites } from './reach.ts';
import { createSettle, type Settle } from './settle.ts';
import { createSessionReads, createSessionWrites } from './sessions.ts';
import { createFold, createKeep, createSeal } from './snapshots.ts';
import { failPoint } from '../../ops/fail-point.ts';
import { createSuggestionReads, createSuggestionWrites } from './suggestions.ts';
import { createTail } from './tail.ts';

export interface ThreadOptions {
	readonly path: string;
	readonly weakened?: Weakened | undefined;
	/** For a file that is new: its incarnation. */
	readonly incarnation: string;
	readonly now: number;
	/** A crash drill, as `ops/fail-point.ts` writes it; the steps here are `inserted`, `committed`, `settled` and `kept`. */
	readonly failPoint?: string | undefined;
}

export function writerCommands({ path, weakened, incarnation, now, failPoint: drill }: ThreadOptions) {
	const pass = failPoint(drill, () => process.kill(process.pid, 'SIGKILL')) ?? (() => undefined);
	const { db, unlock } = openWriter(path, weakened);
	migrate(db, migrations, now);
	db.prepare('INSERT OR IGNORE INTO meta VALUES (?, ?)').run('incarnation', incarnation);
	const tail = createTail(db);
	const settle = createSettle(db, tail);
	const probe = db.prepare('INSERT OR REPLACE INTO probe VALUES (1, ?)');
	return {
		incarnation: () => String(db.prepare("SELECT value FROM meta WHERE name = 'incarnation'").pluck().get()),
		append: createAppend(db, tail, pass),
		settle: passing(settle, () => pass('settled')),
		keepSnapshot: passing(createKeep(db), () => pass('kept')),
		fold: createFold(db),
		...createPeopleWrites(db),
		...createMemberWrites(db),
		...createSuggestionWrites(db),
		...createSessionWrites(db),
		...createEndpointWrites(db),
		...createBlobWrites(db),
		...createReachWrites(db),
		...createAlertWrites(db),
		...createOutboxWrites(db),
		note: createNote(db),
		quarantine: createQuarantine(db),
		markRotten: createMarkRotten(db),
		probe: (at: number): void => void probe.run(at),
		checkpoint: () => checkpoint(db, 'PASSIVE'),
		close(): void {
			tidy(db, settle);
			db.close();
			unlock();
		},
	};
}

function passing<A extends unknown[], T>(work: (...args: A) => T, pass: () => void): (...args: A) => T {
	return (...args) => {
		const done = work(...args);
		pass();
		return done;
	};
}

export function readerCommands({ path, weakened }: ThreadOptions) {
	const db = openReader(path, weakened);
	return {
		load: createLoad(db),
		hasUpdate: createHasUpdate(db),
		events: createEvents(db),
		seal: createSeal(db),
		...createPeopleReads(db),
		...createMemberReads(db),
		...createSuggestionReads(db),
		...createSessionReads(db),
		...createEndpointReads(db),
		...createBlobReads(db),
		...createReachReads(db),
		...createAlertReads(db),
		...createNoticeReads(db),
		...createOutboxReads(db),
		...createAuditReads(db),
		checkpoint: () => checkpoint(db, 'PASSIVE'),
		close: (): void => void db.close(),
	};
}

export function copierCommands({ path }: ThreadOptions) {
	const db = openReader(path);
	return {
		copyTo: (target: string) => copyTo(db, target),
		close: (): void => void db.close(),
	};
}

export type WriterCommands = ReturnType<typeof writerCommands>;
export type ReaderCommands = ReturnType<typeof readerCommands>;
export type CopierCommands = ReturnType<typeof copierCommands>;

/** Leaves a small file for the next start. On a full disk there is no room to tidy in, and no need. */
function tidy(db: Database, settle: Settle): void {
	try {
		for (let { left, landed } = settle(); left + landed > 0; ) ({ left, landed } = settle());
		checkpoint(db, 'TRUNCATE');
	} catch (cause) {
		if (sqliteCode(cause) !== 'SQLITE_FULL') throw cause;
	}
}

/** How long the write-ahead log is, and how much of it has reached the database file, in pages. */
function checkpoint(db: Database, mode: 'PASSIVE' | 'TRUNCATE'): { log: number; done: number } {
	const [found] = db.pragma(`wal_checkpoint(${mode})`) as { log: number; checkpointed: number }[];
	return { log: found?.log ?? 0, done: found?.checkpointed ?? 0 };
}
