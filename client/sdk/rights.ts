/**
 * What this person may do now, as far as this device knows: by the same table as the relay's gate, with the role the plan gives
 * and the rights raised for a while that the relay told of. Advice for whoever offers an edit; the relay judges for itself.
 * Where nobody has said yet which role this is, nothing is forbidden here.
 */
import type * as Y from 'yjs';
import { mayRun } from '../../shared/access/deeds.ts';
import { factsOf } from '../../shared/access/facts.ts';
import { type Answer, type Deed, may, type Who } from '../../shared/access/may.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { Millis } from '../../shared/clock.ts';
import { readRecord } from '../../shared/document/document.ts';
import type { Operation } from '../../shared/document/operations/operation.ts';
import type { PersonId } from '../../shared/ids.ts';
import type { Facts } from './device-store.ts';

export interface Rights {
	/** Undefined while nobody has said. */
	role(doc: Y.Doc): Role | undefined;
	mayRun(operation: Operation, doc: Y.Doc): Answer;
	may(deed: Deed, doc: Y.Doc): Answer;
}

export interface RightsDeps {
	readonly person: PersonId;
	/** As whoever opened the wedding knows it. */
	readonly role: Role | undefined;
	/** What the relay last said of this person. */
	readonly told: () => Facts['me'];
	readonly now: () => Millis;
}

export function createRights({ person, role: given, told, now }: RightsDeps): Rights {
	const role = (doc: Y.Doc) => readRecord(doc, 'people', person)?.role ?? told()?.role ?? given;

	function who(doc: Y.Doc): Who | undefined {
		const known = role(doc);
		return known === undefined
			? undefined
			: { person, role: known, raised: (told()?.raisedUntil ?? 0) > now() };
	}

	return {
		role,
		mayRun(operation, doc) {
			const asking = who(doc);
			return asking === undefined ? yes : mayRun(asking, operation, doc);
		},
		may(deed, doc) {
			const asking = who(doc);
			return asking === undefined ? yes : may(asking, deed, factsOf(doc));
		},
	};
}

const yes: Answer = { may: true };
