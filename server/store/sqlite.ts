/**
 * The embedded store: one SQLite file, a writer thread and a reader thread. Guards "what `append` resolved for survives
 * kill -9 and power loss". This file routes the port's calls; the work is under `sqlite/`.
 */
import type { Clock } from '../../shared/clock.ts';
import type { DerivedEvent, WeddingEvent } from '../../shared/events/event.ts';
import { type Incarnation, newId, type Seq, type WeddingId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import { err, ok } from '../../shared/result.ts';
import type { CopierCommands, ReaderCommands, ThreadOptions, WriterCommands } from './sqlite/commands.ts';
import type { Weakened } from './sqlite/database.ts';
import { blobCalls } from './sqlite/blob-calls.ts';
import { endpointCalls } from './sqlite/endpoint-calls.ts';
import { createGroupCommit } from './sqlite/group-commit.ts';
import { outboxCalls } from './sqlite/outbox-calls.ts';
import { reachCalls } from './sqlite/reach-calls.ts';
import { sessionCalls } from './sqlite/session-calls.ts';
import { unpackRows } from './sqlite/packing.ts';
import { createLifeline, type Lifeline, startThread, type Thread } from './sqlite/thread.ts';
import { createUpkeep, type UpkeepLimits, upkeepLimits } from './sqlite/upkeep.ts';
import { type Loaded, type Section, type Snapshot, StorageDead, StorageFull, type Store } from './store.ts';

export interface SqliteOptions {
	/** The database file; its folder is made if absent. */
	readonly path: string;
	readonly random: Random;
	readonly clock: Clock;
	/** Told of each row once, and of each snapshot at each load, found rotten; for the log and the alarm. */
	readonly onRot?: (rot: Rot) => void;
	/** Smaller limits, for tests that want the upkeep to happen. */
	readonly upkeep?: Partial<UpkeepLimits>;
	readonly weakened?: Weakened;
	/** A crash drill in the writer thread; see `ops/fail-point.ts`. */
	readonly failPoint?: string | undefined;
}

export interface Rot {
	readonly what: 'row' | 'snapshot';
	readonly wedding: WeddingId;
	readonly seq: number;
}

/** Rejects with `FileLocked` or `FileUnusable`, whose messages say what the operator can do. */
export async function openSqlite(options: SqliteOptions): Promise<Store> {
	const { path, weakened, random, clock, failPoint } = options;
	const life = createLifeline();
	const file = { path, weakened, failPoint, incarnation: newId<Incarnation>(random), now: clock.now() };
	// Both load their code at once; the file is opened by the writer first.
	const writer = startThread<WriterCommands>('writer', life);
	const reader = startThread<ReaderCommands>('reader', life);
	try {
		await writer.open(file);
		await reader.open(file);
		const incarnation = (await writer.ask('incarnation', [])) as Incarnation;
		return createStore({ options, life, writer, reader, file, incarnation });
	} catch (cause) {
		life.end(cause instanceof Error ? cause : new Error(String(cause)));
		throw cause;
	}
}

interface Threads {
	readonly options: SqliteOptions;
	readonly life: Lifeline;
	readonly writer: Thread<WriterCommands>;
	readonly reader: Thread<ReaderCommands>;
	readonly file: ThreadOptions;
	readonly incarnation: Incarnation;
}

function createStore({ options, life, writer, reader, file, incarnation }: Threads): Store {
	const { clock, onRot = () => undefined } = options;
	const upkeep = createUpkeep({
		writer,
		reader,
		limits: { ...upkeepLimits, ...options.upkeep },
		fatal: (cause) => life.end(cause instanceof StorageDead ? cause : new StorageDead(String(cause))),
	});
	let closed: Promise<void> | undefined;
	const commits = createGroupCommit(async (calls, bytes) => {
		const size = bytes.length;
		const stored = await writer.ask('append', [calls, bytes], [bytes.buffer]);
		upkeep.committed(
			calls.reduce((sum, call) => sum + call.length, 0),
			size,
		);
		return stored;
	});

	/** Each rotten row is told of once; its mark in the database remembers. */
	async function reportRows(wedding: WeddingId, seqs: readonly number[]): Promise<void> {
		if (seqs.length === 0) return;
		const marked = writer.ask('markRotten', [wedding, seqs, clock.now()]);
		// On a full disk they are told of again next time.
		const news = await marked.catch((cause) => (cause instanceof StorageFull ? seqs : Promise.reject(cause)));
		for (const seq of news) onRot({ what: 'row', wedding, seq });
	}

	async function load(wedding: WeddingId, section: Section): Promise<Loaded> {
		const packed = await reader.ask('load', [wedding, section]);
		for (const seq of packed.rottenSnapshots) onRot({ what: 'snapshot', wedding, seq });
		await reportRows(wedding, packed.rottenRows);
		return {
			...(packed.snapshot && { snapshot: packed.snapshot as Snapshot }),
			rows: unpackRows(packed.rows, section),
			lost: packed.lost,
			seq: packed.seq as Seq,
		};
	}

	async function saveSnapshot(wedding: WeddingId, section: Section, snapshot: Snapshot): Promise<void> {
		const { seq, hash } = snapshot;
		const [state, stateVector] = [new Uint8Array(snapshot.state), new Uint8Array(snapshot.stateVector)];
		const sealed = await reader.ask(
			'seal',
			[wedding, section, { seq, state, stateVector, hash }],
			[state.buffer],
		);
		const { foldTo } = await writer.ask('keepSnapshot', [wedding, section, sealed]);
		while (!(await writer.ask('fold', [wedding, section, foldTo])));
	}

	async function events(wedding: WeddingId, after: { seq: number; index: number }, limit: number) {
		const { rows, rottenRows } = await reader.ask('events', [wedding, after, limit]);
		await reportRows(wedding, rottenRows);
		return rows
			.flatMap(({ seq, at, events: json }) =>
				(JSON.parse(json) as DerivedEvent[]).map(
					(event, index): WeddingEvent => ({
						...event,
						seq: seq as Seq,
						index,
						at: new Date(at).toISOString(),
						wedding,
					}),
				),
			)
			.filter(({ seq, index }) => seq > after.seq || index > after.index)
			.slice(0, limit);
	}

	async function backup(path: string): Promise<void> {
		if (life.cut !== undefined) throw life.cut;
		// A lifeline of its own: the backup's disk may be another one, and its failing is not ours.
		const copier = startThread<CopierCommands>('copier', createLifeline());
		try {
			await copier.open(file);
			await copier.ask('copyTo', [path]);
		} finally {
			await copier.close().catch(() => undefined);
		}
	}

	async function shutDown(): Promise<void> {
		await commits.drained();
		await upkeep.idle();
		await reader.close();
		await writer.close();
		life.end(new Error('the store is closed'));
	}

	return {
		incarnation,
		append: (entries) =>
			closed === undefined ? commits.append(entries) : Promise.reject(new Error('the store is closed')),
		load,
		quarantine: (wedding, seq, reason) => writer.ask('quarantine', [wedding, seq, reason, clock.now()]),
		hasUpdate: (wedding, section, update) =>
			reader.ask('hasUpdate', [wedding, section, new Uint8Array(update)]),
		saveSnapshot,
		events,
		leases: (wedding, section) => reader.ask('leases', [wedding, section]),
		saveLease: (wedding, section, lease) => writer.ask('saveLease', [wedding, section, lease]),
		createWedding: (wedding, audit) => writer.ask('createWedding', [wedding, audit]),
		weddings: () => reader.ask('weddings', []),
		members: (wedding) => reader.ask('members', [wedding]),
		saveMember: (wedding, member, audit) => writer.ask('saveMember', [wedding, member, audit]),
		raiseMember: (wedding, person, raised, audit) =>
			writer.ask('raiseMember', [wedding, person, raised, audit]),
		weddingsOf: (person) => reader.ask('weddingsOf', [person]),
		saveLink: (link, audit) => writer.ask('saveLink', [link, audit]),
		findLink: (codeHash) => reader.ask('findLink', [codeHash]),
		async recallAnswer(wedding, person, key) {
			const found = await reader.ask('recallAnswer', [wedding, person, key]);
			return found && { ...found, seq: found.seq as Seq };
		},
		suggestion: (wedding, id) => reader.ask('suggestion', [wedding, id]),
		suggestions: (wedding, query) => reader.ask('suggestions', [wedding, query]),
		openSuggestions: (wedding, person) => reader.ask('openSuggestions', [wedding, person]),
		decideSuggestion: (wedding, decision, audit) =>
			writer.ask('decideSuggestion', [wedding, decision, audit]),
		alert: (wedding, id) => reader.ask('alert', [wedding, id]),
		alerts: (wedding, page) => reader.ask('alerts', [wedding, page]),
		seeAlerts: (wedding, ids, who) => writer.ask('seeAlerts', [wedding, ids, who]),
		closeAlert: (wedding, id, by, audit) => writer.ask('closeAlert', [wedding, id, by, audit]),
		note: (chain, facts) => writer.ask('note', [chain, facts]),
		audit: (chain, after, limit) => reader.ask('audit', [chain, after, limit]),
		...sessionCalls(writer, reader),
		...endpointCalls(writer, reader),
		...blobCalls(writer, reader),
		...reachCalls(writer, reader),
		...outboxCalls(writer, reader, { clock, wrote: (bytes) => upkeep.committed(0, bytes) }),
		backup,
		async probe() {
			try {
				return ok(await writer.ask('probe', [clock.now()]));
			} catch (cause) {
				if (cause instanceof StorageFull) return err({ code: 'full', reason: cause.message });
				throw cause;
			}
		},
		close() {
			closed ??= shutDown();
			return closed;
		},
	};
}
