import { describe, expect, test } from 'vitest';
import { limits } from '../../../server/room/limits.ts';
import { colourOf } from '../../../shared/wire/presence.ts';
import { createWorld, type Joined, type World } from '../../world/wedding.ts';

const who = (name: string, receipts = true) => ({ person: name as never, wish: { receipts } });

async function company(...names: string[]): Promise<readonly [World, ...Joined[]]> {
	const world = await createWorld();
	const people = names.map((name) => world.join(who(name)));
	await world.settled();
	return [world, ...people];
}

const idOf = ({ doc }: Joined) => doc.clientID;
function speak(joined: Joined, state: unknown, client = idOf(joined)): void {
	const text = typeof state === 'string' ? state : JSON.stringify(state);
	joined.say({ kind: 'awareness', entries: [{ client, clock: 1, state: text }] });
}
/** Every presence message heard, its entries as client and state. */
const heard = ({ heard: all }: Joined) =>
	all.flatMap((message) =>
		message.kind === 'awareness' && message.entries.length > 0
			? [message.entries.map(({ client, state }) => [client, JSON.parse(state) as unknown] as const)]
			: [],
	);
/** An entry as the server passes it on. */
const stamped = ({ principal }: Joined, said: object) => ({ ...said, user: userOf(principal) });
const userOf = ({ person, name, role }: Joined['principal']) => ({
	id: person,
	name,
	role,
	colour: colourOf(person),
});
const latest = (joined: Joined) => heard(joined).at(-1);
const soon = ({ clock }: World) => clock.advance(50);

describe('[P1] a session speaks only for its own client ids', () => {
	test('its own reaches the others and not itself', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, { page: 'tasks' });
		soon(world);
		expect({ ada: heard(ada), noor: heard(noor) }).toEqual({
			ada: [],
			noor: [[[idOf(ada), stamped(ada, { page: 'tasks' })]]],
		});
	});

	test('an id leased to somebody else, or that another session speaks for, is left out; the rest of the message counts', async () => {
		const [world, ada, noor, eve] = (await company('ada', 'noor', 'eve')) as [World, Joined, Joined, Joined];
		speak(ada, { page: 'tasks' });
		soon(world);
		eve.say({
			kind: 'awareness',
			entries: [
				{ client: idOf(ada), clock: Number.MAX_SAFE_INTEGER, state: '{"page":"people"}' },
				{ client: idOf(ada), clock: Number.MAX_SAFE_INTEGER, state: 'null' },
				{ client: idOf(noor), clock: 1, state: '{}' },
				{ client: idOf(eve), clock: 1, state: '{"page":"people"}' },
			],
		});
		soon(world);
		expect(heard(noor)).toEqual([
			[[idOf(ada), stamped(ada, { page: 'tasks' })]],
			[[idOf(eve), stamped(eve, { page: 'people' })]],
		]);
		expect(heard(ada)).toEqual([[[idOf(eve), stamped(eve, { page: 'people' })]]]);
	});

	test('a client speaks for one id, a leading tab for those it is leased for its tabs, in whatever order it asks and speaks', async () => {
		const world = await createWorld();
		const [stock, raw, leading, noor] = [false, true, true, true].map((receipts, index) =>
			world.join(who(['ada', 'ines', 'ada', 'noor'][index] ?? '', receipts)),
		) as [Joined, Joined, Joined, Joined];
		await world.settled();
		const range = (from: number) => Array.from({ length: 40 }, (_, index) => from + index);
		for (const client of range(1)) speak(stock, {}, client);
		for (const client of range(101)) speak(raw, {}, client);
		for (const client of range(201)) {
			speak(leading, {}, client);
			leading.say({ kind: 'lease-request', client, tab: `tab-${client}` });
		}
		await world.settled();
		world.clock.advance(1_000);
		const seen = heard(noor)
			.flat()
			.map(([client]) => client);
		const within = (from: number) => seen.filter((id) => id >= from && id < from + 40).length;
		expect([within(1), within(101), within(201)]).toEqual([1, 1, 16]);
	});

	test("clocks are the server's own, and grow, also over a goodbye and a return", async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, { turn: 0 });
		soon(world);
		ada.session.left();
		soon(world);
		const again = world.join({ ...who('ada'), wish: { receipts: true, client: idOf(ada) as never } });
		await world.settled();
		speak(again, { turn: 1 });
		soon(world);
		const clocks = noor.heard.flatMap((message) =>
			message.kind === 'awareness' ? message.entries.map(({ clock }) => clock) : [],
		);
		expect(clocks).toHaveLength(3);
		expect(clocks).toEqual([...new Set(clocks)].sort((a, b) => a - b));
		expect(latest(noor)).toEqual([[idOf(again), stamped(again, { turn: 1 })]]);
	});
});

