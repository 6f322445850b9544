/**
 * Who is asking: a person of a wedding, the operator, or nobody. The single place that turns a bearer into a `Principal`,
 * for HTTP and sockets alike; the role is read from the wedding's members each time, a removed member is nobody, and so is
 * whoever comes with a token of a device that was signed out, or of a time before they were removed.
 */
import type { Clock, Millis } from '../../shared/clock.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import type { Device } from '../store/sessions.ts';
import type { Member, Store } from '../store/store.ts';
import type { DeviceCalls } from './device-roll.ts';
import type { OperatorKey } from './operator-key.ts';
import type { Principal } from './principal.ts';
import type { Bearer, TokenFault, Tokens } from './token.ts';

export type Asker =
	| { readonly kind: 'person'; readonly principal: Principal }
	| { readonly kind: 'operator' }
	| {
			readonly kind: 'nobody';
			readonly why: 'missing' | TokenFault | 'revoked' | 'removed';
			readonly former?: Former;
	  };

/**
 * Who somebody was whose token has the one fault that they were removed (or has ended since): for 30 days they may still hand in
 * what they edited before, for the couple to decide.
 */
export interface Former extends Principal {
	readonly removedAt: Millis;
}

export interface Askers {
	/** From an `Authorization` header. */
	ofHeader(header: string | undefined): Promise<Asker>;
	/** From the token of a socket: the person, or undefined for everybody else. */
	authenticate(token: string): Promise<Principal | undefined>;
}

export interface AskerDeps {
	readonly tokens: Tokens;
	readonly operatorKey: OperatorKey;
	readonly store: Pick<Store, 'members'> & Pick<DeviceCalls, 'devices' | 'seeDevice'>;
	readonly clock: Clock;
}

export function createAskers({ tokens, operatorKey, store, clock }: AskerDeps): Askers {
	const ofToken = async (token: string): Promise<Asker> => {
		const verified = await tokens.verify(token);
		const hasEnded = !verified.ok && verified.error === 'expired';
		const bearer = verified.ok ? verified.value : hasEnded ? await tokens.verifyEnded(token) : undefined;
		if (bearer === undefined) return { kind: 'nobody', why: verified.ok ? 'malformed' : verified.error };
		const { wedding, person, device: id } = bearer;
		const member = (await store.members(wedding)).find((one) => one.person === person);
		const device = id === undefined ? undefined : await deviceOf(wedding, bearer);
		if (isShutOut(bearer, device)) return { kind: 'nobody', why: 'revoked' };
		if (member === undefined || member.removedAt !== undefined)
			return { kind: 'nobody', why: 'removed', ...formerOf(member, bearer, clock.now()) };
		if (!verified.ok) return { kind: 'nobody', why: verified.error };
		if (isOlder(bearer, device, member.tokensFrom)) return { kind: 'nobody', why: 'revoked' };
		if (device !== undefined) await seen(wedding, bearer, device);
		const principal = principalOf(wedding, member, clock.now());
		return { kind: 'person', principal: id === undefined ? principal : { ...principal, device: id } };
	};
	/** Undefined also for one that signed in behind the backup this server was restored from: its token proves it was there. */
	const deviceOf = async (wedding: WeddingId, { person, device }: Bearer) =>
		(await store.devices(wedding)).find((one) => one.person === person && one.device === device);
	/** Once a turn: the first use of a token of that turn shows that the refresh was answered. */
	const seen = async (wedding: WeddingId, bearer: Bearer, row: Device) => {
		const { person, device, seenAt, turnedAt } = row;
		const at = clock.now();
		const isOfTurn = bearer.turn === row.turn && bearer.issuedAt >= turnedAt;
		const isFirst = isOfTurn && seenAt <= turnedAt && at > turnedAt;
		if (isFirst) await store.seeDevice(wedding, { person, device, at });
	};
	return {
		async ofHeader(header) {
			const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
			if (token === undefined) return { kind: 'nobody', why: header === undefined ? 'missing' : 'malformed' };
			if (operatorKey.matches(token)) return { kind: 'operator' };
			const asker = await ofToken(token);
			const isOther = asker.kind === 'nobody' && asker.why === 'malformed';
			return isOther && (await tokens.verifyOperator(token)) ? { kind: 'operator' } : asker;
		},
		async authenticate(token) {
			const asker = await ofToken(token);
			return asker.kind === 'person' ? asker.principal : undefined;
		},
	};
}

/** A person as the wedding sees them now. */
export async function memberOf(
	store: Pick<Store, 'members'>,
	wedding: WeddingId,
	person: PersonId,
	now: Millis,
): Promise<Principal | undefined> {
	const member = (await store.members(wedding)).find(
		(one) => one.person === person && one.removedAt === undefined,
	);
	return member === undefined ? undefined : principalOf(wedding, member, now);
}

function principalOf(wedding: WeddingId, { person, name, role, raised }: Member, now: Millis): Principal {
	const isRaised = raised !== undefined && raised.until > now;
	return { wedding, person, name, role, ...(isRaised ? { raised: { until: raised.until } } : {}) };
}

function isShutOut({ issuedAt }: Bearer, device: Device | undefined): boolean {
	return device !== undefined && (device.revokedAt !== undefined || issuedAt < device.since);
}

/** Of a time before somebody was removed, who has come back since. */
function isOlder({ issuedAt }: Bearer, device: Device | undefined, tokensFrom: Millis | undefined): boolean {
	return tokensFrom !== undefined && Math.min(issuedAt, device?.since ?? issuedAt) <= tokensFrom;
}

function formerOf(member: Member | undefined, bearer: Bearer, now: Millis): { readonly former?: Former } {
	const removedAt = member?.removedAt;
	if (member === undefined || removedAt === undefined) return {};
	if (bearer.issuedAt > removedAt || removedAt + holdingMs <= now) return {};
	const { wedding, person, device } = bearer;
	const { name, role } = member;
	return { former: { wedding, person, name, role, ...(device === undefined ? {} : { device }), removedAt } };
}

/** How long what was edited before a removal may still be handed in. */
const holdingMs: Millis = 30 * 24 * 60 * 60 * 1_000;
