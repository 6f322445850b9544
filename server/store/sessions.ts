/**
 * The part of the store's port about who may act as whom: devices that are signed in, invitations and e-mailed links. Nothing
 * here lets anybody in: of a code only the hash is kept, of a refresh token its
 * number, and making one takes the secret.
 * What two can try at once (a rotation, a use of an invitation) is compare-and-set: exactly one of them succeeds.
 */
import type { Role } from '../../shared/access/roles.ts';
import type { Millis } from '../../shared/clock.ts';
import type { DeviceId, PersonId, WeddingId } from '../../shared/ids.ts';
import type { AuditFact } from './audit.ts';

/** One person signed in on one device. */
export interface Device {
	readonly person: PersonId;
	readonly device: DeviceId;
	readonly name?: string;
	/** Ed25519, the raw 32 bytes in base64url: what the device's frames are signed with. */
	readonly publicKey?: string;
	/** When it was signed in: whatever was issued before is not of this session. */
	readonly since: Millis;
	readonly seenAt: Millis;
	/** What all refresh tokens of this session have in common; a new sign-in on the device begins another. */
	readonly family: string;
	/** The number of the current refresh token, and when it was given out. */
	readonly turn: number;
	readonly turnedAt: Millis;
	readonly expiresAt: Millis;
	readonly revokedAt?: Millis;
}

/** A link that lets somebody in: for a new person of a role, or for one who is there. */
export interface Invite {
	readonly id: string;
	/** `sign-in`: asked for by e-mail, by the person themselves. */
	readonly kind: 'invite' | 'sign-in';
	readonly codeHash: string;
	readonly role: Role;
	readonly trade?: string;
	readonly name?: string;
	readonly person?: PersonId;
	readonly uses: number;
	readonly used: number;
	readonly expiresAt: Millis;
	readonly by: PersonId;
	readonly createdAt: Millis;
	readonly revokedAt?: Millis;
}

/** Who came in by an invitation's use number `slot`, from 0; without a device if the use came to nothing. */
export interface InviteUse {
	readonly slot: number;
	readonly person: PersonId;
	readonly device?: DeviceId;
	readonly at: Millis;
}

export interface Turn {
	readonly person: PersonId;
	readonly device: DeviceId;
	readonly family: string;
	/** The turn it stands at; another one, and nothing happens. */
	readonly from: number;
	readonly to: number;
	readonly at: Millis;
	readonly expiresAt: Millis;
}

export interface SessionStore {
	/** All of a wedding, also ended ones. */
	devices(wedding: WeddingId): Promise<readonly Device[]>;
	/** Replaces the session of this person on this device as a whole. */
	saveDevice(wedding: WeddingId, device: Device, audit?: AuditFact): Promise<void>;
	/** On to another turn; false if it stands elsewhere, was signed in anew, or has ended. */
	turnDevice(wedding: WeddingId, turn: Turn): Promise<boolean>;
	/** Seen, if it is signed in. */
	seeDevice(
		wedding: WeddingId,
		who: { readonly person: PersonId; readonly device: DeviceId; readonly at: Millis },
	): Promise<void>;
	/** False if it had ended before, or never was. */
	revokeDevice(
		wedding: WeddingId,
		who: { readonly person: PersonId; readonly device: DeviceId; readonly at: Millis },
		audit?: AuditFact,
	): Promise<boolean>;
	/** False if the device is not signed in. */
	setDeviceKey(
		wedding: WeddingId,
		who: { readonly person: PersonId; readonly device: DeviceId; readonly publicKey: string },
		audit?: AuditFact,
	): Promise<boolean>;

	saveInvite(wedding: WeddingId, invite: Invite, audit?: AuditFact): Promise<void>;
	/** Invitations only, the newest first; e-mailed links are nobody's business. */
	invites(wedding: WeddingId): Promise<readonly Invite[]>;
	findInvite(codeHash: string): Promise<{ readonly wedding: WeddingId; readonly invite: Invite } | undefined>;
	inviteUses(wedding: WeddingId, invite: string): Promise<readonly InviteUse[]>;
	/**
	 * Takes use number `use.slot` and signs the device in, both or neither; false if that use is taken, all are, or the invitation
	 * has ended at `use.at`.
	 */
	takeInvite(
		wedding: WeddingId,
		invite: string,
		taken: { readonly use: InviteUse; readonly device?: Device },
		audit?: AuditFact,
	): Promise<boolean>;
	/** False if it was revoked before, or never was. */
	revokeInvite(wedding: WeddingId, invite: string, at: Millis, audit?: AuditFact): Promise<boolean>;
}
