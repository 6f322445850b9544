/**
 * Photos over HTTP, each under the SHA-256 of what was sent: bringing one twice is bringing it once, and what lies under an address never changes. Stands
 * behind `member`.
 */
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { PhotoFault, Photos } from '../photos/photos.ts';
import type { Blob } from '../store/blobs.ts';
import type { MemberEnv } from './entry.ts';
import { type Problem, sayProblem } from './problem.ts';

export interface BlobDeps {
	readonly photos: Photos;
}

export function blobRoutes({ photos }: BlobDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();
	routes.put('/blobs/:sha256', async (context) => {
		const place = context.req.query('location');
		if (place !== undefined && place !== 'keep' && place !== 'strip') return sayProblem(context, badPlace);
		const brought = await photos.bring(context.var.principal, {
			sha256: context.req.param('sha256'),
			bytes: new Uint8Array(await context.req.arrayBuffer()),
			keepsPlace: place === 'keep',
		});
		if (!brought.ok) return sayProblem(context, problemOf(brought.error));
		const { blob, isNew } = brought.value;
		return context.json(shown(blob), isNew ? 201 : 200);
	});
	routes.get('/blobs/:sha256', async (context) => {
		const found = await photos.find(context.var.principal, context.req.param('sha256'));
		if (!found.ok) return sayProblem(context, problemOf(found.error));
		const { kept, type } = found.value;
		const headers = { ETag: `"${kept}"`, 'Cache-Control': forGood };
		const known = context.req.header('If-None-Match') ?? '';
		if (known === '*' || known.includes(kept)) return context.body(null, 304, headers);
		const bytes = await photos.bytes(found.value);
		if (!bytes.ok) return sayProblem(context, problemOf(bytes.error));
		return context.body(bytes.value, 200, { ...headers, 'Content-Type': type });
	});
	return routes;
}

/** A photo may be larger than any other body. */
export function bodyLimits(others: MiddlewareHandler): MiddlewareHandler {
	const ofPhotos = bodyLimit({
		maxSize: maxPhotoBytes,
		onError: (context) => sayProblem(context, tooLarge),
	});
	return (context, next) =>
		context.req.method === 'PUT' && photoPath.test(context.req.path)
			? ofPhotos(context, next)
			: others(context, next);
}

const shown = ({ wedding, sha256, type, size }: Blob) => ({
	sha256,
	type,
	size,
	url: `/api/weddings/${wedding}/blobs/${sha256}`,
});
const problemOf = ({ code, reason }: PhotoFault): Problem => ({ code, detail: reason });

export const maxPhotoBytes = 10 * 1024 * 1024;
const photoPath = /^\/api\/weddings\/[^/]+\/blobs\/[^/]+$/;
/** In this person's own cache: whether one may see it is asked of the server, not of a proxy. */
const forGood = 'private, max-age=31536000, immutable';
const tooLarge: Problem = { code: 'too-large', detail: 'A photo has at most 10 MB.' };
const badPlace: Problem = {
	code: 'invalid-value',
	detail: 'The place a photo was taken at is taken out (location=strip), or kept if you say location=keep.',
	field: 'location',
};
