/**
 * Runs a program under strace and reads back what it did to certain files, in order. strace sees the real system calls of
 * every thread, needs no compiler, and can also make them fail (`inject`), so the same tool is the trace and the bad disk.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A system call on a traced file; `at` counts lines of the trace, for "before" and "after". */
export type DiskCall =
	| { readonly kind: 'write'; readonly path: string; readonly offset: number; readonly bytes: Buffer }
	/** All writes to the file that ended before `begun` are on the disk when this call has ended. */
	| { readonly kind: 'sync'; readonly path: string; readonly begun: number }
	| { readonly kind: 'truncate'; readonly path: string; readonly length: number }
	| { readonly kind: 'remove'; readonly path: string };

export interface StraceRun {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

export async function runUnderStrace(given: {
	readonly program: readonly string[];
	readonly trace: string;
	readonly paths: readonly string[];
	/** strace's own syntax, such as `fsync:error=EIO:when=3+`. */
	readonly inject?: string;
}): Promise<StraceRun> {
	const inject = given.inject === undefined ? [] : ['-e', `inject=${given.inject}`];
	const flags = [
		'-f',
		'-y',
		'-xx',
		'-s',
		'10000000',
		'-e',
		`trace=${traced.join()}`,
		...inject,
		'-o',
		given.trace,
	];
	const child = spawn('strace', [...flags, ...given.paths.flatMap((path) => ['-P', path]), ...given.program]);
	let [stdout, stderr] = ['', ''];
	child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.on('error', () => reject(new Error('This test needs strace: apt-get install strace')));
		child.on('close', resolve);
	});
	return { code, stdout, stderr };
}

/** The calls of a trace, each at the place where it ended (a write: where it began, for it may be on the disk from then on). */
export function readTrace(trace: string): DiskCall[] {
	const calls: DiskCall[] = [];
	/** By thread: what it is in the middle of. */
	const begun = new Map<string, { readonly text: string; readonly at: number }>();
	for (const line of readFileSync(trace, 'latin1').split('\n')) {
		const [, thread = '', text = ''] = /^(\d+) +(.*)$/s.exec(line) ?? [];
		if (text.endsWith('<unfinished ...>')) {
			begun.set(thread, { text, at: calls.length });
			const write = writeOf(text);
			if (write !== undefined) calls.push(write);
			continue;
		}
		const resumed = /^<\.\.\. \w+ resumed>/.test(text);
		const start = resumed ? begun.get(thread) : { text, at: calls.length };
		if (start === undefined || /= -1 /.test(text)) continue;
		const call = resumed ? laterCall(start.text, start.at) : (writeOf(text) ?? laterCall(text, start.at));
		if (call !== undefined) calls.push(call);
	}
	return calls;
}

function writeOf(text: string): DiskCall | undefined {
	const [, name, path = '', data = '', offset] =
		/^(pwrite64|write)\(\d+<([^>]*)>, "([^"]*)", \d+(?:, (\d+))?/.exec(text) ?? [];
	if (name === undefined) return undefined;
	return {
		kind: 'write',
		path: plain(path),
		offset: offset === undefined ? -1 : Number(offset),
		bytes: bytesOf(data),
	};
}

function laterCall(text: string, begun: number): DiskCall | undefined {
	const sync = /^f(?:data)?sync\(\d+<([^>]*)>/.exec(text);
	if (sync) return { kind: 'sync', path: plain(sync[1] ?? ''), begun };
	const truncate = /^ftruncate\(\d+<([^>]*)>, (\d+)/.exec(text);
	if (truncate) return { kind: 'truncate', path: plain(truncate[1] ?? ''), length: Number(truncate[2]) };
	const remove = /^unlink\("([^"]*)"/.exec(text);
	if (remove) return { kind: 'remove', path: plain(remove[1] ?? '') };
	if (/^(rename|pwritev|writev|fallocate|sync_file_range|mmap)/.test(text)) {
		throw new Error(`the harness does not know how to replay ${text.slice(0, 40)}`);
	}
	return undefined;
}

const bytesOf = (data: string): Buffer => Buffer.from(data.replaceAll('\\x', ''), 'hex');
const plain = (path: string): string => bytesOf(path).toString();

/** Everything by which a file can change; what the replay cannot follow stops it. */
const traced = [
	'pwrite64',
	'write',
	'fsync',
	'fdatasync',
	'ftruncate',
	'unlink',
	'rename',
	'pwritev',
	'writev',
	'fallocate',
	'sync_file_range',
];
