/**
 * The records of a wedding over HTTP: create, change, delete (soft), restore and resolve, the same for every kind, and the
 * shift of the timeline with its preview. Which document a kind lies in, the schema says. The operations' schemas are the bodies; everything goes through the room's door.
 */
import { type Context, Hono } from 'hono';
import { previewShift } from '../../shared/document/operations/shift.ts';
import { type RecordKind, recordKinds, sectionOf } from '../../shared/document/schema.ts';
import { newId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Rooms } from '../room/rooms.ts';
import { answerOperated } from './answer.ts';
import { type Body, readBody } from './body.ts';
import type { MemberEnv } from './entry.ts';
import { declinedProblem, type Problem, sayProblem } from './problem.ts';
import { unreadable } from './reading.ts';
import type { Repeats } from './repeats.ts';

export interface RecordDeps {
	readonly rooms: Pick<Rooms, 'open'>;
	readonly repeats: Repeats;
	readonly random: Random;
}

/** Stands behind `member`. */
export function recordRoutes(deps: RecordDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();
	for (const kind of recordKinds) {
		routes.post(`/${kind}`, (context) => perform(context, deps, { kind, verb: 'create' }));
		routes.patch(`/${kind}/:id`, (context) => perform(context, deps, { kind, verb: 'change' }));
		routes.delete(`/${kind}/:id`, (context) => perform(context, deps, { kind, verb: 'delete' }));
		routes.post(`/${kind}/:id/restore`, (context) => perform(context, deps, { kind, verb: 'restore' }));
		routes.post(`/${kind}/:id/resolve`, (context) => perform(context, deps, { kind, verb: 'resolve' }));
	}
	routes.post('/items/:id/move', (context) => perform(context, deps, { kind: 'items', verb: 'move' }));
	routes.post('/timeline/:id/shift', (context) => {
		const wish = context.req.query('preview');
		if (wish === undefined) return perform(context, deps, { kind: 'timeline', verb: 'shift' });
		return wish === '1' ? preview(context, deps) : sayProblem(context, badPreview);
	});
	return routes;
}

type RecordContext = Context<MemberEnv>;
interface Deed {
	readonly kind: RecordKind;
	readonly verb: 'create' | 'change' | 'delete' | 'restore' | 'resolve' | 'shift' | 'move';
}

async function perform(context: RecordContext, deps: RecordDeps, deed: Deed): Promise<Response> {
	const { principal } = context.var;
	const section = sectionOf(deed.kind);
	const hidden = unreadable(principal, section);
	if (hidden !== undefined) return sayProblem(context, hidden);
	const input = await inputOf(context, deed);
	if (!input.ok) return sayProblem(context, input.error);
	const room = await deps.rooms.open(principal.wedding, section);
	const { method, path } = context.req;
	const repeatable = {
		wedding: principal.wedding,
		person: principal.person,
		key: method === 'POST' ? context.req.header('Idempotency-Key') : undefined,
		asked: [method, path, input.value],
	};
	const operated = await deps.repeats.once(repeatable, (answer) => {
		const identified = { id: newId(deps.random), ...input.value };
		return room.operate(principal, { name: `${deed.kind}.${deed.verb}`, input: identified }, answer);
	});
	if (!operated.ok) return sayProblem(context, operated.error);
	return answerOperated(context, operated.value, deed.verb === 'create' ? 201 : 200);
}

/** The body, with the id of the path if there is one; a new record's id may be the body's own. */
async function inputOf(context: RecordContext, { verb }: Deed): Promise<Result<Body, Problem>> {
	const body = await readBody(context);
	if (!body.ok || verb === 'create') return body;
	const id = context.req.param('id');
	if (body.value.id !== undefined && body.value.id !== id) return err(otherId);
	return ok({ ...body.value, id });
}

async function preview(context: RecordContext, { rooms }: RecordDeps): Promise<Response> {
	const hidden = unreadable(context.var.principal, 'plan');
	if (hidden !== undefined) return sayProblem(context, hidden);
	const input = await inputOf(context, { kind: 'timeline', verb: 'shift' });
	if (!input.ok) return sayProblem(context, input.error);
	const room = await rooms.open(context.var.principal.wedding, 'plan');
	const { plan, seq } = await room.read();
	const shift = previewShift(plan, input.value);
	return shift.ok ? context.json({ ...shift.value, seq }) : sayProblem(context, declinedProblem(shift.error));
}

/** Whoever asks for a preview in other words does not want the shift itself. */
const badPreview: Problem = {
	code: 'invalid-value',
	detail: 'A preview is asked for with ?preview=1; without it the shift is made.',
	field: 'preview',
};
const otherId: Problem = {
	code: 'invalid-value',
	detail: 'The id in the body is not the one in the path.',
	field: 'id',
};