describe('[P2] entries are small, shallow JSON objects; others are ignored', () => {
	const good: readonly string[] = [
		'{}',
		'{"a":{"b":[1]}}',
		`{"a":"${'x'.repeat(limits.presenceBytes - 8)}"}`,
		`{"cursors":${JSON.stringify(Array.from({ length: 30 }, (_, at) => ({ at })))}}`,
	];
	const bad: readonly string[] = [
		'5',
		'"x"',
		'[]',
		'true',
		'',
		'{',
		'{"__proto__":{}}',
		'{"a":{"constructor":1}}',
		`{"a":${'['.repeat(20)}${']'.repeat(20)}}`,
		`{"a":${'['.repeat(2_000)}${']'.repeat(2_000)}}`,
		`${'['.repeat(5_000)}${']'.repeat(5_000)}`,
		`{"a":"${'x'.repeat(limits.presenceBytes)}"}`,
		`{"a":"${'x'.repeat(20_000)}"}`,
	];
	test.each(good.map((state) => [state.slice(0, 30), state]))('%s is passed on', async (_, state) => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, state);
		soon(world);
		expect(latest(noor)).toEqual([[idOf(ada), stamped(ada, JSON.parse(state) as object)]]);
	});
	test.each(bad.map((state) => [state.slice(0, 30), state]))(
		'%s is not, and what was said before stays',
		async (_, state) => {
			const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
			speak(ada, { page: 'tasks' });
			soon(world);
			speak(ada, state);
			world.clock.advance(1_000);
			expect(heard(noor)).toHaveLength(1);
			expect(ada.closedWith).toBeUndefined();
			const late = world.join(who('ines'));
			expect(heard(late)).toEqual([[[idOf(ada), stamped(ada, { page: 'tasks' })]]]);
		},
	);
});

describe('[P3] an entry is renewed to others at least every 20 s, and gone when its session is', () => {
	test('silence is renewed', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, { page: 'tasks' });
		soon(world);
		for (let turn = 0; turn < 12; turn++) {
			const before = heard(noor).length;
			world.clock.advance(20_000);
			expect(heard(noor).length).toBeGreaterThan(before);
			expect(latest(noor)).toEqual([[idOf(ada), stamped(ada, { page: 'tasks' })]]);
		}
	});

	test('a newcomer is told who is here, and again when it asks', async () => {
		const [world, ada] = (await company('ada')) as [World, Joined];
		speak(ada, { page: 'tasks' });
		soon(world);
		const late = world.join(who('ines'));
		late.say({ kind: 'query-awareness' });
		expect(heard(late)).toEqual([
			[[idOf(ada), stamped(ada, { page: 'tasks' })]],
			[[idOf(ada), stamped(ada, { page: 'tasks' })]],
		]);
	});

	test('leaving is told at once, and nothing of it is told or renewed afterwards', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, { page: 'tasks' });
		soon(world);
		ada.session.left();
		soon(world);
		expect(latest(noor)).toEqual([[idOf(ada), null]]);
		const { length } = heard(noor);
		world.clock.advance(60_000);
		expect(heard(noor)).toHaveLength(length);
		expect(heard(world.join(who('ines')))).toEqual([]);
	});

	test('many who leave in one moment are one message', async () => {
		const [world, ada, noor, ines] = (await company('ada', 'noor', 'ines')) as [
			World,
			Joined,
			Joined,
			Joined,
		];
		speak(ada, {});
		speak(noor, {});
		soon(world);
		ada.session.left();
		noor.session.left();
		soon(world);
		expect(latest(ines)).toEqual([
			[idOf(ada), null],
			[idOf(noor), null],
		]);
	});

	test('whoever is told to go is gone at once, whether they take the goodbye or not', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, { page: 'tasks' });
		soon(world);
		world.room.dismiss(ada.principal.person, { code: 4403, reason: 'removed' });
		speak(ada, { page: 'still here' });
		soon(world);
		expect(latest(noor)).toEqual([[idOf(ada), null]]);
	});

	test('so is a goodbye, and after it one may come again', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, { page: 'tasks' });
		world.clock.advance(1_000);
		speak(ada, 'null');
		world.clock.advance(1_000);
		expect(latest(noor)).toEqual([[idOf(ada), null]]);
		expect(heard(world.join(who('ines')))).toEqual([]);
		speak(ada, { page: 'tasks' });
		world.clock.advance(1_000);
		expect(latest(noor)).toEqual([[idOf(ada), stamped(ada, { page: 'tasks' })]]);
	});
});

