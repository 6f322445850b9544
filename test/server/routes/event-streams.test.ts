import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryDisk } from '../../../server/store/memory.ts';
import { eventCatalogue } from '../../../shared/events/catalogue.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { eventIn, eventSourceReader } from '../../world/event-source.ts';
import { createHouse, type House, type HouseOptions } from '../../world/house.ts';
import { beside, turn } from '../../world/turn.ts';

async function wedding(options: HouseOptions = {}, role = 'couple') {
	const house = createHouse(options);
	const made = await house.wedding(role);
	const path = `/api/weddings/${made.wedding}`;
	let count = 0;
	const addTask = () =>
		made.ask('POST', `${path}/tasks`, { body: { id: `t${++count}`, title: `Task ${count}` } });
	/** Everything the list says. */
	const listed = async () => (await made.ask('GET', `${path}/events?limit=1000`)).body.events;
	const join = async (name: string, as: string) =>
		(await house.asOperator('POST', '/api/tokens', { body: { wedding: made.wedding, name, role: as } })).body;
	return { ...made, house, path, addTask, listed, join };
}

/** A stream that is open, read in the background. */
async function stream(
	house: House,
	path: string,
	token: string,
	given: Readonly<Record<string, string>> = {},
) {
	const { after, ...headers } = given;
	const query = after === undefined ? '' : `?after=${after}`;
	const response = await house.app.request(`${path}/events${query}`, {
		headers: { Accept: 'text/event-stream', Authorization: `Bearer ${token}`, ...headers },
	});
	const source = eventSourceReader(headers['Last-Event-ID']);
	const heard: ReturnType<typeof eventIn>[] = [];
	const ids: string[] = [];
	let isOver = false;
	const reader = response.status === 200 ? response.body?.getReader() : undefined;
	const decoder = new TextDecoder();
	const read = async (): Promise<void> => {
		for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
			for (const one of source.take(decoder.decode(next.value, { stream: true }))) {
				heard.push(eventIn(one));
				ids.push(one.id);
			}
		}
		isOver = true;
	};
	const problem = response.status === 200 ? undefined : await response.json();
	if (problem === undefined) void read();
	return {
		response,
		problem,
		heard,
		ids,
		source,
		isOver: () => isOver,
		leave: async () => void (await reader?.cancel()),
		types: () => heard.map(({ type }) => type),
	};
}

/** Until what was said has arrived. Who is asked who they are is asked beside the main thread. */
async function settled(isSo: () => boolean = () => true): Promise<void> {
	for (let turns = 0; turns < 20; turns++) await turn();
	for (let waits = 0; waits < 1_000 && !isSo(); waits++) await beside();
}

