/**
 * One's own session: the next token, the devices one is signed in on, signing out. Only the refresh is open to whoever has no
 * token any more. There is no cookie anywhere, so nothing a foreign page sends carries somebody's rights (no CSRF).
 */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { publicKeyText } from '../../shared/wire/signed.ts';
import { type DeviceId, deviceId } from '../../shared/ids.ts';
import { anonymous, type Limiter } from '../auth/allowance.ts';
import type { Askers } from '../auth/asker.ts';
import type { Principal } from '../auth/principal.ts';
import { sha256 } from '../auth/secret.ts';
import type { RefreshFault } from '../auth/refreshing.ts';
import type { Sessions } from '../auth/session.ts';
import type { Device } from '../store/sessions.ts';
import { readBodyAs } from './body.ts';
import { type KnownEnv, known, throttled } from './entry.ts';
import { type Problem, sayProblem, sayTooMany } from './problem.ts';

export interface SessionRouteDeps {
	readonly askers: Askers;
	readonly sessions: Sessions;
	readonly limiter: Limiter;
}

export function sessionRoutes({ askers, sessions, limiter }: SessionRouteDeps): Hono<KnownEnv> {
	const routes = new Hono<KnownEnv>();
	const signedIn = known(askers);

	routes.post('/refresh', async (context) => {
		const body = await readBodyAs(context, refreshing);
		if (!body.ok) return sayProblem(context, body.error);
		const { refreshToken } = body.value;
		const waitMs = limiter.take(`refresh ${sha256(refreshToken)}`, anonymous.refresh);
		if (waitMs > 0) return sayTooMany(context, waitMs, 'This session is refreshed too often.');
		const refreshed = await sessions.refresh(refreshToken);
		if (refreshed.ok) return context.json(refreshed.value);
		const missMs = limiter.take('refresh misses', anonymous.refreshMisses);
		if (missMs > 0)
			return sayTooMany(context, missMs, 'Too many sessions that are over are being refreshed.');
		return sayProblem(context, { code: 'signed-out', detail: over[refreshed.error] });
	});

	routes.get('/devices', signedIn, async (context) => {
		const who = personOf(context);
		if (who === undefined) return sayProblem(context, personNeeded);
		const devices = await sessions.devices(who.wedding, who.person);
		return context.json({ devices: devices.map((device) => shownDevice(device, who.device)) });
	});

	routes.delete('/devices/:device', signedIn, async (context) => {
		const who = personOf(context);
		if (who === undefined) return sayProblem(context, personNeeded);
		return endDevice(context, sessions, context.req.param('device'), { of: who, by: who });
	});

	routes.post('/sign-out', signedIn, async (context) => {
		const who = personOf(context);
		if (who === undefined) return sayProblem(context, personNeeded);
		return endDevice(context, sessions, who.device ?? '', { of: who, by: who });
	});

	routes.put('/device/key', signedIn, throttled(limiter), async (context) => {
		const who = personOf(context);
		if (who === undefined) return sayProblem(context, personNeeded);
		const body = await readBodyAs(context, keying);
		if (!body.ok) return sayProblem(context, body.error);
		const { device } = who;
		const isSet = device !== undefined && (await sessions.setKey({ ...who, device }, body.value.publicKey));
		return isSet ? context.json({ device, publicKey: body.value.publicKey }) : sayProblem(context, noDevice);
	});
	return routes;
}

/** Signs a device out; 404 if it was not signed in. */
export async function endDevice(
	context: Context,
	sessions: Sessions,
	id: string,
	{ of, by }: { readonly of: Pick<Principal, 'wedding' | 'person'>; readonly by: Principal },
): Promise<Response> {
	const device = deviceId.safeParse(id).data;
	const isEnded = device !== undefined && (await sessions.end(device, of, by));
	return isEnded ? context.json({ device, signedOut: true }) : sayProblem(context, noDevice);
}

export function shownDevice({ device, name, since, seenAt }: Device, own: DeviceId | undefined) {
	return {
		id: device,
		name: name ?? '',
		createdAt: new Date(since).toISOString(),
		seenAt: new Date(seenAt).toISOString(),
		current: device === own,
	};
}

function personOf(context: Context<KnownEnv>): Principal | undefined {
	const { asker } = context.var;
	return asker.kind === 'person' ? asker.principal : undefined;
}

const refreshing = z.object({ refreshToken: z.string().min(1).max(512) });
const keying = z.object({ publicKey: publicKeyText });

const over: Readonly<Record<RefreshFault, string>> = {
	malformed: 'This is not a refresh token of ours. Sign in again.',
	expired: 'This device was away too long. Sign in again.',
	removed: 'You are no longer part of this wedding.',
	revoked: 'This device was signed out. Sign in again.',
	reused:
		'This refresh token was used before, so somebody may have copied it. The device is signed out; sign in again.',
};
const personNeeded: Problem = { code: 'not-allowed', detail: 'The operator is signed in on no device.' };
const noDevice: Problem = { code: 'not-found', detail: 'There is no such device that is signed in.' };
