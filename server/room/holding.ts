/**
 * What somebody has edited who was removed meanwhile, and sent as raw bytes: held as a suggestion for others to decide. The bytes
 * are tried on a copy of the document, made for this and never shown, to find out what they would have changed. Guards: nothing
 * is lost that arrives here; even bytes that cannot be understood (yet) are kept.
 */
import { hash } from 'node:crypto';
import * as Y from 'yjs';
import type { Clock } from '../../shared/clock.ts';
import type { Change } from '../../shared/document/change.ts';
import { captureTouched } from '../../shared/document/changes.ts';
import { readField } from '../../shared/document/document.ts';
import type { Operation } from '../../shared/document/operations/operation.ts';
import { operationsOf } from '../../shared/document/operations-of.ts';
import { fieldOf, parseKey, type Section } from '../../shared/document/schema.ts';
import { heldId } from '../../shared/wire/held-id.ts';
import type { Refusal } from '../../shared/wire/refusal.ts';
import { readUpdate } from '../../shared/wire/update.ts';
import type { Principal } from '../auth/principal.ts';
import { StorageFull, type Store } from '../store/store.ts';
import type { Suggestion } from '../store/suggestions.ts';
import { admit } from './gate.ts';
import { limits } from './limits.ts';
import { openLive } from './live.ts';
import type { Suggesting } from './suggesting.ts';
import { createTurns } from './turns.ts';
import type { Writing } from './verdict.ts';

export interface HoldingDeps {
	readonly store: Store;
	readonly clock: Clock;
	readonly suggesting: Suggesting;
}

/** The same bytes held twice are one suggestion. Rejects with `StorageFull` when no more can be kept. */
export type HoldFrames = (from: Principal, section: Section, update: Uint8Array) => Promise<void>;

export function createHolding({ store, clock, suggesting }: HoldingDeps): HoldFrames {
	const turns = createTurns();
	/** Copies for those whose edits are coming in just now. */
	const copies = new Map<string, Y.Doc>();

	/** The document with everything of this person that is held and not merged: what they send next stands on that. */
	async function copyFor(
		key: string,
		{ wedding, person, role }: Principal,
		section: Section,
	): Promise<Y.Doc> {
		const present = copies.get(key);
		if (present !== undefined) return present;
		const { doc } = await openLive(store, wedding, section);
		const held = await store.suggestions(wedding, { person, limit: mostKept });
		for (const { section: other, frame } of held)
			if (frame !== undefined && other === section)
				tryOn(doc, new Uint8Array(Buffer.from(frame, 'base64')), { person, role, section });
		copies.set(key, doc);
		for (const oldest of [...copies.keys()].slice(0, -copiesAtOnce)) copies.delete(oldest);
		clock.after(copyMs, () => void copies.delete(key));
		return doc;
	}

	async function hold(key: string, from: Principal, section: Section, update: Uint8Array): Promise<void> {
		const meaning = tryOn(await copyFor(key, from, section), update, { ...from, section });
		if (meaning === undefined) return;
		const frame = update.length <= frameBytes ? { frame: Buffer.from(update).toString('base64') } : {};
		for (const id of idsFor(from.person, update)) {
			const held = await suggesting.suggest(from, { id, section, kind: 'held', ...meaning, ...frame });
			if (held.ok) return;
			if (held.error.code === 'already-exists') continue;
			// The copy knows what was not kept.
			copies.delete(key);
			throw new StorageFull(held.error.reason);
		}
		copies.delete(key);
		throw new StorageFull('no name is left for what is to be held');
	}

	return (from, section, update) => {
		const key = `${from.wedding} ${section} ${from.person}`;
		return turns.take(key, () => hold(key, from, section, update));
	};
}

/** Whoever carried the bytes may have taken the first for something of their own: then it is the next that is free. */
function* idsFor(person: string, update: Uint8Array): Generator<string> {
	yield heldId(hash('sha256', update, 'buffer'));
	for (let attempt = 1; attempt <= mostKept; attempt++) {
		const own = Buffer.concat([Buffer.from(`${person} ${attempt}\n`), update]);
		yield heldId(hash('sha256', own, 'buffer'));
	}
}

type Meaning = Pick<Suggestion, 'operations' | 'changes' | 'refusal'>;

/** Applies it to the copy and says what it changed there; undefined if all of it is in the document already. */
function tryOn(
	doc: Y.Doc,
	bytes: Uint8Array,
	{ person, role, section }: Pick<Principal, 'person' | 'role'> & { readonly section: Section },
): Meaning | undefined {
	const unknown = (refusal?: Refusal): Meaning => ({
		operations: [],
		changes: [],
		...(refusal && { refusal }),
	});
	const read = readUpdate(bytes, limits.catchUp);
	if (!read.ok) return unknown(read.error);
	const verdict = admit(doc, read.value, { ...anything, section, who: { person, role } });
	if (verdict.kind === 'known') return undefined;
	if (verdict.kind === 'missing') return unknown(standsOnNothing);
	if (verdict.kind === 'refused') return unknown(verdict.refusal);
	const textsBefore = new Map(
		verdict.touched.map(({ root, record, key }) => {
			const field = parseKey(root, key)?.name ?? '';
			return [`${root} ${record} ${field}`, readField(doc, root, record, field)?.value];
		}),
	);
	const changesNow = captureTouched(doc, verdict.touched);
	Y.applyUpdate(doc, bytes);
	const changes = changesNow().map((change): Change => {
		if (fieldOf(change.root, change.field)?.kind !== 'text') return change;
		const { root, record, field } = change;
		const before = textsBefore.get(`${root} ${record} ${field}`);
		const after = readField(doc, root, record, field)?.value;
		return { ...change, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
	});
	const operations = operationsOf(changes, doc).filter((one) => one !== undefined);
	return { changes, operations: [...operations, ...changes.flatMap(textOperation)] };
}

function textOperation({ root, record, field, before = '', after }: Change): readonly Operation[] {
	if (fieldOf(root, field)?.kind !== 'text' || typeof after !== 'string' || after === before) return [];
	return [
		{ name: `${root}.${field === 'notes' ? 'setNotes' : 'setText'}`, input: { id: record, text: after } },
	];
}

/** What it would change is asked, not whether its author may: that is judged when somebody accepts it, as them. */
const anything: Omit<Writing, 'section' | 'who'> = {
	unbound: true,
	owns: () => 'yes',
	maxHlc: Number.MAX_SAFE_INTEGER,
	mayGrow: true,
};

const standsOnNothing: Refusal = {
	code: 'missing-dependency',
	reason: 'this edit stands on others that have not arrived',
};
const frameBytes = 64 * 1_024;
const mostKept = 2_000;
/** A device that comes back sends what it has in one go. */
const copyMs = 30_000;
const copiesAtOnce = 4;