describe('the live stream of events', () => {
	it('[SV1] brings what the list shows, in order, each under its place, and then what happens', async () => {
		const { house, path, token, addTask, listed } = await wedding();
		await addTask();
		const { response, heard, ids } = await stream(house, path, token);
		expect([response.status, response.headers.get('Content-Type')]).toEqual([
			200,
			'text/event-stream; charset=utf-8',
		]);
		await settled();
		expect(heard).toEqual(await listed());
		await addTask();
		await addTask();
		await settled();
		const all = await listed();
		expect(heard).toEqual(all);
		expect(ids).toEqual(all.map(({ seq, index }: { seq: number; index: number }) => `${seq}.${index}`));
		expect(ids).toHaveLength(5);
	});

	it('[SV2] resumes behind any id, from the header before the address, without a gap or a double', async () => {
		const { house, path, token, addTask, listed, ask } = await wedding();
		for (let number = 0; number < 6; number++) await addTask();
		await ask('PATCH', `${path}/meta`, { body: { date: '2027-07-01', place: 'Barn' } });
		const all = await listed();
		for (const [index, { seq, index: part }] of all.entries()) {
			const id = `${seq}.${part}`;
			const byHeader = await stream(house, path, token, { after: '0.0', 'Last-Event-ID': id });
			const byQuery = await stream(house, path, token, { after: id });
			await settled();
			expect([byHeader.heard, byQuery.heard]).toEqual([all.slice(index + 1), all.slice(index + 1)]);
			await byHeader.leave();
			await byQuery.leave();
		}
	});

	it('[SV3] cut off anywhere and resumed from the last id, however often, says each event once and in order', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.boolean()), { minLength: 3, maxLength: 8 }),
				async (rounds) => {
					const { house, path, token, addTask, listed } = await wedding();
					const seen: unknown[] = [];
					let from: Record<string, string> = {};
					for (const [before, during, isAway] of rounds) {
						for (let number = 0; number < before; number++) await addTask();
						const open = await stream(house, path, token, from);
						const writes = Array.from({ length: during }, addTask);
						if (!isAway) await settled();
						await Promise.all(writes);
						seen.push(...open.heard);
						const { lastEventId } = open.source;
						await open.leave();
						from = lastEventId === '' ? {} : { 'Last-Event-ID': lastEventId };
						// What arrived between the look and the goodbye counts as read only if its id does.
						expect(open.ids.at(-1) ?? from['Last-Event-ID'] ?? '').toBe(lastEventId);
					}
					const last = await stream(house, path, token, from);
					await settled();
					expect([...seen, ...last.heard]).toEqual(await listed());
					expect(house.eventStreams.size).toBe(1);
				},
			),
			{ numRuns: 25 },
		);
	});

	it('[SV4] says nothing of a section that the list would not show, and lets one resume behind it', async () => {
		const { house, path, ask, join, addTask } = await wedding();
		const wren = await join('Wren', 'vendor');
		const { heard, source, types } = await stream(house, path, wren.token);
		await settled();
		const before = heard.length;
		await ask('POST', `${path}/lines`, { body: { id: 'flowers', title: 'Flowers' } });
		await ask('POST', `${path}/guests`, { body: { id: 'aunt', name: 'Aunt' } });
		await settled();
		expect(heard).toHaveLength(before);
		const id = source.lastEventId;
		house.clock.advance(15_000);
		await settled();
		expect(source.lastEventId).not.toBe(id);
		await addTask();
		await settled();
		expect(types().slice(before)).toEqual(['task.created']);
		const resumed = await stream(house, path, wren.token, { 'Last-Event-ID': source.lastEventId });
		await settled();
		expect(resumed.heard).toEqual([]);
	});

	it('[SV5] gives a sign of life after 15 seconds in which nothing was said', async () => {
		const { house, path, token, addTask } = await wedding();
		const { source, heard } = await stream(house, path, token);
		await settled();
		house.clock.advance(14_000);
		await settled();
		expect(source.comments).toBe(0);
		await addTask();
		await settled();
		house.clock.advance(14_000);
		await settled();
		expect([heard.length, source.comments]).toEqual([3, 0]);
		house.clock.advance(1_000);
		await settled();
		house.clock.advance(15_000);
		await settled();
		expect(source.comments).toBe(2);
	});

	it('[SV6] ends within two seconds for somebody removed, signed out or of another role, who hears nothing of it', async () => {
		const { house, path, ask, join } = await wedding();
		const wren = await join('Wren', 'vendor');
		const tess = await join('Tess', 'helper');
		const ruth = await join('Ruth', 'family');
		const open = await Promise.all([wren, tess, ruth].map(({ token }) => stream(house, path, token)));
		await settled();
		await ask('DELETE', `${path}/people/${wren.person}`);
		await ask('PATCH', `${path}/people/${tess.person}`, { body: { role: 'party' } });
		await settled();
		house.clock.advance(1_000);
		await settled(
			() =>
				open.filter((one) => one.isOver()).length >= 2 && open[2]?.heard.at(-1)?.type === 'person.updated',
		);
		expect(open.map((one) => one.isOver())).toEqual([true, true, false]);
		expect(open[0]?.types()).not.toContain('person.left');
		expect(open[2]?.types().slice(-2)).toEqual(['person.left', 'person.updated']);
		const again = await stream(house, path, wren.token);
		expect(again.response.status).toBe(401);
		const asParty = await stream(house, path, tess.token);
		expect(asParty.response.status).toBe(200);
	});

	it('[SV6] ends when the device it came from is signed out, though nothing is stored in the log', async () => {
		const { house, path, wedding: id, person, ask } = await wedding();
		const code = await house.links.lasting(weddingId.parse(id), personId.parse(person));
		const session = (await house.ask('POST', '/api/sign-in/redeem', { body: { code } })).body;
		const open = await stream(house, path, session.token);
		await settled();
		expect(open.isOver()).toBe(false);
		expect((await ask('DELETE', `/api/session/devices/${session.device}`)).status).toBe(200);
		house.clock.advance(1_000);
		await settled(open.isOver);
		expect(open.isOver()).toBe(true);
	});

	it('[SV7] is for those who read a section; others are told why', async () => {
		const { house, path, join, token } = await wedding();
		const edith = await join('Edith', 'guest');
		const asGuest = await stream(house, path, edith.token);
		expect([asGuest.response.status, asGuest.problem.code]).toEqual([403, 'not-allowed']);
		for (const bad of ['x', '1', '-1.0', '1.0.0']) {
			const { response, problem } = await stream(house, path, token, { 'Last-Event-ID': bad });
			expect([response.status, problem.field]).toEqual([422, 'Last-Event-ID']);
		}
		const head = await house.app.request(`${path}/events`, {
			method: 'HEAD',
			headers: { Accept: 'text/event-stream', Authorization: `Bearer ${token}` },
		});
		expect([head.status, house.eventStreams.size]).toEqual([200, 0]);
	});

	it('[SV8] is open ten times at once for one person; others are not counted, and one closed makes room', async () => {
		const { house, path, token, join } = await wedding();
		const wren = await join('Wren', 'vendor');
		const open = await Promise.all(Array.from({ length: 10 }, () => stream(house, path, token)));
		const refused = await stream(house, path, token);
		expect([refused.response.status, refused.response.headers.get('Retry-After')]).toEqual([429, '5']);
		expect((await stream(house, path, wren.token)).response.status).toBe(200);
		await open[3]?.leave();
		expect((await stream(house, path, token)).response.status).toBe(200);
		expect(house.eventStreams.size).toBe(11);
	});

	it('[SV9] is given up when nobody has taken anything for a minute', async () => {
		const { house, path, token } = await wedding();
		const headers = { Accept: 'text/event-stream', Authorization: `Bearer ${token}` };
		const { body } = await house.app.request(`${path}/events`, { headers });
		const reading = await stream(house, path, token);
		await settled();
		for (let seconds = 0; seconds < 59; seconds++) house.clock.advance(1_000);
		await settled();
		expect([house.eventStreams.size, body?.locked]).toEqual([2, false]);
		house.clock.advance(1_000);
		await settled();
		expect([house.eventStreams.size, reading.isOver()]).toEqual([1, false]);
	});

	it('[SV10] refuses a cursor from behind the end of the log: after a restore it would leave out what is new', async () => {
		const { house, path, token, addTask, listed } = await wedding();
		await addTask();
		const { seq } = (await listed()).at(-1);
		const ahead = await stream(house, path, token, { 'Last-Event-ID': `${seq + 1}.0` });
		expect([ahead.response.status, ahead.problem.code]).toEqual([409, 'overtaken']);
		for (const known of [`${seq}.0`, `${seq}.7`, '0.0']) {
			expect((await stream(house, path, token, { 'Last-Event-ID': known })).response.status).toBe(200);
		}
	});

	it('[SV11] ends when the server stops, and none opens any more', async () => {
		const { house, path, token } = await wedding();
		const open = await stream(house, path, token);
		await settled();
		house.eventStreams.close();
		await settled();
		expect([open.isOver(), house.eventStreams.size]).toEqual([true, 0]);
		expect((await stream(house, path, token)).response.status).toBe(503);
	});

	it('[SV12] of many readers at one place asks the store once', async () => {
		let asked = 0;
		const { house, path, join, addTask } = await wedding({
			disk: memoryDisk(),
			store: (store) => ({
				...store,
				events: (...given) => {
					asked += 1;
					return store.events(...given);
				},
			}),
		});
		const people = await Promise.all(['A', 'B', 'C', 'D', 'E'].map((name) => join(name, 'vendor')));
		const open = await Promise.all(
			people.flatMap(({ token }) => [1, 2, 3].map(() => stream(house, path, token))),
		);
		await settled();
		asked = 0;
		await addTask();
		await settled();
		expect(open.map(({ types }) => types().at(-1))).toEqual(open.map(() => 'task.created'));
		expect(asked).toBe(1);
	});
});

