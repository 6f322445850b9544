/** Who may make a way in for whom: one sentence over the table of permissions, asked wherever a way in is made, used or ended. */
import { appoints, levelOf, reaches } from '../../shared/access/permissions.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { Principal } from './principal.ts';

export function managesPeople(who: Principal): boolean {
	return reaches(levelOf({ role: who.role }, 'people'), 'manage');
}

/** Also for everything that amounts to the same: nobody hands out, or looks after, more than they have. */
export function mayInvite(who: Principal, role: Role): boolean {
	const given: readonly Role[] = appoints[who.role];
	return managesPeople(who) && given.includes(role);
}
