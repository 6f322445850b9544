/**
 * Photos of the plan: made small, named by their SHA-256, kept on this device until the relay has them, and fetched to be shown.
 * Guards: a photo that was added is not lost for want of a network; the place where it was taken never leaves the device (what is drawn
 * anew carries no such note).
 */
import { err, ok, type Result } from '../../shared/result.ts';
import { fetchPhoto, photoPath, sendPhoto } from './relay/photos.ts';
import type { Relay } from './relay/relay.ts';

export type PhotoFault = 'notImage' | 'tooLarge' | 'insecure';

export interface Photos {
	/** `isSent`: the relay has it by now. */
	add(
		wedding: string,
		file: Blob,
	): Promise<Result<{ readonly sha256: string; readonly isSent: boolean }, PhotoFault>>;
	/** To be shown in an `<img>`; undefined while nobody has it. */
	url(wedding: string, sha256: string): Promise<string | undefined>;
	/** What lies here of a wedding goes to the relay, as far as it can be had. */
	sendWaiting(wedding: string): Promise<void>;
	/** Leaves none of a wedding here. */
	forget(wedding: string): Promise<void>;
}

export interface PhotoDeps {
	readonly relay: Relay;
	/** Absent where the page came without encryption; then photos are not kept over a reload. */
	readonly caches: CacheStorage | undefined;
	readonly subtle: SubtleCrypto | undefined;
	/** Undefined for what is no image. */
	readonly shrink: (file: Blob) => Promise<Blob | undefined>;
	readonly urlOf: (bytes: Blob) => string;
}

export function createPhotos({ relay, caches, subtle, shrink, urlOf }: PhotoDeps): Photos {
	const shown = new Map<string, Promise<string | undefined>>();
	const kept = () => caches?.open(CACHE);

	async function send(wedding: string, sha256: string, bytes: Blob): Promise<boolean> {
		const answer = await sendPhoto(relay, wedding, { sha256, bytes });
		// What the relay will never take is not tried for ever.
		const isOver = answer.ok || final.includes(answer.error.code);
		if (isOver) await (await kept())?.delete(keyOf(wedding, sha256));
		return answer.ok;
	}

	async function find(wedding: string, sha256: string): Promise<string | undefined> {
		const waiting = await (await kept())?.match(keyOf(wedding, sha256));
		if (waiting !== undefined) return urlOf(await waiting.blob());
		const answer = await fetchPhoto(relay, wedding, sha256);
		return answer.ok ? urlOf(answer.value) : undefined;
	}

	return {
		async add(wedding, file) {
			if (subtle === undefined) return err('insecure');
			const bytes = await shrink(file);
			if (bytes === undefined) return err('notImage');
			if (bytes.size > MOST_BYTES) return err('tooLarge');
			const sha256 = hexOf(await subtle.digest('SHA-256', await bytes.arrayBuffer()));
			await (await kept())?.put(keyOf(wedding, sha256), new Response(bytes));
			shown.set(keyOf(wedding, sha256), Promise.resolve(urlOf(bytes)));
			return ok({ sha256, isSent: await send(wedding, sha256, bytes) });
		},
		url(wedding, sha256) {
			const key = keyOf(wedding, sha256);
			const asked = shown.get(key) ?? find(wedding, sha256);
			shown.set(key, asked);
			void asked.then((url) => url === undefined && shown.get(key) === asked && shown.delete(key));
			return asked;
		},
		async sendWaiting(wedding) {
			const cache = await kept();
			const waiting = (await cache?.keys()) ?? [];
			for (const { url } of waiting) {
				const [, owner, sha256] = placed.exec(url) ?? [];
				const answer = owner === wedding ? await cache?.match(url) : undefined;
				if (answer !== undefined && sha256 !== undefined) await send(wedding, sha256, await answer.blob());
			}
		},
		async forget(wedding) {
			const cache = await kept();
			for (const request of (await cache?.keys()) ?? []) {
				if (placed.exec(request.url)?.[1] === wedding) await cache?.delete(request);
			}
		},
	};
}

const keyOf = (wedding: string, sha256: string): string => `/api${photoPath(wedding, sha256)}`;
const placed = /\/api\/weddings\/([^/]+)\/blobs\/([0-9a-f]{64})$/;
const hexOf = (bytes: ArrayBuffer): string =>
	[...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const CACHE = 'photos-waiting';
/** What the relay takes. */
const MOST_BYTES = 10 * 1024 * 1024;
const final: readonly string[] = ['too-large', 'invalid-value', 'not-allowed', 'malformed'];
