/**
 * What a restored outbox must not do: send again what has been sent since the backup was made. What was due by now is put among the dead,
 * where somebody may send it again by hand; what is due later goes out at its time.
 */
import type { Database } from './database.ts';
import { createQueues } from './queues.ts';

export function giveUpDue(db: Database, at: number): void {
	const hasOutbox = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'deliveries'").pluck().get();
	if (hasOutbox === undefined) return;
	db.transaction(() => {
		db.prepare(
			`UPDATE deliveries SET state = 'dead', reason = 'restored', ended_at = @at
			 WHERE state = 'sending' OR (state = 'pending' AND due_at <= @at)`,
		).run({ at });
		db.exec(`
			UPDATE deliveries SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL;
			UPDATE deliveries SET ready = n = (
				SELECT min(n) FROM deliveries AS other WHERE other.chain = deliveries.chain AND other.state = 'pending'
			) WHERE chain IS NOT NULL AND state = 'pending';
			UPDATE queues SET in_flight = 0;
		`);
		createQueues(db).refresh(db.prepare('SELECT id FROM queues').pluck().all() as number[]);
	})();
}
