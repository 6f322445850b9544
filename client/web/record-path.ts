/** Where a record of an event stands among the wedding's pages; the kinds are those of events. Pure. */
export function recordPath({ kind, id }: { readonly kind: string; readonly id: string }): string | undefined {
	const page = pages.get(kind);
	if (page === undefined) return undefined;
	return page.endsWith('/') ? `${page}${encodeURIComponent(id)}` : page;
}

/** Inside the wedding, of an address that the relay made for any device. */
export function pathInside(link: string, wedding: string, origin: string): string | undefined {
	if (!URL.canParse(link, origin)) return undefined;
	const { pathname } = new URL(link, origin);
	const root = `/w/${wedding}`;
	if (pathname === root) return '/';
	return pathname.startsWith(`${root}/`) ? pathname.slice(root.length) : undefined;
}

const pages: ReadonlyMap<string, string> = new Map([
	['task', '/tasks/'],
	['timeline', '/run-sheet/'],
	['person', '/people/'],
	['assignment', '/assignments'],
	['alert', '/alerts'],
	['guest', '/guests/'],
	['table', '/guests'],
	['ceremony', '/ceremony/'],
	['budget', '/budget/'],
	['suggestion', '/more'],
	['webhook', '/webhooks/'],
	['wedding', '/'],
]);
