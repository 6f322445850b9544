import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHouse } from '../../world/house.ts';

async function withTasks(count: number) {
	const house = createHouse();
	const { ask, wedding, person } = await house.wedding();
	for (let number = 1; number <= count; number++) {
		await ask('POST', `/api/weddings/${wedding}/tasks`, {
			body: { id: `t${number}`, title: `Task ${number}` },
		});
	}
	return { ask, person, wedding, events: `/api/weddings/${wedding}/events` };
}

describe('the events of a wedding', () => {
	it('come in order, with who did what', async () => {
		const { ask, events, person, wedding } = await withTasks(1);
		const { body } = await ask('GET', events);
		expect(body.events.map(({ type, seq, index }: Record<string, unknown>) => [type, seq, index])).toEqual([
			['wedding.created', 1, 0],
			['person.joined', 2, 0],
			['task.created', 3, 0],
		]);
		expect(body.events[2]).toMatchObject({
			wedding,
			at: '2027-06-12T09:00:00.000Z',
			actor: { person, role: 'couple' },
			record: { kind: 'task', id: 't1' },
			after: { title: 'Task 1' },
		});
	});

	it('are read page by page without a gap or a double, whatever the limit', async () => {
		const { ask, events, wedding } = await withTasks(5);
		// One row of the log with two events.
		await ask('PATCH', `/api/weddings/${wedding}/meta`, { body: { date: '2027-07-01', place: 'Barn' } });
		const all = (await ask('GET', events)).body.events;
		expect(all.slice(-2).map(({ index }: { index: number }) => index)).toEqual([0, 1]);
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: 12 }), async (limit) => {
				const read: unknown[] = [];
				let next: string | undefined = '0.0';
				while (next !== undefined) {
					const { body } = await ask('GET', `${events}?after=${next}&limit=${limit}`);
					expect(body.events.length).toBeLessThanOrEqual(limit);
					read.push(...body.events);
					next = body.next;
				}
				expect(read).toEqual(all);
			}),
			{ numRuns: 12 },
		);
	});

	it('at the end are none, without a cursor, and go on from the one before', async () => {
		const { ask, events, wedding } = await withTasks(1);
		const { next } = (await ask('GET', events)).body;
		expect((await ask('GET', `${events}?after=${next}`)).body).toEqual({ events: [] });
		await ask('PATCH', `/api/weddings/${wedding}/tasks/t1`, { body: { status: 'done' } });
		const { body } = await ask('GET', `${events}?after=${next}`);
		expect(body.events.map(({ type }: { type: string }) => type)).toEqual(['task.completed']);
	});

	it.each(['after=x', 'after=1', 'after=1.0.0', 'after=-1.0', 'limit=0', 'limit=1001', 'limit=ten'])(
		'are not read by ?%s',
		async (query) => {
			const { ask, events } = await withTasks(0);
			const { status, body } = await ask('GET', `${events}?${query}`);
			expect([status, body.code, body.field]).toEqual([422, 'invalid-value', query.split('=')[0]]);
		},
	);
});
