/**
 * The audit: what happened to people's rights and access, one chain of rows per wedding ('' for what belongs to none). Each row's
 * hash covers the row and the hash before it, so whoever removes, swaps, edits or inserts one breaks the chain from there
 * on, and `verify` says where. Ids, roles, counts and codes only: never an address, a code, a token or what somebody wrote.
 */
import type { Role } from '../../shared/access/roles.ts';
import type { Millis } from '../../shared/clock.ts';
import type { DeviceId, PersonId, WeddingId } from '../../shared/ids.ts';
import { hexOf } from './digest.ts';

export interface AuditFact {
	readonly action: AuditAction;
	readonly at: Millis;
	readonly actor: {
		readonly person?: PersonId;
		readonly role?: Role;
		readonly device?: DeviceId;
		readonly operator?: true;
	};
	/** Whom or what it was done to: an id. */
	readonly subject?: string;
	readonly detail?: Readonly<Record<string, string | number | boolean>>;
}
export interface AuditRow extends AuditFact {
	/** From 1, without gaps, in its chain. */
	readonly n: number;
	/** SHA-256 in hex. */
	readonly hash: string;
}
/** A wedding's, or the one of acts outside any wedding. */
export type AuditChain = WeddingId | '';
export type AuditAction = keyof typeof auditActions;

/** What is noted, and why somebody may want to know it later. */
export const auditActions = {
	'wedding.created': 'who began it',
	'person.joined': 'who could enter from here on, and as what',
	'person.role-changed': 'who could do what from here on',
	'person.removed': 'who was out from here on',
	'person.restored': 'who could enter again',
	'person.deputy-named': 'who may take emergency access from here on',
	'person.deputy-ended': 'who may no longer take emergency access',
	'invite.made': 'which door was opened, for what role',
	'invite.redeemed': 'who came through it',
	'invite.revoked': 'who closed it again',
	'sign-in.done': 'which device could act as somebody from here on',
	'sign-in.refused': 'who tried a code or a link that is no good',
	'session.ended': 'which device was signed out',
	'session.revoked': 'which device was shut out by somebody else',
	'session.reused': 'a refresh token came twice: one of the two was stolen',
	'device.key-set': 'which key signs for a device from here on',
	'token.made': 'the operator made a token that acts as somebody',
	'keys.rotated': 'from here on tokens are signed with another key, and which former ones still verify',
	'edit.refused': 'who tried what they may not; counted by the minute',
	'edit.held': 'who edited after being removed, for the couple to decide',
	'emergency.started': 'who acted with raised rights from here on, and until when',
	'emergency.ended': 'from when on they did not',
	'suggestion.accepted': 'who took over what somebody else wanted',
	'suggestion.declined': 'who turned it down',
	'alert.raised': 'who called everybody, past all wishes and quiet hours',
	'alert.closed': 'who said that it is over',
	'policy.changed': 'what is sent to people, and when, from here on',
	'webhook.made': 'which software hears of the wedding from here on',
	'webhook.changed': 'what it hears, or where',
	'webhook.rotated': 'with which secret it is signed from here on',
	'webhook.enabled': 'it hears again, after it had been given up',
	'webhook.removed': 'it hears nothing more',
	'backup.taken': 'that there is a copy of everything',
	'backup.restored': 'from here on this is another history',
} as const;

/** What stands before the first row of a chain; its name is in it, so that no row fits into another wedding's chain. */
export function genesisOf(chain: AuditChain): string {
	return hexOf(utf8.encode(`wedsync-audit-1\n${chain}`));
}

/** The hash of the row that carries this fact as number `n`, behind a row of hash `previous`. */
export function chained(previous: string, fact: AuditFact, n: number): string {
	return linked(previous, canonicalFact(fact), n);
}

/** The same for a fact as it is stored. */
export function linked(previous: string, fact: string, n: number): string {
	return hexOf(utf8.encode(`${previous}\n${n}\n${fact}`));
}

/** The one text of a fact: JSON with its keys in order. Must never change its form: chains that stand would break. */
export function canonicalFact({ action, at, actor, subject, detail }: AuditFact): string {
	const ordered = (values: object) =>
		Object.fromEntries(
			Object.entries(values)
				.filter(([, value]) => value !== undefined)
				.sort(([a], [b]) => (a < b ? -1 : 1)),
		);
	return JSON.stringify(
		ordered({
			action,
			at,
			actor: ordered(actor),
			subject,
			detail: detail === undefined ? undefined : ordered(detail),
		}),
	);
}

/** The next rows of a chain; the head before them is its last hash and number. */
export function extended(
	head: { readonly n: number; readonly hash: string },
	facts: readonly AuditFact[],
): readonly AuditRow[] {
	let { n, hash } = head;
	return facts.map((fact) => {
		n += 1;
		hash = chained(hash, fact, n);
		return { ...fact, n, hash };
	});
}

const utf8 = new TextEncoder();
