import { describe, expect, it } from 'vitest';
import { mayRead } from '../../../shared/access/permissions.ts';
import { roles } from '../../../shared/access/roles.ts';
import { sectionNames } from '../../../shared/document/schema.ts';
import { createHouse, type House } from '../../world/house.ts';

async function atWedding() {
	const house = createHouse();
	const { ask, wedding, person } = await house.wedding();
	return { house, ask, person, base: `/api/weddings/${wedding}`, wedding };
}

async function askAs(house: House, wedding: string, role: string) {
	const { body } = await house.asOperator('POST', '/api/tokens', { body: { wedding, name: role, role } });
	return house.as(body.token);
}

const first = {
	items: { id: 'vows', title: 'Vows', text: 'I, Maria', who: 'Maria' },
	tables: { id: 'oak', name: 'Oak', seats: 8 },
	guests: { id: 'ada', name: 'Ada', party: 'The Bells', rsvp: 'yes', table: 'oak' },
	lines: { id: 'cake', title: 'Cake', amount: 400, vendor: 'Yusuf', due: '2027-05-01' },
} as const;
const kinds = Object.keys(first) as (keyof typeof first)[];

async function filled() {
	const world = await atWedding();
	for (const kind of ['items', 'tables', 'guests', 'lines'] as const) {
		const { status } = await world.ask('POST', `${world.base}/${kind}`, { body: first[kind] });
		expect(status).toBe(201);
	}
	return world;
}

describe('the sections beside the plan', () => {
	it('[N3] are read whole, and share the sequence of the wedding', async () => {
		const { ask, base } = await filled();
		expect((await ask('GET', `${base}/ceremony`)).body).toEqual({
			items: [{ ...first.items, order: 1 }],
			conflicts: [],
			seq: 3,
		});
		expect((await ask('GET', `${base}/guests`)).body).toEqual({
			guests: [first.guests],
			tables: [first.tables],
			conflicts: [],
			seq: 5,
		});
		expect((await ask('GET', `${base}/budget`)).body).toEqual({
			lines: [first.lines],
			conflicts: [],
			seq: 6,
		});
		const { body } = await ask('GET', `${base}/plan`);
		expect(Object.keys(body)).toEqual([
			'meta',
			'people',
			'tasks',
			'timeline',
			'assignments',
			'comments',
			'conflicts',
			'seq',
		]);
	});

	it('have the verbs of every record', async () => {
		const { ask, base } = await filled();
		const change = {
			items: { who: 'Jonas' },
			tables: { seats: 10 },
			guests: { table: null },
			lines: { paid: 99.5 },
		};
		for (const kind of kinds) {
			const { id } = first[kind];
			const changed = await ask('PATCH', `${base}/${kind}/${id}`, { body: change[kind] });
			expect([changed.status, changed.body]).toMatchObject([200, { id, ...change[kind] }]);
			const deleted = await ask('DELETE', `${base}/${kind}/${id}`);
			expect([deleted.status, typeof deleted.body.deletedAt]).toEqual([200, 'string']);
			expect((await ask('POST', `${base}/${kind}/${id}/restore`)).body.deletedAt).toBeUndefined();
		}
		const resolved = await ask('POST', `${base}/lines/cake/resolve`, {
			body: { field: 'amount', value: 450 },
		});
		expect(resolved.body).toMatchObject({ id: 'cake', amount: 450 });
		await ask('POST', `${base}/items`, { body: { id: 'rings', title: 'Rings' } });
		expect((await ask('POST', `${base}/items/rings/move`, { body: { after: null } })).status).toBe(200);
		const { items } = (await ask('GET', `${base}/ceremony`)).body;
		expect(items.map(({ id }: { id: string }) => id)).toEqual(['rings', 'vows']);
	});

	it('refuse a guest at a table that is not there, and a table without seats', async () => {
		const { ask, base } = await filled();
		const lost = await ask('PATCH', `${base}/guests/ada`, { body: { table: 'elm' } });
		expect([lost.status, lost.body]).toMatchObject([
			422,
			{ code: 'invalid-value', record: 'ada', field: 'table' },
		]);
		const empty = await ask('PATCH', `${base}/tables/oak`, { body: { seats: 0 } });
		expect([empty.status, empty.body.detail]).toEqual([422, 'seats: a table has at least one seat']);
	});

	it.each(roles)(
		'[N2] are open to %s as the table of rights says, and otherwise say why not',
		async (role) => {
			const { house, base, wedding } = await filled();
			const ask = await askAs(house, wedding, role);
			for (const section of sectionNames) {
				const { status, body } = await ask('GET', `${base}/${section}`);
				if (mayRead({ role }, section)) expect(status).toBe(200);
				else {
					expect([status, body.code]).toEqual([403, 'not-allowed']);
					expect(JSON.stringify(body)).not.toMatch(/Vows|Oak|Ada|Cake|Maria & Jonas/);
				}
			}
		},
	);

	it.each([
		['guest', ['POST', '/tasks'], { title: 'Mine' }],
		['guest', ['PATCH', '/meta'], {}],
		['guest', ['POST', '/timeline/x/shift?preview=1'], { minutes: 10 }],
		['guest', ['PATCH', '/guests/ada'], {}],
		['vendor', ['PATCH', '/lines/cake'], {}],
		['vendor', ['POST', '/lines/cake/restore'], {}],
		['party', ['PATCH', '/guests/ada'], {}],
		['venue', ['PATCH', '/items/vows'], {}],
	])('[N2] %s learns nothing by %j', async (role, [method = '', path = ''], body) => {
		const { house, base, wedding } = await filled();
		const ask = await askAs(house, wedding, role);
		const answer = await ask(method, base + path, { body });
		expect([answer.status, answer.body.code]).toEqual([403, 'not-allowed']);
		expect(JSON.stringify(answer.body)).not.toMatch(/Vows|Oak|Ada|Cake|Maria & Jonas/);
	});
});

describe('events', () => {
	const typesFor = async (role: string) => {
		const { house, ask: mine, base, wedding } = await filled();
		await mine('PATCH', `${base}/guests/ada`, { body: { rsvp: 'no', table: null } });
		await mine('PATCH', `${base}/lines/cake`, { body: { paid: 100 } });
		const ask = await askAs(house, wedding, role);
		const read: string[] = [];
		let next: string | undefined = '0.0';
		while (next !== undefined) {
			const { body }: { body: { events: { type: string }[]; next?: string } } = await ask(
				'GET',
				`${base}/events?after=${next}&limit=2`,
			);
			read.push(...body.events.map(({ type }) => type));
			next = body.next;
		}
		return read;
	};

	const plan = ['wedding.created', 'person.joined'];
	const ceremony = ['ceremony.created'];
	const seating = ['table.created', 'guest.created'];
	const changes = ['rsvp.changed', 'seating.changed'];
	it.each([
		['couple', [...plan, ...ceremony, ...seating, 'budget.created', ...changes, 'payment.received']],
		['party', [...plan, ...ceremony]],
		['venue', [...plan, ...seating, ...changes]],
		['vendor', plan],
		['guest', []],
	])('[N3] of a section are for those who read it: %s', async (role, expected) => {
		// The last one is that of joining, by whoever asks.
		expect((await typesFor(role)).filter((type, index) => type !== 'person.joined' || index === 1)).toEqual(
			expected,
		);
	});
});
