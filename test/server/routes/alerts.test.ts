/** Calling for help and announcing, over HTTP: who may, whom it reaches, who has seen it, who has it. */
import { expect, it } from 'vitest';
import { noticeId } from '../../../server/notify/derived-id.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { createHouse, type Answer, type Ask } from '../../world/house.ts';

async function atWedding() {
	const house = createHouse();
	const maria = await house.wedding();
	const { wedding } = maria;
	const enter = async (role: string, name: string, trade?: string) => {
		const body = { wedding, name, role, ...(trade !== undefined && { trade }) };
		const { person, token } = (await house.asOperator('POST', '/api/tokens', { body })).body;
		return { person: person as string, token: token as string, ask: house.as(token) };
	};
	const path = `/api/weddings/${wedding}/alerts`;
	const raise = (ask: Ask, body: object, headers = {}): Promise<Answer> =>
		ask('POST', path, { body: { text: 'I need help', urgency: 'emergency', ...body }, headers });
	const list = async (ask: Ask) => (await ask('GET', path)).body.alerts;
	const act = (ask: Ask, id: string, word: string) => ask('POST', `${path}/${id}/${word}`);
	const id = weddingId.parse(wedding);
	const events = async () => await house.store.events(id, { seq: 0, index: 0 }, 1_000);
	const alertEvents = async () => (await events()).filter(({ type }) => type.startsWith('alert.'));
	return { house, maria, id, enter, path, raise, list, act, alertEvents };
}

it('[AT1] an alert is told of by an event that stands with it, says who may hear it, and has its audit row', async () => {
	const { house, maria, id, enter, raise, alertEvents } = await atWedding();
	const wren = await enter('vendor', 'Wren', 'florist');
	await enter('coordinator', 'Cleo');
	const to = { trades: ['florist'], roles: ['coordinator'] };
	const made = await raise(wren.ask, { text: ' The arch fell ', place: 'lake', urgency: 'critical', to });
	expect(made.status).toBe(201);
	const at = new Date(house.clock.now()).toISOString();
	expect(made.body).toEqual({
		id: made.body.id,
		by: { person: wren.person, name: 'Wren', role: 'vendor' },
		text: 'The arch fell',
		place: 'lake',
		urgency: 'critical',
		to,
		at,
		seenBy: [],
		ackedBy: [],
		mine: true,
		seq: made.body.seq,
	});
	const [event] = await alertEvents();
	expect(event).toEqual({
		id: expect.any(String),
		type: 'alert.raised',
		actor: { person: wren.person, role: 'vendor' },
		record: { kind: 'alert', id: made.body.id },
		before: {},
		after: {
			text: 'The arch fell',
			place: 'lake',
			urgency: 'critical',
			to: { ...to, people: [wren.person] },
		},
		fields: ['text', 'place', 'urgency', 'to'],
		seq: made.body.seq,
		index: 0,
		at,
		wedding: maria.wedding,
	});
	const rows = (await house.store.audit(id, 0, 100)).filter(({ action }) => action === 'alert.raised');
	expect(rows).toMatchObject([{ subject: made.body.id, detail: { urgency: 'critical', to: 'some' } }]);
	expect(JSON.stringify(rows)).not.toContain('arch');
});

