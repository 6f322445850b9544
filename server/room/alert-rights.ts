/**
 * Who may call whom, and who is shown an alert: pure, by the table of rights. Guards: whoever is in the wedding can call for help, and no
 * guest can write to all others.
 */
import { levelOf, reaches } from '../../shared/access/permissions.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { Millis } from '../../shared/clock.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Principal } from '../auth/principal.ts';
import type { Alert, AlertTargets, Urgency } from '../store/alerts.ts';
import type { Member } from '../store/store.ts';

export interface MayNotAlert {
	readonly code: 'not-allowed';
	readonly reason: string;
}

/**
 * Whom it goes to. A guest may call for help, and whoever is at work hears it: a hundred guests are not alarmed because one of them fell,
 * and no guest can write to all others.
 */
export function targetsOf(
	by: Principal,
	{ urgency, to }: { readonly urgency: Urgency; readonly to?: AlertTargets | undefined },
	now: Millis,
): Result<AlertTargets | undefined, MayNotAlert> {
	const level = levelIn(by, now);
	if (reaches(level, 'write')) return ok(to);
	if (level !== 'own') return err(mayNot);
	return urgency === 'emergency' && to === undefined ? ok({ roles: atWork }) : err(helpOnly);
}

export function isMeant(
	to: AlertTargets | undefined,
	who: Pick<Member, 'person' | 'role' | 'trade'>,
): boolean {
	if (to === undefined) return true;
	const { roles = [], trades = [], people = [] } = to;
	const isOfTrade = who.trade !== undefined && trades.includes(who.trade);
	return roles.includes(who.role) || people.includes(who.person) || isOfTrade;
}

export const maySee = (by: Principal, self: Member, alert: Alert, now: Millis): boolean =>
	alert.by.person === by.person || isMeant(alert.to, self) || runs(by, now);
/** Whoever runs the day. */
export const runs = (by: Principal, now: Millis): boolean => reaches(levelIn(by, now), 'manage');
const levelIn = ({ role, raised }: Principal, now: Millis) =>
	levelOf({ role, raised: raised !== undefined && raised.until > now }, 'alerts');

const atWork: readonly Role[] = ['couple', 'coordinator', 'family', 'party', 'venue', 'vendor', 'helper'];
const mayNot: MayNotAlert = {
	code: 'not-allowed',
	reason: 'You look on here; somebody of the wedding calls.',
};
const helpOnly: MayNotAlert = {
	code: 'not-allowed',
	reason: 'As a guest you can call for help, as an emergency; whoever is at work hears it.',
};
