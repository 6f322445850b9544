/** Checks every row of the log and tail, for `verify`: checksums, event lists, and that each wedding's numbers run without a gap. */
import type { Finding } from './finding.ts';
import type { Database } from './database.ts';
import { isWholeRow, rowColumns, type StoredRow } from './row.ts';
import { idsIn } from './tail.ts';

export interface Counted {
	readonly rows: number;
	/** Rows whose bytes live on in snapshots only. */
	readonly folded: number;
	readonly events: number;
}

export function checkRows(db: Database, findings: Finding[]): Counted {
	const aside = new Set(
		(db.prepare('SELECT wedding, seq FROM quarantine').raw().all() as [string, number][]).map(keyOf),
	);
	const seen = new Map<string, Set<number>>();
	let [rows, folded, events] = [0, 0, 0];
	for (const table of ['log', 'tail']) {
		const select = db.prepare(`SELECT wedding, ${rowColumns} FROM ${table}`).raw();
		for (const [wedding, ...row] of select.iterate() as Iterable<[string, ...StoredRow]>) {
			const [seq, section] = row;
			const seqs = seen.get(wedding) ?? new Set<number>();
			// A round of settling that a restart cut short leaves rows in both.
			if (seqs.has(seq)) continue;
			seen.set(wedding, seqs.add(seq));
			rows += 1;
			if (row[9] === null) folded += 1;
			events += idsIn(row[8]).length;
			if (aside.has(keyOf([wedding, seq])) || isWholeRow(wedding, row)) continue;
			findings.push({ kind: 'row', wedding, section, seq, what: 'its bytes do not match their checksum' });
		}
	}
	const heads = db.prepare('SELECT id, seq FROM weddings').raw().all() as [string, number][];
	for (const [wedding, last] of heads)
		findings.push(...gapsOf(wedding, last, seen.get(wedding) ?? new Set()));
	return { rows, folded, events };
}

function gapsOf(wedding: string, last: number, seqs: ReadonlySet<number>): Finding[] {
	const gaps: Finding[] = [];
	for (let seq = 1; seq <= last; seq++) {
		if (!seqs.has(seq)) gaps.push({ kind: 'gap', wedding, seq, what: 'the row is missing' });
	}
	for (const seq of seqs) {
		if (seq < 1 || seq > last) gaps.push({ kind: 'gap', wedding, seq, what: `the log ends at ${last}` });
	}
	return gaps;
}

const keyOf = ([wedding, seq]: readonly [string, number]) => `${wedding} ${seq}`;
