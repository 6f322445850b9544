/**
 * A model of the relay for tests of the SDK: the same messages, none of the machinery. Everything it accepts is durable at once. It
 * remembers what was ever written under each client id and clock, so that a second content is noticed even where the real one could
 * not see it any more.
 */
import * as Y from 'yjs';
import type { Hello, Message } from '../../../shared/wire/message.ts';
import type { Refusal } from '../../../shared/wire/refusal.ts';

export interface ModelRelay {
	readonly doc: Y.Doc;
	readonly incarnation: string;
	/** Client ids and clocks under which two contents were taken. */
	readonly twice: readonly string[];
	/** Updates that came, in order, accepted or not. */
	readonly offered: readonly Uint8Array[];
	/** Its time, said with every greeting. */
	now: (() => number) | undefined;
	/** Takes what is written under an id that an open socket holds from that socket alone. */
	isStrict: boolean;
	/** Refuses updates for reasons of its own. */
	judge: (update: Uint8Array, doc: Y.Doc) => Refusal | undefined;
	join(wish: { readonly device: string; readonly client: number }, say: (message: Message) => void): Seat;
	/** Every connection is cut; nothing accepted is lost. */
	readonly log: readonly Uint8Array[];
	/** Says something to everybody, as the relay does every few seconds. */
	beat(): void;
	/** As after a restore from a backup that held so many rows. */
	restore(rows: number): void;
	/** The document re-based for everybody. */
	rebase(): void;
}

export interface Seat {
	hear(message: Message): void;
	leave(): void;
}

