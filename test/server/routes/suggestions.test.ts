/** Suggestions over HTTP: who makes, reads and decides them, and that each is done once. */
import { describe, expect, it } from 'vitest';
import type { Role } from '../../../shared/access/roles.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { memoryDisk } from '../../../server/store/memory.ts';
import { type Ask, createHouse, type House, type HouseOptions } from '../../world/house.ts';

async function atWedding(options: HouseOptions = {}) {
	const house = createHouse(options);
	const maria = await house.wedding('couple');
	const at = `/api/weddings/${maria.wedding}`;
	const join = async (role: Role) => {
		const body = { wedding: maria.wedding, name: `The ${role}`, role };
		const { token, person } = (await house.asOperator('POST', '/api/tokens', { body })).body;
		return { ask: house.as(token), person, token };
	};
	await maria.ask('POST', `${at}/tasks`, { body: { id: 'cake', title: 'The cake', notes: 'Lemon' } });
	await maria.ask('POST', `${at}/tasks`, { body: { id: 'flowers', title: 'The flowers' } });
	const titles = async () =>
		(await maria.ask('GET', `${at}/plan`)).body.tasks.map(({ title }: { title: string }) => title).sort();
	return { ...maria, house, join, at, titles };
}

const rename = (id: string, title: string) => ({ name: 'tasks.change', input: { id, title } });
const change = (record: string, after: string) => ({
	root: 'tasks',
	record,
	field: 'title',
	before: 'x',
	after,
});
const wish = (id: string, ...operations: object[]) => ({
	body: { id, operations, changes: [change('cake', 'A new title')], note: 'Please' },
});
const suggest = (ask: Ask, at: string, ...given: Parameters<typeof wish>) =>
	ask('POST', `${at}/suggestions`, wish(...given));
const rows = async ({ store }: House, wedding: string) =>
	(await store.load(weddingId.parse(wedding), 'plan')).seq;

