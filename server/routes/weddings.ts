/** The weddings there are: making one, and the list of one's own. */
import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { newId, type WeddingId, weddingId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import { foundings, type Limiter } from '../auth/allowance.ts';
import { type Askers, memberOf } from '../auth/asker.ts';
import { originOf, weddingsWith } from '../auth/other-weddings.ts';
import type { Principal } from '../auth/principal.ts';
import type { Sessions } from '../auth/session.ts';
import { type Act, found, serviceOf } from '../room/founding.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Store } from '../store/store.ts';
import { readBodyAs } from './body.ts';
import { type Known, type KnownEnv, known, throttled } from './entry.ts';
import { readLimit } from './page.ts';
import { type Problem, sayProblem, sayTooMany } from './problem.ts';
import type { Repeats } from './repeats.ts';

export interface WeddingDeps {
	readonly askers: Askers;
	readonly store: Pick<Store, 'createWedding' | 'weddings' | 'weddingsOf' | 'members' | 'audit' | 'devices'>;
	readonly rooms: Pick<Rooms, 'open'>;
	readonly sessions: Pick<Sessions, 'start' | 'devices'>;
	readonly limiter: Limiter;
	readonly repeats: Repeats;
	readonly clock: Clock;
	readonly random: Random;
}

export function weddingRoutes(deps: WeddingDeps): Hono<KnownEnv> {
	const routes = new Hono<KnownEnv>();
	// Not for everything below this address: what is inside a wedding asks for more.
	const anybody = known(deps.askers);

	routes.get('/', anybody, async (context) => {
		const { asker } = context.var;
		const rows =
			asker.kind === 'operator'
				? await deps.store.weddings()
				: await weddingsWith(deps.store, asker.principal);
		const limit = readLimit(context.req.query('limit'));
		if (!limit.ok) return sayProblem(context, limit.error);
		const after = context.req.query('after');
		const start = after === undefined ? 0 : rows.findIndex(({ id }) => id === after) + 1;
		if (after !== undefined && start === 0) return sayProblem(context, badAfter);
		const page = rows.slice(start, start + limit.value);
		const next = start + limit.value < rows.length ? page.at(-1)?.id : undefined;
		return context.json({
			weddings: page.map(({ createdAt: _, ...row }) => row),
			...(next === undefined ? {} : { next }),
		});
	});

	routes.post('/', anybody, throttled(deps.limiter), async (context) => {
		const body = await readBodyAs(context, newWedding);
		if (!body.ok) return sayProblem(context, body.error);
		const key = context.req.header('Idempotency-Key');
		const { asker } = context.var;
		const waitMs = asker.kind === 'operator' ? 0 : deps.limiter.take(makerOf(asker.principal), foundings);
		if (waitMs > 0) return sayTooMany(context, waitMs, 'You have made many weddings today. Try again later.');
		const founder = founderOf(asker, weddingOf(asker, key, deps.random));
		const origin = asker.kind === 'person' ? await originOf(deps.store, asker.principal) : undefined;
		const { wedding, person } = founder;
		const { template: _, ...meta } = body.value;
		const founded = await deps.repeats.once({ wedding, person, key, asked: ['weddings', meta] }, (answer) =>
			found(deps, {
				wedding,
				card: { name: meta.name, date: meta.date },
				origin,
				acts: [...arrival(founder), { by: founder, operation: { name: 'meta.change', input: meta } }],
				answer,
			}),
		);
		if (!founded.ok) return sayProblem(context, founded.error);
		const { record, seq } = founded.value;
		return context.json(
			{ id: wedding, ...(record as object), seq, ...(await session(deps, founder, asker)) },
			201,
		);
	});

	return routes;
}

const makerOf = ({ wedding, person }: Principal): string => `weddings of ${wedding} ${person}`;

/** The same for a request sent twice from one wedding: in another the same id may be somebody else. */
function weddingOf(asker: Known, key: string | undefined, random: Random): WeddingId {
	if (key === undefined) return newId<WeddingId>(random);
	const who = asker.kind === 'operator' ? ['operator'] : [asker.principal.wedding, asker.principal.person];
	const digest = createHash('sha256')
		.update(JSON.stringify(['wedding', ...who, key]))
		.digest('base64url');
	return weddingId.parse(`w${digest.slice(0, 15)}`);
}

/** Whoever makes a wedding is of its couple; the operator only makes it for others. */
function founderOf(asker: Known, wedding: WeddingId): Principal {
	if (asker.kind === 'operator') return serviceOf(wedding);
	const { person, name } = asker.principal;
	return { wedding, person, name, role: 'couple' };
}

function arrival(founder: Principal): readonly Act[] {
	if (founder.role === 'service') return [];
	const { person: id, name, role } = founder;
	return [{ by: founder, operation: { name: 'people.create', input: { id, name, role } } }];
}

/** A session is good for one wedding, so whoever makes one needs another, on the same device. */
async function session({ store, sessions, clock }: WeddingDeps, founder: Principal, asker: Known) {
	if (asker.kind === 'operator') return {};
	const who = await memberOf(store, founder.wedding, founder.person, clock.now());
	if (who === undefined) return {};
	const { wedding, person, device: id } = asker.principal;
	const made = (await store.devices(who.wedding)).find((one) => one.person === person && one.device === id);
	// Shut out of the wedding it made: asking again under the same key is no way back in.
	if (made?.revokedAt !== undefined) return {};
	const device = (await sessions.devices(wedding, person)).find((one) => one.device === id);
	return sessions.start(who, { id, name: device?.name, publicKey: device?.publicKey }, { kind: 'wedding' });
}

const badAfter: Problem = {
	code: 'invalid-value',
	detail: 'This list goes on behind a wedding of yours: the "next" of the page before.',
	field: 'after',
};

/** What a wedding must have; the rest of `meta` is set later. What the values may be, its operation says. */
const newWedding = z.strictObject({
	name: z.string(),
	date: z.string(),
	timeZone: z.string(),
	place: z.string().optional(),
	template: z.enum(['empty'], 'There is one template: "empty".').default('empty'),
});
