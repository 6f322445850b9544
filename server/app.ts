/**
 * The HTTP side put together: which routes stand where, what every answer carries, and what becomes of an error. Knows no
 * adapter; tests call it without a port.
 */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { matchedRoutes } from 'hono/route';
import type { Clock } from '../shared/clock.ts';
import type { Random } from '../shared/random.ts';
import type { Emergencies } from './auth/emergencies.ts';
import type { AuthParts } from './auth/parts.ts';
import type { Heard } from './notify/heard.ts';
import type { Providers } from './notify/providers.ts';
import type { Health } from './ops/health.ts';
import type { Runner } from './observers/runner.ts';
import type { Log } from './ops/log.ts';
import type { Metrics } from './ops/metrics.ts';
import type { Alerting } from './room/alerting.ts';
import type { Deciding } from './room/deciding.ts';
import { type Rooms, RoomsClosed } from './room/rooms.ts';
import type { Suggesting } from './room/suggesting.ts';
import { alertRoutes } from './routes/alerts.ts';
import { auditRoutes, serverAuditRoutes } from './routes/audit.ts';
import type { Photos } from './photos/photos.ts';
import { blobRoutes, bodyLimits } from './routes/blobs.ts';
import { maxBodyBytes } from './routes/body.ts';
import { callbackRoutes } from './routes/callbacks.ts';
import { deviceRoutes } from './routes/devices.ts';
import { emergencyRoutes } from './routes/emergency.ts';
import { type MemberEnv, member, throttled } from './routes/entry.ts';
import type { EventStreams } from './routes/event-streams.ts';
import { catalogueRoutes, eventRoutes } from './routes/events.ts';
import { strictHeaders } from './routes/headers.ts';
import { inviteRoutes } from './routes/invites.ts';
import { letterRoutes } from './routes/letters.ts';
import { meRoutes } from './routes/me.ts';
import { policyPreviewRoutes } from './routes/policy-preview.ts';
import { policyRoutes } from './routes/policy.ts';
import type { PushDoor } from './routes/push-subscriptions.ts';
import { type OutboxDoor, outboxRoutes } from './routes/outbox.ts';
import { permissionRoutes } from './routes/permissions.ts';
import { metaRoutes } from './routes/meta.ts';
import { type Problem, sayProblem } from './routes/problem.ts';
import { photoRoutes } from './routes/photo.ts';
import { programmeRoutes } from './routes/programme.ts';
import { recordRoutes } from './routes/records.ts';
import type { Repeats } from './routes/repeats.ts';
import { sectionRoutes } from './routes/sections.ts';
import { sessionRoutes } from './routes/session.ts';
import { invitedRoutes, signInRoutes } from './routes/sign-in.ts';
import { handInRoutes, suggestionRoutes } from './routes/suggestions.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { unsubscribeRoutes } from './routes/unsubscribe.ts';
import { watchRoutes } from './routes/watch.ts';
import type { WebApp } from './routes/web-app.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { weddingRoutes } from './routes/weddings.ts';
import type { WebhookParts } from './webhooks/parts.ts';
import { SectionLost, StorageDead, StorageFull, type Store } from './store/store.ts';

export interface AppDeps extends AuthParts {
	readonly store: Store;
	readonly rooms: Rooms;
	readonly repeats: Repeats;
	readonly health: Health;
	readonly emergencies: Emergencies;
	readonly suggesting: Suggesting;
	readonly deciding: Deciding;
	readonly alerting: Alerting;
	readonly metrics: Metrics;
	readonly eventStreams: EventStreams;
	readonly runner: Runner;
	/** There is something to deliver. */
	readonly wake: () => void;
	readonly pushDoor: PushDoor;
	readonly providers: Pick<Providers, 'named'>;
	readonly heard: Heard;
	readonly photos: Photos;
	readonly webhooks: Pick<WebhookParts, 'endpoints' | 'resending'>;
	/** While there is a channel that nobody is configured for. */
	readonly outbox?: Omit<OutboxDoor, 'code'> | undefined;
	readonly webApp: WebApp;
	readonly publicUrl: string | undefined;
	readonly log: Log;
	readonly clock: Clock;
	readonly random: Random;
	/** A dead disk: the process ends. */
	readonly fatal: (fault: unknown) => void;
}

