/**
 * The server put together: the only file that knows adapters, and the top of everything that can go wrong. A sentence for
 * what the operator can mend, a log line and exit 1 for our bugs and for a dead disk, which nobody may retry.
 */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { type AppDeps, createApp } from './app.ts';
import { createEmergencies } from './auth/emergencies.ts';
import { createDeviceKeys } from './auth/device-key.ts';
import { createDeviceRoll } from './auth/device-roll.ts';
import { keptKeyRing } from './auth/key-ring.ts';
import { givenOperatorKey, keptOperatorKey } from './auth/operator-key.ts';
import { type AuthParts, createAuth } from './auth/parts.ts';
import { createRoll } from './auth/roll.ts';
import { keptSecret, type Secret, secretOf } from './auth/secret.ts';
import { type Config, databasePath, readConfig } from './config.ts';
import { seedContacts } from './demo/contacts.ts';
import { demoId, demoLinks, isDemoNews, seedDemo } from './demo/seed.ts';
import { type Mail, printedEmail } from './notify/channels/email.ts';
import { createOutbox } from './notify/channels/outbox.ts';
import { providedEmail } from './notify/channels/provided-email.ts';
import { createExchanges } from './notify/exchange.ts';
import { createNotify } from './notify/parts.ts';
import { createProviders, type Providers, readProviders } from './notify/providers.ts';
import { createSchedule, type ScheduleDeps } from './notify/schedule.ts';
import { createBell } from './observers/bell.ts';
import { skipHistory } from './observers/skip.ts';
import { settleAlertNotices } from './notify/alert-notices.ts';
import type { PushParts } from './notify/channels/push.ts';
import { createReachRoll } from './notify/reach-roll.ts';
import { keptVapidKeys } from './notify/vapid.ts';
import { watchDeliveries } from './ops/delivery-watch.ts';
import { failPoint } from './ops/fail-point.ts';
import { openGateway } from './ops/gateway.ts';
import { createHealth } from './ops/health.ts';
import { createLog, type Facts, type Log } from './ops/log.ts';
import { createMetrics, type Gauges } from './ops/metrics.ts';
import { createShutdown } from './ops/shutdown.ts';
import { startFault } from './ops/start-fault.ts';
import { systemClock as clock, later, systemRandom as random, workingTime } from './ops/system.ts';
import { createAlerting } from './room/alerting.ts';
import { createAttendance } from './room/attendance.ts';
import { createPhotos } from './photos/photos.ts';
import { createDeciding } from './room/deciding.ts';
import type { RoomDeps } from './room/door.ts';
import { createHolding } from './room/holding.ts';
import { createRefusals } from './room/refusals.ts';
import { createRooms, type Rooms } from './room/rooms.ts';
import { createSuggesting } from './room/suggesting.ts';
import { createUnseenRefusals } from './room/unseen.ts';
import { createEventStreams } from './routes/event-streams.ts';
import { createRepeats } from './routes/repeats.ts';
import { listenForSync } from './routes/sync.ts';
import { readWebApp } from './routes/web-app.ts';
import { openBlobFiles } from './store/blob-disk.ts';
import { openSqlite } from './store/sqlite.ts';
import type { Store } from './store/store.ts';
import { createEgress } from './webhooks/egress.ts';
import { systemNames } from './webhooks/names.ts';

// Everything made from here on holds people's plans: for its owner only.
process.umask(0o077);
const write = (text: string): void => void process.stdout.write(text);
const config = readConfig(process.env);
if (config.ok) await start(config.value, createLog({ level: config.value.logLevel, clock, write }));
else stop(config.error);