it('[AT2] whoever may write alerts reaches everybody; a guest calls for help, and whoever is at work hears it; who looks on does not call', async () => {
	const { maria, enter, raise, list } = await atWedding();
	const guest = await enter('guest', 'Edith');
	const other = await enter('guest', 'Emil');
	const helper = await enter('helper', 'Hugo');
	const support = await enter('support', 'Sam');
	const help = await raise(guest.ask, { text: 'My mother fell', urgency: 'help', place: 'at the lake' });
	expect([help.status, help.body.urgency]).toEqual([201, 'emergency']);
	expect((await raise(guest.ask, { urgency: 'normal' })).body.code).toBe('not-allowed');
	expect((await raise(guest.ask, { to: { people: [other.person] } })).body.code).toBe('not-allowed');
	expect((await raise(support.ask, {})).body.code).toBe('not-allowed');
	const seen = async (ask: Ask) => (await list(ask)).map(({ text }: { text: string }) => text);
	expect([
		await seen(maria.ask),
		await seen(helper.ask),
		await seen(guest.ask),
		await seen(other.ask),
	]).toEqual([['My mother fell'], ['My mother fell'], ['My mother fell'], []]);
	expect((await raise(helper.ask, { text: 'Fire', urgency: 'emergency' })).status).toBe(201);
	expect([await seen(other.ask), await seen(support.ask)]).toEqual([['Fire'], ['Fire']]);
});

it('[AT2] what would reach nobody is refused: who calls must not believe that somebody heard', async () => {
	const { maria, enter, raise, list } = await atWedding();
	const wren = await enter('vendor', 'Wren', 'florist');
	for (const to of [
		{ people: ['somebody-who-left'] },
		{ trades: ['photographer'] },
		{ roles: ['venue'] },
		{ people: [wren.person] },
	]) {
		const { status, body } = await raise(wren.ask, { to, urgency: 'emergency' });
		expect([status, body.code]).toEqual([422, 'invalid-value']);
	}
	expect(await list(maria.ask)).toEqual([]);
	expect((await raise(maria.ask, { to: { trades: ['florist'] } })).status).toBe(201);
});

it('[AT3] an alert is shown to whom it is for, to who raised it and to who runs the day, and answers nobody else', async () => {
	const { maria, enter, raise, list, act } = await atWedding();
	const wren = await enter('vendor', 'Wren', 'florist');
	const finn = await enter('vendor', 'Finn', 'photographer');
	const cleo = await enter('coordinator', 'Cleo');
	const helper = await enter('helper', 'Hugo');
	const { id } = (await raise(helper.ask, { to: { trades: ['florist'] }, urgency: 'high' })).body;
	const ids = async (ask: Ask) => (await list(ask)).map((one: { id: string }) => one.id);
	expect(await Promise.all([maria, wren, finn, cleo, helper].map(({ ask }) => ids(ask)))).toEqual([
		[id],
		[id],
		[],
		[id],
		[id],
	]);
	const answers = [
		await act(finn.ask, id, 'ack'),
		await act(finn.ask, id, 'close'),
		await act(finn.ask, 'x', 'ack'),
	];
	expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
});

it('[AT3] the stream of events tells of an alert only whom it is for, who raised it and who runs the day', async () => {
	const { house, maria, enter, raise } = await atWedding();
	const wren = await enter('vendor', 'Wren', 'florist');
	const finn = await enter('vendor', 'Finn', 'photographer');
	const helper = await enter('helper', 'Hugo');
	await raise(helper.ask, { text: 'For the florist', to: { trades: ['florist'] }, urgency: 'high' });
	await raise(helper.ask, { text: 'For Finn', to: { people: [finn.person] }, urgency: 'high' });
	await raise(helper.ask, { text: 'For all' });
	const heard = async (ask: Ask) =>
		(await ask('GET', `/api/weddings/${maria.wedding}/events?limit=1000`)).body.events
			.filter(({ type }: { type: string }) => type === 'alert.raised')
			.map(({ after }: { after: { text: string } }) => after.text);
	const all = ['For the florist', 'For Finn', 'For all'];
	expect({
		wren: await heard(wren.ask),
		finn: await heard(finn.ask),
		helper: await heard(helper.ask),
		maria: await heard(maria.ask),
	}).toEqual({
		wren: ['For the florist', 'For all'],
		finn: ['For Finn', 'For all'],
		helper: all,
		maria: all,
	});
	expect(house.faults).toEqual([]);
});

