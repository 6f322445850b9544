/** Suggestions in SQLite. Guards that each is decided once: whoever decides compares its state and sets it in one statement. */
import type { Role } from '../../../shared/access/roles.ts';
import type { PersonId } from '../../../shared/ids.ts';
import type { AuditFact } from '../audit.ts';
import { EntryRejected, type Section } from '../store.ts';
import {
	bodyOf,
	type Decision,
	type Suggestion,
	type SuggestionQuery,
	type SuggestionState,
} from '../suggestions.ts';
import { createAddAudit } from './audit.ts';
import type { Database } from './database.ts';

/** The part of an entry about suggestions; call inside its transaction. */
export function createStoreSuggestion(db: Database) {
	const insert = db.prepare(
		'INSERT OR IGNORE INTO suggestions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)',
	);
	const decide = createDecide(db);
	return (
		wedding: string,
		entry: { readonly suggestion?: Suggestion | undefined; readonly decides?: Decision | undefined },
	): void => {
		const { suggestion, decides } = entry;
		if (suggestion !== undefined) {
			const { id, section, by, at, kind, state } = suggestion;
			const values = [wedding, id, section, by.person, by.name, by.role, at, kind, bodyOf(suggestion), state];
			if (insert.run(...values).changes === 0) throw new EntryRejected(`suggestion ${id} was stored before`);
		}
		if (decides !== undefined && !decide(wedding, decides)) {
			throw new EntryRejected(`suggestion ${decides.id} is not open`);
		}
	};
}

export function createSuggestionWrites(db: Database) {
	const decide = createDecide(db);
	const addAudit = createAddAudit(db);
	const transaction = db.transaction((wedding: string, decision: Decision, audit: AuditFact | undefined) => {
		if (!decide(wedding, decision)) return false;
		if (audit !== undefined) addAudit(wedding, [audit]);
		return true;
	});
	return {
		decideSuggestion: (wedding: string, decision: Decision, audit?: AuditFact): boolean =>
			transaction.immediate(wedding, decision, audit),
	};
}

export function createSuggestionReads(db: Database) {
	const one = db.prepare(`SELECT ${columns} FROM suggestions WHERE wedding = ? AND id = ?`).raw();
	const many = db
		.prepare(
			`SELECT ${columns} FROM suggestions WHERE wedding = @wedding
			 AND (@state IS NULL OR state = @state) AND (@person IS NULL OR person = @person)
			 AND (@after IS NULL OR (at, id) >
				(SELECT at, id FROM suggestions WHERE wedding = @wedding AND id = @after))
			 ORDER BY at, id LIMIT @limit`,
		)
		.raw();
	const open = db
		.prepare("SELECT count(*) FROM suggestions WHERE wedding = ? AND state = 'open' AND person = ?")
		.pluck();
	return {
		openSuggestions: (wedding: string, person: string): number => Number(open.get(wedding, person)),
		suggestion(wedding: string, id: string): Suggestion | undefined {
			const found = one.get(wedding, id) as Columns | undefined;
			return found && suggestionOf(found);
		},
		suggestions: (
			wedding: string,
			{ state = null, person = null, after = null, limit }: Wanted,
		): Suggestion[] => (many.all({ wedding, state, person, after, limit }) as Columns[]).map(suggestionOf),
	};
}

type Wanted = { [K in keyof SuggestionQuery]: SuggestionQuery[K] | null } & { readonly limit: number };

function createDecide(db: Database) {
	const update = db.prepare(
		`UPDATE suggestions SET state = ?, decided_by = ?, decided_at = ?
		 WHERE wedding = ? AND id = ? AND state = 'open'`,
	);
	return (wedding: string, { id, state, by, at }: Decision): boolean =>
		update.run(state, by, at, wedding, id).changes === 1;
}

const columns = 'id, section, person, name, role, at, kind, body, state, decided_by, decided_at';
type Columns = [
	id: string,
	section: string,
	person: string,
	name: string,
	role: string,
	at: number,
	kind: string,
	body: string,
	state: string,
	decidedBy: string | null,
	decidedAt: number | null,
];

function suggestionOf([id, section, person, name, role, at, kind, body, ...decided]: Columns): Suggestion {
	const [state, decidedBy, decidedAt] = decided;
	return {
		id,
		section: section as Section,
		by: { person: person as PersonId, name, role: role as Role },
		at,
		kind: kind as Suggestion['kind'],
		...(JSON.parse(body) as Pick<Suggestion, 'operations' | 'changes' | 'note' | 'refusal' | 'frame'>),
		state: state as SuggestionState,
		...(decidedBy !== null && { decidedBy: decidedBy as PersonId }),
		...(decidedAt !== null && { decidedAt }),
	};
}