export function createModelRelay(): ModelRelay {
	let doc = new Y.Doc();
	let log: Uint8Array[] = [];
	let era = 1;
	let epoch = 1;
	let nextClient = 1_000_000;
	const written = new Map<string, string>();
	const twice: string[] = [];
	const offered: Uint8Array[] = [];
	const deviceByClient = new Map<number, string>();
	const seats = new Set<{
		readonly leased: Set<number>;
		tell: (update: Uint8Array) => void;
		beat: () => void;
	}>();

	function lease(device: string, wanted: number): number {
		const owner = deviceByClient.get(wanted);
		const isUsed = [...seats].some(({ leased }) => leased.has(wanted));
		const client = wanted > 0 && (owner === undefined || owner === device) && !isUsed ? wanted : nextClient++;
		deviceByClient.set(client, device);
		return client;
	}

	function refusalOf(
		update: Uint8Array,
		{ device, leased }: { readonly device: string; readonly leased: ReadonlySet<number> },
	): Refusal | undefined {
		const ends = new Map<number, number>();
		for (const struct of Y.decodeUpdate(update).structs) {
			const { client, clock } = struct.id;
			const isHeldElsewhere = !leased.has(client) && [...seats].some((seat) => seat.leased.has(client));
			if (model.isStrict && isHeldElsewhere) return foreign;
			const end = ends.get(client) ?? Y.getState(doc.store, client);
			if ((deviceByClient.get(client) ?? device) !== device) return foreign;
			deviceByClient.set(client, device);
			if (clock > end) return { code: 'missing-dependency', reason: 'a gap', client, clock: end };
			ends.set(client, Math.max(end, clock + struct.length));
		}
		if (isElse(update)) return foreign;
		return model.judge(update, doc);
	}

	/** Like the real one it can compare only what is still there. */
	function isElse(update: Uint8Array): boolean {
		return [...contents(update)].some(([at, content]) => {
			const [client = 0, clock = 0] = at.split(':').map(Number);
			if (clock >= Y.getState(doc.store, client)) return false;
			const here = Y.getItem(doc.store, Y.createID(client, clock));
			return isThere(here) && written.get(at) !== content;
		});
	}

	function remember(update: Uint8Array): void {
		for (const [at, content] of contents(update)) {
			const before = written.get(at);
			if (before !== undefined && before !== content) twice.push(`${at}: ${before} and ${content}`);
			written.set(at, content);
		}
	}

	function accept(update: Uint8Array): Refusal | undefined {
		Y.applyUpdate(doc, update);
		const missing =
			doc.store.pendingStructs?.missing ?? new Map(doc.store.pendingDs === null ? [] : [[0, 0]]);
		if (missing.size === 0) {
			remember(update);
			log.push(update);
			return undefined;
		}
		doc = replay(log);
		const [[client = 0, clock = 0] = []] = missing;
		return { code: 'missing-dependency', reason: 'it stands on what is not here', client, clock };
	}

	const model: ModelRelay = {
		get doc() {
			return doc;
		},
		get incarnation() {
			return `era-${era}`;
		},
		get log() {
			return log;
		},
		twice,
		offered,
		now: undefined,
		isStrict: false,
		judge: () => undefined,
		join({ device, client: wanted }, say) {
			let count = 0;
			let isRefused = false;
			let isSynced = false;
			const client = lease(device, wanted);
			const seat = {
				leased: new Set([client]),
				beat: () => say({ kind: 'awareness', entries: [] }),
				tell(update: Uint8Array) {
					if (isSynced) say({ kind: 'update', update });
				},
			};
			seats.add(seat);
			const now = model.now?.();
			const hello: Hello = {
				incarnation: model.incarnation,
				epoch,
				keys: [],
				...(now === undefined ? {} : { now }),
			};
			say({ kind: 'hello', hello });
			say({ kind: 'lease', client, nextClock: Y.getState(doc.store, client) });

			function take(update: Uint8Array): void {
				count++;
				if (isRefused) return;
				offered.push(update);
				const refusal = refusalOf(update, { device, leased: seat.leased }) ?? accept(update);
				isRefused = refusal !== undefined;
				if (refusal !== undefined) return say({ kind: 'refusal', n: count, refusal });
				say({ kind: 'receipt', n: count, seq: log.length });
				for (const other of seats) if (other !== seat) other.tell(update);
			}

			return {
				hear(message) {
					if (message.kind === 'step1') {
						isSynced = true;
						say({ kind: 'step2', update: Y.encodeStateAsUpdate(doc, message.stateVector) });
					} else if (message.kind === 'update') take(message.update);
					else if (message.kind === 'lease-request') {
						const given = lease(device, message.client);
						seat.leased.add(given);
						say({ kind: 'lease', client: given, nextClock: Y.getState(doc.store, given) });
					}
				},
				leave: () => void seats.delete(seat),
			};
		},
		beat() {
			for (const seat of seats) seat.beat();
		},
		restore(rows) {
			era++;
			log = log.slice(0, rows);
			doc = replay(log);
		},
		rebase() {
			epoch++;
			const fresh = new Y.Doc();
			fresh.clientID = nextClient++;
			for (const [name] of doc.share) {
				doc.getMap(name).forEach((value, key) => {
					fresh.getMap(name).set(key, value instanceof Y.Map ? value.clone() : value);
				});
			}
			doc = fresh;
			log = [Y.encodeStateAsUpdate(fresh)];
		},
	};
	return model;
}

function replay(log: readonly Uint8Array[]): Y.Doc {
	const doc = new Y.Doc();
	for (const update of log) Y.applyUpdate(doc, update);
	return doc;
}

/** Every unit of content an update brings, by client id and clock; what is already deleted in it says nothing. */
function* contents(update: Uint8Array): Generator<readonly [string, string]> {
	for (const struct of Y.decodeUpdate(update).structs) {
		if (!isThere(struct)) continue;
		const { client, clock } = struct.id;
		const values = struct.content instanceof Y.ContentType ? ['a type'] : struct.content.getContent();
		for (const [offset, value] of values.entries())
			yield [`${client}:${clock + offset}`, JSON.stringify(value)];
	}
}

const isThere = (struct: unknown): struct is Y.Item =>
	struct instanceof Y.Item && !struct.deleted && !(struct.content instanceof Y.ContentDeleted);

const foreign: Refusal = {
	code: 'foreign-client',
	reason: 'this client id was used for something else before',
};
