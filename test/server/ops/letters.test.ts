import { describe, expect, it } from 'vitest';
import type { Observer } from '../../../server/observers/observer.ts';
import { deadLetters, replay } from '../../../server/ops/letters.ts';
import type { OperatorCalls } from '../../../server/ops/operator-calls.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { err, ok } from '../../../shared/result.ts';
import { createHouse } from '../../world/house.ts';
import { turn } from '../../world/turn.ts';

/** A house in which one observer fails at whatever is called so, until it is mended. */
async function world() {
	let isIll = true;
	const seen: string[] = [];
	const observer: Observer = {
		name: 'brittle',
		async observe(events) {
			if (isIll && events.some(({ after }) => after['title'] === 'Poison')) throw new RangeError('too much');
			seen.push(...events.map(({ type }) => type));
			return {};
		},
	};
	const house = createHouse({ observers: [observer] });
	const { wedding, ask } = await house.wedding();
	await house.runner.start();
	const calls: OperatorCalls = {
		async post(path, body) {
			const { status, body: answer } = await house.asOperator('POST', path, { body });
			return status === 200 ? ok(answer) : err(answer.detail);
		},
	};
	for (const title of ['Cake', 'Poison', 'Rings'])
		await ask('POST', `/api/weddings/${wedding}/tasks`, { body: { title } });
	for (const ms of [0, 100, 400, 1_600]) {
		house.clock.advance(ms);
		for (let turns = 0; turns < 20; turns++) await turn();
	}
	const mend = () => {
		isIll = false;
	};
	return { house, wedding, calls, seen, mend, ask };
}

describe('the commands about dead letters', () => {
	it('[OB14] say what was put aside and why, and have it tried again; what goes well is put aside no more', async () => {
		const { calls, wedding, seen, mend, house } = await world();
		const [letter] = await house.store.letters('brittle');
		const line = `brittle  ${wedding}  4.0  ${letter?.event}  after 4 tries: RangeError: too much`;
		expect(await deadLetters(calls, undefined, {})).toEqual({
			isDone: true,
			lines: [line, '1 events were put aside.', 'No delivery was given up.'],
		});
		expect(await replay(calls, 'brittle', { wedding })).toEqual({
			isDone: false,
			lines: [`${line} again: too much`, '0 of 1 events went well.'],
		});
		mend();
		expect(await replay(calls, undefined, { wedding: 'another' })).toEqual({
			isDone: true,
			lines: ['0 of 0 events went well.'],
		});
		expect(await replay(calls, undefined, { event: letter?.event })).toEqual({
			isDone: true,
			lines: ['1 of 1 events went well.'],
		});
		expect(seen.filter((type) => type === 'task.created')).toHaveLength(3);
		expect((await deadLetters(calls, 'brittle', {})).lines[0]).toBe('0 events were put aside.');
	});

	it('[OB14] name the observers when there is none of that name', async () => {
		const { calls } = await world();
		const sentence = 'There is no such observer; there are: brittle.';
		expect(await deadLetters(calls, 'nobody', {})).toEqual({ isDone: false, lines: [sentence] });
		expect(await replay(calls, 'nobody', {})).toEqual({ isDone: false, lines: [sentence] });
	});

	it("[OB14] are the operator's alone", async () => {
		const { ask } = await world();
		for (const path of ['list', 'replay', 'redrive'])
			expect((await ask('POST', `/api/dead-letters/${path}`, { body: {} })).status).toBe(403);
	});

	it('[OB15] try deliveries again that were given up', async () => {
		const { calls, house, wedding } = await world();
		const own = {
			id: 'd1',
			wedding: weddingId.parse(wedding),
			channel: 'sms',
			lane: 'high',
			slot: 'sms',
		} as const;
		await house.store.addDeliveries([
			{ ...own, to: { kind: 'person', person: personId.parse('wren') }, createdAt: 1, dueAt: 1 },
		]);
		const now = house.clock.now();
		await house.store.claim({ lane: 'high', owner: 'me', now, leaseUntil: now + 1_000, limit: 1 });
		await house.store.settle([
			{
				delivery: 'd1',
				wedding: own.wedding,
				owner: 'me',
				at: now,
				tries: [],
				state: 'dead',
				reason: 'gone',
			},
		]);
		expect((await deadLetters(calls, undefined, {})).lines.at(-1)).toBe('Deliveries given up: 1 high.');
		expect(await replay(calls, 'deliveries', {})).toEqual({
			isDone: true,
			lines: ['1 deliveries are tried again.'],
		});
		expect((await house.store.delivery(own.wedding, 'd1'))?.state).toBe('pending');
	});
});
