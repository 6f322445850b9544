/**
 * The address under which a photo is seen without signing in, for where nobody can sign in: a mail, a notification, a room in Slack. It names
 * the photo and who was told of it, sealed with a key of the secret. Guards: nobody can make one for another photo; it ends after a
 * month; and it shows what that person may see now, so that whoever is removed sees nothing by an old mail.
 */
import type { Millis } from '../../shared/clock.ts';
import { type PersonId, personId, type WeddingId, weddingId } from '../../shared/ids.ts';
import { createSeal } from '../auth/seal.ts';
import type { Secret } from '../auth/secret.ts';

export interface PhotoClaim {
	readonly wedding: WeddingId;
	readonly person: PersonId;
	readonly sha256: string;
}
export interface PhotoLinks {
	/** The same for the same photo, person and moment, so that what is sent again is what was sent. */
	link(claim: PhotoClaim, toldAt: Millis): string;
	/** Undefined for what we never sealed, and for what has ended. */
	read(token: string, now: Millis): PhotoClaim | undefined;
}
export interface PhotoLinkDeps {
	readonly secret: Secret;
	/** The address people open, without a slash at its end. */
	readonly url: () => string;
}

export function createPhotoLinks({ secret, url }: PhotoLinkDeps): PhotoLinks {
	const { close, open } = createSeal(secret.keyFor('photo-1'), sealLength);
	return {
		link({ wedding, person, sha256 }, toldAt) {
			const ends = Math.floor((toldAt + lastsMs) / 1_000);
			return `${url()}/photos/${close([wedding, person, sha256, ends])}`;
		},
		read(token, now) {
			const words = open(token);
			if (words === undefined) return undefined;
			const [wedding, person, sha256 = '', ends] = words;
			if (Number(ends) * 1_000 <= now) return undefined;
			return { wedding: weddingId.parse(wedding), person: personId.parse(person), sha256 };
		},
	};
}

/** 192 bits. */
const sealLength = 32;
const lastsMs: Millis = 30 * 24 * 60 * 60 * 1_000;