it('[AT4] looking is seeing: the first moment stays, the one who raised it and machines do not count', async () => {
	const { house, maria, enter, raise, list } = await atWedding();
	const helper = await enter('helper', 'Hugo');
	const machine = await enter('service', 'Planner');
	await raise(helper.ask, {});
	await list(helper.ask);
	await list(machine.ask);
	const first = new Date(house.clock.now()).toISOString();
	const own = await list(maria.ask);
	house.clock.advance(5_000);
	await list(maria.ask);
	const seenBy = [{ person: maria.person, name: 'Maria', at: first }];
	expect([own[0].seenBy, (await list(helper.ask))[0].seenBy]).toEqual([seenBy, seenBy]);
});

it('[AT5] somebody says "I have it" once, by an event of its own; saying it again is answered the same', async () => {
	const { maria, enter, raise, act, alertEvents } = await atWedding();
	const helper = await enter('helper', 'Hugo');
	const { id } = (await raise(helper.ask, {})).body;
	const both = await Promise.all([act(maria.ask, id, 'ack'), act(maria.ask, id, 'ack')]);
	const again = await act(maria.ask, id, 'ack');
	expect([...both, again].map(({ status, body }) => [status, body.ackedBy.length])).toEqual([
		[200, 1],
		[200, 1],
		[200, 1],
	]);
	expect(again.body).toEqual(both[0]?.body);
	expect((await act(helper.ask, id, 'ack')).body.code).toBe('not-allowed');
	expect((await alertEvents()).map(({ type, after }) => [type, after['person']])).toEqual([
		['alert.raised', undefined],
		['alert.acknowledged', maria.person],
	]);
});

it('[AT6] who has it is called no more, and nobody else is called because nobody had it', async () => {
	const { house, maria, id: wedding, enter, raise, act, alertEvents } = await atWedding();
	const helper = await enter('helper', 'Hugo');
	const cleo = await enter('coordinator', 'Cleo');
	const { id } = (await raise(helper.ask, {})).body;
	const [event] = await alertEvents();
	const raised = event?.id ?? '';
	await toldOf(house.store, { wedding, event: raised, people: [maria.person, cleo.person] });
	await act(cleo.ask, id, 'ack');
	const notice = (person: string) =>
		house.store.notice(wedding, noticeId(raised, 'emergency', personId.parse(person)));
	const [theirs, hers] = [await notice(cleo.person), await notice(maria.person)];
	const calls = await house.store.deliveries(wedding, { limit: 10 });
	expect({
		theirs: theirs?.ackedAt,
		hers: hers?.ackedAt,
		calls: calls.map(({ id: name, state }) => [name, state]).toSorted(),
	}).toEqual({
		theirs: house.clock.now(),
		hers: undefined,
		calls: [
			[`call-${cleo.person}`, 'superseded'],
			[`call-${maria.person}`, 'superseded'],
		].toSorted(),
	});
});

it('[AT7] whoever raised it or runs the day closes it, once: then it is acknowledged for everybody, and noted', async () => {
	const { house, maria, id: wedding, enter, raise, act, list, alertEvents } = await atWedding();
	const helper = await enter('helper', 'Hugo');
	const wren = await enter('vendor', 'Wren');
	const { id } = (await raise(helper.ask, {})).body;
	const [event] = await alertEvents();
	const raised = event?.id ?? '';
	await toldOf(house.store, { wedding, event: raised, people: [maria.person, wren.person] });
	expect((await act(wren.ask, id, 'close')).body.code).toBe('not-allowed');
	const closed = await act(helper.ask, id, 'close');
	const at = new Date(house.clock.now()).toISOString();
	expect(closed.body).toMatchObject({ closedAt: at, closedBy: helper.person, ackedBy: [] });
	house.clock.advance(1_000);
	expect((await act(maria.ask, id, 'close')).body.closedAt).toBe(at);
	const calls = await house.store.deliveries(wedding, { limit: 10 });
	expect(calls.map(({ state }) => state)).toEqual(['superseded', 'superseded']);
	const rows = (await house.store.audit(wedding, 0, 100)).filter(({ action }) => action === 'alert.closed');
	expect(rows.map(({ actor, subject }) => [actor.person, subject])).toEqual([[helper.person, id]]);
	expect((await list(wren.ask))[0].seenBy).toEqual([]);
});

