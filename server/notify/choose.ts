/**
 * Whom an event is for: the first row of the rules that means somebody, and what speaks against telling them. Pure. Guards: nobody hears
 * of their own act or of what they may not read, but where a row says why.
 */
import { levelOf, reaches } from '../../shared/access/permissions.ts';
import type { PersonId } from '../../shared/ids.ts';
import type { Reach } from '../store/reach.ts';
import { type AudienceName, audiences } from './audience.ts';
import { type Rule, rules } from './rules.ts';
import { mayHear, numberOf, type View } from './scene.ts';
import { countOfTurns, turnOf } from './turn.ts';

export interface Chosen {
	readonly rule: Rule;
	readonly because: AudienceName;
}

export type Choice = (Chosen & { readonly against?: undefined }) | { readonly against: Against };
/** `service`: software is told by webhooks. */
export type Against = 'own-act' | 'not-allowed' | 'not-their-turn' | 'service';

/** Everybody who is meant by any row. */
export function chooseFor(view: View): ReadonlyMap<PersonId, Choice> {
	const choices = new Map<PersonId, Choice>();
	for (const rule of rules[view.event.type] ?? []) {
		if (rule.when?.(view) === false) continue;
		for (const because of rule.to) {
			const meant = new Set(audiences[because](view));
			for (const reach of view.book.people) {
				if (!meant.has(reach.person)) continue;
				const present = choices.get(reach.person);
				if (present !== undefined && present.against === undefined) continue;
				const against = againstTelling(view, reach, rule);
				if (against === undefined) choices.set(reach.person, { rule, because });
				else if (present === undefined) choices.set(reach.person, { against });
			}
		}
	}
	return choices;
}

function againstTelling(view: View, reach: Reach, rule: Rule): Against | undefined {
	const { event } = view;
	if (reach.role === 'service' || (reach.role === 'support' && rule.open === undefined)) return 'service';
	if (rule.toActor !== true && event.actor.person === reach.person) return 'own-act';
	// Whoever made them somebody of the wedding: that they are is no news to them.
	if (rule.kind === 'person-joined' && event.record.id === reach.person) return 'own-act';
	if (!isOpenTo(view, reach, rule)) return 'not-allowed';
	if (rule.kind === 'task-escalated' && !isTheirTurn(view, reach)) return 'not-their-turn';
	return undefined;
}

function isOpenTo({ event }: View, reach: Reach, { open }: Rule): boolean {
	if (open === 'alert') return reaches(levelOf(reach, 'alerts'), 'read');
	return open !== undefined || mayHear(reach, event.record.kind);
}

/** Said the second time it is for the first of those who are asked in turn, and so on; the last one hears it again. */
function isTheirTurn(view: View, { person }: Reach): boolean {
	const level = numberOf(view.event.after['level']) ?? 1;
	return turnOf(view, person) === Math.min(level, countOfTurns(view)) - 1;
}