describe('[P4] changes within a moment go out together, at most five a second of one session', () => {
	test('two people who move at once are one message', async () => {
		const [world, ada, noor, ines] = (await company('ada', 'noor', 'ines')) as [
			World,
			Joined,
			Joined,
			Joined,
		];
		speak(ada, { at: 1 });
		speak(noor, { at: 2 });
		soon(world);
		expect(heard(ines)).toEqual([
			[
				[idOf(ada), stamped(ada, { at: 1 })],
				[idOf(noor), stamped(noor, { at: 2 })],
			],
		]);
		expect(heard(ada)).toEqual([[[idOf(noor), stamped(noor, { at: 2 })]]]);
	});

	test.each([
		['a cursor on the move', (turn: number) => ({ turn })],
		['saying goodbye and coming again', (turn: number) => (turn % 2 === 0 ? { turn } : 'null')],
	])('%s, a hundred times a second', async (_, state) => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		for (let turn = 0; turn < 300; turn++) {
			speak(ada, state(turn));
			world.clock.advance(10);
		}
		expect(heard(noor).length).toBeLessThanOrEqual(3 * limits.presencePerSecond + 1);
		expect(heard(noor).length).toBeGreaterThan(10);
		world.clock.advance(1_000);
		const last = state(299);
		expect(latest(noor)).toEqual([[idOf(ada), typeof last === 'string' ? null : stamped(ada, last)]]);
	});

	test('saying the same again is no news', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		for (let turn = 0; turn < 20; turn++) {
			speak(ada, { page: 'tasks' });
			world.clock.advance(250);
		}
		expect(heard(noor)).toHaveLength(1);
	});

	test('nothing is told once the room is closed', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, { page: 'tasks' });
		await world.room.close(1012, 'restarting');
		world.clock.advance(60_000);
		expect(heard(noor)).toEqual([]);
	});
});

describe('[P5] who an entry is about is the word of the server, whatever was sent', () => {
	const said = (told: readonly (readonly [number, unknown])[] | undefined) => told?.[0]?.[1];

	test.each([
		['another person', { user: { id: 'noor', name: 'Noor', role: 'couple', colour: '#000000' } }],
		['another role in other words', { person: { id: 'noor', role: 'couple' }, role: 'couple' }],
		['a user that is no object', { user: 5 }],
		['nothing', {}],
	])('%s', async (_, state) => {
		const world = await createWorld();
		const eve = world.join({ person: 'eve' as never, name: 'Eve', role: 'vendor' });
		const noor = world.join(who('noor'));
		await world.settled();
		speak(eve, state);
		soon(world);
		const user = { id: 'eve', name: 'Eve', role: 'vendor', colour: colourOf('eve') };
		expect(said(latest(noor))).toEqual({ user });
	});

	test('name and colour are those of their record, also after they changed', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		const { principal } = ada;
		const people = (verb: string, input: object) =>
			world.room.operate(principal, { name: `people.${verb}`, input: { id: 'ada', ...input } });
		await people('create', { name: 'Ada L', role: 'couple', colour: '#112233' });
		world.clock.advance(10_000);
		await world.settled();
		speak(ada, {});
		soon(world);
		const before = said(latest(noor));
		await people('change', { name: 'Ada Lovelace', colour: '#445566' });
		await world.settled();
		world.clock.advance(20_000);
		expect({ before, after: said(latest(noor)) }).toEqual({
			before: { user: { ...userOf(principal), name: 'Ada L', colour: '#112233' } },
			after: { user: { ...userOf(principal), name: 'Ada Lovelace', colour: '#445566' } },
		});
	});

	test('what one says of oneself is kept where it can be meant, and left out where it cannot', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		const meant = {
			attending: { root: 'tasks', id: 'cake' },
			activity: 'setup',
			zone: 'North lawn',
			battery: 17,
			cursor: { anchor: { tname: 'notes' } },
		};
		speak(ada, meant);
		world.clock.advance(1_000);
		expect(said(latest(noor))).toEqual(stamped(ada, meant));
		speak(ada, { attending: 'cake', activity: 'drunk', zone: 'x'.repeat(81), battery: 101, cursor: null });
		world.clock.advance(1_000);
		expect(said(latest(noor))).toEqual(stamped(ada, { cursor: null }));
	});
});

