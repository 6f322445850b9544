/**
 * The HTTP side in one process on a store in memory: real rooms, real tokens, no port. `ask` speaks as somebody and answers
 * what came back, parsed.
 */
import type { Hono } from 'hono';
import { createApp } from '../../server/app.ts';
import { createDeviceKeys } from '../../server/auth/device-key.ts';
import { createDeviceRoll } from '../../server/auth/device-roll.ts';
import { createEmergencies, type Emergencies } from '../../server/auth/emergencies.ts';
import { createKeyRing } from '../../server/auth/key-ring.ts';
import type { Links } from '../../server/auth/link.ts';
import { givenOperatorKey } from '../../server/auth/operator-key.ts';
import { type AuthParts, createAuth } from '../../server/auth/parts.ts';
import { createRoll } from '../../server/auth/roll.ts';
import { secretOf } from '../../server/auth/secret.ts';
import type { Mail } from '../../server/notify/channels/email.ts';
import { settleAlertNotices } from '../../server/notify/alert-notices.ts';
import { createReachRoll } from '../../server/notify/reach-roll.ts';
import { vapidKeysOf } from '../../server/notify/vapid.ts';
import { createBell } from '../../server/observers/bell.ts';
import type { Observer } from '../../server/observers/observer.ts';
import { createRunner, type Runner } from '../../server/observers/runner.ts';
import { createHeard } from '../../server/notify/heard.ts';
import { createReported } from '../../server/notify/reported.ts';
import type { Providers } from '../../server/notify/providers.ts';
import { createHealth, type Health } from '../../server/ops/health.ts';
import type { Facts } from '../../server/ops/log.ts';
import { createMetrics } from '../../server/ops/metrics.ts';
import { createRefusals } from '../../server/room/refusals.ts';
import { createAlerting } from '../../server/room/alerting.ts';
import { createDeciding } from '../../server/room/deciding.ts';
import { createHolding } from '../../server/room/holding.ts';
import { createRooms, type Rooms } from '../../server/room/rooms.ts';
import { createSuggesting } from '../../server/room/suggesting.ts';
import { createEventStreams, type EventStreams } from '../../server/routes/event-streams.ts';
import { createRepeats } from '../../server/routes/repeats.ts';
import type { WebApp } from '../../server/routes/web-app.ts';
import { type MemoryDisk, memoryDisk, openMemory } from '../../server/store/memory.ts';
import type { Store } from '../../server/store/store.ts';
import { type TestClock, testClock } from '../../shared/clock.ts';
import { createEgress } from '../../server/webhooks/egress.ts';
import { createPhotos } from '../../server/photos/photos.ts';
import { memoryBlobFiles } from '../../server/store/blob-memory.ts';
import { createWebhooks, type WebhookParts } from '../../server/webhooks/parts.ts';
import { err, ok } from '../../shared/result.ts';
import { seededRandom } from '../../shared/random.ts';

export interface Answer {
	readonly status: number;
	readonly headers: Headers;
	/** Parsed if it is JSON. */
	// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape.
	readonly body: any;
}
export interface Asked {
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}
export type Ask = (method: string, path: string, asked?: Asked) => Promise<Answer>;

export interface House {
	readonly app: Hono;
	readonly clock: TestClock;
	readonly store: Store;
	readonly rooms: Rooms;
	readonly links: Links;
	readonly auth: AuthParts;
	/** What was sent by e-mail. */
	readonly mails: readonly Mail[];
	readonly health: Health;
	readonly emergencies: Emergencies;
	readonly eventStreams: EventStreams;
	readonly runner: Runner;
	readonly webhooks: WebhookParts;
	readonly logged: readonly { readonly event: string; readonly facts: Facts }[];
	readonly faults: readonly unknown[];
	/** As nobody. */
	readonly ask: Ask;
	readonly asOperator: Ask;
	as(token: string): Ask;
	/** A new wedding, and somebody of it in this role. */
	wedding(role?: string): Promise<{
		readonly wedding: string;
		readonly person: string;
		readonly token: string;
		readonly ask: Ask;
	}>;
}

export interface HouseOptions {
	readonly disk?: MemoryDisk;
	readonly store?: (store: Store) => Store;
	readonly webApp?: WebApp;
	readonly publicUrl?: string;
	readonly providers?: Pick<Providers, 'named'>;
	/** Of a house before, on the same disk. */
	readonly clock?: TestClock;
	/** Who reads the events; `runner.start` begins it. */
	readonly observers?: readonly Observer[];
	/** Something is to be sent. */
	readonly wake?: () => void;
}