export function createApp(deps: AppDeps): Hono {
	const app = new Hono();
	app.use(strictHeaders(deps.publicUrl));
	app.use(noted(deps));
	app.use(methodNotAllowed({ app, onMethodNotAllowed: sayAllowed }));
	app.use(
		bodyLimits(bodyLimit({ maxSize: maxBodyBytes, onError: (context) => sayProblem(context, tooLarge) })),
	);

	app.route('/', watchRoutes(deps));
	app.route('/unsubscribe', unsubscribeRoutes(deps));
	app.route('/photos', photoRoutes(deps));
	if (deps.outbox !== undefined)
		app.route('/outbox', outboxRoutes({ ...deps.outbox, code: deps.outboxCode }));
	app.route('/callbacks', callbackRoutes(deps));
	app.route('/api/permissions', permissionRoutes());
	app.route('/api/events', catalogueRoutes());
	app.route('/api/dead-letters', letterRoutes(deps));
	app.route('/api/me', meRoutes(deps));
	app.route('/api/session', sessionRoutes(deps));
	app.route('/api/invites', invitedRoutes(deps));
	app.route('/api/sign-in', signInRoutes(deps));
	app.route('/api/tokens', tokenRoutes(deps));
	app.route('/api/weddings', weddingRoutes(deps));
	app.route('/api/audit', serverAuditRoutes(deps));
	app.route('/api/weddings/:wedding/audit', auditRoutes(deps));
	app.route('/api/weddings/:wedding/suggestions', handInRoutes(deps));
	app.route('/api/weddings/:wedding', inWedding(deps));

	app.notFound((context) => {
		const isRead = context.req.method === 'GET' || context.req.method === 'HEAD';
		const isApp = isRead && !/^\/(api|sync|hooks|callbacks)(\/|$)/.test(context.req.path);
		return (isApp ? deps.webApp.serve(context) : undefined) ?? sayProblem(context, nothingHere);
	});
	app.onError((fault, context) => {
		if (fault instanceof RoomsClosed) return sayProblem(context, stopping);
		// Noted by the room; its operator has a backup, and everything else goes on.
		if (fault instanceof SectionLost) return sayProblem(context, lost);
		if (fault instanceof StorageFull)
			return sayProblem(context, { code: 'storage-full', detail: fault.message });
		if (fault instanceof StorageDead) deps.fatal(fault);
		else deps.log.error('request-failed', { method: context.req.method, error: fault });
		return sayProblem(context, broken);
	});
	return app;
}

function inWedding(deps: AppDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();
	routes.use(member(deps.askers), throttled(deps.limiter));
	routes.route('/', metaRoutes(deps));
	routes.route('/', inviteRoutes(deps));
	routes.route('/', deviceRoutes(deps));
	routes.route('/', sectionRoutes(deps));
	routes.route('/', programmeRoutes(deps));
	routes.route('/', recordRoutes(deps));
	routes.route('/', eventRoutes(deps));
	routes.route('/', emergencyRoutes(deps));
	routes.route('/', suggestionRoutes(deps));
	routes.route('/', blobRoutes(deps));
	routes.route('/', webhookRoutes({ ...deps, ...deps.webhooks }));
	routes.route('/', policyRoutes(deps));
	routes.route('/', alertRoutes(deps));
	routes.route('/', policyPreviewRoutes(deps));
	return routes;
}

function sayAllowed(context: Context, methods: readonly string[]): Response {
	context.header('Allow', methods.join(', '));
	return sayProblem(context, wrongMethod);
}

/** One line and one count a request, named by the route's pattern: an address may hold a code. */
function noted({ clock, log, metrics }: AppDeps) {
	return createMiddleware(async (context, next) => {
		const start = clock.now();
		await next();
		const ms = clock.now() - start;
		const { method } = context.req;
		const route = matchedRoutes(context).findLast(({ path }) => !path.endsWith('*'))?.path ?? 'other';
		metrics.count('wedsync_http_requests_total', { method, route, status: context.res.status });
		metrics.count('wedsync_http_milliseconds_total', { method, route }, ms);
		log.debug('request', { method, route, status: context.res.status, ms });
	});
}

const wrongMethod: Problem = {
	code: 'method-not-allowed',
	detail: 'The header "Allow" names what can be done here.',
};
const tooLarge: Problem = { code: 'too-large', detail: `A body may have at most ${maxBodyBytes} bytes.` };
const nothingHere: Problem = { code: 'not-found', detail: 'There is nothing at this address.' };
const stopping: Problem = { code: 'closing', detail: 'The server is restarting. Try again in a moment.' };
const lost: Problem = {
	code: 'section-lost',
	detail:
		'This part of the wedding cannot be read from the disk. It has been noted; devices keep what they have.',
};
const broken: Problem = { code: 'fault', detail: 'This was not your fault; it has been noted. Try again.' };
