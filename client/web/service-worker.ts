/**
 * Opens the app without a network: at install it keeps every built file, and answers the page's own navigations and files
 * from there. Guards: a page and its files always come from one and the same version; a new version waits until the person
 * says "Update" (it must never reload by itself on a wedding day); what belongs to the relay (`/api`, `/sync`, …) is never
 * touched. It also shows what is pushed while no page is open, and leads from there to the record. No imports: the build writes the
 * list of files (`PRECACHED`) in front of it.
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
interface Pushed extends Lasting {
	readonly data: { json(): unknown } | null;
}
interface Tapped extends Lasting {
	readonly notification: { readonly data: unknown; close(): void };
}
interface Readdressed extends Lasting {
	readonly oldSubscription?: PushSubscription | null;
}
interface OpenPage {
	readonly url: string;
	readonly visibilityState: DocumentVisibilityState;
	postMessage(message: unknown): void;
	focus(): Promise<unknown>;
}
interface Scope {
	readonly location: Location;
	readonly clients: {
		claim(): Promise<void>;
		matchAll(wish: { type: 'window' }): Promise<readonly OpenPage[]>;
		openWindow(url: string): Promise<unknown>;
	};
	readonly registration: ServiceWorkerRegistration;
	skipWaiting(): Promise<void>;
	addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void;
	addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
	addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
	addEventListener(type: 'push', listener: (event: Pushed) => void): void;
	addEventListener(type: 'notificationclick', listener: (event: Tapped) => void): void;
	addEventListener(type: 'pushsubscriptionchange', listener: (event: Readdressed) => void): void;
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

scope.addEventListener('push', (event) => event.waitUntil(show(event.data)));
scope.addEventListener('notificationclick', (event) => {
	event.notification.close();
	event.waitUntil(open(event.notification.data));
});
scope.addEventListener('pushsubscriptionchange', (event) =>
	event.waitUntil(resubscribe(event.oldSubscription?.options)),
);

/** Every push must show something, or the browser takes the permission away; also one that cannot be read. */
async function show(data: Pushed['data']): Promise<void> {
	const { title, body, link, tag, image, id } = contentOf(data);
	await scope.registration.showNotification(title ?? 'WedSync', {
		...(body === undefined ? {} : { body }),
		// A later word about the same thing takes the place of the earlier, and rings again.
		...(tag === undefined ? {} : { tag, renotify: true }),
		...(image === undefined ? {} : { image }),
		icon: '/icon.svg',
		badge: '/icon.svg',
		data: { link: link ?? '/', id },
	} as NotificationOptions);
}

type Content = Readonly<Partial<Record<'title' | 'body' | 'link' | 'tag' | 'image' | 'id', string>>>;

function contentOf(data: Pushed['data']): Content {
	try {
		const content: unknown = data?.json();
		if (typeof content !== 'object' || content === null) return {};
		return Object.fromEntries(Object.entries(content).filter(([, value]) => typeof value === 'string'));
	} catch {
		// Not ours, or damaged: something came, and that is all there is to say.
		return {};
	}
}

/** In a page that is open already, or in a new one. Only ever a page of this app. */
async function open(data: unknown): Promise<void> {
	const { link = '/', id } = (data ?? {}) as Content;
	const url = new URL(link, scope.location.origin);
	const path = `${url.pathname}${url.search}`;
	const pages = await scope.clients.matchAll({ type: 'window' });
	const page = pages.find(({ visibilityState }) => visibilityState === 'visible') ?? pages[0];
	if (page === undefined) {
		const marked = id === undefined ? path : `${path}${url.search === '' ? '?' : '&'}notice=${id}`;
		await scope.clients.openWindow(marked);
		return;
	}
	page.postMessage({ kind: 'open', link: path, ...(id === undefined ? {} : { id }) });
	await page.focus();
}

/** The relay hears of the new address from the next page that is open: only pages are signed in. */
async function resubscribe(options: PushSubscriptionOptions | undefined): Promise<void> {
	const applicationServerKey = options?.applicationServerKey;
	if (applicationServerKey == null) return;
	await scope.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
	const pages = await scope.clients.matchAll({ type: 'window' });
	for (const page of pages) page.postMessage({ kind: 'push-changed' });
}

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
