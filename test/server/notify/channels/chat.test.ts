/** Rooms: Slack and Teams against servers that speak their contracts, through the real guarded way out. */
import { afterEach, describe, expect, it } from 'vitest';
import { testClock } from '../../../../shared/clock.ts';
import { noticeKindNames } from '../../../../shared/notices/kind.ts';
import type { Message } from '../../../../server/notify/channel.ts';
import { createSlack } from '../../../../server/notify/channels/slack.ts';
import { createTeams } from '../../../../server/notify/channels/teams.ts';
import { exampleFacts } from '../../../../server/notify/templates/examples.ts';
import { render } from '../../../../server/notify/templates/render.ts';
import { createEgress } from '../../../../server/webhooks/egress.ts';
import { optionsFor, wedding } from '../../../world/notice-text.ts';
import { refusals, slackServer } from '../../../world/providers/slack.ts';
import { fault, teamsServer } from '../../../world/providers/teams.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const close of open.splice(0)) await close();
});

async function rooms() {
	const clock = testClock();
	const egress = createEgress({ allow: ['127.0.0.0/8'], resolve: async () => [], clock });
	const [slack, teams] = [await slackServer(), await teamsServer()];
	open.push(egress.close, slack.close, teams.close);
	const message = <C extends 'slack' | 'teams'>(channel: C, to: string, kind = noticeKindNames[0]) =>
		({
			id: 'dlv-1',
			wedding: 'demo',
			to,
			content: render(
				kind ?? 'rsvp',
				exampleFacts(kind ?? 'rsvp', wedding, 'en'),
				optionsFor('rsvp', channel),
			),
			priority: 'normal',
			language: 'en',
			attempt: 1,
		}) as Message<C>;
	const deps = { fetch: egress.fetch, clock };
	return { clock, slack, teams, inSlack: createSlack(deps), inTeams: createTeams(deps), message };
}

describe('a room in Slack', () => {
	it('[RM1] gets every kind of message, with text beside the blocks', async () => {
		const { slack, inSlack, message } = await rooms();
		for (const kind of noticeKindNames) {
			const outcome = await inSlack.send(message('slack', slack.room, kind));
			expect([kind, outcome.kind, outcome.status]).toEqual([kind, 'accepted', 200]);
		}
		expect(JSON.parse(slack.received[0]?.body ?? '')).toMatchObject({
			text: 'Somebody now has “Set up the flower arch” · Amara &amp; Theo',
			link_names: false,
			unfurl_links: false,
		});
	});

	it('[RM2] says what is wrong in a word, and each word is one of the six outcomes', async () => {
		const { clock, slack, inSlack, message } = await rooms();
		const told: Record<string, unknown> = {};
		for (const word of Object.keys(refusals) as (keyof typeof refusals)[]) {
			slack.refuse(word);
			const { kind, retryAt } = await inSlack.send(message('slack', slack.room));
			told[word] = retryAt === undefined ? kind : [kind, retryAt - clock.now()];
		}
		expect(told).toEqual({
			invalid_payload: 'rejected-content',
			user_not_found: 'rejected-address',
			action_prohibited: 'rejected-address',
			posting_to_general_channel_denied: 'rejected-address',
			channel_not_found: 'rejected-address',
			no_service: 'rejected-address',
			channel_is_archived: 'rejected-address',
			rate_limited: ['throttled', 30_000],
			rollup_error: 'transient',
		});
	});

	it('[RM3] that may have taken it is said to be in doubt; one that cannot have is not', async () => {
		const { slack, inSlack, message } = await rooms();
		slack.next(
			'reset',
			{ status: 200, body: 'welcome' },
			{ status: 302, headers: { Location: 'https://slack.com' } },
		);
		const to = message('slack', slack.room);
		expect((await inSlack.send(to)).kind).toBe('ambiguous');
		expect((await inSlack.send(to)).kind).toBe('ambiguous');
		expect((await inSlack.send(to)).kind).toBe('rejected-content');
		const gone = await slackServer();
		await gone.close();
		expect(await inSlack.send(message('slack', gone.room))).toMatchObject({
			kind: 'transient',
			detail: 'unreachable',
		});
		expect((await inSlack.send(message('slack', 'http://10.0.0.1/services/x'))).kind).toBe(
			'rejected-address',
		);
	});

	it('[RM3] that is silent for ten seconds is in doubt', async () => {
		const { clock, slack, inSlack, message } = await rooms();
		slack.next('silence');
		const sending = inSlack.send(message('slack', slack.room));
		await slack.arrived(1);
		clock.advance(10_000);
		expect(await sending).toMatchObject({ kind: 'ambiguous', detail: 'time-out' });
	});

	it('[RM4] keeps its address to itself, also when an answer says it', async () => {
		const { slack, inSlack, message } = await rooms();
		slack.next({ status: 500, body: `cannot post to ${slack.room}` });
		const outcome = await inSlack.send(message('slack', slack.room));
		expect(JSON.stringify(outcome)).not.toContain('abcdefghijklmnopqrstuvwx');
		expect(outcome.response).toBe('cannot post to [masked]');
	});
});

