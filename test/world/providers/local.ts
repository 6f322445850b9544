/**
 * A provider's HTTP server on this machine: real sockets, its documented answers, and on demand the ways in which the world fails:
 * silence, a connection that breaks after the request was read, an answer that stops half-way.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** The same as it came. */
	readonly bytes: Uint8Array;
}
export interface Answer {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | object;
}
export type Mishap =
	/** The request is read and never answered. */
	| 'silence'
	/** The request is read, and the connection reset. */
	| 'reset'
	/** The status and half of the body come, and then the connection ends. */
	| 'half'
	/** A body that does not end. */
	| 'endless';

export interface LocalProvider {
	readonly url: string;
	readonly received: readonly Received[];
	/** How many connections were made. */
	connections(): number;
	/** What the next requests meet with, instead of the documented answer; one each. */
	next(...answers: readonly (Answer | Mishap)[]): void;
	/** Resolves when this many requests have been read in full. */
	arrived(count: number): Promise<void>;
	close(): Promise<void>;
}

/** `answer` is the provider's contract: what it says to a request, good or bad. */
export async function localProvider(answer: (request: Received) => Answer): Promise<LocalProvider> {
	const received: Received[] = [];
	const planned: (Answer | Mishap)[] = [];
	const waiting: { readonly count: number; readonly done: () => void }[] = [];
	const server = createServer(async (incoming, outgoing) => {
		const request = await readOf(incoming);
		received.push(request);
		const plan = planned.shift();
		if (typeof plan === 'string') mishaps[plan](incoming, outgoing);
		else say(outgoing, plan ?? answer(request));
		for (const { count, done } of waiting) if (received.length >= count) done();
	});
	let connections = 0;
	server.on('connection', () => {
		connections += 1;
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		received,
		connections: () => connections,
		next: (...answers) => void planned.push(...answers),
		arrived: (count) =>
			received.length >= count
				? Promise.resolve()
				: new Promise((done) => void waiting.push({ count, done })),
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

export const formIn = ({ body }: Received): Record<string, string> =>
	Object.fromEntries(new URLSearchParams(body));
export const jsonIn = ({ body }: Received) => JSON.parse(body);

async function readOf(incoming: IncomingMessage): Promise<Received> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk);
	const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
	return {
		method: incoming.method ?? '',
		path: incoming.url ?? '',
		headers: Object.fromEntries(headers),
		body: Buffer.concat(chunks).toString('utf8'),
		bytes: Buffer.concat(chunks),
	};
}

function say(outgoing: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
	const isText = typeof body === 'string';
	outgoing.writeHead(status, { 'Content-Type': isText ? 'text/xml' : 'application/json', ...headers });
	outgoing.end(isText ? body : JSON.stringify(body));
}

const mishaps: Readonly<Record<Mishap, (incoming: IncomingMessage, outgoing: ServerResponse) => void>> = {
	silence: () => undefined,
	reset: (incoming) => incoming.socket.resetAndDestroy(),
	half(incoming, outgoing) {
		outgoing.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': 1_000 });
		outgoing.write('{"id":"hal', () => incoming.socket.destroy());
	},
	endless(incoming, outgoing) {
		outgoing.writeHead(400, { 'Content-Type': 'text/plain' });
		const pour = () => {
			while (!incoming.socket.destroyed && outgoing.write('x'.repeat(16_384)));
		};
		outgoing.on('drain', pour);
		pour();
	},
};
