/**
 * Who may have emergency access, and until when: a decision over plain values. Rights are raised around the wedding day only, for
 * a while, for a reason, and by somebody the couple trusts with the day; nobody is raised who reads nothing of the plan, and
 * nothing outlasts the day after.
 */
import { mayRead } from '../../shared/access/permissions.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { Millis } from '../../shared/clock.ts';
import { addMinutes, toInstant } from '../../shared/day/local-time.ts';
import type { PersonId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';

export interface EmergencyWish {
	readonly by: { readonly person: PersonId; readonly role: Role };
	/** Whose rights are raised; undefined for somebody who is not of this wedding. */
	readonly whom: { readonly person: PersonId; readonly role: Role } | undefined;
	readonly minutes: number;
}
export interface EmergencyFacts {
	readonly now: Millis;
	/** The wedding's own; undefined while none is set. */
	readonly date: string | undefined;
	readonly timeZone: string;
	/** The couple named them. */
	readonly isDeputy: (person: PersonId) => boolean;
}
export interface EmergencyRefused {
	readonly code: 'not-allowed' | 'not-found';
	readonly reason: string;
}

/** Until when, if they may. */
export function decideEmergency(
	{ by, whom, minutes }: EmergencyWish,
	facts: EmergencyFacts,
): Result<{ readonly until: Millis }, EmergencyRefused> {
	if (!mayDeclare(by, facts)) return err(notDeclared);
	if (whom === undefined) return err(nobody);
	const isOther = whom.person !== by.person;
	if (isOther && by.role !== 'coordinator') return err(onlyOneself);
	if (whom.role === 'couple' || !isOfThePlan(whom.role)) return err(notRaised);
	if (facts.date === undefined) return err(noDate);
	const window = windowOf(facts.date, facts.timeZone);
	if (facts.now < window.from || facts.now >= window.to) return err(notTheDay);
	return ok({ until: Math.min(facts.now + minutes * minute, window.to) });
}

/** Who may say that it is one: also what the page offers. */
export function mayDeclare(
	{ person, role }: EmergencyWish['by'],
	{ isDeputy }: Pick<EmergencyFacts, 'isDeputy'>,
): boolean {
	return isOfThePlan(role) && (role === 'coordinator' || isDeputy(person));
}

/** Whoever has it gives it back; whoever answers for the day takes it. */
export function mayEnd(
	by: EmergencyWish['by'],
	raised: { readonly person: PersonId; readonly by: PersonId },
): boolean {
	return by.role === 'couple' || by.role === 'coordinator' || [raised.person, raised.by].includes(by.person);
}

/** From the first moment of the day before to the last of the day after, by the wedding's own clock. */
function windowOf(date: string, timeZone: string): { readonly from: Millis; readonly to: Millis } {
	return { from: dayStart(date, -1, timeZone), to: dayStart(date, 2, timeZone) };
}

function dayStart(date: string, days: number, timeZone: string): Millis {
	const midnight = addMinutes(`${date}T00:00`, days * 24 * 60);
	// Where the clock is put forward at midnight the day begins an hour later.
	for (const late of [0, 30, 60, 120]) {
		const instant = toInstant(addMinutes(midnight, late), timeZone);
		if (instant !== undefined) return instant;
	}
	throw new RangeError(`the day ${midnight} has no beginning in ${timeZone}`);
}

/** Guests see the programme only, a partner's software and support are no hands on the day. */
function isOfThePlan(role: Role): boolean {
	return mayRead({ role }, 'plan') && role !== 'service' && role !== 'support';
}

const minute = 60_000;
const notDeclared: EmergencyRefused = {
	code: 'not-allowed',
	reason: 'Emergency access is taken by the coordinator, or by somebody the couple named for it.',
};
const onlyOneself: EmergencyRefused = {
	code: 'not-allowed',
	reason: 'You take emergency access for yourself; the coordinator may give it to somebody else.',
};
const notRaised: EmergencyRefused = {
	code: 'not-allowed',
	reason:
		'Only somebody who works on the day is raised: not the couple, who may everything, and not a guest.',
};
const nobody: EmergencyRefused = { code: 'not-found', reason: 'There is no such person in this wedding.' };
const noDate: EmergencyRefused = { code: 'not-allowed', reason: 'The wedding has no date yet.' };
const notTheDay: EmergencyRefused = {
	code: 'not-allowed',
	reason: 'Emergency access is for the wedding day, the day before and the day after.',
};
