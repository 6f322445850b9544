/**
 * The part of the store's port about alerts: calls for help and announcements, who has seen them, and who has said "I have it". An alert
 * is stored with the row of the log that tells of it, an acknowledgement too; each once for its person.
 */
import type { Role } from '../../shared/access/roles.ts';
import type { Millis } from '../../shared/clock.ts';
import type { PersonId, RecordId, WeddingId } from '../../shared/ids.ts';
import type { AuditFact } from './audit.ts';

export const urgencies = ['emergency', 'critical', 'high', 'normal'] as const;
export type Urgency = (typeof urgencies)[number];

/** Whoever is any of these. */
export interface AlertTargets {
	readonly roles?: readonly Role[] | undefined;
	readonly trades?: readonly string[] | undefined;
	readonly people?: readonly PersonId[] | undefined;
}

export interface NewAlert {
	readonly id: RecordId;
	readonly by: { readonly person: PersonId; readonly name: string; readonly role: Role };
	readonly text: string;
	readonly place?: string;
	readonly urgency: Urgency;
	/** Everybody, if absent. */
	readonly to?: AlertTargets;
	readonly at: Millis;
}

export interface Alert extends NewAlert {
	/** The first moment of each, in order. Whoever acknowledged has seen it. */
	readonly seenBy: readonly AlertWitness[];
	readonly ackedBy: readonly AlertWitness[];
	readonly closedAt?: Millis;
	readonly closedBy?: PersonId;
}
export interface AlertWitness {
	readonly person: PersonId;
	/** As they were called then. */
	readonly name: string;
	readonly at: Millis;
}
export interface AlertAck extends AlertWitness {
	readonly alert: RecordId;
}

export interface AlertStore {
	alert(wedding: WeddingId, id: string): Promise<Alert | undefined>;
	/** The newest first; behind the one of id `before`. */
	alerts(
		wedding: WeddingId,
		page: { readonly before?: string; readonly limit: number },
	): Promise<readonly Alert[]>;
	/** Answers those that this person had not seen before. Unknown ones are passed over. */
	seeAlerts(wedding: WeddingId, ids: readonly string[], who: AlertWitness): Promise<readonly string[]>;
	/** False if it was closed before, or never was. */
	closeAlert(
		wedding: WeddingId,
		id: string,
		by: { readonly person: PersonId; readonly at: Millis },
		audit?: AuditFact,
	): Promise<boolean>;
}
