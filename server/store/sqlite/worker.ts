/**
 * The thread in which SQLite lives: opens the file, then answers one command after the other, in order. Guards the main
 * thread (no disk wait there) and the meaning of errors: which mean "no space", which mean "our bug", which mean "dead".
 */
import { parentPort, workerData } from 'node:worker_threads';
import { EntryRejected, SectionLost, StorageDead } from '../store.ts';
import { copierCommands, readerCommands, type ThreadOptions, writerCommands } from './commands.ts';
import { sqliteCode } from './database.ts';
import { FileLocked, FileUnusable } from './faults.ts';

export interface Question {
	readonly id: number;
	readonly name: string;
	readonly args: readonly unknown[];
}

export type FaultKind = 'full' | 'dead' | 'rejected' | 'lost' | 'locked' | 'unusable' | 'other';
export type Reply =
	| { readonly id: number; readonly value: unknown }
	| { readonly id: number; readonly fault: { readonly kind: FaultKind; readonly message: string } };

export type ThreadRole = 'writer' | 'reader' | 'copier';

type Commands = Record<string, (...args: never[]) => unknown>;

function run(role: ThreadRole): void {
	const port = parentPort;
	if (port === null) throw new Error('this file is started as a worker thread');
	let commands: Commands = {
		open: (options: ThreadOptions) => {
			commands = openCommands[role](options);
			return null;
		},
		close: () => null,
	};
	const reply = (message: Reply) =>
		port.postMessage(message, 'value' in message ? buffersIn(message.value) : []);
	port.on('message', ({ id, name, args }: Question) => {
		const fail = (cause: unknown) => reply({ id, fault: faultOf(cause) });
		try {
			const command = commands[name];
			if (command === undefined) throw new Error(`the ${role} thread has no command ${name}`);
			const value = command(...(args as never[]));
			if (value instanceof Promise) value.then((late: unknown) => reply({ id, value: late }), fail);
			else reply({ id, value });
		} catch (cause) {
			fail(cause);
		}
		if (name === 'close') port.close();
	});
}

/** Full disks come back as a value; whatever else the disk or the file does wrong ends the process. */
export function faultOf(cause: unknown): { kind: FaultKind; message: string } {
	const message = cause instanceof Error ? cause.message : String(cause);
	const code = sqliteCode(cause);
	if (cause instanceof EntryRejected || code.startsWith('SQLITE_CONSTRAINT'))
		return { kind: 'rejected', message };
	if (cause instanceof StorageDead) return { kind: 'dead', message };
	if (cause instanceof SectionLost) return { kind: 'lost', message };
	if (cause instanceof FileLocked) return { kind: 'locked', message };
	if (cause instanceof FileUnusable) return { kind: 'unusable', message };
	// The shared-memory file beside the log could not grow: also a full disk, seen before anything was written.
	if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') return { kind: 'full', message };
	if (code !== '') return { kind: 'dead', message: `${code}: ${message}` };
	return { kind: 'other', message };
}

/** Buffers that are handed over instead of copied: every whole one in the value's first two levels. */
function buffersIn(value: unknown): ArrayBuffer[] {
	const found = new Set<ArrayBuffer>();
	const visit = (part: unknown, depth: number) => {
		if (ArrayBuffer.isView(part)) {
			if (part.buffer instanceof ArrayBuffer && part.byteLength === part.buffer.byteLength)
				found.add(part.buffer);
		} else if (typeof part === 'object' && part !== null && !Array.isArray(part) && depth < 3) {
			for (const inner of Object.values(part)) visit(inner, depth + 1);
		}
	};
	visit(value, 0);
	return [...found];
}

const openCommands = { writer: writerCommands, reader: readerCommands, copier: copierCommands };

run((workerData as { role: ThreadRole }).role);
