/** Devices and invitations in memory: the rules of `sessions.ts` as plain data. Used by `memory.ts` only. */
import type { WeddingId } from '../../shared/ids.ts';
import type { AuditFact } from './audit.ts';
import type { Device, Invite, InviteUse, SessionStore } from './sessions.ts';
import { EntryRejected } from './store.ts';

/** What survives a restart. A key is the JSON of what makes its row unique, the wedding first. */
export interface SessionDisk {
	readonly devices: Map<string, { readonly wedding: WeddingId; readonly device: Device }>;
	readonly invites: Map<string, { readonly wedding: WeddingId; readonly invite: Invite }>;
	readonly uses: Map<string, readonly InviteUse[]>;
}

export const sessionDisk = (): SessionDisk => ({
	devices: new Map(),
	invites: new Map(),
	uses: new Map(),
});

export interface SessionMemoryDeps {
	/** Every call answers later, as a disk does. */
	readonly later: <T>(work: () => T) => Promise<T>;
	/** Throws for a wedding that is not there. */
	readonly known: (wedding: WeddingId) => unknown;
	readonly note: (wedding: WeddingId, facts: readonly AuditFact[]) => void;
}

export function createSessionMemory(disk: SessionDisk, deps: SessionMemoryDeps): SessionStore {
	return { ...deviceMemory(disk, deps), ...inviteMemory(disk, deps) };
}

type DeviceCalls = 'devices' | 'saveDevice' | 'turnDevice' | 'seeDevice' | 'revokeDevice' | 'setDeviceKey';

function deviceMemory({ devices }: SessionDisk, deps: SessionMemoryDeps): Pick<SessionStore, DeviceCalls> {
	/** Changes a device that is signed in; false if it is not, or if `changed` does not want it. */
	const change = (
		wedding: WeddingId,
		{ person, device }: Pick<Device, 'person' | 'device'>,
		changed: (row: Device) => Device | undefined,
		audit?: AuditFact,
	) =>
		deps.later(() => {
			const key = keyOf(wedding, person, device);
			const row = devices.get(key)?.device;
			const next = row === undefined || row.revokedAt !== undefined ? undefined : changed(row);
			if (next === undefined) return false;
			devices.set(key, { wedding, device: next });
			if (audit !== undefined) deps.note(wedding, [audit]);
			return true;
		});
	return {
		devices: (wedding) => deps.later(() => rowsOf(devices, wedding).map(({ device }) => device)),
		saveDevice: (wedding, device, audit) =>
			deps.later(() => {
				deps.known(wedding);
				devices.set(keyOf(wedding, device.person, device.device), { wedding, device });
				if (audit !== undefined) deps.note(wedding, [audit]);
			}),
		turnDevice: (wedding, { family, from, to, at, expiresAt, ...who }) =>
			change(wedding, who, (row) =>
				row.family === family && row.turn === from
					? { ...row, turn: to, turnedAt: at, seenAt: at, expiresAt }
					: undefined,
			),
		seeDevice: async (wedding, { at, ...who }) =>
			void (await change(wedding, who, (row) => ({ ...row, seenAt: at }))),
		revokeDevice: (wedding, { at, ...who }, audit) =>
			change(wedding, who, (row) => ({ ...row, revokedAt: at }), audit),
		setDeviceKey: (wedding, { publicKey, ...who }, audit) =>
			change(wedding, who, (row) => ({ ...row, publicKey }), audit),
	};
}

type InviteCalls = 'saveInvite' | 'invites' | 'findInvite' | 'inviteUses' | 'takeInvite' | 'revokeInvite';

function inviteMemory(
	{ devices, invites, uses }: SessionDisk,
	{ later, known, note }: SessionMemoryDeps,
): Pick<SessionStore, InviteCalls> {
	return {
		saveInvite: (wedding, invite, audit) =>
			later(() => {
				known(wedding);
				const codes = [...invites.values()].map((one) => one.invite.codeHash);
				if (codes.includes(invite.codeHash) || invites.has(keyOf(wedding, invite.id)))
					throw new EntryRejected(`the invitation ${invite.id} was made before`);
				invites.set(keyOf(wedding, invite.id), { wedding, invite });
				if (audit !== undefined) note(wedding, [audit]);
			}),
		invites: (wedding) =>
			later(() =>
				rowsOf(invites, wedding)
					.map(({ invite }) => invite)
					.filter(({ kind }) => kind === 'invite')
					.sort((a, b) => b.createdAt - a.createdAt),
			),
		findInvite: (codeHash) =>
			later(() => [...invites.values()].find(({ invite }) => invite.codeHash === codeHash)),
		inviteUses: (wedding, invite) => later(() => uses.get(keyOf(wedding, invite)) ?? []),
		takeInvite: (wedding, id, { use, device }, audit) =>
			later(() => {
				const key = keyOf(wedding, id);
				const invite = invites.get(key)?.invite;
				if (invite === undefined || !isOpenFor(invite, use)) return false;
				if (device !== undefined)
					devices.set(keyOf(wedding, device.person, device.device), { wedding, device });
				invites.set(key, { wedding, invite: { ...invite, used: use.slot + 1 } });
				uses.set(key, [...(uses.get(key) ?? []), use]);
				if (audit !== undefined) note(wedding, [audit]);
				return true;
			}),
		revokeInvite: (wedding, id, at, audit) =>
			later(() => {
				const key = keyOf(wedding, id);
				const invite = invites.get(key)?.invite;
				if (invite === undefined || invite.revokedAt !== undefined) return false;
				invites.set(key, { wedding, invite: { ...invite, revokedAt: at } });
				if (audit !== undefined) note(wedding, [audit]);
				return true;
			}),
	};
}

const isOpenFor = (invite: Invite, { slot, at }: InviteUse): boolean =>
	invite.revokedAt === undefined && invite.expiresAt > at && invite.used === slot && slot < invite.uses;

/** In the order of their keys, as the disk gives them. */
function rowsOf<R extends { readonly wedding: WeddingId }>(rows: Map<string, R>, wedding: WeddingId): R[] {
	return [...rows]
		.filter(([, row]) => row.wedding === wedding)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([, row]) => row);
}

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);
