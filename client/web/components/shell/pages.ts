/** The pages of a wedding in the order of the rail; those a thumb wants most are also on the bar of a phone. */
import {
	Armchair,
	BookHeart,
	CalendarClock,
	Coins,
	BellRing,
	Ellipsis,
	Grid3x3,
	HeartHandshake,
	Inbox,
	ListChecks,
	Megaphone,
	Scale,
	Sparkle,
	Users,
	Webhook,
} from 'lucide-react';

import { levelOf, mayRead, reaches } from '../../../../shared/access/permissions.ts';
import type { Role } from '../../../../shared/access/roles.ts';

export const pages = [
	{ path: '/', name: 'now', icon: Sparkle, isOnBar: true, isOnRail: true },
	{ path: '/run-sheet', name: 'runSheet', icon: CalendarClock, isOnBar: true, isOnRail: true },
	{ path: '/tasks', name: 'tasks', icon: ListChecks, isOnBar: true, isOnRail: true },
	{ path: '/inbox', name: 'inbox', icon: Inbox, isOnBar: true, isOnRail: true },
	{ path: '/assignments', name: 'assignments', icon: HeartHandshake, isOnBar: false, isOnRail: true },
	{ path: '/people', name: 'people', icon: Users, isOnBar: false, isOnRail: true },
	{ path: '/ceremony', name: 'ceremony', icon: BookHeart, isOnBar: false, isOnRail: true },
	{ path: '/guests', name: 'guests', icon: Armchair, isOnBar: false, isOnRail: true },
	{ path: '/budget', name: 'budget', icon: Coins, isOnBar: false, isOnRail: true },
	{ path: '/access', name: 'access', icon: Grid3x3, isOnBar: false, isOnRail: false },
	{ path: '/alerts', name: 'alerts', icon: Megaphone, isOnBar: false, isOnRail: false },
	{ path: '/preferences', name: 'reach', icon: BellRing, isOnBar: false, isOnRail: false },
	{ path: '/policy', name: 'policy', icon: Scale, isOnBar: false, isOnRail: false },
	{ path: '/webhooks', name: 'webhooks', icon: Webhook, isOnBar: false, isOnRail: false },
	{ path: '/more', name: 'more', icon: Ellipsis, isOnBar: true, isOnRail: true },
] as const;

/** The pages of the private sections, for those who may read them; of the wedding's settings, for those who write them. */
export function isOpenTo(role: Role, { name }: (typeof pages)[number]): boolean {
	if (name === 'policy' || name === 'webhooks') return reaches(levelOf({ role }, 'settings'), 'write');
	return name === 'ceremony' || name === 'guests' || name === 'budget' ? mayRead({ role }, name) : true;
}

export type PageName = (typeof pages)[number]['name'];

/** Which page a path inside a wedding belongs to. */
export function pageOf(path: string): (typeof pages)[number] | undefined {
	return pages.find((page) => path === page.path || (page.path !== '/' && path.startsWith(`${page.path}/`)));
}

/** On the bar, what is not there itself is found under "More". */
export function isCurrentOnBar(path: string, name: PageName): boolean {
	const page = pageOf(path);
	if (page === undefined) return false;
	return page.isOnBar ? page.name === name : name === 'more';
}