async function start(config: Config, log: Log): Promise<void> {
	const fatal = (fault: unknown): never => {
		log.error('fatal', { error: fault });
		process.exit(1);
	};
	process.on('uncaughtException', fatal);
	process.on('unhandledRejection', fatal);

	const disk = await openStore(config, log);
	const rolled = { ...disk, ...createRoll(disk), ...createDeviceRoll(disk) };
	const kept = { ...rolled, ...createReachRoll(rolled) };
	const bell = createBell(kept);
	const savePolicy: Store['savePolicy'] = async (wedding, ...policy) => {
		await kept.savePolicy(wedding, ...policy);
		schedule.look(wedding);
	};
	const store = { ...kept, append: bell.append, savePolicy };
	const refusals = createRefusals({ store, clock, fatal });
	const metrics = createMetrics(() => ({
		...gauges({ rooms, eventStreams, runner: notify.runner }),
		...watch.gauges(),
	}));
	const watch = watchDeliveries({ store, clock, metrics, isAnyOpen: () => notify.isAnyOpen() });
	const slowed = (ms: number) => {
		metrics.count('wedsync_slowed_total', {});
		metrics.count('wedsync_slowed_milliseconds_total', {}, ms);
	};
	const deviceKey = createDeviceKeys({ store, clock });
	const suggesting = createSuggesting({ store, clock, announce: (...news) => rooms.announce(...news) });
	const hold = createHolding({ store, clock, suggesting });
	const unseen = createUnseenRefusals({ store, isHere: (...who) => rooms.isHere(...who), clock, fatal });
	const attendance = createAttendance(clock);
	const rooms = openRooms(store, log, {
		fatal,
		onRefused: refusals.note,
		onRefusedUnseen: unseen.note,
		onSaid: attendance.note,
		deviceKey,
		slowed,
		hold,
	});
	const isHere: ScheduleDeps['isHere'] = (...who) => rooms.isHere(...who) || attendance.isAtVenue(...who);
	const schedule = createSchedule({ store, rooms, isHere, clock, log, fatal });
	attendance.onLowBattery(({ wedding, person }, percent) => schedule.lowBattery(wedding, person, percent));
	const deciding = createDeciding({ store, rooms, clock });
	const alerting = createAlerting({
		store,
		clock,
		random,
		announce: rooms.announce,
		settle: settleAlertNotices(store),
	});
	const health = createHealth(store, clock, watch.late);
	let url = config.publicUrl ?? `http://localhost:${config.port}`;
	const files = openBlobFiles(join(config.data, 'blobs'), random);
	const photos = createPhotos({ store, files, rooms, clock });
	const egress = createEgress({ allow: config.egressAllow, resolve: systemNames, clock });
	const vapidKeys = keptVapidKeys(config.data, random);
	const pushEgress = createEgress({
		allow: config.egressAllow,
		resolve: systemNames,
		clock,
		connectionsPerOrigin: 64,
	});
	const push = { keys: vapidKeys, fetch: pushEgress.fetch, gone: store.dropPushSubscription };
	const carriers = openProviders(config, push);
	const auth = openAuth(config, { store, rooms, log, url: () => url, providers: carriers.providers });
	const emergencies = createEmergencies({ store, rooms, clock, fatal });
	const eventStreams = createEventStreams({ store, bell, rooms, clock });
	const pass = failPoint(process.env.FAILPOINT, () => process.kill(process.pid, 'SIGKILL'));
	const notify = createNotify({
		store,
		rooms,
		bell,
		alerting,
		auth,
		providers: carriers.providers,
		egress,
		secret: secretFor(config),
		others: [schedule.observer],
		watch,
		clock,
		random,
		log,
		fatal,
		url: () => url,
		...(pass && { pass }),
	});
	const { observers, runner, wake, webhooks, heard } = notify;
	if (config.isDemo) {
		const fault = await seedDemo({ store, rooms, clock });
		if (fault !== undefined) fatal(new Error(fault));
		if (carriers.providers.configured('email').length === 0)
			await seedContacts({ store, consenting: auth.consenting });
		// Before anybody listens: forty tasks that were made in a second are no news.
		await skipHistory({ store, clock }, { wedding: demoId, observers }, isDemoNews);
	}
	const pushDoor = { publicKey: vapidKeys.publicKey, check: egress.check };
	const base = {
		providers: carriers.providers,
		outbox: carriers.outbox,
		heard,
		pushDoor,
		store,
		rooms,
		clock,
		random,
		log,
		fatal,
		health,
		emergencies,
		suggesting,
		deciding,
		alerting,
		metrics,
		eventStreams,
		runner,
		wake,
		webhooks,
		photos,
	};
	const { server, sync } = createEntrances({ ...base, ...auth }, config);

	const gateway = await openGateway(server, config, clock);
	if (!gateway.ok) return stop(gateway.error);
	const { port, quiet, close } = gateway.value;
	const steps = [
		health.drain,
		eventStreams.close,
		quiet,
		schedule.close,
		...notify.ends,
		watch.close,
		rooms.close,
		sync.close,
		close,
		refusals.close,
		unseen.close,
		emergencies.close,
		egress.close,
		pushEgress.close,
		carriers.close,
		store.close,
	];
	const shutDown = createShutdown({ clock, log, exit: (code) => process.exit(code), steps });
	process.on('SIGTERM', shutDown);
	process.on('SIGINT', shutDown);

	url = config.publicUrl ?? `http://localhost:${port}`;
	if (config.isDemo) for (const line of await demoLinks(auth.links, url)) write(`${line}\n`);
	if (carriers.outbox !== undefined) write(`Development outbox  ${url}/outbox#${auth.outboxCode.code}\n`);
	write(`WedSync is ready at ${url}\n`);
	emergencies.resume().catch(fatal);
	notify.start();
	schedule.start().catch(fatal);
	log.info('ready', { pid: process.pid, port });
}

