import { describe, expect, test } from 'vitest';
import { limits } from '../../../server/room/limits.ts';
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
			? [message.entries.map(({ client, state }) => [client, state] as const)]
			: [],
	);
const latest = (joined: Joined) => heard(joined).at(-1);
const soon = ({ clock }: World) => clock.advance(50);

describe('[P1] a session speaks only for its own client ids', () => {
	test('its own reaches the others and not itself', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, { name: 'Ada' });
		soon(world);
		expect({ ada: heard(ada), noor: heard(noor) }).toEqual({
			ada: [],
			noor: [[[idOf(ada), '{"name":"Ada"}']]],
		});
	});

	test('an id leased to somebody else, or that another session speaks for, is left out; the rest of the message counts', async () => {
		const [world, ada, noor, eve] = (await company('ada', 'noor', 'eve')) as [World, Joined, Joined, Joined];
		speak(ada, { name: 'Ada' });
		soon(world);
		eve.say({
			kind: 'awareness',
			entries: [
				{ client: idOf(ada), clock: 2 ** 40, state: '{"name":"Eve"}' },
				{ client: idOf(ada), clock: 2 ** 40, state: 'null' },
				{ client: idOf(noor), clock: 1, state: '{}' },
				{ client: idOf(eve), clock: 1, state: '{"name":"Eve"}' },
			],
		});
		soon(world);
		expect(heard(noor)).toEqual([[[idOf(ada), '{"name":"Ada"}']], [[idOf(eve), '{"name":"Eve"}']]]);
		expect(heard(ada)).toEqual([[[idOf(eve), '{"name":"Eve"}']]]);
	});

	test('a stock client speaks for one id, a leading tab for its tabs', async () => {
		const world = await createWorld();
		const stock = world.join(who('ada', false));
		const leading = world.join(who('ada'));
		const noor = world.join(who('noor'));
		await world.settled();
		for (let client = 1; client <= 40; client++) speak(stock, {}, client);
		for (let client = 101; client <= 140; client++) speak(leading, {}, client);
		world.clock.advance(1_000);
		const seen = heard(noor)
			.flat()
			.map(([client]) => client);
		expect({ stock: seen.filter((id) => id < 100), tabs: seen.filter((id) => id > 100).length }).toEqual({
			stock: [1],
			tabs: 16,
		});
	});

	test("clocks are the server's own, and grow, also over a goodbye and a return", async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, { turn: 0 });
		soon(world);
		ada.session.left();
		const again = world.join({ ...who('ada'), wish: { receipts: true, client: idOf(ada) as never } });
		await world.settled();
		speak(again, { turn: 1 });
		soon(world);
		const clocks = noor.heard.flatMap((message) =>
			message.kind === 'awareness' ? message.entries.map(({ clock }) => clock) : [],
		);
		expect(clocks).toHaveLength(3);
		expect(clocks).toEqual([...new Set(clocks)].sort((a, b) => a - b));
		expect(latest(noor)).toEqual([[idOf(ada), '{"turn":1}']]);
	});
});

describe('[P2] entries are small, shallow JSON objects; others are ignored', () => {
	const good: readonly string[] = [
		'{}',
		'{"a":{"b":[1]}}',
		`{"a":"${'x'.repeat(limits.presenceBytes - 8)}"}`,
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
		`{"a":"${'x'.repeat(limits.presenceBytes)}"}`,
		`{"a":"${'x'.repeat(20_000)}"}`,
	];
	test.each(good.map((state) => [state.slice(0, 30), state]))('%s is passed on', async (_, state) => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, state);
		soon(world);
		expect(latest(noor)).toEqual([[idOf(ada), state]]);
	});
	test.each(bad.map((state) => [state.slice(0, 30), state]))(
		'%s is not, and what was said before stays',
		async (_, state) => {
			const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
			speak(ada, { name: 'Ada' });
			soon(world);
			speak(ada, state);
			world.clock.advance(1_000);
			expect(heard(noor)).toHaveLength(1);
			expect(ada.closedWith).toBeUndefined();
			const late = world.join(who('ines'));
			expect(heard(late)).toEqual([[[idOf(ada), '{"name":"Ada"}']]]);
		},
	);
});

describe('[P3] an entry is renewed to others at least every 20 s, and gone when its session is', () => {
	test('silence is renewed', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, { name: 'Ada' });
		soon(world);
		for (let turn = 0; turn < 12; turn++) {
			const before = heard(noor).length;
			world.clock.advance(20_000);
			expect(heard(noor).length).toBeGreaterThan(before);
			expect(latest(noor)).toEqual([[idOf(ada), '{"name":"Ada"}']]);
		}
	});

	test('a newcomer is told who is here, and again when it asks', async () => {
		const [world, ada] = (await company('ada')) as [World, Joined];
		speak(ada, { name: 'Ada' });
		soon(world);
		const late = world.join(who('ines'));
		late.say({ kind: 'query-awareness' });
		expect(heard(late)).toEqual([[[idOf(ada), '{"name":"Ada"}']], [[idOf(ada), '{"name":"Ada"}']]]);
	});

	test('leaving is told at once, and nothing of it is told or renewed afterwards', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, { name: 'Ada' });
		soon(world);
		ada.session.left();
		expect(latest(noor)).toEqual([[idOf(ada), 'null']]);
		const { length } = heard(noor);
		world.clock.advance(60_000);
		expect(heard(noor)).toHaveLength(length);
		expect(heard(world.join(who('ines')))).toEqual([]);
	});

	test('so is a goodbye, and after it one may come again', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, { name: 'Ada' });
		world.clock.advance(1_000);
		speak(ada, 'null');
		world.clock.advance(1_000);
		expect(latest(noor)).toEqual([[idOf(ada), 'null']]);
		expect(heard(world.join(who('ines')))).toEqual([]);
		speak(ada, { name: 'Ada' });
		world.clock.advance(1_000);
		expect(latest(noor)).toEqual([[idOf(ada), '{"name":"Ada"}']]);
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
				[idOf(ada), '{"at":1}'],
				[idOf(noor), '{"at":2}'],
			],
		]);
		expect(heard(ada)).toEqual([[[idOf(noor), '{"at":2}']]]);
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
		expect(latest(noor)).toEqual([[idOf(ada), last === 'null' ? 'null' : JSON.stringify(last)]]);
	});

	test('saying the same again is no news', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		for (let turn = 0; turn < 20; turn++) {
			speak(ada, { name: 'Ada' });
			world.clock.advance(250);
		}
		expect(heard(noor)).toHaveLength(1);
	});

	test('nothing is told once the room is closed', async () => {
		const [world, ada, noor] = (await company('ada', 'noor')) as [World, Joined, Joined];
		speak(ada, { name: 'Ada' });
		await world.room.close(1012, 'restarting');
		world.clock.advance(60_000);
		expect(heard(noor)).toEqual([]);
	});
});
