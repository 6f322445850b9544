/** The audit in a real file: what can be done to it, and that `verify` finds it. */
import { copyFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AuditFact, auditActions, canonicalFact } from '../../../server/store/audit.ts';
import { whyNotWhole } from '../../../server/store/rebuild.ts';
import { restoreFrom } from '../../../server/store/restore.ts';
import { openSqlite } from '../../../server/store/sqlite.ts';
import { type Database, openPlain } from '../../../server/store/sqlite/database.ts';
import type { Store } from '../../../server/store/store.ts';
import { verify } from '../../../server/store/verify.ts';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import { otherWedding, ourWedding, person, weddingRow } from '../../world/entry.ts';
import { type TemporaryFolder, temporaryFolder } from '../../world/folder.ts';

let folder: TemporaryFolder;
let store: Store;
const path = () => folder.file('wedsync.db');
const open = (file = path()) => openSqlite({ path: file, random: seededRandom(1), clock: testClock() });
const chains = [ourWedding, otherWedding, ''] as const;
const fact = (at: number): AuditFact => ({
	action: 'person.joined',
	at,
	actor: { person: person('mia'), role: 'couple' },
	subject: `person-${at}`,
	detail: { role: 'vendor' },
});

beforeEach(async () => {
	folder = temporaryFolder();
	store = await open();
	await store.createWedding(weddingRow(ourWedding));
	await store.createWedding(weddingRow(otherWedding, 2_000));
});
afterEach(async () => {
	await store.close();
	folder[Symbol.dispose]();
});

/** What `verify` finds after this was done to a copy of the file, with nothing in the way. */
function after(damage: (db: Database) => void) {
	const copy = folder.file('tampered.db');
	copyFileSync(path(), copy);
	const db = openPlain(copy);
	for (const name of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
		db.exec(`DROP TRIGGER ${String(name)}`);
	}
	damage(db);
	db.close();
	return verify(copy, whyNotWhole).findings;
}

/** All of it lies in the database file, not in its log. */
async function settle(): Promise<void> {
	await store.close();
	store = await open();
}

it('[ST52] SQLite itself refuses to change, remove or squeeze in a row of the audit', async () => {
	await store.note(ourWedding, [fact(1), fact(2)]);
	await settle();
	const copy = folder.file('copy.db');
	copyFileSync(path(), copy);
	const db = openPlain(copy);
	for (const change of [
		"UPDATE audit SET fact = '{}' WHERE n = 1",
		'DELETE FROM audit WHERE n = 2',
		'DELETE FROM audit_heads',
		'UPDATE audit_heads SET n = 1 WHERE n = 2',
		"UPDATE audit_heads SET wedding = 'x' WHERE n = 2",
		`INSERT OR REPLACE INTO audit VALUES ('${ourWedding}', 2, '{}', 'x')`,
		`INSERT INTO audit VALUES ('${ourWedding}', 4, '{}', 'x')`,
		"INSERT INTO audit VALUES ('nobodys', 1, '{}', 'x')",
	]) {
		expect(() => db.prepare(change).run(), change).toThrow('the audit ');
	}
	db.close();
	expect(verify(copy, whyNotWhole)).toMatchObject({ ok: true, auditRows: 2 });
});

it.each([7, 8, 9])(
	'[ST53] verify finds any row that was removed, swapped, edited, inserted or taken from another wedding (seed %d)',
	async (seed) => {
		const written = fc.sample(
			fc.array(fc.array(anyFact, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
			{
				numRuns: chains.length,
				seed,
			},
		);
		const lengths = new Map<(typeof chains)[number], number>();
		for (const [place, chain] of chains.entries()) {
			const calls = written[place] ?? [];
			for (const facts of calls) await store.note(chain, facts);
			lengths.set(chain, calls.flat().length);
		}
		await settle();
		const auditRows = [...lengths.values()].reduce((sum, length) => sum + length, 0);
		expect(verify(path(), whyNotWhole)).toMatchObject({ ok: true, auditRows, findings: [] });

		const row = fc.constantFrom(...chains).chain((chain) => {
			const n = fc.integer({ min: 1, max: lengths.get(chain) ?? 1 });
			return fc.record({ chain: fc.constant<string>(chain), n });
		});
		const tampering = fc.oneof(
			fc.record({ kind: fc.constant('remove' as const), row }),
			fc.record({ kind: fc.constant('swap' as const), row, other: row }),
			fc.record({
				kind: fc.constant('edit' as const),
				row,
				at: fc.integer({ min: 0, max: 200 }),
				to: fc.integer({ min: 33, max: 126 }),
			}),
			fc.record({ kind: fc.constant('reword' as const), row }),
			fc.record({ kind: fc.constant('rehash' as const), row }),
			fc.record({ kind: fc.constant('insert' as const), row }),
			fc.record({ kind: fc.constant('append' as const), row }),
			fc.record({ kind: fc.constant('copy' as const), row, other: row }),
			fc.record({ kind: fc.constant('cut' as const), row }),
			fc.record({ kind: fc.constant('head' as const), row }),
			fc.record({ kind: fc.constant('chain' as const), row }),
		);
		const seen = new Map<string, number>();
		fc.assert(
			fc.property(tampering, (done) => {
				let changed = false;
				const findings = after((db) => {
					changed = tamper(db, done);
				});
				fc.pre(changed);
				seen.set(done.kind, (seen.get(done.kind) ?? 0) + 1);
				expect(findings.length).toBeGreaterThan(0);
				expect(findings.every(({ kind }) => kind === 'audit')).toBe(true);
			}),
			{ numRuns: 150, seed },
		);
		expect(seen.size).toBe(11);
	},
);

const anyFact: fc.Arbitrary<AuditFact> = fc.record(
	{
		action: fc.constantFrom(...(Object.keys(auditActions) as AuditFact['action'][])),
		at: fc.nat(),
		actor: fc.record(
			{ person: fc.constantFrom(person('mia'), person('ben')), operator: fc.constant(true as const) },
			{ requiredKeys: [] },
		),
		subject: fc.string({ unit: 'grapheme' }),
		detail: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()), { maxKeys: 4 }),
	},
	{ requiredKeys: ['action', 'at', 'actor'] },
);

