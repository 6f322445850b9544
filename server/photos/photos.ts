/**
 * Photos that prove what was done: taken in, kept without the place they were taken at unless that is wanted, and shown to those who may see a record that names
 * them. Guards: a photo is what it is named by; who sees nothing of the plan sees no photo of it, unless they brought it.
 */
import { levelOf, mayRead, reaches } from '../../shared/access/permissions.ts';
import type { Clock } from '../../shared/clock.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Principal } from '../auth/principal.ts';
import type { Rooms } from '../room/rooms.ts';
import { type Blob, type BlobFiles, type BlobStore, type BlobType, isHash } from '../store/blobs.ts';
import { hexOf as hashOf } from '../store/digest.ts';
import { discreetPng, discreetWebp } from './chunks.ts';
import { discreetHeic } from './heic.ts';
import { discreetJpeg } from './jpeg.ts';
import { typeOf } from './sniffing.ts';

export interface Photos {
	/** `isNew` unless this person has brought it before. */
	bring(
		by: Principal,
		photo: Brought,
	): Promise<Result<{ readonly blob: Blob; readonly isNew: boolean }, PhotoFault>>;
	/** Whether they may have it, and what it is; its bytes are fetched apart, for who has them already needs none. */
	find(by: Principal, hash: string): Promise<Result<Blob, PhotoFault>>;
	bytes(blob: Blob): Promise<Result<Uint8Array<ArrayBuffer>, PhotoFault>>;
}
export interface Brought {
	/** What its sender says its SHA-256 is. */
	readonly sha256: string;
	readonly bytes: Uint8Array;
	readonly keepsPlace: boolean;
}
export interface PhotoFault {
	readonly code: 'not-allowed' | 'not-found' | 'invalid-value' | 'wrong-type' | 'too-many-open';
	readonly reason: string;
}

export interface PhotoDeps {
	readonly store: BlobStore;
	readonly files: BlobFiles;
	readonly rooms: Pick<Rooms, 'open'>;
	readonly clock: Clock;
}

export function createPhotos({ store, files, rooms, clock }: PhotoDeps): Photos {
	async function isNamed({ wedding }: Principal, names: ReadonlySet<string>): Promise<boolean> {
		const { plan } = await (await rooms.open(wedding, 'plan')).read();
		return plan.tasks.some(({ evidence }) => evidence.some((one) => names.has(one)));
	}
	return {
		async bring(by, { sha256, bytes, keepsPlace }) {
			if (!reaches(levelOf({ role: by.role }, 'tasks'), 'own')) return err(notAllowed);
			if (!isHash(sha256) || hashOf(bytes) !== sha256) return err(otherHash);
			const type = typeOf(bytes);
			if (type === undefined) return err(wrongType);
			const kept = keepsPlace ? bytes : discreet[type](bytes);
			if (kept === undefined) return err(broken);
			const name = hashOf(kept);
			const { wedding, person } = by;
			const blob = { wedding, sha256, kept: name, type, size: kept.length, by: person, at: clock.now() };
			const quota = by.role === 'couple' || by.role === 'coordinator' ? wide : narrow;
			const room = await store.roomForBlob(blob, quota);
			if (room === 'wedding-full' || room === 'person-full') return err(full[room]);
			// The bytes first: a row without them would promise what is not there.
			await files.put(name, kept);
			const saved = await store.saveBlob(blob, quota);
			if (saved === 'wedding-full' || saved === 'person-full') return err(full[saved]);
			const mine = (await store.blobs(wedding, sha256)).find(
				(one) => one.by === person && one.sha256 === sha256,
			);
			return ok({ blob: mine ?? blob, isNew: saved === 'new' });
		},
		async find(by, hash) {
			const found = isHash(hash) ? await store.blobs(by.wedding, hash) : [];
			const own = found.find((one) => one.by === by.person);
			const [first] = found;
			if (own !== undefined || first === undefined) return own === undefined ? err(unknown) : ok(own);
			const names = new Set(found.flatMap(({ sha256, kept }) => [sha256, kept]));
			return mayRead(by, 'plan') && (await isNamed(by, names)) ? ok(first) : err(unknown);
		},
		async bytes({ kept }) {
			const bytes = await files.get(kept);
			return bytes === undefined ? err(lost) : ok(bytes);
		},
	};
}

const discreet: Readonly<Record<BlobType, (bytes: Uint8Array) => Uint8Array<ArrayBuffer> | undefined>> = {
	'image/jpeg': discreetJpeg,
	'image/png': discreetPng,
	'image/webp': discreetWebp,
	'image/heic': discreetHeic,
};

const megabyte = 1024 * 1024;
/** A wedding's photos of work done: some thousand. One person cannot use up everybody's room. */
const narrow = { wedding: 2_048 * megabyte, person: 512 * megabyte };
const wide = { wedding: 2_048 * megabyte, person: 2_048 * megabyte };

const notAllowed: PhotoFault = {
	code: 'not-allowed',
	reason: 'Photos prove what was done: they come from those who have a part in it.',
};
const otherHash: PhotoFault = {
	code: 'invalid-value',
	reason: 'The bytes that arrived have another SHA-256 than the address says. Send them again.',
};
const wrongType: PhotoFault = { code: 'wrong-type', reason: 'A photo is a JPEG, PNG, WebP or HEIC.' };
const broken: PhotoFault = {
	code: 'invalid-value',
	reason: 'This picture is not whole, so the place it was taken at cannot be taken out. Send it as a JPEG.',
};
/** Not told apart from one that is not there. */
const unknown: PhotoFault = { code: 'not-found', reason: 'There is no such photo here.' };
const lost: PhotoFault = {
	code: 'not-found',
	reason: 'This photo can no longer be read from the disk. Whoever has it may send it again.',
};
const full: Readonly<Record<'wedding-full' | 'person-full', PhotoFault>> = {
	'wedding-full': {
		code: 'too-many-open',
		reason: 'The photos of this wedding have used up their room (2 GB).',
	},
	'person-full': { code: 'too-many-open', reason: 'Your photos have used up your room (512 MB).' },
};
