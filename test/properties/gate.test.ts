/**
 * The gate's structure against an oracle: a copy of the document, merged for real. Inspection must never say yes to what the copy
 * shows to be wrong. The writer is the server's own hand, so that nothing is refused for want of a right; those are in `rights.test.ts`.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { admit } from '../../server/room/gate.ts';
import { limits } from '../../server/room/limits.ts';
import type { Verdict, Writing } from '../../server/room/verdict.ts';
import { canonicalHash } from '../../shared/document/canonical.ts';
import { checkDocument } from '../../shared/document/check.ts';
import { parseEntry } from '../../shared/document/fields.ts';
import { hlcAt } from '../../shared/document/hlc.ts';
import { parseKey, type Root, schema } from '../../shared/document/schema.ts';
import { clientId, personId } from '../../shared/ids.ts';
import { readUpdate } from '../../shared/wire/update.ts';
import { anyOf, forgeStructs } from '../world/forge.ts';
import { forgeries, mutated } from '../world/forgery.ts';
import { noon, replica } from '../world/replica.ts';
import { doEdit, quarrelsome, weddingEdit } from '../world/wedding-edits.ts';

const me = 900;
const others = [1, 2, 3];
const writing: Writing = {
	section: 'plan',
	who: { person: personId.parse('eve'), role: 'vendor' },
	unbound: true,
	owns: (client) => (client === me ? 'yes' : others.includes(client) ? 'no' : 'new'),
	maxHlc: hlcAt(noon + limits.clockAheadMs),
	mayGrow: true,
};
const base = makeBase();
const legal = makeLegal();
/** Read once: the document never changes. */
const known = { state: Y.encodeStateAsUpdate(base), keys: keysOf(base), problems: problems(base) };
const tooLong = forgeStructs(me, Y.getState(base.store, me), {
	parent: 'meta',
	key: 'name',
	content: anyOf('a'.repeat(300_000)),
});
const hostile = forgeries(base, { clients: [me, 901, ...others], role: 'vendor', hlc: hlcAt(noon) });

test('[G1–G13] what is admitted changes only schema places with schema values; what is not, changes nothing', () => {
	const reached = new Map<string, number>();
	fc.assert(
		fc.property(
			fc.oneof(
				{ weight: 60, arbitrary: hostile },
				{ weight: 30, arbitrary: mutated(legal) },
				{ weight: 10, arbitrary: fc.constantFrom(...legal) },
				{ weight: 1, arbitrary: fc.constant(tooLong) },
			),
			(bytes) => {
				const read = readUpdate(bytes, limits.live);
				if (!read.ok) return count(reached, read.error.code);
				const verdict = admit(base, read.value, writing);
				expect(Buffer.compare(Y.encodeStateAsUpdate(base), known.state)).toBe(0);
				judge(verdict, bytes);
				count(reached, verdict.kind === 'refused' ? verdict.refusal.code : verdict.kind);
			},
		),
		{ numRuns: 2_000 },
	);
	expect([...reached.keys()].sort()).toEqual([
		'admitted',
		'foreign-client',
		'invalid-value',
		'known',
		'malformed',
		'missing',
		'too-large',
	]);
});

function count(reached: Map<string, number>, branch: string): void {
	reached.set(branch, (reached.get(branch) ?? 0) + 1);
}

/** The oracle. */
function judge(verdict: Verdict, bytes: Uint8Array): void {
	const copy = new Y.Doc();
	for (const root of Object.keys(schema)) copy.getMap(root);
	Y.applyUpdate(copy, known.state);
	let isApplied = true;
	try {
		Y.applyUpdate(copy, bytes);
	} catch {
		// Only what is refused may make Yjs throw.
		isApplied = false;
	}
	const isWhole = isApplied && copy.store.pendingStructs === null && copy.store.pendingDs === null;
	if (verdict.kind === 'known') {
		expect(isWhole).toBe(true);
		expect(Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(base))).toBe(true);
	} else if (verdict.kind === 'missing') expect(isWhole).toBe(false);
	else if (verdict.kind === 'admitted') {
		expect(isWhole).toBe(true);
		onlyOwnClocks(copy);
		onlyTouched(copy, verdict);
		nothingLost(copy);
		expect(problems(copy).filter((one) => !known.problems.includes(one))).toEqual([]);
	}
}

/** What the schema has no place or no value for; names that lead nowhere are the operations' business. */
function problems(doc: Y.Doc): readonly string[] {
	return checkDocument(doc)
		.filter(({ kind }) => kind !== 'dangling' && kind !== 'cycle' && kind !== 'missing-field')
		.map((one) => JSON.stringify(one));
}

function onlyOwnClocks(copy: Y.Doc): void {
	for (const other of others) {
		expect(Y.getState(copy.store, other)).toBe(Y.getState(base.store, other));
	}
}

