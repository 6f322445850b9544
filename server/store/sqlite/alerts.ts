/** Alerts in SQLite. Guards that each is stored once, that an acknowledgement counts once, and that the first moment of a mark stays. */
import type { Role } from '../../../shared/access/roles.ts';
import type { PersonId, RecordId } from '../../../shared/ids.ts';
import type { Alert, AlertAck, AlertTargets, AlertWitness, NewAlert, Urgency } from '../alerts.ts';
import type { AuditFact } from '../audit.ts';
import { EntryRejected } from '../store.ts';
import { createAddAudit } from './audit.ts';
import type { Database } from './database.ts';

/** The part of an entry about alerts; call inside its transaction. */
export function createStoreAlert(db: Database) {
	const insert = db.prepare('INSERT OR IGNORE INTO alerts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)');
	const mark = db.prepare('INSERT OR IGNORE INTO alert_marks VALUES (?, ?, ?, ?, ?, ?)');
	return (
		wedding: string,
		entry: { readonly alert?: NewAlert | undefined; readonly acknowledges?: AlertAck | undefined },
	): void => {
		const { alert, acknowledges: ack } = entry;
		if (alert !== undefined) {
			const { id, by, text, place, urgency, to, at } = alert;
			const targets = to === undefined ? null : JSON.stringify(to);
			const values = [wedding, id, by.person, by.name, by.role, text, place ?? null, urgency, targets, at];
			if (insert.run(...values).changes === 0) throw new EntryRejected(`alert ${id} was stored before`);
		}
		if (ack === undefined) return;
		const { alert: id, person, name, at } = ack;
		mark.run(wedding, id, 'seen', person, name, at);
		if (mark.run(wedding, id, 'acked', person, name, at).changes === 0)
			throw new EntryRejected(`alert ${id} was acknowledged by ${person} before`);
	};
}

export function createAlertWrites(db: Database) {
	const see = db.prepare(
		`INSERT OR IGNORE INTO alert_marks
		 SELECT wedding, id, 'seen', ?, ?, ? FROM alerts WHERE wedding = ? AND id = ?`,
	);
	const close = db.prepare(
		'UPDATE alerts SET closed_at = ?, closed_by = ? WHERE wedding = ? AND id = ? AND closed_at IS NULL',
	);
	const addAudit = createAddAudit(db);
	const seeAll = db.transaction((wedding: string, ids: readonly string[], who: AlertWitness) =>
		ids.filter((id) => see.run(who.person, who.name, who.at, wedding, id).changes === 1),
	);
	const closeOne = db.transaction(
		(wedding: string, id: string, by: { person: string; at: number }, audit: AuditFact | undefined) => {
			if (close.run(by.at, by.person, wedding, id).changes === 0) return false;
			if (audit !== undefined) addAudit(wedding, [audit]);
			return true;
		},
	);
	return {
		seeAlerts: (wedding: string, ids: readonly string[], who: AlertWitness): string[] =>
			seeAll.immediate(wedding, ids, who),
		closeAlert: (
			wedding: string,
			id: string,
			by: { readonly person: string; readonly at: number },
			audit?: AuditFact,
		): boolean => closeOne.immediate(wedding, id, by, audit),
	};
}

export function createAlertReads(db: Database) {
	const one = db.prepare('SELECT * FROM alerts WHERE wedding = ? AND id = ?');
	const many = db.prepare(
		`SELECT * FROM alerts WHERE wedding = @wedding
		 AND (@before IS NULL OR (at, id) < (SELECT at, id FROM alerts WHERE wedding = @wedding AND id = @before))
		 ORDER BY at DESC, id DESC LIMIT @limit`,
	);
	const marks = db.prepare(
		'SELECT mark, person, name, at FROM alert_marks WHERE wedding = ? AND alert = ? ORDER BY at, person',
	);
	const whole = (wedding: string, row: AlertRow): Alert =>
		alertOf(row, marks.all(wedding, row.id) as MarkRow[]);
	return {
		alert(wedding: string, id: string): Alert | undefined {
			const row = one.get(wedding, id) as AlertRow | undefined;
			return row && whole(wedding, row);
		},
		alerts: (
			wedding: string,
			{ before, limit }: { readonly before?: string; readonly limit: number },
		): Alert[] =>
			(many.all({ wedding, before: before ?? null, limit }) as AlertRow[]).map((row) => whole(wedding, row)),
	};
}

interface AlertRow {
	id: string;
	person: string;
	name: string;
	role: string;
	text: string;
	place: string | null;
	urgency: string;
	targets: string | null;
	at: number;
	closed_at: number | null;
	closed_by: string | null;
}
interface MarkRow {
	mark: 'seen' | 'acked';
	person: PersonId;
	name: string;
	at: number;
}

function alertOf(row: AlertRow, marks: readonly MarkRow[]): Alert {
	const of = (wanted: MarkRow['mark']) =>
		marks.filter(({ mark }) => mark === wanted).map(({ person, name, at }) => ({ person, name, at }));
	return {
		id: row.id as RecordId,
		by: { person: row.person as PersonId, name: row.name, role: row.role as Role },
		text: row.text,
		...(row.place !== null && { place: row.place }),
		urgency: row.urgency as Urgency,
		...(row.targets !== null && { to: JSON.parse(row.targets) as AlertTargets }),
		at: row.at,
		seenBy: of('seen'),
		ackedBy: of('acked'),
		...(row.closed_at !== null && { closedAt: row.closed_at }),
		...(row.closed_by !== null && { closedBy: row.closed_by as PersonId }),
	};
}
