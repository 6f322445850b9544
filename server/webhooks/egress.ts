/**
 * The one way out to an address that somebody else chose: webhooks, Slack, Teams, push services. Guards: no connection to a private
 * range however the address is written, whatever its name resolves to and when; no redirect followed; no answer larger or
 * slower than wanted; no proxy. The one file that knows undici.
 *
 * An own lookup alone is no guard: it is never asked for literal addresses. So the URL is judged first, the lookup hands over allowed
 * addresses only, and the peer's address is looked at again before a byte is sent.
 */
import { Agent, buildConnector, request } from 'undici';
import type { LookupFunction } from 'node:net';
import type { Clock, Millis } from '../../shared/clock.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { type AllowedRanges, createAddressBook } from './address.ts';
import {
	allowedOf,
	type Destination,
	type DestinationFault,
	readDestination,
	whyNone,
	whyNotPublic,
} from './destination.ts';

/** Like `fetch`, for text and bytes; throws `EgressFault` for everything that is no answer. Never follows a redirect. */
export type GuardedFetch = (url: string, wish?: EgressWish) => Promise<Response>;

export interface EgressWish {
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
	readonly signal?: AbortSignal | null;
	/** From the call to the answer's end. */
	readonly timeoutMs?: Millis;
	/** The answer is cut there; it counts all the same. */
	readonly maxBytes?: number;
}

export type EgressFaultCode = DestinationFault['code'] | 'not-found' | 'time-out' | 'unreachable';
export class EgressFault extends Error {
	override readonly name = 'EgressFault';
	readonly code: EgressFaultCode;
	/** Had arrived before the rest broke off. */
	readonly status: number | undefined;
	constructor(code: EgressFaultCode, reason: string, status?: number) {
		super(reason);
		this.code = code;
		this.status = status;
	}
}

export interface Egress {
	readonly fetch: GuardedFetch;
	/** For whoever saves a URL: may it be used? A name that leads nowhere yet may; one that leads to private addresses may not. */
	check(url: string): Promise<Result<Destination, DestinationFault>>;
	close(): Promise<void>;
}

/** All addresses of a name; none, or a throw, if there is no such name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface EgressDeps {
	readonly allow: AllowedRanges;
	readonly resolve: Resolve;
	readonly clock: Clock;
	/** More than usual, where one host stands for many receivers: a push service has the browsers of half a wedding. */
	readonly connectionsPerOrigin?: number;
}

export function createEgress({ allow, resolve, clock, connectionsPerOrigin = few }: EgressDeps): Egress {
	const book = createAddressBook(allow);
	const found = async (host: string): Promise<readonly string[]> => {
		try {
			return await resolve(host);
		} catch {
			// No such name, or nobody who knows it: for now it leads nowhere.
			return [];
		}
	};

	/** Asked for each new connection, so that a name that changes its mind is judged anew. */
	const lookupFor =
		(destination: Destination): LookupFunction =>
		(host, { all }, answer) => {
			void found(host).then((addresses) => {
				const allowed = allowedOf(addresses, destination, book).map(addressOf);
				const [first] = allowed;
				if (first === undefined) return answer(whyNowhere(addresses, destination), []);
				if (all === true) answer(null, allowed);
				else answer(null, first.address, first.family);
			});
		};
	const whyNowhere = (addresses: readonly string[], destination: Destination): EgressFault =>
		addresses.length === 0
			? new EgressFault('not-found', 'There is no host of this name.')
			: faultOf(whyNone(addresses, destination, book));

	const connect: buildConnector.connector = (options, answer) => {
		const destination = readDestination(`${options.protocol}//${options.host ?? options.hostname}`, book);
		if (!destination.ok) return answer(faultOf(destination.error), null);
		const connector = buildConnector({
			timeout: defaults.timeoutMs,
			lookup: lookupFor(destination.value),
			allowH2: false,
		});
		connector(options, (fault, socket) => {
			if (!socket) return answer(fault, null);
			const peer = socket.remoteAddress ?? '';
			if (allowedOf([peer], destination.value, book).length > 0) return answer(null, socket);
			socket.destroy();
			answer(faultOf(whyNone([peer], destination.value, book)), null);
		});
	};

	const agent = new Agent({
		connect,
		connections: connectionsPerOrigin,
		pipelining: 1,
		maxHeaderSize: 16 * 1_024,
		headersTimeout: maxTimeoutMs,
		bodyTimeout: maxTimeoutMs,
	});

	async function guarded(url: string, wish: EgressWish = {}): Promise<Response> {
		const destination = readDestination(url, book);
		if (!destination.ok) throw faultOf(destination.error);
		const timer = new AbortController();
		const cancel = clock.after(wish.timeoutMs ?? defaults.timeoutMs, () => timer.abort());
		const signal = wish.signal ? AbortSignal.any([timer.signal, wish.signal]) : timer.signal;
		let status: number | undefined;
		const onStatus = (arrived: number) => {
			status = arrived;
		};
		try {
			return await exchange(agent, destination.value.url, { ...wish, signal, onStatus });
		} catch (fault) {
			const known = named(fault, timer.signal.aborted);
			throw known instanceof EgressFault ? new EgressFault(known.code, known.message, status) : known;
		} finally {
			cancel();
		}
	}

	async function check(url: string): Promise<Result<Destination, DestinationFault>> {
		const destination = readDestination(url, book);
		if (!destination.ok || destination.value.isLiteral) return destination;
		const addresses = await inTime(clock, found(destination.value.host));
		if (addresses.length === 0) {
			const isForNobody = destination.value.isLocalOnly && !book.isAnyOpen;
			return isForNobody ? err(whyNotPublic(destination.value)) : destination;
		}
		const isOpen = allowedOf(addresses, destination.value, book).length > 0;
		return isOpen ? ok(destination.value) : err(whyNone(addresses, destination.value, book));
	}

	return { fetch: guarded, check, close: () => agent.destroy() };
}

