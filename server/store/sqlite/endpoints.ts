/** Endpoints in SQLite. A change is one statement that names the version it comes of; its audit row is in the same transaction. */
import type { AuditFact } from '../audit.ts';
import type { Endpoint } from '../endpoints.ts';
import { createAddAudit } from './audit.ts';
import type { Database } from './database.ts';

export function createEndpointWrites(db: Database) {
	const addAudit = createAddAudit(db);
	const insert = db.prepare('INSERT OR IGNORE INTO endpoints VALUES (?, ?, ?, ?, ?, ?)');
	const update = db.prepare(
		'UPDATE endpoints SET version = ?, probe_at = ?, body = ? WHERE wedding = ? AND id = ? AND version = ?',
	);
	const remove = db.prepare('DELETE FROM endpoints WHERE wedding = ? AND id = ?');
	const noting = db.transaction((wedding: string, work: () => boolean, audit: AuditFact | undefined) => {
		const done = work();
		if (done && audit !== undefined) addAudit(wedding, [audit]);
		return done;
	});
	const put = (endpoint: Endpoint): boolean => {
		const { wedding, id, version, createdAt, health } = endpoint;
		const probeAt = health.probeAt ?? null;
		const body = JSON.stringify(endpoint);
		if (version === 1) return insert.run(wedding, id, version, createdAt, probeAt, body).changes === 1;
		return update.run(version, probeAt, body, wedding, id, version - 1).changes === 1;
	};
	return {
		saveEndpoint: (endpoint: Endpoint, audit?: AuditFact): boolean =>
			noting.immediate(endpoint.wedding, () => put(endpoint), audit),
		removeEndpoint: (wedding: string, id: string, audit?: AuditFact): boolean =>
			noting.immediate(wedding, () => remove.run(wedding, id).changes === 1, audit),
	};
}

export function createEndpointReads(db: Database) {
	const all = db.prepare('SELECT body FROM endpoints WHERE wedding = ? ORDER BY created_at, id').pluck();
	const one = db.prepare('SELECT body FROM endpoints WHERE wedding = ? AND id = ?').pluck();
	const due = db.prepare('SELECT body FROM endpoints WHERE probe_at <= ? ORDER BY probe_at LIMIT ?').pluck();
	return {
		endpoints: (wedding: string): Endpoint[] => (all.all(wedding) as string[]).map(endpointOf),
		endpoint(wedding: string, id: string): Endpoint | undefined {
			const body = one.get(wedding, id) as string | undefined;
			return body === undefined ? undefined : endpointOf(body);
		},
		endpointsToProbe: (now: number, limit: number): Endpoint[] =>
			(due.all(now, limit) as string[]).map(endpointOf),
	};
}

const endpointOf = (body: string): Endpoint => JSON.parse(body) as Endpoint;
