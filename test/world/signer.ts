/** A device's signing key, made from a seed, and frames signed with it as a device would. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { Role } from '../../shared/access/roles.ts';
import { deviceId, personId, type WeddingId } from '../../shared/ids.ts';
import type { Message } from '../../shared/wire/message.ts';
import { signedBytes } from '../../shared/wire/signed.ts';
import type { RoomDeps } from '../../server/room/door.ts';
import type { Store } from '../../server/store/store.ts';
import { turn } from './turn.ts';
import { demoWedding, type World } from './wedding.ts';

type Signed = Extract<Message, { kind: 'signed' }>;

export interface Signer {
	readonly person: ReturnType<typeof personId.parse>;
	readonly device: ReturnType<typeof deviceId.parse>;
	readonly publicKey: Uint8Array;
	sign(update: Uint8Array, where?: Place): Signed;
	/** With this key, under another name: a server gives devices and people their ids. */
	signAs(
		author: { readonly person: string; readonly device: string },
		update: Uint8Array,
		where?: Place,
	): Signed;
}
interface Place {
	readonly wedding?: WeddingId;
	readonly section?: string;
}

export function signer(person: string, device = 'phone'): Signer {
	const author = { person: personId.parse(person), device: deviceId.parse(device) };
	const seed = createHash('sha256').update(`${person}/${device}`).digest();
	const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
	const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
	const signAs: Signer['signAs'] = (names, update, { wedding = demoWedding, section = 'plan' } = {}) => {
		const who = { person: personId.parse(names.person), device: deviceId.parse(names.device) };
		const hash = createHash('sha256').update(update).digest();
		const signature = sign(null, signedBytes({ wedding, section }, who, hash), key).toString('base64url');
		return { kind: 'signed', header: { ...who, signature }, update };
	};
	return {
		...author,
		publicKey: rawKeyOf(key),
		signAs,
		sign: (update, where) => signAs(author, update, where),
	};
}

function rawKeyOf(key: KeyObject): Uint8Array {
	return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
}

/** The keys that are registered, as the room is told of them; a test takes one away to revoke it. */
export function keyRing(...signers: readonly Signer[]) {
	const keys = new Map(signers.map(({ person, device, publicKey }) => [`${person}/${device}`, publicKey]));
	const deviceKey: NonNullable<RoomDeps['deviceKey']> = async (wedding, person, device) =>
		wedding === demoWedding ? keys.get(`${person}/${device}`) : undefined;
	return { keys, deviceKey };
}

export async function enrol(
	store: Store,
	people: Readonly<Record<string, Role>>,
	more: { readonly removedAt?: number } = {},
): Promise<void> {
	for (const [name, role] of Object.entries(people)) {
		await store.saveMember(demoWedding, { person: personId.parse(name), name, role, ...more });
	}
}

/** Until every signature was checked (which other threads do) and everything is judged. */
export async function allSettled(world: World): Promise<void> {
	await world.settled();
	for (let turns = 0; world.room.waiting > 0; turns++) {
		if (turns > 1_000_000) throw new Error('something waits for ever');
		await turn();
	}
	await world.settled();
}
