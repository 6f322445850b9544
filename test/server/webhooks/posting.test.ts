/** From an edit over HTTP to a room in Slack or Teams, through the observer, the queue and the guarded way out. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEgress } from '../../../server/webhooks/egress.ts';
import { createPosting } from '../../../server/webhooks/posting.ts';
import { type Connected, createConnected, join } from '../../world/connected.ts';
import type { Ask } from '../../world/house.ts';
import { type SlackServer, slackServer } from '../../world/providers/slack.ts';
import { type TeamsServer, teamsServer } from '../../world/providers/teams.ts';

let world: Connected;
let slack: SlackServer;
let teams: TeamsServer;
let ask: Ask;
let at: string;
let wedding: string;
let close: () => Promise<void>;

beforeEach(async () => {
	world = await createConnected(({ store, rooms, clock, webhooks, auth: { photoLinks } }) => {
		const egress = createEgress({ allow: ['127.0.0.0/8'], resolve: async () => [], clock });
		close = egress.close;
		const url = () => 'https://plan.example.org';
		const given = { store, rooms, clock, endpoints: store, photoLinks, fetch: egress.fetch, url };
		return createPosting({ ...given, outbound: webhooks.dispatcher });
	});
	[slack, teams] = [await slackServer(), await teamsServer()];
	({ ask, wedding } = await world.house.wedding('couple'));
	at = `/api/weddings/${wedding}`;
	await ask('PATCH', `${at}/meta`, { body: { name: 'Maria & <Jon>', timeZone: 'Europe/Berlin' } });
});
afterEach(async () => {
	await world.close();
	await close();
	await slack.close();
	await teams.close();
});

const listen = async (format: 'slack' | 'teams', wish: object = {}) => {
	const url = format === 'slack' ? slack.room : teams.room;
	return (await ask('POST', `${at}/webhooks`, { body: { url, format, ...wish } })).body.id as string;
};
const inSlack = () => slack.received.map(({ body }) => JSON.parse(body).text);
const log = async (id: string) => (await ask('GET', `${at}/webhooks/${id}/deliveries`)).body.deliveries;

describe('a room', () => {
	it('[RM6] is told in words what people are told, and nothing of what nobody is', async () => {
		const { person } = await join(world.house, wedding, 'vendor');
		const id = await listen('slack');
		await listen('teams');
		await ask('POST', `${at}/tasks`, { body: { id: 'arch', title: 'The *arch* <!channel>', owner: person } });
		await ask('PATCH', `${at}/tasks/arch`, { body: { status: 'done' } });
		await ask('POST', `${at}/tasks`, { body: { id: 'chairs', title: 'Nobody is told that it is there' } });
		const item = { id: 'vows', title: 'Vows', kind: 'fixed', start: '2027-06-12T15:00', minutes: 20 };
		await ask('POST', `${at}/timeline`, { body: item });
		await ask('PATCH', `${at}/timeline/vows`, { body: { group: 'ceremony' } });
		await world.quiet();
		const states = (await log(id)).map(({ state }: { state: string }) => state);
		expect(states).toEqual(['suppressed', 'accepted', 'accepted']);
		expect(inSlack()).toEqual([
			'The vendor now has “The ∗arch∗ &lt;!channel&gt;” · Maria &amp; &lt;Jon&gt;',
			expect.stringMatching(/ finished “The ∗arch∗ &lt;!channel&gt;” · Maria &amp; &lt;Jon&gt;$/),
		]);
		const cards = teams.received.map(({ body }) => JSON.parse(body).attachments[0].content);
		expect(cards.map(({ fallbackText }) => fallbackText)[0]).toBe(
			'The vendor now has “The *arch* <!channel>”',
		);
		expect(cards[1].actions).toEqual([
			{
				type: 'Action.OpenUrl',
				title: 'Open the task',
				url: `https://plan.example.org/w/${wedding}/tasks/arch`,
			},
		]);
	});

	it('[BL8] shows the photo under a sealed address, as whoever connected the room may see it', async () => {
		await listen('slack');
		await ask('POST', `${at}/tasks`, { body: { id: 'arch', title: 'Arch' } });
		const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
		await ask('PATCH', `${at}/tasks/arch`, { body: { status: 'done', evidence: [sha256] } });
		await world.quiet();
		const blocks: { type: string; image_url?: string }[] = JSON.parse(
			slack.received.at(-1)?.body ?? '{}',
		).blocks;
		const seen = blocks.find(({ type }) => type === 'image')?.image_url ?? '';
		const token = new URL(seen).pathname.slice('/photos/'.length);
		const { auth, clock } = world.house;
		expect(auth.photoLinks.read(token, clock.now())).toMatchObject({ wedding, sha256 });
	});

	it('[RM6] reads who was asked by name', async () => {
		const { person } = await join(world.house, wedding, 'vendor');
		await ask('POST', `${at}/tasks`, { body: { id: 'arch', title: 'The arch' } });
		await listen('slack', { events: ['assignment.asked'] });
		await ask('POST', `${at}/assignments`, { body: { on: 'task:arch', person, status: 'asked' } });
		await world.quiet();
		expect(inSlack()).toEqual([expect.stringMatching(/^The vendor was asked to take on “The arch”/)]);
	});

	it('[RM6] reads who was mentioned by name', async () => {
		const { person } = await join(world.house, wedding, 'vendor');
		await ask('POST', `${at}/tasks`, { body: { id: 'arch', title: 'The arch' } });
		await listen('slack', { events: ['comment.mentioned'] });
		await ask('POST', `${at}/comments`, {
			body: { id: 'c1', on: 'task:arch', text: 'Pink, please', mentions: [person] },
		});
		await world.quiet();
		expect(inSlack()).toEqual([expect.stringMatching(/ mentioned The vendor in “The arch”/)]);
	});

	it('[RM6] speaks the language of the wedding, in its own words', async () => {
		await ask('PUT', `${at}/policy`, {
			body: { language: 'de', wording: { 'task-completed': { title: 'Hurra: {title}' } } },
		});
		await listen('slack', { events: ['task.completed'] });
		await ask('POST', `${at}/tasks`, { body: { id: 'arch', title: 'Bogen' } });
		await ask('PATCH', `${at}/tasks/arch`, { body: { status: 'done' } });
		await world.quiet();
		expect(inSlack()).toEqual(['Hurra: Bogen · Maria &amp; &lt;Jon&gt;']);
		expect(slack.received[0]?.body).toContain('Aufgabe öffnen');
	});

	it('[RM6] gets a test in words, and waits as long as it says, with nothing lost', async () => {
		const id = await listen('slack', { events: ['task.completed'] });
		expect((await ask('POST', `${at}/webhooks/${id}/test`)).status).toBe(202);
		await world.quiet();
		expect(slack.received[0]?.body).toContain('This is a test: from now on, this room hears of the wedding.');
		slack.refuse('rate_limited');
		await ask('POST', `${at}/tasks`, { body: { id: 'arch', title: 'Arch' } });
		await ask('PATCH', `${at}/tasks/arch`, { body: { status: 'done' } });
		await world.quiet();
		await world.pass(29_000);
		expect(slack.received).toHaveLength(2);
		await world.pass(10_000, 1_000);
		expect(slack.received).toHaveLength(3);
		expect(slack.received[2]?.body).toBe(slack.received[1]?.body);
		const told = JSON.stringify(await log(id));
		expect(told).toContain('accepted');
		expect(told).not.toContain('abcdefghijklmnopqrstuvwx');
	});

	it('[RM6] whose channel is gone ends as an endpoint that is gone, and says so', async () => {
		const id = await listen('slack', { events: ['task.completed'] });
		slack.refuse('channel_is_archived');
		await ask('POST', `${at}/tasks`, { body: { id: 'arch', title: 'Arch' } });
		await ask('PATCH', `${at}/tasks/arch`, { body: { status: 'done' } });
		await world.quiet();
		expect((await ask('GET', `${at}/webhooks/${id}`)).body.health).toMatchObject({ state: 'disabled' });
	});
});
