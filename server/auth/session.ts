/**
 * Sessions: somebody signed in on a device, with a short access token and a refresh token that is good once (`refreshing.ts`).
 * Guards: a session ends at once everywhere (tokens, refresh, sockets), and one that begins anew brings nothing of a former
 * one to life.
 */
import type { Clock, Millis } from '../../shared/clock.ts';
import { type DeviceId, newId, type PersonId, type WeddingId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import type { Result } from '../../shared/result.ts';
import type { Role } from '../../shared/access/roles.ts';
import { closeCodes } from '../../shared/wire/close-code.ts';
import type { Rooms } from '../room/rooms.ts';
import type { AuditAction, AuditFact } from '../store/audit.ts';
import type { Device, InviteUse } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';
import type { DeviceCalls } from './device-roll.ts';
import type { Principal } from './principal.ts';
import type { RefreshTokens } from './refresh-token.ts';
import { createRefreshing, lastsUntil, type RefreshFault } from './refreshing.ts';
import { sessionRules } from './session-rules.ts';
import { accessSeconds, type Tokens } from './token.ts';

/** As it is answered: instants are ISO 8601. */
export interface Session {
	readonly token: string;
	readonly expiresAt: string;
	readonly refreshToken: string;
	readonly refreshExpiresAt: string;
	readonly device: DeviceId;
	readonly wedding: WeddingId;
	readonly person: PersonId;
	readonly name: string;
	readonly role: Role;
}

/** What a device says of itself when it signs in. */
export interface DeviceWish {
	readonly id?: DeviceId | undefined;
	readonly name?: string | undefined;
	readonly publicKey?: string | undefined;
}

/** By what right a session begins: noted, and with an invitation the use it takes in the same transaction. */
export type Ground =
	| { readonly kind: 'link' | 'wedding' }
	| { readonly kind: 'invite'; readonly invite: string; readonly slot: number };

export interface Sessions {
	/** Undefined only when the invitation's use was taken by somebody else meanwhile. */
	start(who: Principal, wish: DeviceWish, ground: Ground): Promise<Session | undefined>;
	refresh(token: string): Promise<Result<Session, RefreshFault>>;
	/** Where somebody is signed in now, the latest seen first. */
	devices(wedding: WeddingId, person: PersonId): Promise<readonly Device[]>;
	/** Signs a device out, everywhere and at once; false if it was not signed in. `by` is who does it. */
	end(
		device: DeviceId,
		of: { readonly wedding: WeddingId; readonly person: PersonId },
		by: Principal,
	): Promise<boolean>;
	setKey(who: Principal & { readonly device: DeviceId }, publicKey: string): Promise<boolean>;
}

export interface SessionDeps {
	readonly store: DeviceCalls & Pick<Store, 'members'>;
	readonly tokens: Pick<Tokens, 'issue'>;
	readonly refreshTokens: RefreshTokens;
	readonly clock: Clock;
	readonly random: Random;
	/** Closes the sockets of a person's device. */
	readonly dismiss: Rooms['dismiss'];
}

export function createSessions(deps: SessionDeps): Sessions {
	const { store, clock, random, refreshTokens } = deps;

	async function answer({ wedding, person, name, role }: Principal, row: Device): Promise<Session> {
		const { device, family, turn, since } = row;
		const access = await deps.tokens.issue({ wedding, person, device, turn, ttlSeconds: accessSeconds });
		return {
			token: access.token,
			expiresAt: iso(access.expiresAt),
			refreshToken: refreshTokens.seal({ wedding, person, device, family, turn, since }),
			refreshExpiresAt: iso(row.expiresAt),
			device,
			wedding,
			person,
			name,
			role,
		};
	}

	async function end(wedding: WeddingId, row: Device, audit: AuditFact): Promise<boolean> {
		const { person, device } = row;
		const ended = await store.revokeDevice(wedding, { person, device, at: clock.now() }, audit);
		// Also when it had ended before: a socket may have been opening in that very moment.
		deps.dismiss(wedding, person, { code: closeCodes.signedOut, reason: 'signed-out' }, device);
		return ended;
	}

	const noted = (action: AuditAction, by: Principal, device: DeviceId, detail?: AuditFact['detail']) =>
		({
			action,
			at: clock.now(),
			actor: {
				person: by.person,
				role: by.role,
				...(by.device === undefined ? {} : { device: by.device }),
			},
			subject: device,
			...(detail === undefined ? {} : { detail }),
		}) satisfies AuditFact;

	/** Whoever is signed in on as many devices as their role may: the ones not seen for longest make room. */
	async function makeRoom(who: Principal, rows: readonly Device[], device: DeviceId): Promise<void> {
		const others = living(rows, who.person, clock.now()).filter((row) => row.device !== device);
		const most = sessionRules[who.role].devices;
		for (const row of others.slice(most - 1)) {
			await end(who.wedding, row, noted('session.ended', who, row.device, { reason: 'too-many-devices' }));
		}
	}

	async function start(who: Principal, wish: DeviceWish, ground: Ground): Promise<Session | undefined> {
		const { wedding, person, role } = who;
		const rows = await store.devices(wedding);
		const device = wish.id ?? newId<DeviceId>(random);
		const former = rows.find((row) => row.person === person && row.device === device);
		const { tokensFrom = -1 } = (await store.members(wedding)).find((one) => one.person === person) ?? {};
		const now = clock.now();
		// Other tabs of a device that signs in again keep what they have; a device that was shut out begins anew.
		const goesOn = former !== undefined && former.revokedAt === undefined && former.since > tokensFrom;
		const name = wish.name ?? former?.name;
		// A key that was shut out with its device vouches for nothing of the next session.
		const publicKey = wish.publicKey ?? (goesOn ? former.publicKey : undefined);
		const row: Device = {
			person,
			device,
			...(name === undefined ? {} : { name }),
			...(publicKey === undefined ? {} : { publicKey }),
			since: goesOn ? former.since : now,
			seenAt: now,
			family: newId(random),
			turn: 0,
			turnedAt: now,
			expiresAt: lastsUntil(role, now),
		};
		if (ground.kind === 'invite') {
			const use: InviteUse = { slot: ground.slot, person, device, at: now };
			const fact = noted('invite.redeemed', who, device, { invite: ground.invite });
			if (!(await store.takeInvite(wedding, ground.invite, { use, device: row }, fact))) return undefined;
		} else await store.saveDevice(wedding, row, noted('sign-in.done', who, device, { by: ground.kind }));
		await makeRoom(who, rows, device);
		return answer(who, row);
	}

	const endReused = async (who: Principal, row: Device, turn: number) =>
		void (await end(who.wedding, row, noted('session.reused', who, row.device, { turn })));

	return {
		start,
		refresh: createRefreshing({ store, refreshTokens, clock, answer, end: endReused }),
		devices: async (wedding, person) => living(await store.devices(wedding), person, clock.now()),
		async end(device, { wedding, person }, by) {
			const rows = await store.devices(wedding);
			const row = living(rows, person, clock.now()).find((one) => one.device === device);
			if (row === undefined) return false;
			const isOwn = by.person === person;
			return end(wedding, row, noted(isOwn ? 'session.ended' : 'session.revoked', by, device, { person }));
		},
		setKey: ({ wedding, person, device, ...who }, publicKey) =>
			store.setDeviceKey(
				wedding,
				{ person, device, publicKey },
				noted('device.key-set', { wedding, person, device, ...who }, device),
			),
	};
}

/** Signed in now, the latest seen first. */
function living(rows: readonly Device[], person: PersonId, now: Millis): readonly Device[] {
	return rows
		.filter((row) => row.person === person && row.revokedAt === undefined && row.expiresAt > now)
		.sort((a, b) => b.seenAt - a.seenAt);
}

const iso = (at: Millis): string => new Date(at).toISOString();
