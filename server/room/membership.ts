/**
 * Who belongs to a wedding, as its people records say: read from the document right after an update was applied to it, and
 * stored with that update, so that nobody is out in one of the two and in by the other. The audit of it comes with it.
 */
import type * as Y from 'yjs';
import { role as roleOf } from '../../shared/access/roles.ts';
import type { Millis } from '../../shared/clock.ts';
import type { Change } from '../../shared/document/change.ts';
import { readRecord } from '../../shared/document/document.ts';
import { personId } from '../../shared/ids.ts';
import type { Principal } from '../auth/principal.ts';
import type { AuditFact } from '../store/audit.ts';
import type { Entry, MemberRecord } from '../store/store.ts';

/** What an update's changes mean for membership; nothing for most. */
export function followPeople(
	doc: Y.Doc,
	changes: readonly Change[],
	by: { readonly principal: Principal; readonly now: Millis },
): Pick<Entry, 'members' | 'audit'> {
	const people = changes.filter(({ root, field }) => root === 'people' && decisive.has(field));
	if (people.length === 0) return {};
	const records = new Set(people.map(({ record }) => record));
	const members = [...records].flatMap((record) => memberOf(doc, record, by.now) ?? []);
	const audit = [...Map.groupBy(people, ({ record }) => record)].flatMap(([record, ofOne]) =>
		factsOf(ofOne).map(
			(fact): AuditFact => ({ ...fact, at: by.now, actor: actorOf(by.principal), subject: record }),
		),
	);
	return { ...(members.length > 0 && { members }), ...(audit.length > 0 && { audit }) };
}

export function actorOf({ person, role, device, unbound }: Principal): AuditFact['actor'] {
	return { person, role, ...(device !== undefined && { device }), ...(unbound && { operator: true }) };
}

function memberOf(doc: Y.Doc, id: string, now: Millis): MemberRecord | undefined {
	const record = readRecord(doc, 'people', id);
	if (record === undefined) return undefined;
	const { name, role, trade, deletedAt } = record;
	return {
		person: personId.parse(id),
		name,
		role,
		...(trade !== undefined && { trade }),
		// The moment is the server's: whoever deletes chooses what stands in the record.
		...(deletedAt !== undefined && { removedAt: now }),
	};
}

function factsOf(changes: readonly Change[]): readonly Pick<AuditFact, 'action' | 'detail'>[] {
	const of = (field: string) => changes.find((change) => change.field === field);
	const [created, role, deleted, deputy] = [of(''), of('role'), of('deletedAt'), of('deputy')];
	const was = roleOf.safeParse(role?.before).data;
	const is = roleOf.safeParse(role?.after).data;
	const facts: Pick<AuditFact, 'action' | 'detail'>[] = [];
	if (created !== undefined) facts.push({ action: 'person.joined', ...(is && { detail: { role: is } }) });
	else if (role !== undefined)
		facts.push({
			action: 'person.role-changed',
			detail: { ...(was && { from: was }), ...(is && { to: is }) },
		});
	if (deleted !== undefined && (deleted.before === undefined) !== (deleted.after === undefined))
		facts.push({ action: deleted.after === undefined ? 'person.restored' : 'person.removed' });
	if (deputy !== undefined && (deputy.after === true) !== (deputy.before === true))
		facts.push({ action: deputy.after === true ? 'person.deputy-named' : 'person.deputy-ended' });
	return facts;
}

const decisive: ReadonlySet<string> = new Set(['', 'name', 'role', 'trade', 'deletedAt', 'deputy']);
