/**
 * Tokens for back ends and tests, made by the operator: for a person who is there, or for a new one, who joins the wedding
 * like anybody else, as a record through the door and as a member.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import { role } from '../../shared/access/roles.ts';
import type { Person } from '../../shared/document/schema.ts';
import type { Clock } from '../../shared/clock.ts';
import { newId, type PersonId, personId, type WeddingId, weddingId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { type Askers, memberOf } from '../auth/asker.ts';
import type { Principal } from '../auth/principal.ts';
import { maxTokenSeconds, type Tokens } from '../auth/token.ts';
import { serviceOf } from '../room/founding.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Store } from '../store/store.ts';
import { invalidBody, readBody, readBodyAs } from './body.ts';
import { operator } from './entry.ts';
import { type Problem, sayProblem } from './problem.ts';
import type { Repeats } from './repeats.ts';

export interface TokenDeps {
	readonly askers: Askers;
	readonly tokens: Pick<Tokens, 'issue' | 'rotate'>;
	readonly store: Pick<Store, 'weddings' | 'members' | 'saveMember' | 'note'>;
	readonly rooms: Pick<Rooms, 'open'>;
	readonly repeats: Repeats;
	readonly clock: Clock;
	readonly random: Random;
}

export function tokenRoutes(deps: TokenDeps): Hono {
	const routes = new Hono();
	routes.post('/', operator(deps.askers), async (context) => {
		const body = await readBody(context);
		if (!body.ok) return sayProblem(context, body.error);
		const wish = ('person' in body.value ? oldPerson : newPerson).safeParse(body.value);
		if (!wish.success) return sayProblem(context, invalidBody(wish.error));
		const { wedding, ttlSeconds } = wish.data;
		if (!(await deps.store.weddings()).some(({ id }) => id === wedding)) {
			return sayProblem(context, { code: 'not-found', detail: `There is no wedding ${wedding}.` });
		}
		const key = context.req.header('Idempotency-Key');
		const known =
			'person' in wish.data ? await present(deps, wish.data) : await joined(deps, { ...wish.data, key });
		if (!known.ok) return sayProblem(context, known.error);
		const { person, role: now } = known.value;
		const at = deps.clock.now();
		await deps.store.note(wedding, [
			{
				action: 'token.made',
				at,
				actor: { operator: true },
				subject: person,
				detail: { role: now, ttlSeconds },
			},
		]);
		const { token, expiresAt } = await deps.tokens.issue({ wedding, person, ttlSeconds });
		return context.json({ token, person, role: now, expiresAt: new Date(expiresAt).toISOString() }, 201);
	});
	routes.post('/rotate-keys', operator(deps.askers), async (context) => {
		const body = await readBodyAs(context, rotation);
		if (!body.ok) return sayProblem(context, body.error);
		const { forget } = body.value;
		const current = deps.tokens.rotate({ forget });
		const fact = { action: 'keys.rotated', at: deps.clock.now(), actor: { operator: true } } as const;
		await deps.store.note('', [{ ...fact, detail: { current, forget } }]);
		return context.json({ current, forget });
	});
	return routes;
}

/** A member, or somebody whom only the plan knows: of a wedding from before a row brought its members with it. */
async function present(
	{ store, rooms, clock }: TokenDeps,
	{ wedding, person }: { readonly wedding: WeddingId; readonly person: PersonId },
): Promise<Result<Principal, Problem>> {
	const known = await memberOf(store, wedding, person, clock.now());
	if (known !== undefined) return ok(known);
	const { plan } = await (await rooms.open(wedding, 'plan')).read();
	const record = plan.people.find(({ id }) => personId.parse(id) === person);
	if (record === undefined)
		return err({ code: 'not-found', detail: `There is no person ${person} in this wedding.` });
	const { name, role: is, trade } = record;
	const member = { person, name, role: is, ...(trade === undefined ? {} : { trade }) };
	await store.saveMember(wedding, member, {
		action: 'person.joined',
		at: clock.now(),
		actor: { operator: true },
		subject: person,
		detail: { role: is },
	});
	return ok({ wedding, person, name, role: is });
}

/** Asked twice under one key, it is one person, who gets another token. */
async function joined(
	{ rooms, repeats, random }: TokenDeps,
	{
		wedding,
		name,
		role: wanted,
		trade,
		key,
	}: z.output<typeof newPerson> & { readonly key: string | undefined },
): Promise<Result<Principal, Problem>> {
	const service = serviceOf(wedding);
	const wish = { name, role: wanted, ...(trade === undefined ? {} : { trade }) };
	const operated = await repeats.once(
		{ wedding, person: service.person, key, asked: ['tokens', wish] },
		async (answer) => {
			const room = await rooms.open(wedding, 'plan');
			const input = { id: newId<PersonId>(random), ...wish };
			return room.operate(service, { name: 'people.create', input }, answer);
		},
	);
	if (!operated.ok) return operated;
	const record = operated.value.record as Person;
	return ok({ wedding, person: personId.parse(record.id), name, role: wanted });
}

const ttlSeconds = z
	.int()
	.min(1)
	.max(maxTokenSeconds)
	.default(24 * 60 * 60);
/** `forget`: after a leak, no token that was signed before is good any more. */
const rotation = z.strictObject({ forget: z.boolean().default(false) });
const oldPerson = z.strictObject({ wedding: weddingId, person: personId, ttlSeconds });
const newPerson = z.strictObject({
	wedding: weddingId,
	name: z.string().trim().min(1).max(300),
	role,
	trade: z.string().max(100).optional(),
	ttlSeconds,
});