async function openStore({ data }: Config, log: Log): Promise<Store> {
	try {
		return await openSqlite({
			path: databasePath(data),
			clock,
			random,
			failPoint: process.env.FAILPOINT,
			onRot: ({ what, wedding, seq }) => log.error('rot', { reason: what, wedding, seq }),
		});
	} catch (fault) {
		return stop(startFault(fault, data));
	}
}

function secretFor({
	data,
	secret,
}: {
	readonly data: string;
	readonly secret?: string | undefined;
}): Secret {
	return secret === undefined ? keptSecret(data, random) : secretOf(secret);
}

function openProviders({ providers: path, publicUrl }: Config, push: PushParts) {
	const plan = readProviders(path);
	if (!plan.ok) return stop(plan.error);
	const { exchange, close } = createExchanges(clock);
	const kept = createOutbox(clock);
	const made = { exchange, clock, random, publicUrl, push };
	const providers = createProviders(plan.value, made, (channel) => [kept.provider(channel)]);
	// Push needs no provider, and rooms and webhooks are addresses of the wedding.
	const unserved = (['email', 'sms', 'whatsapp', 'voice'] as const).filter(
		(channel) => providers.configured(channel).length === 0,
	);
	return {
		providers,
		outbox: unserved.length === 0 ? undefined : { outbox: kept, unserved },
		async close() {
			await providers.close();
			close();
		},
	};
}

function openRooms(
	store: Store,
	log: Log,
	deps: Pick<
		RoomDeps,
		'fatal' | 'onRefused' | 'onRefusedUnseen' | 'onSaid' | 'deviceKey' | 'slowed' | 'hold'
	>,
): Rooms {
	const pass = failPoint(process.env.FAILPOINT, () => process.kill(process.pid, 'SIGKILL'));
	return createRooms({
		store,
		clock,
		random,
		later,
		cpu: workingTime,
		...deps,
		log: (level, event, facts) => log[level](event, facts as Facts),
		...(pass === undefined ? {} : { pass }),
	});
}

function openAuth(
	{ data, secret: given, operatorKey: givenKey }: Config,
	{
		providers,
		...deps
	}: Pick<Parameters<typeof createAuth>[0], 'store' | 'rooms' | 'log' | 'url'> & {
		readonly providers: Providers;
	},
): AuthParts {
	const operatorKey = givenKey === undefined ? keptOperatorKey(data, random) : givenOperatorKey(givenKey);
	if (operatorKey.made !== undefined) write(`Operator key, shown only this once: ${operatorKey.made}\n`);
	const secret = secretFor({ data, secret: given });
	const keyRing = keptKeyRing(data);
	const printed = printedEmail(write);
	// While nobody is configured, mail is kept for the outbox's page like everything else, and printed for who has no page open.
	const kept = providedEmail({ providers: providers.of('email'), random, otherwise: printed });
	const otherwise = { send: async (mail: Mail) => (await kept.send(mail), printed.send(mail)) };
	const email = providedEmail({ providers: providers.configured('email'), random, otherwise });
	return createAuth({ ...deps, secret, operatorKey, keyRing, clock, random, email });
}

type Base = Omit<AppDeps, 'repeats' | 'webApp' | 'publicUrl'>;

/** The two ways in: HTTP through Hono, the sync socket beside it. */
function createEntrances(base: Base, { publicUrl }: Config) {
	const { store, rooms, askers, fatal } = base;
	const webApp = readWebApp(fileURLToPath(new URL('../client/dist', import.meta.url)));
	if (!webApp.isBuilt) write('The web app is not built. Run "npm run setup", then start again.\n');
	const app = createApp({
		...base,
		repeats: createRepeats(store),
		webApp,
		publicUrl,
	});
	const server = createServer(getRequestListener(app.fetch));
	const sync = listenForSync(server, { rooms, authenticate: askers.authenticate, clock, fatal, publicUrl });
	return { server, sync };
}

function gauges({
	rooms,
	eventStreams,
	runner,
}: Pick<AppDeps, 'rooms' | 'eventStreams' | 'runner'>): ReturnType<Gauges> {
	const { rooms: open, sessions } = rooms.counts();
	return {
		wedsync_rooms: { help: 'Sections that are loaded.', value: open },
		wedsync_sessions: { help: 'Sockets that are connected.', value: sessions },
		wedsync_event_streams: { help: 'Live streams of events that are open.', value: eventStreams.size },
		wedsync_observers_waiting: { help: 'Weddings that wait for an observer.', value: runner.waiting },
		wedsync_heap_bytes: { help: 'Memory in use by the process.', value: process.memoryUsage().heapUsed },
		wedsync_uptime_seconds: { help: 'Since the start.', value: Math.round(process.uptime()) },
	};
}

/** For what the operator can put right: one sentence that says how. */
function stop(sentence: string): never {
	process.stderr.write(`${sentence}\n`);
	process.exit(1);
}
