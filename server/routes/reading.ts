/**
 * Who may read which section over HTTP: the same table as the socket's, asked before anything is opened, read or remembered.
 * Writing is judged in the room; without this, an answer to a write without effect would show what one may not see.
 */
import { mayRead } from '../../shared/access/permissions.ts';
import type { Section } from '../../shared/document/schema.ts';
import type { Principal } from '../auth/principal.ts';
import type { Problem } from './problem.ts';

/** Undefined if they may. */
export function unreadable({ role }: Principal, section: Section): Problem | undefined {
	return mayRead({ role }, section) ? undefined : { code: 'not-allowed', detail: reasons[section] };
}

const reasons: Readonly<Record<Section, string>> = {
	plan: 'The plan is for those who work on the wedding. What guests see is the programme: GET …/programme.',
	ceremony:
		'The words and order of the ceremony are seen by the couple, the coordinator, the family and the party.',
	guests: 'The guest list is seen by the couple, the coordinator, the family and the venue.',
	budget: 'The budget is seen by the couple and the coordinator.',
};
