/** What is told of a suggestion: that it was made, and what became of it. Guards: each once for its suggestion, by its derived id. */
import { rootOf } from '../../shared/document/operations/operation.ts';
import { recordKindOf } from '../../shared/events/draft.ts';
import { eventId } from '../../shared/events/event-id.ts';
import type { DerivedEvent } from '../../shared/events/event.ts';
import { type RecordId, recordId } from '../../shared/ids.ts';
import type { Principal } from '../auth/principal.ts';
import type { Suggestion } from '../store/suggestions.ts';

/** It says which record is meant, so that only those hear of it who may read there. */
export function suggestionEvent(
	type: 'suggestion.made' | 'suggestion.decided',
	{ wedding, person, role }: Principal,
	suggestion: Suggestion,
): DerivedEvent {
	const { id, kind, section, state } = suggestion;
	const record = subjectOf(suggestion) ?? { kind: recordKindOf[firstRoots[section]], id: 'meta' as const };
	const cause = {
		wedding,
		type,
		record: `${record.kind}:${record.id}`,
		cause: id,
	} as const;
	const after = type === 'suggestion.made' ? { suggestion: id, kind } : { suggestion: id, kind, state };
	return {
		id: eventId(cause),
		type,
		actor: { person, role },
		record,
		before: {},
		after,
		fields: Object.keys(after),
	};
}

function subjectOf({ operations: [first], changes: [change] }: Suggestion) {
	const root = (first === undefined ? undefined : rootOf(first)) ?? change?.root;
	const input: unknown = first?.input;
	const given = typeof input === 'object' && input !== null && 'id' in input ? input.id : change?.record;
	const id: RecordId | 'meta' | undefined = root === 'meta' ? 'meta' : recordId.safeParse(given).data;
	return root === undefined || id === undefined ? undefined : { kind: recordKindOf[root], id };
}

const firstRoots = { plan: 'meta', ceremony: 'items', guests: 'guests', budget: 'lines' } as const;
