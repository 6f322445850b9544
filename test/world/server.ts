/**
 * The real server as a process of its own, for tests that kill it, restart it and look at its disk: `server/main.ts` on a free
 * port with a data folder of the caller's (or a new one). Guards that nothing it starts outlives the test: every server is
 * known by its pid and killed when the test process ends.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface ServerOptions {
	/** A data folder to go on with; without it a new one is made, and removed by `remove`. */
	readonly data?: string;
	/** The port of a server before; without it a free one. */
	readonly port?: number;
	/** Seeds the demo wedding; its links are in `links`. */
	readonly isDemo?: boolean;
	/** Further variables, such as `FAILPOINT`; undefined takes one away. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	/** A program in front of Node, such as `['strace', '-f', '-o', path]`. */
	readonly under?: readonly string[];
	readonly readyWithinMs?: number;
}

export interface DemoLink {
	readonly name: string;
	readonly role: string;
	readonly url: string;
}

export interface ServerProcess {
	readonly url: string;
	readonly port: number;
	/** The server's own, also when it runs `under` another program. */
	readonly pid: number;
	readonly data: string;
	readonly operatorKey: string;
	readonly links: readonly DemoLink[];
	/** Everything it has printed, standard error behind standard output. */
	output(): string;
	/** Resolves with the exit code (null after a signal) once it has ended, by itself or by one of the calls below. */
	readonly ended: Promise<number | null>;
	kill9(): Promise<void>;
	/** SIGTERM; resolves with the exit code. */
	stop(): Promise<number | null>;
	/** A new process on the same folder and port; this one must have ended. */
	again(changes?: ServerOptions): Promise<ServerProcess>;
	/** Kills it if it still runs, and deletes the folder if it was made here. */
	remove(): Promise<void>;
}

export const operatorKey = 'operator-key-of-the-tests';

/** Resolves when `/readyz` answers 200; rejects with what the server said if it ends first or takes too long. */
export async function startServer(options: ServerOptions = {}): Promise<ServerProcess> {
	const data = options.data ?? (await mkdtemp(join(tmpdir(), 'wedsync-server-')));
	const [program = '', ...rest] = [...(options.under ?? []), process.execPath, mainPath];
	const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: variables(options, data) });
	running.add(child);
	const output = listenTo(child);
	const ended = once(child, 'exit').then(([code]) => {
		running.delete(child);
		return code as number | null;
	});
	const deadline = Date.now() + (options.readyWithinMs ?? 30_000);
	let hasEnded = false;
	void ended.then(() => {
		hasEnded = true;
	});
	for (;;) {
		const ready = readyLine(output());
		if (ready !== undefined && (await isReady(ready.port))) break;
		if (hasEnded || Date.now() > deadline) {
			child.kill('SIGKILL');
			throw new Error(`the server ${hasEnded ? 'ended' : 'did not get ready'}:\n${output()}`);
		}
		await pause(10);
	}
	const { port, pid } = readyLine(output()) ?? { port: 0, pid: 0 };
	const signal = (name: NodeJS.Signals) => {
		if (!hasEnded) process.kill(pid, name);
		return ended;
	};
	return {
		url: `http://127.0.0.1:${port}`,
		port,
		pid,
		data,
		operatorKey,
		links: linksIn(output()),
		output,
		ended,
		kill9: async () => void (await signal('SIGKILL')),
		stop: () => signal('SIGTERM'),
		async again(changes = {}) {
			const next = await startServer({ ...options, data, port, ...changes });
			return options.data === undefined ? { ...next, remove: () => next.kill9().then(removeFolder) } : next;
		},
		async remove() {
			await signal('SIGKILL');
			if (options.data === undefined) await removeFolder();
		},
	};

	function removeFolder(): Promise<void> {
		return rm(data, { recursive: true, force: true });
	}
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Nothing of the machine's own settings, and no colour. */
function variables(options: ServerOptions, data: string): NodeJS.ProcessEnv {
	return {
		PATH: process.env.PATH,
		PORT: String(options.port ?? 0),
		WEDSYNC_DATA: data,
		WEDSYNC_OPERATOR_KEY: operatorKey,
		WEDSYNC_DEMO: options.isDemo === true ? '1' : '0',
		// A server that is started hundreds of times strips its types once; one that ends in peace leaves them there.
		NODE_COMPILE_CACHE: join(tmpdir(), 'wedsync-compiled'),
		...options.environment,
	};
}

function listenTo(child: Child): () => string {
	let out = '';
	let err = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		out += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		err += text;
	});
	return () => out + err;
}

function readyLine(output: string): { readonly port: number; readonly pid: number } | undefined {
	const line = output.split('\n').find((text) => text.includes('"event":"ready"') && text.endsWith('}'));
	return line === undefined ? undefined : (JSON.parse(line) as { port: number; pid: number });
}

async function isReady(port: number): Promise<boolean> {
	try {
		return (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200;
	} catch {
		return false; // Not listening yet, or no more: the loop above tells which.
	}
}

function linksIn(output: string): readonly DemoLink[] {
	return output.split('\n').flatMap((line) => {
		const found = /^(.+) \(([a-z]+)\) {2}(https?:\S+#\S+)$/.exec(line);
		return found === null ? [] : [{ name: found[1] ?? '', role: found[2] ?? '', url: found[3] ?? '' }];
	});
}

const mainPath = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const running = new Set<Child>();
process.on('exit', () => {
	for (const child of running) child.kill('SIGKILL');
});
