/**
 * Suggestions over HTTP: sent by whoever may not make an edit, also by somebody removed meanwhile with what they edited before; read
 * by their maker and by those who may decide them; accepted or declined with one call.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import type { Change } from '../../shared/document/change.ts';
import { rootOf } from '../../shared/document/operations/operation.ts';
import { operations as known } from '../../shared/document/operations/operations.ts';
import { isRoot, type Section, sectionNames, sectionOf } from '../../shared/document/schema.ts';
import { recordId } from '../../shared/ids.ts';
import { type Refusal, refusalCodes, refusalDetail } from '../../shared/wire/refusal.ts';
import type { Limiter } from '../auth/allowance.ts';
import type { Askers } from '../auth/asker.ts';
import { changesAsked } from '../room/asking.ts';
import { type Deciding, mayDecide, type NotDecided } from '../room/deciding.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Suggesting } from '../room/suggesting.ts';
import type { Store } from '../store/store.ts';
import type { Suggestion } from '../store/suggestions.ts';
import { readBodyAs } from './body.ts';
import { type FormerEnv, type MemberEnv, memberOrFormer, throttled } from './entry.ts';
import { readLimit } from './page.ts';
import { notOperatedProblem, type Problem, sayProblem } from './problem.ts';
import { unreadable } from './reading.ts';

export interface SuggestionDeps {
	readonly askers: Askers;
	readonly store: Pick<Store, 'suggestions'>;
	readonly limiter: Limiter;
	readonly rooms: Pick<Rooms, 'open'>;
	readonly suggesting: Suggesting;
	readonly deciding: Deciding;
	readonly clock: Clock;
}

/** At `…/:wedding/suggestions`, for what somebody hands in who was removed: before what stands behind `member`. */
export function handInRoutes({ askers, limiter, rooms, suggesting }: SuggestionDeps): Hono<FormerEnv> {
	const routes = new Hono<FormerEnv>();
	routes.post('/', memberOrFormer(askers), throttled(limiter), async (context) => {
		const body = await readBodyAs(context, newSuggestion);
		if (!body.ok) return sayProblem(context, body.error);
		const { principal, isFormer } = context.var;
		const { note, refusal, ...rest } = body.value;
		const hidden = unreadable(principal, rest.section);
		if (hidden !== undefined) return sayProblem(context, hidden);
		const isShift = rest.operations.some(({ name }) => name === 'timeline.shift');
		const room = isShift ? await rooms.open(principal.wedding, 'plan') : undefined;
		const suggested = await suggesting.suggest(principal, {
			...rest,
			changes: changesAsked(rest, (await room?.read())?.plan),
			kind: isFormer ? 'held' : 'suggested',
			...(note !== undefined && { note }),
			...(refusal !== undefined && { refusal: refusal as Refusal }),
		});
		if (suggested.ok) return context.json(shown(suggested.value), 201);
		return sayProblem(context, { code: suggested.error.code, detail: suggested.error.reason });
	});
	return routes;
}

/** Stands behind `member`. */
export function suggestionRoutes({ store, deciding, clock }: SuggestionDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();

	routes.get('/suggestions', async (context) => {
		const { principal } = context.var;
		const limit = readLimit(context.req.query('limit'));
		if (!limit.ok) return sayProblem(context, limit.error);
		const state = context.req.query('state') ?? 'open';
		if (state !== 'open' && state !== 'all') return sayProblem(context, badState);
		const after = context.req.query('after');
		const page = await store.suggestions(principal.wedding, {
			limit: limit.value,
			...(state === 'open' && { state }),
			...(after !== undefined && { after }),
		});
		const visible = page.filter(
			(one) => one.by.person === principal.person || mayDecide(principal, one, clock.now()),
		);
		const next = page.length === limit.value ? page.at(-1)?.id : undefined;
		return context.json({ suggestions: visible.map(shown), ...(next !== undefined && { next }) });
	});

	for (const verb of ['accept', 'decline'] as const) {
		routes.post(`/suggestions/:id/${verb}`, async (context) => {
			const decided = await deciding[verb](context.var.principal, context.req.param('id'));
			return decided.ok ? context.json(decided.value) : sayProblem(context, notDecidedProblem(decided.error));
		});
	}
	return routes;
}

/** Without the bytes of a held edit, which mean nothing to anybody. */
function shown({ frame: _, at, decidedAt, ...suggestion }: Suggestion) {
	return {
		...suggestion,
		at: new Date(at).toISOString(),
		...(decidedAt !== undefined && { decidedAt: new Date(decidedAt).toISOString() }),
	};
}

function notDecidedProblem(fault: NotDecided): Problem {
	switch (fault.kind) {
		case 'unknown':
			return { code: 'not-found', detail: 'There is no such suggestion.' };
		case 'forbidden':
			return { code: 'not-allowed', detail: 'Who may make this edit decides about it.' };
		case 'nothing-to-do':
			return {
				code: 'invalid-value',
				detail: 'Nothing of it can be done by itself. Do by hand what it says, then decline it.',
			};
		case 'decided':
			return { code: 'decided', detail: `It was ${fault.state} already.` };
		case 'overtaken':
			return {
				code: 'overtaken',
				detail: 'The text was changed since. Put in by hand what is missing, then decline it.',
				record: fault.record,
				field: fault.field,
			};
		case 'not-operated':
			return notOperatedProblem(fault.fault);
	}
}

const operation = z
	.strictObject({ name: z.string().max(100), input: z.record(z.string(), z.unknown()) })
	.refine(({ name }) => Object.hasOwn(known, name), 'there is no such operation');
const change = z
	.strictObject({
		root: z.string().refine(isRoot, 'there is no such root'),
		record: z.union([recordId, z.literal('meta')]),
		field: z.string().max(100),
		before: z.unknown().optional(),
		after: z.unknown().optional(),
		conflictBefore: z.boolean().optional(),
		conflictAfter: z.boolean().optional(),
	})
	.transform((one) => one as Change);
const maxBytes = 128 * 1_024;
const newSuggestion = z
	.strictObject({
		id: recordId,
		section: z.enum(sectionNames as readonly [Section, ...Section[]]).default('plan'),
		operations: z.array(operation).max(100).default([]),
		changes: z.array(change).max(1_000).default([]),
		note: z.string().trim().max(2_000).optional(),
		refusal: refusalDetail.extend({ code: z.enum(refusalCodes) }).optional(),
	})
	.refine(
		({ operations, changes }) => operations.length + changes.length > 0,
		'a suggestion suggests something',
	)
	.refine(
		({ section, operations, changes }) =>
			[...operations.map((one) => rootOf(one)), ...changes.map(({ root }) => root)].every(
				(root) => root === undefined || !isRoot(root) || sectionOf(root) === section,
			),
		'everything in a suggestion is of one section',
	)
	.refine((body) => JSON.stringify(body).length <= maxBytes, 'a suggestion has at most 128 KiB');
const badState: Problem = {
	code: 'invalid-value',
	detail: 'Ask for state=open, or for state=all.',
	field: 'state',
};