describe('a room in Teams', () => {
	it('[RM1] gets every kind of message as a card', async () => {
		const { teams, inTeams, message } = await rooms();
		for (const kind of noticeKindNames) {
			const outcome = await inTeams.send(message('teams', teams.room, kind));
			expect([kind, outcome.kind, outcome.status]).toEqual([kind, 'accepted', 202]);
		}
		expect(JSON.parse(teams.received[0]?.body ?? '')).toMatchObject({
			type: 'message',
			attachments: [
				{ contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard' } },
			],
		});
	});

	it('[RM2] answers like a flow, and each answer is one of the six outcomes', async () => {
		const { clock, teams, inTeams, message } = await rooms();
		const answers = [
			fault(400, 'TriggerInputSchemaMismatch'),
			fault(400, 'WorkflowTriggerIsNotEnabled'),
			fault(401, 'DirectApiAuthorizationRequired'),
			fault(404, 'WorkflowNotFound'),
			fault(413, 'RequestEntityTooLarge'),
			{ ...fault(429, 'TooManyRequests'), headers: { 'Retry-After': '7' } },
			fault(502, 'BadGateway'),
		];
		const told: unknown[] = [];
		for (const answer of answers) {
			teams.next(answer);
			const { kind, status, retryAt } = await inTeams.send(message('teams', teams.room));
			told.push([status, kind, ...(retryAt === undefined ? [] : [retryAt - clock.now()])]);
		}
		expect(told).toEqual([
			[400, 'rejected-content'],
			[400, 'rejected-address'],
			[401, 'rejected-address'],
			[404, 'rejected-address'],
			[413, 'rejected-content'],
			[429, 'throttled', 7_000],
			[502, 'transient'],
		]);
		expect((await inTeams.send(message('teams', `${teams.room}x`))).kind).toBe('rejected-address');
	});

	it('[RM5] is never sent what is larger than a flow takes; a long digest is shortened to fit', async () => {
		const { teams, inTeams, message } = await rooms();
		const large = {
			...message('teams', teams.room),
			content: { channel: 'teams', card: { text: 'x'.repeat(28_000) } },
		} as const;
		expect(await inTeams.send(large)).toEqual({ kind: 'rejected-content', detail: 'over 28 kB' });
		expect(teams.received).toEqual([]);
		const items = Array.from({ length: 500 }, (_, index) => ({ title: `${index} ${'ö'.repeat(99)}` }));
		const content = render(
			'digest',
			{ wedding, items, count: 500, text: 'ß'.repeat(4_000) },
			optionsFor('digest', 'teams'),
		);
		expect((await inTeams.send({ ...message('teams', teams.room), content })).kind).toBe('accepted');
		expect(JSON.stringify(content)).toContain('+ 460');
		const wide = '桜'.repeat(120);
		const moved = Array.from({ length: 60 }, () => ({ title: wide, before: `${wide}.`, after: wide }));
		const heavy = render(
			'timeline-shifted',
			{ wedding, items: moved, count: 60 },
			optionsFor('rsvp', 'teams'),
		);
		expect((await inTeams.send({ ...message('teams', teams.room), content: heavy })).kind).toBe('accepted');
		expect(JSON.stringify(heavy)).toContain('+ 40');
	});
});
