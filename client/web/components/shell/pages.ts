/** The pages of a wedding in the order of the rail; the first three and "More" are also on the bar of a phone. */
import { CalendarClock, Ellipsis, Grid3x3, HeartHandshake, ListChecks, Sparkle, Users } from 'lucide-react';

export const pages = [
	{ path: '/', name: 'now', icon: Sparkle, isOnBar: true, isOnRail: true },
	{ path: '/run-sheet', name: 'runSheet', icon: CalendarClock, isOnBar: true, isOnRail: true },
	{ path: '/tasks', name: 'tasks', icon: ListChecks, isOnBar: true, isOnRail: true },
	{ path: '/assignments', name: 'assignments', icon: HeartHandshake, isOnBar: false, isOnRail: true },
	{ path: '/people', name: 'people', icon: Users, isOnBar: false, isOnRail: true },
	{ path: '/access', name: 'access', icon: Grid3x3, isOnBar: false, isOnRail: false },
	{ path: '/more', name: 'more', icon: Ellipsis, isOnBar: true, isOnRail: true },
] as const;

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
