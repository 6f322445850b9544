/**
 * One HTTP exchange with a provider that is named in the configuration (never with an address that somebody wrote: those go
 * through the egress guard). Guards: it ends within 10 s; what came back is known for what it is, and what did not come back is
 * `transient` only as long as nothing can have been taken; nothing of an answer is kept before keys and addresses are masked.
 */
import {
	type ClientRequest,
	Agent as HttpAgent,
	type IncomingMessage,
	request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Clock, Millis } from '../../shared/clock.ts';
import { redact } from '../ops/log.ts';

export interface ExchangeRequest {
	readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
	/** What is not to be kept of the answer: keys, addresses. */
	readonly masked: readonly string[];
}
export type Exchanged =
	| {
			readonly isAnswered: true;
			readonly status: number;
			/** Names in lower case. */
			readonly headers: Readonly<Record<string, string>>;
			/** As it came, for the adapter's eyes; at most 64 kB. */
			readonly text: string;
			/** What may be kept: masked, at most 4 kB. */
			readonly shown: string;
			/** From `Retry-After`. */
			readonly retryAt?: Millis;
	  }
	| { readonly isAnswered: false; readonly kind: 'transient' | 'ambiguous'; readonly shown: string };
export type Exchange = (request: ExchangeRequest) => Promise<Exchanged>;

export interface Exchanges {
	readonly exchange: Exchange;
	close(): void;
}

export function createExchanges(clock: Clock): Exchanges {
	// A connection that idled longer may be one the other side has just given up, and what is written to it is lost in doubt.
	const options = { keepAlive: true, timeout: idleMs, maxSockets: mostSockets };
	const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };
	return {
		exchange: (request) => exchanged(request, agents, clock),
		close() {
			agents.http.destroy();
			agents.https.destroy();
		},
	};
}

type Agents = { readonly http: HttpAgent; readonly https: HttpsAgent };

function exchanged(request: ExchangeRequest, agents: Agents, clock: Clock): Promise<Exchanged> {
	const url = new URL(request.url);
	const isSecure = url.protocol === 'https:';
	const body = Buffer.from(request.body ?? '');
	const { method = 'POST' } = request;
	const headers = { ...request.headers, ...(method === 'GET' ? {} : { 'Content-Length': body.length }) };
	const outgoing = isSecure
		? httpsRequest(url, { method, headers, agent: agents.https })
		: httpRequest(url, { method, headers, agent: agents.http });
	return new Promise((resolve) => {
		// From the first byte on, everything may have arrived.
		let isSent = false;
		let incoming: Incoming | undefined;
		const settle = (why: string) => {
			cancelConnect();
			cancelAll();
			resolve(incoming === undefined ? silence(isSent, why) : answer(incoming, request, clock.now()));
		};
		const giveUp = (why: string) => {
			settle(why);
			outgoing.destroy();
		};
		const cancelConnect = clock.after(connectMs, () => giveUp('no connection within 3 s'));
		const cancelAll = clock.after(totalMs, () => giveUp('no answer within 10 s'));
		whenConnected(outgoing, isSecure, () => {
			isSent = true;
			cancelConnect();
		});
		outgoing.on('error', (fault: NodeJS.ErrnoException) => settle(fault.code ?? fault.name));
		outgoing.on('response', (message) => {
			incoming = { message, chunks: [] };
			// A status that has arrived counts, also if the rest is slow or breaks off.
			read(incoming, { done: () => settle('answered'), tooMuch: () => giveUp('too long') });
		});
		outgoing.end(body);
	});
}

function whenConnected(outgoing: ClientRequest, isSecure: boolean, connected: () => void): void {
	outgoing.on('socket', (socket) => {
		if (socket.connecting) socket.once(isSecure ? 'secureConnect' : 'connect', connected);
		else connected();
	});
}

function read(
	{ message, chunks }: Incoming,
	{ done, tooMuch }: { readonly done: () => void; readonly tooMuch: () => void },
): void {
	let bytes = 0;
	message.on('data', (chunk: Buffer) => {
		bytes += chunk.length;
		chunks.push(chunk);
		if (bytes > mostBytes) tooMuch();
	});
	for (const end of ['end', 'error', 'close']) message.on(end, done);
}

type Incoming = { readonly message: IncomingMessage; readonly chunks: Buffer[] };

const silence = (isSent: boolean, why: string): Exchanged => ({
	isAnswered: false,
	kind: isSent ? 'ambiguous' : 'transient',
	shown: why,
});

function answer({ message, chunks }: Incoming, { masked }: ExchangeRequest, now: Millis): Exchanged {
	const text = Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8');
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(message.headers))
		if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
	const retryAt = retryAfter(headers['retry-after'], now);
	return {
		isAnswered: true,
		status: message.statusCode ?? 0,
		headers,
		text,
		shown: mask(text, masked),
		...(retryAt === undefined ? {} : { retryAt }),
	};
}

/** Seconds or a date; what is neither, or longer than a day, is not believed. */
export function retryAfter(header: string | undefined, now: Millis): Millis | undefined {
	if (header === undefined) return undefined;
	const ms = /^\d{1,6}(\.\d+)?$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
	return Number.isFinite(ms) && ms >= 0 && ms <= longestWaitMs ? now + ms : undefined;
}

/** As it may be kept: without these words in any spelling a provider gives them back in, and without what looks like one. */
export function mask(text: string, words: readonly string[]): string {
	let shown = text;
	const spellings = words.flatMap((word) => [
		word,
		encodeURIComponent(word),
		JSON.stringify(word).slice(1, -1),
		word.replace(/^[a-z]*:?\+/, ''),
	]);
	for (const spelling of spellings.sort((a, b) => b.length - a.length))
		if (spelling.length >= shortestSecret) shown = shown.replaceAll(spelling, '[masked]');
	return redact(shown);
}

const connectMs = 3_000;
const totalMs = 10_000;
const idleMs = 2_000;
const mostSockets = 64;
const mostBytes = 64 * 1024;
const longestWaitMs = 24 * 60 * 60 * 1_000;
const shortestSecret = 4;
