import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createBoard } from '../../../client/sdk/board.ts';
import { createCopy } from '../../../client/sdk/copy.ts';
import { givenCredential } from '../../../client/sdk/credential.ts';
import type { LineEvents } from '../../../client/sdk/line.ts';
import { createOutbox } from '../../../client/sdk/outbox.ts';
import type { RelayEvent } from '../../../client/sdk/status.ts';
import { openUplink } from '../../../client/sdk/uplink.ts';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import { closeCodes } from '../../../shared/wire/close-code.ts';
import type { Message } from '../../../shared/wire/message.ts';
import { settle } from '../../world/client/lanes.ts';

describe('the uplink', () => {
	test('dials once when the document is wanted fresh while another token is fetched', async () => {
		const { uplink, calls, clock, grant } = world();
		calls[0]?.events.closed(closeCodes.signedOut);
		uplink.refresh();
		uplink.regained();
		clock.advance(20_000);
		expect(calls).toHaveLength(1);
		grant('another');
		await settle();
		clock.advance(20_000);
		expect(calls.map(({ token }) => token)).toEqual(['first', 'another']);
	});

	test('comes again after "too large" when nothing of its own was on the way, and never after "no access"', () => {
		const { calls, clock, connections } = world();
		calls[0]?.events.closed(closeCodes.tooLarge);
		expect(connections.at(-1)).toBe('offline');
		clock.advance(10_000);
		expect(calls).toHaveLength(2);
		calls[1]?.events.closed(closeCodes.noAccess);
		clock.advance(60_000);
		expect([calls.length, connections.at(-1)]).toEqual([2, 'refused']);
	});

	test('notices silence within a minute, also when the clock is set back an hour', () => {
		const { calls, clock, time } = world();
		greet(calls[0]?.events);
		time.offset = -3_600_000;
		clock.advance(29_000);
		expect(calls).toHaveLength(1);
		clock.advance(45_000);
		expect(calls.length).toBeGreaterThan(1);
	});

	test('leaves a line alone that is heard of, also when the clock is set back', () => {
		const { calls, clock, time, connections } = world();
		greet(calls[0]?.events);
		time.offset = -3_600_000;
		for (let beat = 0; beat < 10; beat++) {
			clock.advance(15_000);
			calls[0]?.events.heard({ kind: 'awareness', entries: [] });
		}
		expect([calls.length, connections.at(-1)]).toEqual([1, 'online']);
	});

	test('answers a step 1 of the relay with nothing, least of all with a diff', () => {
		const { calls, copy } = world();
		const said = calls[0]?.said ?? [];
		const step1: Message = { kind: 'step1', stateVector: Y.encodeStateVector(new Y.Doc()) };
		calls[0]?.events.heard(step1);
		greet(calls[0]?.events);
		calls[0]?.events.heard(step1);
		copy.doc.getMap('meta').set('name', 'Ada & Grace');
		calls[0]?.events.heard(step1);
		expect(said.map(({ kind }) => kind)).toEqual(['step1']);
	});
});

/** Up to "online". */
function greet(events: LineEvents | undefined): void {
	events?.heard({ kind: 'hello', hello: { incarnation: 'era', epoch: 1, keys: [] } });
	events?.heard({ kind: 'lease', client: 7, nextClock: 0 });
	events?.heard({ kind: 'step2', update: Y.encodeStateAsUpdate(new Y.Doc()) });
}

function world() {
	const test = testClock();
	const time = { offset: 0 };
	const clock = { ...test, now: () => test.now() + time.offset };
	const random = seededRandom(3);
	const report = (fault: unknown) => {
		throw fault;
	};
	const doc = new Y.Doc();
	doc.clientID = 7;
	const outbox = createOutbox(() => undefined);
	const nothing = () => undefined;
	const copy = createCopy({
		doc,
		section: 'plan',
		generation: 0,
		clock,
		random,
		nextOrder: () => outbox.nextOrder(),
		made: nothing,
		merged: nothing,
		changed: nothing,
		report,
	});
	const journal = { add: nothing };
	const facts = { device: 'device', generation: 0 };
	const board = createBoard({ facts, clock, journal, isLeading: () => true, onStatus: nothing });
	const calls: { readonly token: string; readonly events: LineEvents; readonly said: Message[] }[] = [];
	const connections: string[] = [];
	let grant: (token: string) => void = nothing;
	const uplink = openUplink({
		clock,
		random,
		copy,
		outbox,
		journal,
		board,
		report,
		tab: 'tab',
		credential: givenCredential('first', () => new Promise((resolve) => (grant = resolve))),
		whyOut: async () => 'signed-out',
		onNews: nothing,
		dial({ token }, events) {
			const said: Message[] = [];
			calls.push({ token, events, said });
			return { send: (message) => said.push(message), close: nothing };
		},
		readKept: async () => [],
		leased: nothing,
		receipted: nothing,
		restored: nothing,
		exchange: nothing,
		present: nothing,
		onLive: nothing,
		onEvent(event: RelayEvent) {
			if (event.kind === 'connection') connections.push(event.connection);
		},
	});
	return { uplink, copy, calls, clock, time, connections, grant: (token: string) => grant(token) };
}
