/**
 * The next token for a refresh token. Guards: each is good once. One that comes a second time, when its successor has been used,
 * was copied, and ends the session for both who hold it; one whose answer got lost, or that two tabs send at once, does not.
 */
import type { Role } from '../../shared/access/roles.ts';
import type { Clock, Millis } from '../../shared/clock.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Device } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';
import { memberOf } from './asker.ts';
import type { DeviceCalls } from './device-roll.ts';
import type { Principal } from './principal.ts';
import type { RefreshClaims, RefreshTokens } from './refresh-token.ts';
import type { Session } from './session.ts';
import { dayMs, sessionRules } from './session-rules.ts';

export type RefreshFault = 'malformed' | 'expired' | 'removed' | 'revoked' | 'reused';

export interface RefreshingDeps {
	readonly store: Pick<DeviceCalls, 'devices' | 'saveDevice' | 'turnDevice'> & Pick<Store, 'members'>;
	readonly refreshTokens: RefreshTokens;
	readonly clock: Clock;
	/** The session as it stands at this turn. */
	readonly answer: (who: Principal, row: Device) => Promise<Session>;
	/** Ends a session whose token of that turn came twice. */
	readonly end: (who: Principal, row: Device, turn: number) => Promise<void>;
}

export function createRefreshing(deps: RefreshingDeps) {
	const { store, clock } = deps;

	/** The session at its next turn; undefined if somebody else has turned it meanwhile. */
	async function turned(who: Principal, row: Device, to: number): Promise<Session | undefined> {
		const { person, device, family, turn: from } = row;
		const at = clock.now();
		const expiresAt = lastsUntil(who.role, at);
		const isTurned = await store.turnDevice(who.wedding, { person, device, family, from, to, at, expiresAt });
		return isTurned ? deps.answer(who, { ...row, turn: to, turnedAt: at, seenAt: at, expiresAt }) : undefined;
	}

	return async (token: string): Promise<Result<Session, RefreshFault>> => {
		const claims = deps.refreshTokens.open(token);
		if (claims === undefined) return err('malformed');
		const { wedding, person, device, turn } = claims;
		const who = await memberOf(store, wedding, person, clock.now());
		if (who === undefined) return err('removed');
		const { tokensFrom = -1 } = (await store.members(wedding)).find((one) => one.person === person) ?? {};
		if (claims.since <= tokensFrom) return err('revoked');
		for (;;) {
			const rows = await store.devices(wedding);
			const row = rows.find((one) => one.person === person && one.device === device);
			if (row === undefined) {
				// Sealed by us and unknown: the database is an older backup. Whoever signed in since stays signed in.
				await store.saveDevice(wedding, adopted(claims, who.role, clock.now()));
				continue;
			}
			const verdict = judge(claims, row, clock.now());
			if (verdict === 'again') return ok(await deps.answer(who, row));
			if (verdict !== 'turn') {
				if (verdict === 'reused') await deps.end(who, row, turn);
				return err(verdict);
			}
			const session = await turned(who, row, turn + 1);
			if (session !== undefined) return ok(session);
		}
	};
}

type Verdict = 'turn' | 'again' | 'reused' | 'revoked' | 'expired';

/** What becomes of a refresh token that we sealed, as the session stands. */
function judge(claims: RefreshClaims, row: Device, now: Millis): Verdict {
	if (row.revokedAt !== undefined) return 'revoked';
	// The device has signed in again since: the old session is over, which is no sign of theft.
	if (row.family !== claims.family) return 'revoked';
	if (row.expiresAt <= now) return 'expired';
	// A later one than the store knows: an older backup was restored.
	if (claims.turn >= row.turn) return 'turn';
	if (claims.turn < row.turn - 1) return 'reused';
	const isAnswerUsed = row.seenAt > row.turnedAt;
	return !isAnswerUsed || now - row.turnedAt <= graceMs ? 'again' : 'reused';
}

function adopted({ person, device, family, turn, since }: RefreshClaims, role: Role, now: Millis): Device {
	return {
		person,
		device,
		family,
		turn,
		since,
		seenAt: now,
		turnedAt: now,
		expiresAt: lastsUntil(role, now),
	};
}

export const lastsUntil = (role: Role, now: Millis): Millis => now + sessionRules[role].days * dayMs;

/** Tabs that wake together, and an answer that comes late: told apart from theft by time as long as nobody can tell otherwise. */
const graceMs: Millis = 30_000;