type Place = { readonly chain: string; readonly n: number };
type Tampering = {
	readonly kind: string;
	readonly row: Place;
	readonly other?: Place;
	readonly at?: number;
	readonly to?: number;
};

/** False if nothing was changed by it. */
function tamper(db: Database, { kind, row, other, at = 0, to = 33 }: Tampering): boolean {
	const read = ({ chain, n }: Place) =>
		db.prepare('SELECT fact, hash FROM audit WHERE wedding = ? AND n = ?').get(chain, n) as {
			fact: string;
			hash: string;
		};
	const write = ({ chain, n }: Place, { fact: text, hash }: { fact: string; hash: string }) =>
		db.prepare('UPDATE audit SET fact = ?, hash = ? WHERE wedding = ? AND n = ?').run(text, hash, chain, n);
	const move = (by: number) => {
		const rows = 'SELECT n FROM audit WHERE wedding = ? AND n >= ? ORDER BY n';
		const numbers = db
			.prepare(`${rows} ${by > 0 ? 'DESC' : 'ASC'}`)
			.pluck()
			.all(row.chain, row.n);
		for (const n of numbers)
			db.prepare('UPDATE audit SET n = n + ? WHERE wedding = ? AND n = ?').run(by, row.chain, n);
	};
	const head = (n: number) =>
		db.prepare('UPDATE audit_heads SET n = n + ? WHERE wedding = ?').run(n, row.chain);
	const is = read(row);
	switch (kind) {
		case 'remove':
			db.prepare('DELETE FROM audit WHERE wedding = ? AND n = ?').run(row.chain, row.n);
			return true;
		case 'swap': {
			const that = read(other ?? row);
			write(row, that);
			write(other ?? row, is);
			return that.hash !== is.hash;
		}
		case 'edit': {
			const place = at % is.fact.length;
			const text = is.fact.slice(0, place) + String.fromCharCode(to) + is.fact.slice(place + 1);
			write(row, { ...is, fact: text });
			return text !== is.fact;
		}
		case 'reword': // The same, said with a space more.
			write(row, { ...is, fact: is.fact.replace(':', ': ') });
			return true;
		case 'rehash':
			write(row, { ...is, hash: is.hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) });
			return true;
		case 'insert':
			move(1);
			db.prepare('INSERT INTO audit VALUES (?, ?, ?, ?)').run(
				row.chain,
				row.n,
				canonicalFact(fact(77)),
				is.hash,
			);
			head(1);
			return true;
		case 'append': {
			const last = Number(db.prepare('SELECT n FROM audit_heads WHERE wedding = ?').pluck().get(row.chain));
			db.prepare('INSERT INTO audit VALUES (?, ?, ?, ?)').run(
				row.chain,
				last + 1,
				canonicalFact(fact(77)),
				is.hash,
			);
			return true;
		}
		case 'copy': // A whole row, from another place or another wedding.
			write(row, read(other ?? row));
			return read(row).hash !== is.hash;
		case 'cut': // Removed, and what was behind it moved up, with the head.
			db.prepare('DELETE FROM audit WHERE wedding = ? AND n = ?').run(row.chain, row.n);
			move(-1);
			head(-1);
			return true;
		case 'head':
			db.prepare("UPDATE audit_heads SET hash = 'x' WHERE wedding = ?").run(row.chain);
			return true;
		default: // The chain with its head.
			db.prepare('DELETE FROM audit WHERE wedding = ?').run(row.chain);
			db.prepare('DELETE FROM audit_heads WHERE wedding = ?').run(row.chain);
			return true;
	}
}