describe('[P6] of two sessions of one person that speak for an id the later one is the living', () => {
	const stock = (world: World, person: string, at: number) => {
		const joined = world.join(who(person, false));
		return { joined, say: (state: unknown) => speak(joined, state, at) };
	};

	test('it takes the entry over, keeps it when the former leaves, and the former does not take it back', async () => {
		const world = await createWorld();
		const noor = world.join(who('noor'));
		const former = stock(world, 'ada', 77);
		former.say({ turn: 1 });
		world.clock.advance(1_000);
		const later = stock(world, 'ada', 77);
		later.say({ turn: 2 });
		world.clock.advance(1_000);
		former.say({ turn: 3 });
		former.say('null');
		former.joined.session.left();
		world.clock.advance(30_000);
		const told = heard(noor).flat();
		expect(told.map(([client]) => client)).toEqual(told.map(() => 77));
		expect(new Set(told.map(([, state]) => JSON.stringify(state)))).toEqual(
			new Set([1, 2].map((turn) => JSON.stringify(stamped(later.joined, { turn })))),
		);
		expect(latest(noor)).toEqual([[77, stamped(later.joined, { turn: 2 })]]);
	});

	test('a client that says nothing of its id yet is not told of itself; of another device of the same person it is, once it has spoken', async () => {
		const world = await createWorld();
		const former = stock(world, 'ada', 77);
		former.say({ turn: 1 });
		const phone = stock(world, 'ada', 88);
		phone.say({ turn: 2 });
		world.clock.advance(1_000);
		const again = stock(world, 'ada', 77);
		const before = heard(again.joined);
		again.say({ turn: 3 });
		expect({ before, after: heard(again.joined) }).toEqual({
			before: [],
			after: [[[88, stamped(phone.joined, { turn: 2 })]]],
		});
	});

	test('nobody else takes it: neither while they are here nor after they left, also under an id that nobody holds', async () => {
		const world = await createWorld();
		const noor = world.join(who('noor'));
		const ada = stock(world, 'ada', 77);
		ada.say({ turn: 1 });
		world.clock.advance(1_000);
		const eve = stock(world, 'eve', 77);
		eve.say({ turn: 2 });
		world.clock.advance(1_000);
		ada.joined.session.left();
		world.clock.advance(1_000);
		eve.say({ turn: 3 });
		world.clock.advance(1_000);
		const again = stock(world, 'ada', 77);
		again.say({ turn: 4 });
		world.clock.advance(1_000);
		expect(
			heard(noor)
				.flat()
				.map(([, state]) => state),
		).toEqual([stamped(ada.joined, { turn: 1 }), null, stamped(again.joined, { turn: 4 })]);
	});

	test('[G2] nobody else is leased an id that somebody speaks for, nor writes under it first', async () => {
		const world = await createWorld();
		const ada = stock(world, 'ada', 77);
		ada.say({});
		const eve = world.join({ ...who('eve'), wish: { receipts: true, client: 77 as never } });
		const again = world.join({ ...who('ada'), wish: { receipts: true, client: 77 as never } });
		await world.settled();
		expect({ eve: idOf(eve) === 77, ada: idOf(again) }).toEqual({ eve: false, ada: 77 });
	});
});