it('[AT8] a request sent again raises one alert and gets the same answer; another under its key is refused', async () => {
	const { enter, raise, alertEvents } = await atWedding();
	const helper = await enter('helper', 'Hugo');
	const key = { 'Idempotency-Key': 'once' };
	const both = await Promise.all([raise(helper.ask, {}, key), raise(helper.ask, {}, key)]);
	const again = await raise(helper.ask, {}, key);
	expect([both[1]?.body, again.body, again.status]).toEqual([both[0]?.body, both[0]?.body, 201]);
	expect(await alertEvents()).toHaveLength(1);
	expect((await raise(helper.ask, { text: 'Another' }, key)).body.code).toBe('key-reused');
});

it('[AT9] a guest calls five times a minute, anybody else ten; who is slowed down is told when to try again', async () => {
	const { maria, enter, raise } = await atWedding();
	const guest = await enter('guest', 'Edith');
	const statuses = async (ask: Ask, times: number) => {
		const all: number[] = [];
		for (let n = 0; n < times; n += 1) all.push((await raise(ask, { text: `${n}` })).status);
		return all.filter((status) => status === 201).length;
	};
	expect([await statuses(guest.ask, 8), await statuses(maria.ask, 14)]).toEqual([5, 10]);
	const slowed = await raise(guest.ask, {});
	expect([slowed.status, Number(slowed.headers.get('Retry-After')) > 0]).toEqual([429, true]);
});

it('[AT1] what is no alert is refused with the field, and raises none', async () => {
	const { maria, raise, alertEvents } = await atWedding();
	const bad: readonly (readonly [object, string])[] = [
		[{ text: '  ' }, 'text'],
		[{ text: 'a'.repeat(501) }, 'text'],
		[{ urgency: 'urgent' }, 'urgency'],
		[{ to: {} }, 'to'],
		[{ to: { roles: ['king'] } }, 'to.roles.0'],
		[{ to: { people: ['no/id'] } }, 'to.people.0'],
	];
	for (const [body, field] of bad)
		expect([field, (await raise(maria.ask, body)).body.field]).toEqual([field, field]);
	expect(await alertEvents()).toEqual([]);
});

/** As the observer does it: somebody's notice, and a call that is made unless anybody has it. */
async function toldOf(
	store: ReturnType<typeof createHouse>['store'],
	told: {
		readonly wedding: ReturnType<typeof weddingId.parse>;
		readonly event: string;
		readonly people: readonly string[];
	},
): Promise<void> {
	const { wedding, event } = told;
	const notices = told.people.map((name) => {
		const person = personId.parse(name);
		return {
			id: noticeId(event, 'emergency', person),
			wedding,
			person,
			kind: 'emergency',
			priority: 'emergency',
			facts: { wedding: { name: 'M & J', timeZone: 'Europe/Vienna' } },
			event: { id: event, seq: 1, index: 0 },
			at: 1,
			settlesAt: 1,
			supersedeKey: `alert ${person}`,
			visibleAt: 1,
			needsAck: true,
		} as const;
	});
	const cursor = await store.cursor('test', wedding);
	await store.observe({
		observer: 'test',
		wedding,
		from: cursor,
		to: { ...cursor, index: cursor.index + 1 },
		at: 1,
		notices,
		deliveries: notices.map(({ id, person }) => ({
			id: `call-${person}`,
			wedding,
			channel: 'voice',
			lane: 'emergency',
			to: { kind: 'person', person },
			notice: id,
			createdAt: 1,
			dueAt: 1e12,
			unless: 'acked',
			slot: 'voice',
		})),
	});
}