it('[ST53] a whole chain, with its head, belongs to one wedding', async () => {
	await store.note(ourWedding, [fact(1), fact(2)]);
	await settle();
	const findings = after((db) => {
		const values = `SELECT '${otherWedding}', n, fact, hash FROM audit WHERE wedding = '${ourWedding}'`;
		db.exec(`INSERT INTO audit ${values}`);
		const head = `SELECT n, hash FROM audit_heads WHERE wedding = '${ourWedding}'`;
		db.exec(`UPDATE audit_heads SET (n, hash) = (${head}) WHERE wedding = '${otherWedding}'`);
	});
	expect(findings).toMatchObject([{ kind: 'audit', wedding: otherWedding, seq: 1 }]);
});

it('[ST53] says which row it is, also of the last one', async () => {
	await store.note(ourWedding, [fact(1), fact(2), fact(3)]);
	await settle();
	expect(after((db) => db.exec('DELETE FROM audit WHERE n = 3'))).toEqual([
		{ kind: 'audit', wedding: ourWedding, seq: 3, what: 'the row is missing' },
	]);
	expect(after((db) => db.exec("UPDATE audit SET fact = replace(fact, 'person-2', 'person-4')"))).toEqual([
		{
			kind: 'audit',
			wedding: ourWedding,
			seq: 2,
			what: 'it is not the row that was written here, or not behind the one before it',
		},
	]);
});

it('[ST54] a backup and a restore carry the audit, and the restore is in it', async () => {
	await store.note(ourWedding, [fact(1), fact(2)]);
	await store.backup(folder.file('backup.db'));
	const target = folder.file('restored.db');
	const deps = { random: seededRandom(3), rebuild: whyNotWhole, now: 9_000 };
	const restored = await restoreFrom(folder.file('backup.db'), target, deps);
	expect(restored).toMatchObject({ ok: true, value: { verified: { ok: true, auditRows: 3 } } });
	const before = await store.audit(ourWedding, 0, 10);
	const second = await open(target);
	expect(await second.audit(ourWedding, 0, 10)).toEqual(before);
	expect(await second.audit('', 0, 10)).toMatchObject([
		{ n: 1, action: 'backup.restored', at: 9_000, actor: { operator: true }, subject: second.incarnation },
	]);
	await second.close();
});

it('[ST54] a backup whose audit was tampered with is not restored', async () => {
	await store.note(ourWedding, [fact(1), fact(2)]);
	await settle();
	after((db) => db.exec('DELETE FROM audit WHERE n = 2'));
	const deps = { random: seededRandom(3), rebuild: whyNotWhole, now: 9_000 };
	const answer = await restoreFrom(folder.file('tampered.db'), folder.file('restored.db'), deps);
	expect(answer).toMatchObject({ ok: false, error: { code: 'damaged' } });
});

it('[ST54] a file from before there was an audit is whole without one, and gets it when it is opened', async () => {
	await settle();
	const old = folder.file('tampered.db');
	after((db) => {
		for (const table of ['audit', 'audit_heads', 'suggestions']) db.exec(`DROP TABLE ${table}`);
		for (const column of ['raised_until', 'raised_by', 'raised_reason', 'tokens_from'])
			db.exec(`ALTER TABLE members DROP COLUMN ${column}`);
		db.exec('DELETE FROM migrations WHERE number >= 2');
		for (const table of laterTables(db)) db.exec(`DROP TABLE ${table}`);
	});
	expect(verify(old, whyNotWhole)).toMatchObject({ ok: true, auditRows: 0 });
	const again = await open(old);
	await again.note(ourWedding, [fact(1)]);
	await again.close();
	expect(verify(old, whyNotWhole)).toMatchObject({ ok: true, auditRows: 1 });
});

/** Tables of steps behind the audit's. */
function laterTables(db: Database): readonly string[] {
	const first = [
		'meta',
		'weddings',
		'tail',
		'log',
		'event_ids',
		'quarantine',
		'snapshots',
		'folds',
		'leases',
	];
	const known = new Set([...first, 'answers', 'members', 'links', 'probe', 'migrations']);
	const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
	return tables.filter((name) => !known.has(name) && !name.startsWith('sqlite_'));
}

it('[ST49] the canonical text of a fact never changes its form', () => {
	const { action, at, actor } = fact(5);
	const shuffled = { detail: { z: 1, a: true }, subject: 'ben', actor, at, action };
	expect(canonicalFact(shuffled)).toBe(
		'{"action":"person.joined","actor":{"person":"mia","role":"couple"},"at":5,"detail":{"a":true,"z":1},"subject":"ben"}',
	);
	expect(canonicalFact({ at, actor, action })).toBe(
		'{"action":"person.joined","actor":{"person":"mia","role":"couple"},"at":5}',
	);
	expect(Object.values(auditActions).every((reason) => reason.length > 0)).toBe(true);
});
