/**
 * Messages to bytes and back. Decoding never throws on what a stranger sends and allocates nothing from declared numbers;
 * it does not look inside updates (see `update.ts`).
 */
import * as encoding from 'lib0/encoding';
import { err, ok, type Result, unreachable } from '../result.ts';
import { type Direction, hello, type Message, numbers, type PresenceEntry, syncNumbers } from './message.ts';
import { Malformed, Reader } from './reader.ts';
import { refusalCodes, refusalDetail } from './refusal.ts';
import { signedHeader } from './signed.ts';

export interface WireFault {
	readonly code: 'malformed';
	readonly reason: string;
}

export function decode(bytes: Uint8Array, direction: Direction): Result<Message, WireFault> {
	const reader = new Reader(bytes);
	try {
		return ok(readMessage(reader, direction));
	} catch (fault) {
		if (fault instanceof Malformed) return err({ code: 'malformed', reason: fault.message });
		throw fault;
	}
}

function readMessage(reader: Reader, direction: Direction): Message {
	const number = reader.varUint();
	switch (number) {
		case numbers.sync:
			return readSync(reader);
		case numbers.awareness:
			return { kind: 'awareness', entries: readPresence(new Reader(reader.varBytes())) };
		case numbers.queryAwareness:
			return { kind: 'query-awareness' };
		case numbers.receipt:
			return { kind: 'receipt', n: reader.varUint(), seq: reader.varUint() };
		case numbers.refusal:
			return readRefusal(reader);
		case numbers.lease:
			return direction === 'to-server'
				? { kind: 'lease-request', client: reader.varUint(), tab: reader.string(maxName) }
				: { kind: 'lease', client: reader.varUint(), nextClock: reader.varUint() };
		case numbers.hello:
			return { kind: 'hello', hello: readJson(reader, hello) };
		case numbers.news:
			return { kind: 'news', topic: reader.string(maxName) };
		case numbers.signed:
			return { kind: 'signed', header: readJson(reader, signedHeader), update: reader.varBytes() };
		default:
			return { kind: 'unknown', number };
	}
}

function readSync(reader: Reader): Message {
	const step = reader.varUint();
	const bytes = reader.varBytes();
	if (step === syncNumbers.step1) return { kind: 'step1', stateVector: bytes };
	if (step === syncNumbers.step2) return { kind: 'step2', update: bytes };
	if (step === syncNumbers.update) return { kind: 'update', update: bytes };
	throw new Malformed('a sync message of an unknown kind');
}

/** All entries are read before any counts: half a message must not leave a ghost behind. */
function readPresence(reader: Reader): readonly PresenceEntry[] {
	const count = reader.varUint();
	if (count > maxPresenceEntries || count * 3 > reader.left) throw new Malformed('too many presence entries');
	const entries: PresenceEntry[] = [];
	for (let index = 0; index < count; index++) {
		entries.push({
			client: reader.varUint(),
			clock: reader.varUint(),
			state: reader.string(maxPresenceBytes),
		});
	}
	reader.end();
	return entries;
}

function readRefusal(reader: Reader): Message {
	const n = reader.varUint();
	const name = reader.string(maxName);
	const code = refusalCodes.find((known) => known === name);
	if (code === undefined) throw new Malformed('an unknown refusal code');
	return { kind: 'refusal', n, refusal: { code, ...readJson(reader, refusalDetail) } };
}

function readJson<T>(
	reader: Reader,
	schema: { safeParse(value: unknown): { success: boolean; data?: T } },
): T {
	const text = reader.string(maxJsonBytes);
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new Malformed('not JSON');
	}
	const parsed = schema.safeParse(value);
	if (!parsed.success || parsed.data === undefined) throw new Malformed('JSON of another shape');
	return parsed.data;
}

export function encode(message: Exclude<Message, { kind: 'unknown' }>): Uint8Array<ArrayBuffer> {
	const encoder = encoding.createEncoder();
	switch (message.kind) {
		case 'step1':
			return writeSync(encoder, syncNumbers.step1, message.stateVector);
		case 'step2':
			return writeSync(encoder, syncNumbers.step2, message.update);
		case 'update':
			return writeSync(encoder, syncNumbers.update, message.update);
		case 'awareness':
			return awarenessOf(message.entries.map(encodeEntry));
		case 'query-awareness':
			encoding.writeVarUint(encoder, numbers.queryAwareness);
			break;
		case 'receipt':
			encoding.writeVarUint(encoder, numbers.receipt);
			encoding.writeVarUint(encoder, message.n);
			encoding.writeVarUint(encoder, message.seq);
			break;
		case 'refusal': {
			const { code, ...detail } = message.refusal;
			encoding.writeVarUint(encoder, numbers.refusal);
			encoding.writeVarUint(encoder, message.n);
			encoding.writeVarString(encoder, code);
			encoding.writeVarString(encoder, JSON.stringify(detail));
			break;
		}
		case 'lease':
			encoding.writeVarUint(encoder, numbers.lease);
			encoding.writeVarUint(encoder, message.client);
			encoding.writeVarUint(encoder, message.nextClock);
			break;
		case 'lease-request':
			encoding.writeVarUint(encoder, numbers.lease);
			encoding.writeVarUint(encoder, message.client);
			encoding.writeVarString(encoder, message.tab);
			break;
		case 'hello':
			encoding.writeVarUint(encoder, numbers.hello);
			encoding.writeVarString(encoder, JSON.stringify(message.hello));
			break;
		case 'news':
			encoding.writeVarUint(encoder, numbers.news);
			encoding.writeVarString(encoder, message.topic);
			break;
		case 'signed':
			encoding.writeVarUint(encoder, numbers.signed);
			encoding.writeVarString(encoder, JSON.stringify(message.header));
			encoding.writeVarUint8Array(encoder, message.update);
			break;
		default:
			return unreachable(message);
	}
	return encoding.toUint8Array(encoder);
}

function writeSync(encoder: encoding.Encoder, step: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	encoding.writeVarUint(encoder, numbers.sync);
	encoding.writeVarUint(encoder, step);
	encoding.writeVarUint8Array(encoder, bytes);
	return encoding.toUint8Array(encoder);
}

/** One presence entry: made once, and put into as many messages as are to say it. */
export function encodeEntry({ client, clock, state }: PresenceEntry): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, client);
	encoding.writeVarUint(encoder, clock);
	encoding.writeVarString(encoder, state);
	return encoding.toUint8Array(encoder);
}

/** The awareness message of these entries. */
export function awarenessOf(entries: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const inner = encoding.createEncoder();
	encoding.writeVarUint(inner, entries.length);
	const size = entries.reduce((sum, { length }) => sum + length, encoding.length(inner));
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, numbers.awareness);
	encoding.writeVarUint(encoder, size);
	let end = encoding.length(encoder);
	const bytes = new Uint8Array(end + size);
	bytes.set(encoding.toUint8Array(encoder));
	for (const part of [encoding.toUint8Array(inner), ...entries]) {
		bytes.set(part, end);
		end += part.length;
	}
	return bytes;
}

const maxName = 64;
/** A stock client echoes everybody's presence back: as many entries as a wedding has connections. */
const maxPresenceEntries = 2_000;
/** More than a relay passes on, so that a large one is left out and not taken for an attack. */
const maxPresenceBytes = 65_536;
const maxJsonBytes = 16_384;