describe('a stream that has much to say', () => {
	it('[SV1] goes on page by page without waiting for anything new', async () => {
		const { house, path, token, addTask, listed } = await wedding();
		for (let number = 0; number < 130; number++) await addTask();
		const { heard } = await stream(house, path, token);
		await settled(() => heard.length >= 132);
		expect(heard).toEqual(await listed());
	});

	it('[SV12] never shares a look at the store that began before the bell rang', async () => {
		const gates: (() => void)[] = [];
		let isSlow = false;
		const { house, path, token, addTask, listed } = await wedding({
			store: (store) => ({
				...store,
				async events(...given) {
					const found = await store.events(...given);
					if (isSlow) await new Promise<void>((open) => gates.push(open));
					return found;
				},
			}),
		});
		const after = '2.0';
		const first = await stream(house, path, token, { after });
		await settled();
		isSlow = true;
		await addTask();
		await settled();
		await addTask();
		await settled();
		isSlow = false;
		const second = await stream(house, path, token, { after });
		await settled();
		for (const open of gates) open();
		await settled();
		const expected = (await listed()).slice(2);
		expect([second.heard, first.heard]).toEqual([expected, expected]);
	});
});

describe('the catalogue of events', () => {
	it('[SV13] is open to anybody', async () => {
		const { status, body } = await createHouse().ask('GET', '/api/events/catalogue');
		expect(status).toBe(200);
		expect(body).toEqual(JSON.parse(JSON.stringify({ events: eventCatalogue() })));
	});
});
