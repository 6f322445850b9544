/**
 * Opens the app without a network: at install it keeps every built file, and answers the page's own navigations and files
 * from there. Guards: a page and its files always come from one and the same version; a new version waits until the person
 * says "Update" (it must never reload by itself on a wedding day); what belongs to the relay (`/api`, `/sync`, …) is never
 * touched. No imports: the build writes the list of files (`PRECACHED`) in front of it.
 */
interface Precached {
	readonly version: string;
	readonly paths: readonly string[];
}
declare const PRECACHED: Precached;

/** What this file uses of the worker's global scope; the DOM's own types know only the page's. */
interface Lasting extends Event {
	waitUntil(promise: Promise<unknown>): void;
}
interface Fetching extends Lasting {
	readonly request: Request;
	respondWith(answer: Promise<Response>): void;
}
interface Scope {
	readonly location: Location;
	readonly clients: { claim(): Promise<void> };
	skipWaiting(): Promise<void>;
	addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void;
	addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
	addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

const scope = self as unknown as Scope;
const prefix = 'wedsync-';
const cacheName = `${prefix}${PRECACHED.version}`;
const paths = new Set(PRECACHED.paths);

scope.addEventListener('install', (event) => event.waitUntil(keepAll()));
scope.addEventListener('activate', (event) => event.waitUntil(takeOver()));
scope.addEventListener('message', (event) => {
	if (event.data === 'update-now') void scope.skipWaiting();
});
scope.addEventListener('fetch', (event) => {
	const path = keptPath(event.request);
	if (path !== undefined) event.respondWith(fromCache(path, event.request));
});

/** What has its content in its name may come from the HTTP cache; the rest not, or a stale page could stand beside fresh scripts. */
async function keepAll(): Promise<void> {
	const cache = await caches.open(cacheName);
	const isHashed = (path: string) => path.startsWith('/assets/');
	await cache.addAll(
		[...paths].map((path) => new Request(path, { cache: isHashed(path) ? 'default' : 'reload' })),
	);
}

async function takeOver(): Promise<void> {
	const names = await caches.keys();
	const old = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
	await Promise.all(old.map((name) => caches.delete(name)));
	await scope.clients.claim();
}

/** Which kept file answers this request, if one does. Every page of the app is the same document. */
function keptPath(request: Request): string | undefined {
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== scope.location.origin) return undefined;
	if (paths.has(url.pathname)) return url.pathname;
	const isPage = url.pathname === '/' || url.pathname === '/sign-in' || url.pathname.startsWith('/w/');
	return request.mode === 'navigate' && isPage ? '/index.html' : undefined;
}

async function fromCache(path: string, request: Request): Promise<Response> {
	const cache = await caches.open(cacheName);
	return (await cache.match(path)) ?? fetch(request);
}