describe('a suggestion', () => {
	it('[SG1] is made once for its id, with an event and news of it, and changes nothing', async () => {
		const { house, ask, at, join, wedding, titles } = await atWedding();
		const wren = await join('vendor');
		const before = await rows(house, wedding);
		const made = await suggest(wren.ask, at, 's1', rename('cake', 'Cake'));
		const expected = {
			id: 's1',
			section: 'plan',
			kind: 'suggested',
			by: { person: wren.person, name: 'The vendor', role: 'vendor' },
			at: new Date(house.clock.now()).toISOString(),
			operations: [rename('cake', 'Cake')],
			changes: [change('cake', 'Cake')],
			note: 'Please',
			state: 'open',
		};
		expect([made.status, made.body]).toEqual([201, expected]);
		house.clock.advance(5_000);
		expect((await suggest(wren.ask, at, 's1', rename('cake', 'Another'))).body).toEqual(expected);
		expect((await ask('GET', `${at}/suggestions`)).body).toEqual({ suggestions: [expected] });
		expect(await titles()).toEqual(['The cake', 'The flowers']);
		expect(await rows(house, wedding)).toBe(before + 1);
		const events = (await ask('GET', `${at}/events?limit=1000`)).body.events;
		expect(events.at(-1)).toMatchObject({
			type: 'suggestion.made',
			record: { kind: 'task', id: 'cake' },
			after: { suggestion: 's1', kind: 'suggested' },
			actor: { person: wren.person, role: 'vendor' },
		});
	});

	it('[SG2] is seen by its maker and by those who could make all of it, and by nobody else', async () => {
		const { ask, at, join } = await atWedding();
		const [wren, mo, priya, tilda] = await Promise.all([
			join('vendor'),
			join('helper'),
			join('coordinator'),
			join('family'),
		]);
		await suggest(wren.ask, at, 's1', rename('cake', 'Cake'));
		const meta = { name: 'meta.change', input: { name: 'Ours' } };
		// Family writes tasks, not settings.
		await mo.ask('POST', `${at}/suggestions`, {
			body: { id: 's2', operations: [meta, rename('cake', 'Torte')] },
		});
		const seen = async (who: Ask) =>
			(await who('GET', `${at}/suggestions`)).body.suggestions.map(({ id }: { id: string }) => id);
		expect({
			maria: await seen(ask),
			priya: await seen(priya.ask),
			tilda: await seen(tilda.ask),
			wren: await seen(wren.ask),
			mo: await seen(mo.ask),
		}).toEqual({ maria: ['s1', 's2'], priya: ['s1', 's2'], tilda: ['s1'], wren: ['s1'], mo: ['s2'] });
		expect((await tilda.ask('POST', `${at}/suggestions/s2/accept`)).body).toMatchObject({ status: 403 });
		expect((await wren.ask('POST', `${at}/suggestions/s1/accept`)).body).toMatchObject({ status: 403 });
		expect((await wren.ask('POST', `${at}/suggestions/s1/decline`)).body).toMatchObject({ status: 403 });
	});

	it('[SG3] is carried out as whoever accepts it, in one row, once', async () => {
		const { house, ask, at, join, wedding, person, titles } = await atWedding();
		const wren = await join('vendor');
		await suggest(wren.ask, at, 's1', rename('cake', 'Cake'), rename('flowers', 'Flowers'));
		const before = await rows(house, wedding);
		const accepted = await ask('POST', `${at}/suggestions/s1/accept`);
		expect([accepted.status, accepted.body]).toEqual([200, { state: 'accepted', seq: before + 1 }]);
		expect(await titles()).toEqual(['Cake', 'Flowers']);
		await ask('PATCH', `${at}/tasks/cake`, { body: { title: 'Sacher' } });
		expect((await ask('POST', `${at}/suggestions/s1/accept`)).body).toEqual({ state: 'accepted' });
		expect(await titles()).toEqual(['Flowers', 'Sacher']);
		expect((await ask('POST', `${at}/suggestions/s1/decline`)).body).toMatchObject({
			status: 409,
			code: 'decided',
		});
		expect((await ask('GET', `${at}/suggestions`)).body).toEqual({ suggestions: [] });
		const [kept] = (await ask('GET', `${at}/suggestions?state=all`)).body.suggestions;
		expect(kept).toMatchObject({ state: 'accepted', decidedBy: person });
		const audit = (await ask('GET', `${at}/audit?limit=1000`)).body.audit;
		expect(audit.at(-1)).toMatchObject({
			action: 'suggestion.accepted',
			actor: { person, role: 'couple' },
			subject: 's1',
			detail: { by: wren.person, kind: 'suggested', operations: 2 },
		});
		expect(audit.filter(({ action }: { action: string }) => action === 'suggestion.accepted')).toHaveLength(
			1,
		);
	});

	it('[SG3] accepted by two at the same time is done once', async () => {
		const { house, ask, at, join, wedding } = await atWedding();
		const [wren, priya] = [await join('vendor'), await join('coordinator')];
		const create = { name: 'comments.create', input: { id: 'c1', on: 'task:cake', text: 'Twice?' } };
		await suggest(wren.ask, at, 's1', create);
		const before = await rows(house, wedding);
		const answers = await Promise.all([
			ask('POST', `${at}/suggestions/s1/accept`),
			priya.ask('POST', `${at}/suggestions/s1/accept`),
			ask('POST', `${at}/suggestions/s1/accept`),
		]);
		expect(answers.map(({ status, body }) => [status, body.state])).toEqual(Array(3).fill([200, 'accepted']));
		expect(await rows(house, wedding)).toBe(before + 1);
	});

	it('[SG3] is done whole or not at all, and says what is in the way', async () => {
		const { house, ask, at, join, wedding, titles } = await atWedding();
		const wren = await join('vendor');
		await suggest(wren.ask, at, 's1', rename('cake', 'Cake'), rename('nowhere', 'Nothing'));
		const before = await rows(house, wedding);
		expect((await ask('POST', `${at}/suggestions/s1/accept`)).body).toMatchObject({
			status: 404,
			code: 'not-found',
			record: 'nowhere',
		});
		await suggest(wren.ask, at, 's2', rename('nowhere', 'Nothing'), rename('cake', 'Cake'));
		expect((await ask('POST', `${at}/suggestions/s2/accept`)).body).toMatchObject({ record: 'nowhere' });
		expect(await titles()).toEqual(['The cake', 'The flowers']);
		expect(await rows(house, wedding)).toBe(before + 1);
		expect((await ask('GET', `${at}/suggestions`)).body.suggestions).toHaveLength(2);
		// What was tried has left nothing behind on the server's desk.
		expect((await ask('PATCH', `${at}/tasks/flowers`, { body: { title: 'Roses' } })).status).toBe(200);
		expect(await titles()).toEqual(['Roses', 'The cake']);
	});

	it('[SG3] that is true already is accepted without a row', async () => {
		const { house, ask, at, join, wedding } = await atWedding();
		const wren = await join('vendor');
		await suggest(wren.ask, at, 's1', rename('cake', 'The cake'));
		const before = await rows(house, wedding);
		expect((await ask('POST', `${at}/suggestions/s1/accept`)).body).toMatchObject({ state: 'accepted' });
		expect(await rows(house, wedding)).toBe(before);
		expect((await ask('GET', `${at}/suggestions`)).body.suggestions).toEqual([]);
	});

	it('[SG4] that creates and then changes a record is carried out in order', async () => {
		const { ask, at, join, titles } = await atWedding();
		const wren = await join('vendor');
		const create = { name: 'tasks.create', input: { id: 'band', title: 'Band', status: 'todo' } };
		const done = { name: 'tasks.change', input: { id: 'band', title: 'The band', status: 'done' } };
		await suggest(wren.ask, at, 's1', create, done, { name: 'tasks.delete', input: { id: 'flowers' } });
		expect((await ask('POST', `${at}/suggestions/s1/accept`)).status).toBe(200);
		expect(await titles()).toEqual(['The band', 'The cake']);
	});

	it('[SG5] that would put back an older text is not carried out', async () => {
		const { ask, at, join } = await atWedding();
		const wren = await join('vendor');
		const text = (id: string, before: string, after: string) => ({
			body: {
				id,
				operations: [{ name: 'tasks.setNotes', input: { id: 'cake', text: after } }],
				changes: [{ root: 'tasks', record: 'cake', field: 'notes', before, after }],
			},
		});
		await wren.ask('POST', `${at}/suggestions`, text('s1', 'Lemon', 'Lemon, please'));
		await wren.ask('POST', `${at}/suggestions`, text('s2', 'Lemon', 'Lime'));
		expect((await ask('POST', `${at}/suggestions/s1/accept`)).status).toBe(200);
		expect((await ask('POST', `${at}/suggestions/s2/accept`)).body).toMatchObject({
			status: 409,
			code: 'overtaken',
			record: 'cake',
			field: 'notes',
		});
		const notes = (await ask('GET', `${at}/plan`)).body.tasks.find(({ id }: { id: string }) => id === 'cake');
		expect(notes.notes).toBe('Lemon, please');
	});

	it('[SG6] is declined with nothing done', async () => {
		const { ask, at, join, person, titles } = await atWedding();
		const wren = await join('vendor');
		await suggest(wren.ask, at, 's1', rename('cake', 'Cake'));
		expect((await ask('POST', `${at}/suggestions/s1/decline`)).body).toEqual({ state: 'declined' });
		expect((await ask('POST', `${at}/suggestions/s1/decline`)).body).toEqual({ state: 'declined' });
		expect((await ask('POST', `${at}/suggestions/s1/accept`)).body).toMatchObject({ code: 'decided' });
		expect(await titles()).toEqual(['The cake', 'The flowers']);
		expect((await wren.ask('GET', `${at}/suggestions?state=all`)).body.suggestions).toMatchObject([
			{ id: 's1', state: 'declined', decidedBy: person },
		]);
		expect((await ask('POST', `${at}/suggestions/nothing/decline`)).body).toMatchObject({ status: 404 });
	});

	it.each<[string, object]>([
		['nothing in it', {}],
		['empty lists', { operations: [], changes: [] }],
		['no such operation', { operations: [{ name: 'people.rule', input: {} }] }],
		['no operation at all', { operations: [{ name: '__proto__', input: {} }] }],
		['of another section', { operations: [rename('cake', 'x')], section: 'budget' }],
		['too much', { operations: [rename('cake', 'x'.repeat(140_000))] }],
		['no such root', { changes: [{ root: 'secrets', record: 'x', field: 'y' }] }],
		['a bad id', { operations: [rename('cake', 'x')], id: 'no id!' }],
		['bytes', { operations: [rename('cake', 'x')], frame: 'AAAA' }],
		['a kind of its own choice', { operations: [rename('cake', 'x')], kind: 'held' }],
		['an unknown refusal', { operations: [rename('cake', 'x')], refusal: { code: 'because', reason: 'x' } }],
	])('[SG7] with %s is not one', async (_, body) => {
		const { at, join, house, wedding } = await atWedding();
		const wren = await join('vendor');
		const answer = await wren.ask('POST', `${at}/suggestions`, { body: { id: 's1', ...body } });
		expect([answer.status, answer.body.code]).toEqual([422, 'invalid-value']);
		expect(await house.store.suggestions(weddingId.parse(wedding), { limit: 10 })).toEqual([]);
	});

	it('[SG7] is for those who may read the section', async () => {
		const { at, join } = await atWedding();
		const guest = await join('guest');
		const line = { name: 'lines.create', input: { id: 'l', title: 'Cake', amount: 1 } };
		const body = { id: 's1', section: 'budget', operations: [line] };
		const answers = [
			await suggest(guest.ask, at, 's1', rename('cake', 'Cake')),
			await (await join('vendor')).ask('POST', `${at}/suggestions`, { body }),
		];
		expect(answers.map(({ status }) => status)).toEqual([403, 403]);
	});

	it("[SG7] takes nobody else's id", async () => {
		const { at, join } = await atWedding();
		const [wren, mo] = [await join('vendor'), await join('helper')];
		await suggest(wren.ask, at, 's1', rename('cake', 'Cake'));
		expect((await suggest(mo.ask, at, 's1', rename('cake', 'Kuchen'))).body).toMatchObject({
			status: 409,
			code: 'already-exists',
		});
	});

	it('[SG8] is one of at most 200 that a person has open', async () => {
		const { house, at, join, ask, wedding } = await atWedding();
		const wren = await join('vendor');
		const { append } = house.store;
		for (let count = 0; count < 200; count++) {
			await append([
				{
					wedding: weddingId.parse(wedding),
					section: 'plan',
					update: new Uint8Array(),
					writer: { person: personId.parse(wren.person), role: 'vendor' },
					at: 5,
					events: [],
					bind: [],
					suggestion: {
						id: `many-${count}`,
						section: 'plan',
						by: { person: personId.parse(wren.person), name: 'X', role: 'vendor' },
						at: 5,
						kind: 'suggested',
						operations: [rename('cake', 'x')],
						changes: [],
						frame: 'AAAA',
						state: 'open',
					},
				},
			]);
		}
		expect((await suggest(wren.ask, at, 's1', rename('cake', 'Cake'))).body).toMatchObject({
			status: 409,
			code: 'too-many-open',
		});
		await ask('POST', `${at}/suggestions/many-7/decline`);
		expect((await suggest(wren.ask, at, 's1', rename('cake', 'Cake'))).status).toBe(201);
		const page = (await ask('GET', `${at}/suggestions?limit=100`)).body;
		const rest = (await ask('GET', `${at}/suggestions?limit=100&after=${page.next}`)).body;
		expect([page.suggestions.length, rest.suggestions.length]).toEqual([100, 100]);
		expect(JSON.stringify(page)).not.toContain('frame');
		expect((await ask('GET', `${at}/suggestions?state=closed`)).body).toMatchObject({ status: 422 });
	});

	it('[SG9] may still be handed in by somebody removed, for thirty days, and stands as held', async () => {
		const { house, ask, at, join, titles } = await atWedding();
		const wren = await join('vendor');
		house.clock.advance(1_000);
		await ask('DELETE', `${at}/people/${wren.person}`);
		const held = await suggest(wren.ask, at, 'h1', rename('cake', 'Cake'));
		expect([held.status, held.body]).toMatchObject([201, { kind: 'held', by: { person: wren.person } }]);
		expect((await wren.ask('GET', `${at}/suggestions`)).status).toBe(401);
		expect((await wren.ask('POST', `${at}/suggestions/h1/accept`)).status).toBe(401);
		expect((await ask('GET', `${at}/audit?limit=1000`)).body.audit.at(-1)).toMatchObject({
			action: 'edit.held',
			subject: 'h1',
			actor: { person: wren.person },
		});
		expect((await ask('POST', `${at}/suggestions/h1/accept`)).body).toMatchObject({ state: 'accepted' });
		expect(await titles()).toEqual(['Cake', 'The flowers']);
		house.clock.advance(30 * 24 * 60 * 60 * 1_000);
		expect((await suggest(wren.ask, at, 'h2', rename('cake', 'Kuchen'))).status).toBe(401);
		const stranger = await house.wedding('couple');
		expect((await suggest(stranger.ask, at, 'h3', rename('cake', 'x'))).body).toMatchObject({ status: 403 });
		expect((await suggest(house.asOperator, at, 'h4', rename('cake', 'x'))).status).toBe(403);
		expect((await suggest(house.ask, at, 'h5', rename('cake', 'x'))).status).toBe(401);
	});

	it('[SG3] accepted just before a crash is accepted after it, and not done again', async () => {
		const disk = memoryDisk();
		let isCut = false;
		const cut = Promise.withResolvers<void>();
		const store: HouseOptions['store'] = (given) => ({
			...given,
			// The row is there; the process is gone before anything else happens.
			decideSuggestion(...args) {
				if (!isCut) return given.decideSuggestion(...args);
				cut.resolve();
				return new Promise(() => undefined);
			},
		});
		const { house, ask, at, join, wedding, token } = await atWedding({ disk, store });
		const wren = await join('vendor');
		const create = { name: 'comments.create', input: { id: 'c1', on: 'task:cake', text: 'Once' } };
		await suggest(wren.ask, at, 's1', rename('cake', 'Cake'), create);
		const before = await rows(house, wedding);
		isCut = true;
		void ask('POST', `${at}/suggestions/s1/accept`);
		await cut.promise;
		const next = createHouse({ disk, clock: house.clock });
		const again = next.as(token);
		expect(await rows(next, wedding)).toBe(before + 1);
		expect((await again('POST', `${at}/suggestions/s1/accept`)).body).toEqual({ state: 'accepted' });
		expect(await rows(next, wedding)).toBe(before + 1);
		expect((await again('GET', `${at}/plan`)).body.comments).toHaveLength(1);
	});
});
