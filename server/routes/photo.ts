/**
 * A photo by the sealed address in a message, without signing in: shown as long as whoever was told of it may see it. Guards: what cannot be
 * shown is one answer, whatever the reason; no address of it is told to other sites.
 */
import { Hono } from 'hono';
import type { Clock } from '../../shared/clock.ts';
import { memberOf } from '../auth/asker.ts';
import type { PhotoLinks } from '../photos/photo-links.ts';
import type { Photos } from '../photos/photos.ts';
import type { Store } from '../store/store.ts';
import { type Problem, sayProblem } from './problem.ts';

export interface PhotoDeps {
	readonly photoLinks: Pick<PhotoLinks, 'read'>;
	readonly photos: Pick<Photos, 'find' | 'bytes'>;
	readonly store: Pick<Store, 'members'>;
	readonly clock: Clock;
}

export function photoRoutes({ photoLinks, photos, store, clock }: PhotoDeps): Hono {
	const routes = new Hono();
	routes.get('/:token', async (context) => {
		const now = clock.now();
		const claim = photoLinks.read(context.req.param('token'), now);
		const who = claim && (await memberOf(store, claim.wedding, claim.person, now));
		const found = claim && who && (await photos.find(who, claim.sha256));
		const bytes = found?.ok ? await photos.bytes(found.value) : undefined;
		if (!found?.ok || !bytes?.ok) return sayProblem(context, nothing);
		return context.body(bytes.value, 200, {
			'Content-Type': found.value.type,
			ETag: `"${found.value.kept}"`,
			// Whoever is removed must not be shown what lies in a proxy.
			'Cache-Control': 'private, max-age=3600',
			// Mail programs and rooms show it in pages of their own.
			'Cross-Origin-Resource-Policy': 'cross-origin',
		});
	});
	return routes;
}

const nothing: Problem = { code: 'not-found', detail: 'There is no photo here, or not any more.' };