function onlyTouched(copy: Y.Doc, { touched }: Extract<Verdict, { kind: 'admitted' }>): void {
	const named = new Set(touched.map(({ root, record, key }) => `${root}/${record}/${key}`));
	const [was, is] = [known.keys, keysOf(copy)];
	for (const [place, value] of is) if (was.get(place) !== value) expect([...named]).toContain(place);
	for (const place of was.keys()) if (!is.has(place)) expect([...named]).toContain(place);
}

/** Every key of every record with its value as text, notes as their styled content. */
function keysOf(doc: Y.Doc): ReadonlyMap<string, string> {
	const keys = new Map<string, string>();
	for (const root of Object.keys(schema) as Root[]) {
		for (const [record, map] of root === 'meta'
			? [['meta', doc.getMap('meta')] as const]
			: doc.getMap(root)) {
			if (root !== 'meta') keys.set(`${root}/${record}/`, 'a record');
			if (!(map instanceof Y.Map)) continue;
			for (const [key, value] of map) {
				const content: unknown = value instanceof Y.Text ? value.toDelta() : value;
				keys.set(`${root}/${record}/${key}`, JSON.stringify(content) ?? 'undefined');
			}
		}
	}
	return keys;
}

/** Records, notes and what is always there stay; an entry goes only if the update's own write of its field may have seen it. */
function nothingLost(copy: Y.Doc): void {
	for (const root of Object.keys(schema) as Root[]) {
		if (root === 'meta') sameFields(root, base.getMap(root), copy.getMap(root));
		else
			for (const [record, map] of base.getMap(root)) {
				const now = copy.getMap(root).get(record);
				if (!(map instanceof Y.Map) || !(now instanceof Y.Map)) throw new Error(`${root}/${record} is gone`);
				expect(now._item?.id).toEqual(map._item?.id);
				sameFields(root, map, now);
			}
	}
}

function sameFields(root: Root, was: Y.Map<unknown>, is: Y.Map<unknown>): void {
	for (const [key, value] of was) {
		const parsed = parseKey(root, key);
		if (parsed?.kind === 'text') {
			const id = (text: unknown) => (text instanceof Y.Text ? text._item?.id : undefined);
			expect(id(is.get(key))).toEqual(id(value));
		} else if (parsed?.kind === 'plain' && !parsed.field.optional) expect(is.has(key)).toBe(true);
		else if (parsed?.kind === 'register' && !is.has(key)) {
			const gone = parseEntry(parsed.client, value);
			const written = [me, 901].flatMap((client) => {
				const entry = parseEntry(clientId.parse(client), is.get(`${parsed.name}~${client}`));
				return entry === undefined ||
					was.get(`${parsed.name}~${client}`) === is.get(`${parsed.name}~${client}`)
					? []
					: [entry];
			});
			expect(written.some(({ hlc }) => hlc > (gone?.hlc ?? 0))).toBe(true);
		}
	}
}

/** A wedding with quarrels in it: entries by several clients, conflicts, typed and erased notes, a deleted record. */
function makeBase(): Y.Doc {
	const doc = quarrelsome();
	const all = [
		replica(2, { now: noon - 500 }),
		replica(3, { role: 'vendor', now: noon - 500 }),
		replica(me, { role: 'vendor', now: noon - 500 }),
	];
	for (const one of all) Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(doc));
	const [mia, flora, eve] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0]];
	mia.must('tasks.change', { id: 'cake', status: 'doing', owner: 'mia' });
	flora.must('tasks.change', { id: 'cake', status: 'done', due: '2027-06-12T09:00' });
	eve.must('tasks.change', { id: 'ring', status: 'doing', title: 'Rings' });
	doEdit(mia, { do: 'type', task: 'cake', at: 3, text: 'no nuts' }, '');
	doEdit(flora, { do: 'style', task: 'cake', at: 1, length: 4, bold: true }, '');
	doEdit(eve, { do: 'erase', task: 'ring', at: 2, length: 3 }, '');
	mia.must('tasks.delete', { id: 'flowers' });
	for (const one of all) Y.applyUpdate(doc, Y.encodeStateAsUpdate(one.doc));
	return doc;
}

/** What an honest device would send now: one update for each of many edits. */
function makeLegal(): readonly Uint8Array[] {
	return fc.sample(weddingEdit, { numRuns: 150, seed: 7 }).flatMap((edit, index) => {
		const one = replica(4_711, { role: 'vendor', now: noon });
		Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(base));
		// Only now: Yjs takes another id when it is handed what was written under its own.
		one.doc.clientID = me;
		const sent: Uint8Array[] = [];
		one.doc.on('update', (update: Uint8Array) => sent.push(new Uint8Array(update)));
		doEdit(one, edit, `new-${index}`);
		return sent;
	});
}

test('[G1–G13] every edit of an honest device is admitted', () => {
	expect(legal.length).toBeGreaterThan(80);
	for (const bytes of legal) {
		const read = readUpdate(bytes, limits.live);
		if (!read.ok) throw new Error(read.error.reason);
		expect(admit(base, read.value, writing)).toMatchObject({ kind: 'admitted' });
	}
	expect(canonicalHash(base)).toBe(canonicalHash(makeBase()));
});