async function exchange(
	agent: Agent,
	url: string,
	wish: EgressWish & { signal: AbortSignal; onStatus: (status: number) => void },
): Promise<Response> {
	const answer = await request(url, {
		dispatcher: agent,
		method: (wish.method ?? 'GET') as 'GET',
		headers: { 'user-agent': userAgent, ...wish.headers, 'accept-encoding': 'identity' },
		body: wish.body ?? null,
		signal: wish.signal,
	});
	wish.onStatus(answer.statusCode);
	const bytes = await firstBytes(answer.body, wish.maxBytes ?? defaults.maxBytes);
	const { statusCode } = answer;
	if (statusCode < 200 || statusCode > 599)
		throw new EgressFault('unreachable', `The answer's status is ${statusCode}, which is none.`);
	const headers = new Headers();
	for (const [name, value] of Object.entries(answer.headers))
		for (const one of [value ?? []].flat()) headers.append(name, one);
	return new Response(bodiless.has(statusCode) ? null : bytes, { status: statusCode, headers });
}

async function firstBytes(body: AsyncIterable<Buffer>, max: number): Promise<Uint8Array<ArrayBuffer>> {
	const kept = new Uint8Array(max);
	let length = 0;
	// Leaving the loop ends the connection: the rest is not read.
	for await (const chunk of body) {
		kept.set(chunk.subarray(0, max - length), length);
		length = Math.min(max, length + chunk.length);
		if (length === max) break;
	}
	return kept.slice(0, length);
}

/** Ours as they are; of the world's the code alone, since their words hold addresses. */
function named(fault: unknown, isLate: boolean): unknown {
	if (fault instanceof EgressFault) return fault;
	if (isLate) return new EgressFault('time-out', 'There was no whole answer in time.');
	if (!(fault instanceof Error) || fault instanceof TypeError) return fault;
	const inner = [fault, fault.cause].find((one) => one instanceof EgressFault);
	if (inner !== undefined) return inner;
	const code = 'code' in fault && typeof fault.code === 'string' ? fault.code : fault.name;
	if (/TIMEOUT/.test(code)) return new EgressFault('time-out', 'There was no whole answer in time.');
	return new EgressFault('unreachable', `The connection failed (${code}).`);
}

const faultOf = ({ code, reason }: DestinationFault) => new EgressFault(code, reason);
const addressOf = (address: string) => ({ address, family: address.includes(':') ? 6 : 4 });

/** Nobody waits long for a name while saving a URL: what is not known by then is judged when it is used. */
async function inTime(clock: Clock, addresses: Promise<readonly string[]>): Promise<readonly string[]> {
	const { promise: late, resolve } = Promise.withResolvers<readonly string[]>();
	const cancel = clock.after(checkMs, () => resolve([]));
	try {
		return await Promise.race([addresses, late]);
	} finally {
		cancel();
	}
}

const defaults = { timeoutMs: 10_000, maxBytes: 64 * 1_024 } as const;
/** Behind everybody's own time-out, which follows the clock that tests move. */
const maxTimeoutMs = 60_000;
/** One slow receiver holds no more than these. */
const few = 8;
const checkMs = 2_000;
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);
const userAgent = 'WedSync-Webhooks/1.0';