export function createHouse({
	disk = memoryDisk(),
	store: wrap,
	webApp,
	publicUrl,
	providers = { named: () => undefined },
	clock = testClock(),
	observers = [],
	wake = () => undefined,
}: HouseOptions = {}): House {
	const random = seededRandom(7);
	const memory = openMemory(disk);
	const given = wrap?.(memory) ?? memory;
	const rolled = { ...given, ...createRoll(given), ...createDeviceRoll(given) };
	const kept = { ...rolled, ...createReachRoll(rolled) };
	const bell = createBell(kept);
	const store = { ...kept, append: bell.append };
	const logged: { event: string; facts: Facts }[] = [];
	const faults: unknown[] = [];
	const note = (event: string, facts: Facts = {}) => void logged.push({ event, facts });
	const log = { debug: note, info: note, warn: note, error: note };
	const fatal = (fault: unknown) => void faults.push(fault);
	const refusals = createRefusals({ store, clock, fatal });
	const suggesting = createSuggesting({ store, clock, announce: (...news) => rooms.announce(...news) });
	const rooms = createRooms({
		hold: createHolding({ store, clock, suggesting }),
		onRefused: refusals.note,
		deviceKey: createDeviceKeys({ store, clock }),
		store,
		clock,
		random,
		later: queueMicrotask,
		fatal,
		log: (_, event) => note(event),
	});
	const secret = secretOf(houseSecret);
	const mails: Mail[] = [];
	const email = {
		async send(mail: Mail) {
			mails.push(mail);
			return ok(undefined);
		},
	};
	const auth = createAuth({
		secret,
		keyRing: createKeyRing(),
		operatorKey: givenOperatorKey(operatorKey),
		store,
		rooms,
		email,
		clock,
		random,
		log,
		url: () => publicUrl ?? 'http://localhost:8787',
	});
	const { links } = auth;
	const health = createHealth(store, clock);
	const deciding = createDeciding({ store, rooms, clock });
	const alerting = createAlerting({
		store,
		clock,
		random,
		announce: rooms.announce,
		settle: settleAlertNotices(store),
	});
	const emergencies = createEmergencies({ store, rooms, clock, fatal });
	const eventStreams = createEventStreams({ store, bell, rooms, clock });
	const photos = createPhotos({ store, files: memoryBlobFiles(), rooms, clock });
	const egress = createEgress({ allow: ['127.0.0.0/8'], resolve: async () => [], clock });
	const webhooks = createWebhooks({ store, secret, egress, clock, random, wake, fatal });
	const changed = createReported({
		store,
		announce: rooms.announce,
		alerting,
		dispatchers: {},
		clock,
		wake: () => undefined,
	});
	const runner = createRunner({ store, bell, clock, log, fatal, observers });
	const app = createApp({
		pushDoor: {
			publicKey: vapidKeysOf('hz4dgvLlbSqd8bSbWGYZqcHm1Hs2v0ZbWQnQ9jJkGTE').publicKey,
			check: async (url) =>
				url.startsWith('https:') ? ok(undefined) : err({ reason: 'Only https is spoken to.' }),
		},
		eventStreams,
		webhooks,
		photos,
		runner,
		wake: () => undefined,
		store,
		rooms,
		...auth,
		providers,
		heard: createHeard({ store, consenting: auth.consenting, limiter: auth.limiter, random, changed }),
		health,
		suggesting,
		deciding,
		alerting,
		emergencies,
		log,
		clock,
		random,
		fatal,
		publicUrl,
		repeats: createRepeats(store),
		metrics: createMetrics(() => ({ wedsync_rooms: { help: 'Rooms.', value: rooms.counts().rooms } })),
		webApp: webApp ?? { isBuilt: false, serve: () => undefined },
	});
	const as = (token: string): Ask => askAs(app, { Authorization: `Bearer ${token}` });
	const asOperator = as(operatorKey);
	return {
		app,
		clock,
		store,
		rooms,
		links,
		auth,
		mails,
		health,
		emergencies,
		eventStreams,
		runner,
		webhooks,
		logged,
		faults,
		ask: askAs(app, {}),
		asOperator,
		as,
		async wedding(role = 'couple') {
			const made = await asOperator('POST', '/api/weddings', { body: newWedding });
			const wedding = made.body.id as string;
			const body = { wedding, name: 'Maria', role };
			const { person, token } = (await asOperator('POST', '/api/tokens', { body })).body;
			return { wedding, person, token, ask: as(token) };
		},
	};
}

export const houseSecret = 'a secret of the tests';
export const operatorKey = 'operator-key-of-the-tests';
export const newWedding = { name: 'Maria & Jonas', date: '2027-06-12', timeZone: 'Europe/Vienna' };

function askAs(app: Hono, own: Readonly<Record<string, string>>): Ask {
	return async (method, path, { body, headers } = {}) => {
		const content = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
		const response = await app.request(path, {
			method,
			headers: { ...own, ...headers },
			...(content === undefined ? {} : { body: content }),
		});
		const text = await response.text();
		const isJson = response.headers.get('Content-Type')?.includes('json') ?? false;
		return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
	};
}
