/**
 * The main thread's end of a SQLite thread: ask by name, get a promise. Guards that no question stays unanswered, and that one
 * dead thread ends the whole store: all that wait and all that come later are rejected with `StorageDead`.
 */
import { Worker } from 'node:worker_threads';
import { EntryRejected, SectionLost, StorageDead, StorageFull } from '../store.ts';
import { FileLocked, FileUnusable } from './faults.ts';
import type { ThreadOptions } from './commands.ts';
import type { Question, Reply, ThreadRole } from './worker.ts';

type CommandTable = { readonly [name: string]: (...args: never[]) => unknown };

export interface Thread<C extends CommandTable> {
	/** Opens the file; everything else comes after. */
	open(options: ThreadOptions): Promise<void>;
	ask<N extends keyof C & string>(
		name: N,
		args: Parameters<C[N]>,
		handOver?: readonly ArrayBuffer[],
	): Promise<Awaited<ReturnType<C[N]>>>;
	/** Closes the file and ends the thread, after what was asked before. */
	close(): Promise<void>;
}

/** What the threads of one store share: once cut, nothing is promised any more. */
export interface Lifeline {
	readonly cut: Error | undefined;
	end(cause: Error): void;
	onEnd(call: (cause: Error) => void): void;
}

export function createLifeline(): Lifeline {
	const calls: ((cause: Error) => void)[] = [];
	let cut: Error | undefined;
	return {
		get cut() {
			return cut;
		},
		end(cause) {
			if (cut !== undefined) return;
			cut = cause;
			for (const call of calls) call(cause);
		},
		onEnd: (call) => void calls.push(call),
	};
}

/** Starts the thread; it loads its code while others work. */
export function startThread<C extends CommandTable>(role: ThreadRole, life: Lifeline): Thread<C> {
	const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { role } });
	const waiting = new Map<number, { resolve(value: unknown): void; reject(cause: Error): void }>();
	let nextId = 0;
	let closing = false;

	const question = (name: string, args: readonly unknown[], handOver: readonly ArrayBuffer[]) =>
		new Promise<unknown>((resolve, reject) => {
			if (life.cut !== undefined) return reject(life.cut);
			const id = nextId++;
			waiting.set(id, { resolve, reject });
			worker.postMessage({ id, name, args } satisfies Question, [...handOver]);
		});
	life.onEnd((cause) => {
		for (const { reject } of waiting.values()) reject(cause);
		waiting.clear();
		void worker.terminate();
	});
	worker.on('message', (reply: Reply) => {
		const asked = waiting.get(reply.id);
		// Under `node --watch` the module loader speaks on the same line.
		if (asked === undefined) return;
		waiting.delete(reply.id);
		if ('value' in reply) return asked.resolve(reply.value);
		const cause = errorOf(reply.fault);
		asked.reject(cause);
		if (cause instanceof StorageDead) life.end(cause);
	});
	worker.on('error', (cause) => life.end(new StorageDead(`a storage thread failed: ${String(cause)}`)));
	worker.on('exit', () => closing || life.end(new StorageDead('a storage thread ended by itself')));

	return {
		async open(options) {
			await question('open', [options], []);
		},
		// The table of commands says what each answers; the wire between threads cannot.
		ask: (name, args, handOver = []) => question(name, args, handOver) as Promise<never>,
		async close() {
			const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
			closing = true;
			await question('close', [], []);
			await ended;
		},
	};
}

function errorOf({ kind, message }: Extract<Reply, { fault: unknown }>['fault']): Error {
	return new errorByKind[kind](message);
}

const errorByKind = {
	full: StorageFull,
	dead: StorageDead,
	rejected: EntryRejected,
	lost: SectionLost,
	locked: FileLocked,
	unusable: FileUnusable,
	other: Error,
} as const;
