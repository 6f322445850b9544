/**
 * The device's key in use: made once, kept in the device's store, made known to the relay once, and what is signed with it. Guards:
 * only a device that the relay knows by name signs, since nobody could check it otherwise; where anything of it fails frames stay
 * unsigned and are kept all the same.
 */
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import { deviceId, weddingId } from '../../shared/ids.ts';
import type { Api } from './api.ts';
import type { Board } from './board.ts';
import type { Credential } from './credential.ts';
import { type DeviceKey, makeDeviceKey, signUpdate, type Subtle } from './device-key.ts';
import type { Frame } from './frame.ts';
import type { Journal } from './journal.ts';

export interface Keyring {
	readonly subtle: Subtle | undefined;
	readonly canSign: boolean;
	/** Tells the relay of the key, if it does not have it. */
	register(): Promise<void>;
	/** Those that could not be signed come back as they were. */
	sign(frames: readonly Frame[]): Promise<readonly Frame[]>;
	/** Resolves when nothing is being signed. */
	idle(): Promise<void>;
}

export interface KeyringDeps {
	readonly id: WeddingId;
	readonly section: string;
	readonly person: PersonId;
	readonly subtle: Subtle | undefined;
	readonly credential: Credential;
	readonly api: Api;
	readonly board: Pick<Board, 'facts' | 'set'>;
	/** As it was stored when this tab began to lead. */
	readonly key: DeviceKey | undefined;
	readonly journal: Pick<Journal, 'add'>;
	readonly report: (fault: unknown) => void;
}

export function createKeyring(deps: KeyringDeps): Keyring {
	const { subtle, credential, board, api } = deps;
	let { key } = deps;
	let registering: Promise<void> | undefined;
	let signing: Promise<unknown> = Promise.resolve();

	async function own(known: Subtle): Promise<DeviceKey | undefined> {
		if (key !== undefined) return key;
		key = await makeDeviceKey(known);
		if (key !== undefined) deps.journal.add([{ kind: 'key', key }]);
		return key;
	}

	async function register(): Promise<void> {
		const { device } = credential;
		if (subtle === undefined || device === undefined) return;
		const made = await own(subtle);
		// A relay restored from a backup may have lost what it was told.
		const keyedAs = `${device} ${board.facts.incarnation ?? ''}`;
		if (made === undefined || board.facts.keyedAs === keyedAs) return;
		const { publicKey } = made;
		const answer = await api
			.call({ method: 'PUT', path: '/session/device/key', body: { publicKey } })
			.catch(() => undefined);
		if (answer !== undefined && answer.status < 300) board.set({ keyedAs });
	}

	async function signOne(frame: Frame): Promise<Frame> {
		const device = deviceId.safeParse(credential.device);
		if (subtle === undefined || key === undefined || !device.success || frame.signed !== undefined)
			return frame;
		const place = { wedding: weddingId.parse(deps.id), section: deps.section };
		const author = { person: deps.person, device: device.data };
		try {
			const signature = await signUpdate(subtle, key, place, author, frame.update);
			return { ...frame, signed: { ...author, signature } };
		} catch (fault) {
			deps.report(fault);
			return frame;
		}
	}

	return {
		subtle,
		get canSign() {
			return key !== undefined && credential.device !== undefined;
		},
		register() {
			registering ??= register().finally(() => {
				registering = undefined;
			});
			return registering;
		},
		sign(frames) {
			const signed = signing.then(() => Promise.all(frames.map(signOne)));
			signing = signed.catch(deps.report);
			return signed;
		},
		idle: () => signing.then(() => undefined),
	};
}
