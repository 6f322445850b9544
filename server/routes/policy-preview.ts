/**
 * How a message would look, with made-up facts and the wedding's own name and date: for whoever writes the wedding's words, before anybody
 * gets them. Nothing is kept and nobody is told.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import { languages } from '../../shared/notices/channel.ts';
import { isNoticeKind, noticeKindNames, noticeKinds } from '../../shared/notices/kind.ts';
import { wording } from '../../shared/notices/wishes.ts';
import type { Clock } from '../../shared/clock.ts';
import { exampleFacts, exampleInRoom } from '../notify/templates/examples.ts';
import { render, toldChannels } from '../notify/templates/render.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Store } from '../store/store.ts';
import { readBodyAs } from './body.ts';
import type { MemberEnv } from './entry.ts';
import { mayNotReadPolicy, mayPolicy } from './policy.ts';
import { sayProblem } from './problem.ts';

export interface PolicyPreviewDeps {
	readonly rooms: Pick<Rooms, 'open'>;
	readonly store: Pick<Store, 'policy'>;
	readonly clock: Clock;
	/** The address people open, without a slash at its end. */
	readonly url: () => string;
}

/** Stands behind `member`. */
export function policyPreviewRoutes({ rooms, store, clock, url }: PolicyPreviewDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();
	routes.post('/policy/preview', async (context) => {
		const { principal } = context.var;
		if (!mayPolicy(principal, 'read', clock.now())) return sayProblem(context, mayNotReadPolicy);
		const body = await readBodyAs(context, wish);
		if (!body.ok) return sayProblem(context, body.error);
		const { kind, channel, language, wording: own } = body.value;
		const policy = await store.policy(principal.wedding);
		const room = await rooms.open(principal.wedding, 'plan');
		const { name, date, timeZone } = (await room.read()).plan.meta;
		const wedding = { name, timeZone, ...(date === undefined ? {} : { date }) };
		const said = language ?? policy.language ?? 'en';
		const example = exampleFacts(kind, wedding, said);
		const isRoom = channel === 'slack' || channel === 'teams';
		const content = render(kind, isRoom ? exampleInRoom(example) : example, {
			channel,
			language: said,
			timeZone,
			url: url(),
			wedding: principal.wedding,
			notice: 'preview',
			needsAck: 'needsAck' in noticeKinds[kind],
			wording: own === undefined ? policy.wording : { [kind]: own },
		});
		return context.json(content);
	});
	return routes;
}

const wish = z.strictObject({
	kind: z.string().refine(isNoticeKind, `a kind is one of ${noticeKindNames.join(', ')}`),
	channel: z.enum(toldChannels),
	language: z.enum(languages).optional(),
	/** Absent: as it is saved. */
	wording: wording.optional(),
});
