/** The gate: what somebody of a role may change, named case by case. The whole table stands in `test/shared/access`. */
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Principal } from '../../../server/auth/principal.ts';
import { admit } from '../../../server/room/gate.ts';
import { limits } from '../../../server/room/limits.ts';
import type { Verdict, Writing } from '../../../server/room/verdict.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { hlcAt } from '../../../shared/document/hlc.ts';
import type { Section } from '../../../shared/document/schema.ts';
import { personId } from '../../../shared/ids.ts';
import { readUpdate } from '../../../shared/wire/update.ts';
import { anyOf, type Forged, forge, forgeStructs, goneFor, type Id, typeOf } from '../../world/forge.ts';
import { noon } from '../../world/replica.ts';
import { openCopy } from '../../world/staging.ts';
import { eve, hers, others, sceneOf } from '../../world/trespass.ts';
import { edit } from '../../world/verdicts.ts';
import { createWorld, demoWedding, principal } from '../../world/wedding.ts';

/** Eve's device in the scene, up to date. */
interface Device {
	readonly doc: Y.Doc;
	readonly at: number;
	of(root: string, record: string): Y.Map<unknown>;
	/** What stands last at a key, or the record itself. */
	id(root: string, record: string, key?: string): Id;
}
type Make = (device: Device) => Uint8Array;

function judge(role: Role, make: Make, { section = 'plan', ...more }: Partial<Writing> = {}): Verdict {
	const { now } = sceneOf(role, section as Section);
	const doc = openCopy(section, now);
	doc.clientID = hers;
	const mapOf = (root: string) => doc.getMap(root);
	const of: Device['of'] = (root, record) => {
		const map = root === 'meta' ? mapOf(root) : mapOf(root).get(record);
		if (!(map instanceof Y.Map)) throw new Error(`no ${root}/${record}`);
		return map;
	};
	const id: Device['id'] = (root, record, key) => {
		const item = key === undefined ? mapOf(root)._map.get(record) : of(root, record)._map.get(key);
		if (item === undefined) throw new Error(`nothing at ${root}/${record}/${key}`);
		return [item.lastId.client, item.lastId.clock];
	};
	const read = readUpdate(make({ doc, at: Y.getState(doc.store, hers), of, id }), limits.live);
	if (!read.ok) throw new Error(read.error.reason);
	return admit(openCopy(section, now), read.value, {
		section,
		who: { person: personId.parse(eve), role },
		owns: (client) => ((others as readonly number[]).includes(client) ? 'no' : 'yes'),
		maxHlc: hlcAt(noon + limits.clockAheadMs),
		mayGrow: true,
		...more,
	});
}
const answer = (verdict: Verdict) => (verdict.kind === 'refused' ? verdict.refusal.code : verdict.kind);
const set =
	(root: string, record: string, key: string, value: unknown): Make =>
	({ doc, of }) =>
		edit(doc, () => of(root, record).set(key, value));
const item =
	(...list: readonly ((device: Device) => Forged)[]): Make =>
	(device) =>
		forgeStructs(hers, device.at, ...list.map((make) => make(device)));
const entry = (value: unknown, role: Role) => [value, hlcAt(noon), role, [], []];

type Case = readonly [title: string, role: Role, make: Make, answer: string];
const cases = (rule: string, list: readonly Case[]) =>
	describe(rule, () =>
		test.each(list)('%s (%s)', (_, role, make, code) => {
			expect(answer(judge(role, make))).toBe(code);
		}),
	);

cases('[G14] own: the listed fields of what is one’s own', [
	['ticks her task', 'vendor', set('tasks', 'mine', 'status~900', entry('done', 'vendor')), 'admitted'],
	['proves her task', 'helper', set('tasks', 'part', `evidence/${'a'.repeat(64)}`, true), 'admitted'],
	['ticks another', 'vendor', set('tasks', 'theirs', 'status~900', entry('done', 'vendor')), 'not-allowed'],
	['renames her task', 'party', set('tasks', 'mine', 'title', 'x'), 'not-allowed'],
	['begins her item', 'venue', set('timeline', 'mine', 'state~900', entry('running', 'venue')), 'admitted'],
	['moves the ceremony', 'guest', set('timeline', 'mine', 'place~900', entry('Bar', 'guest')), 'not-allowed'],
	['answers for herself', 'family', set('assignments', 'task-eve', 'note', 'ill'), 'admitted'],
	['answers for vic', 'family', set('assignments', 'task-vic', 'note', 'ill'), 'not-allowed'],
	[
		'begins what she declined',
		'vendor',
		set('timeline', 'part', 'state~900', entry('running', 'vendor')),
		'not-allowed',
	],
	['tells the wedding’s date', 'vendor', set('meta', 'meta', 'outdoor', true), 'not-allowed'],
	['takes another role', 'vendor', set('people', eve, 'role', 'couple'), 'not-allowed'],
	['takes another role', 'couple', set('people', eve, 'role', 'helper'), 'not-allowed'],
	['changes vic’s role', 'coordinator', set('people', 'vic', 'role', 'helper'), 'admitted'],
	['gives more than she has', 'coordinator', set('people', 'vic', 'role', 'couple'), 'not-allowed'],
	['puts the couple out', 'coordinator', set('people', 'mia', 'deletedBy', eve), 'not-allowed'],
	[
		'a legal edit beside a forbidden one: whole or nothing',
		'vendor',
		({ doc, of }) =>
			edit(doc, () => {
				of('tasks', 'mine').set('status~900', entry('done', 'vendor'));
				of('tasks', 'theirs').set('title', 'x');
			}),
		'not-allowed',
	],
]);

test('[G14] a refusal names the record and the field, and says why', () => {
	expect(judge('vendor', set('tasks', 'mine', 'title', 'x'))).toEqual({
		kind: 'refused',
		refusal: {
			code: 'not-allowed',
			reason:
				'In tasks that are yours you may change the status and the proof; the rest is for those who plan.',
			record: 'mine',
			field: 'title',
		},
	});
	expect(
		judge('vendor', ({ doc }) =>
			edit(doc, () => doc.getMap('tasks').set('new', new Y.Map([['title', 'x']]))),
		),
	).toEqual({
		kind: 'refused',
		refusal: { code: 'not-allowed', reason: 'As a vendor you add nothing to tasks.', record: 'new' },
	});
});

test('[G14] the server’s own hand is not asked, and bound by every other rule', () => {
	const rename = set('tasks', 'theirs', 'title', 'x');
	expect(answer(judge('vendor', rename))).toBe('not-allowed');
	expect(answer(judge('vendor', rename, { unbound: true }))).toBe('admitted');
	const plain = set('tasks', 'theirs', 'status', 'done');
	expect(answer(judge('vendor', plain, { unbound: true }))).toBe('invalid-value');
});

test('[G14] emergency access holds until its moment, judged when the edit is', async () => {
	const world = await createWorld();
	const until = world.clock.now() + 60_000;
	const say = async (accent: string) => {
		const she = world.join({ person: 'eve' as never, role: 'vendor', raised: { until } });
		await world.settled();
		she.edit((doc) => doc.getMap('meta').set('accent', accent));
		await world.settled();
		return she.last('refusal')?.refusal.code ?? 'receipt';
	};
	expect(await say('#aabbcc')).toBe('receipt');
	world.clock.advance(59_999);
	expect(await say('#aabbcd')).toBe('receipt');
	world.clock.advance(1);
	expect(await say('#aabbce')).toBe('not-allowed');
});

test('[G14][R8] an operation that may not be run is refused with the same words, told once, and leaves no trace', async () => {
	const told: string[] = [];
	const deps = { onRefused: (who: Principal, section: string) => void told.push(`${who.person} ${section}`) };
	const { room, store } = await createWorld({ deps });
	const create = { name: 'tasks.create', input: { id: 'cake', title: 'Cake' } };
	expect((await room.operate(principal('ada'), create)).ok).toBe(true);
	const rows = async () => (await store.load(demoWedding, 'plan')).rows.length;
	const before = await rows();
	const rename = { name: 'tasks.change', input: { id: 'cake', title: 'Pie' } };
	expect(await room.operate(principal(eve, 'vendor'), rename)).toEqual({
		ok: false,
		error: {
			kind: 'refused',
			refusal: {
				code: 'not-allowed',
				reason: 'As a vendor you change only tasks that are yours.',
				record: 'cake',
				field: 'title',
			},
		},
	});
	expect([told, await rows()]).toEqual([['eve plan'], before]);
	expect((await room.operate(principal('ada'), rename)).ok).toBe(true);
	expect((await room.operate({ ...principal(eve, 'vendor'), unbound: true }, create)).ok).toBe(false);
	const again = { name: 'tasks.create', input: { id: 'pie', title: 'Pie' } };
	expect((await room.operate({ ...principal(eve, 'vendor'), unbound: true }, again)).ok).toBe(true);
});

cases('[G15] touched is what is put in, taken away, overwritten or made to give way, seen or not', [
	[
		'a title that loses against the present one',
		'vendor',
		({ id }) =>
			forgeStructs(3, 0, {
				parent: id('tasks', 'theirs'),
				key: 'title',
				content: anyOf('x'),
			} satisfies Forged),
		'not-allowed',
	],
	[
		'something deleted, put behind a value',
		'vendor',
		item(({ id }) => ({ origin: id('tasks', 'mine', 'category'), content: goneFor(1) })),
		'not-allowed',
	],
	[
		'something deleted, put where nothing is',
		'vendor',
		item(({ id }) => ({ parent: id('tasks', 'theirs'), key: 'due', content: goneFor(1) })),
		'not-allowed',
	],
	[
		'a value taken away',
		'vendor',
		({ doc, of }) => edit(doc, () => of('tasks', 'mine').delete('category')),
		'not-allowed',
	],
	[
		'a letter in a note',
		'vendor',
		({ doc, of }) => edit(doc, () => (of('tasks', 'mine').get('notes') as Y.Text).insert(0, 'x')),
		'not-allowed',
	],
	[
		'a letter out of a note',
		'vendor',
		({ doc, of }) => edit(doc, () => (of('tasks', 'mine').get('notes') as Y.Text).delete(0, 1)),
		'not-allowed',
	],
	[
		'a letter in a note and out again',
		'vendor',
		({ doc, of }) =>
			edit(doc, () => {
				(of('tasks', 'mine').get('notes') as Y.Text).insert(0, 'x');
				(of('tasks', 'mine').get('notes') as Y.Text).delete(0, 1);
			}),
		'not-allowed',
	],
	[
		'an owner’s entry removed by one that has seen it',
		'vendor',
		({ doc, of }) =>
			edit(doc, () => {
				const { owner } = ownerOf(of('tasks', 'theirs'));
				of('tasks', 'theirs').set('owner~900', [eve, hlcAt(noon), 'vendor', [owner], []]);
				of('tasks', 'theirs').delete(`owner~${owner[0]}`);
			}),
		'not-allowed',
	],
	[
		'two roles by two ids: the one that loses is judged too',
		'coordinator',
		({ id }) =>
			forge({
				structs: [hers, 3].map((client) => ({
					client,
					clock:
						client === 3 ? 0 : Y.getState(openCopy('plan', sceneOf('coordinator', 'plan').now).store, hers),
					list: [{ origin: id('people', 'vic', 'role'), content: anyOf(client === 3 ? 'couple' : 'helper') }],
				})),
			}),
		'not-allowed',
	],
]);

function ownerOf(task: Y.Map<unknown>): { readonly owner: readonly [number, number] } {
	const key = [...task.keys()].find((one) => one.startsWith('owner~')) ?? '';
	return { owner: [Number(key.slice('owner~'.length)), (task.get(key) as [unknown, number])[1]] };
}

/** A record made field by field, in this order; a field may come twice. */
const record =
	(root: string, id: string, ...fields: readonly (readonly [string, unknown])[]): Make =>
	({ at }) => {
		const last = new Map<string, number>();
		const list = fields.map(([key, value], index): Forged => {
			const before = last.get(key);
			last.set(key, at + 1 + index);
			const content = value === gone ? goneFor(1) : anyOf(value);
			return before === undefined
				? { parent: [hers, at], key, content }
				: { origin: [hers, before], content };
		});
		return forgeStructs(hers, at, { parent: root, key: id, content: typeOf(1) }, ...list);
	};
const gone = Symbol('gone');
const said = [
	['on', 'task:mine'],
	['text', 'Lemon?'],
	['at', '2027-05-01T12:00:00Z'],
] as const;

cases('[G16] nothing comes in with a new record that could not be written into it', [
	['a comment of hers', 'vendor', record('comments', 'c', ...said, ['by', eve]), 'admitted'],
	['a comment of mia’s', 'vendor', record('comments', 'c', ...said, ['by', 'mia']), 'not-allowed'],
	['a comment of mia’s', 'couple', record('comments', 'c', ...said, ['by', 'mia']), 'not-allowed'],
	['a comment of nobody’s', 'couple', record('comments', 'c', ...said), 'not-allowed'],
	['hers, then mia’s', 'vendor', record('comments', 'c', ...said, ['by', eve], ['by', 'mia']), 'not-allowed'],
	['mia’s, then hers', 'vendor', record('comments', 'c', ...said, ['by', 'mia'], ['by', eve]), 'not-allowed'],
	[
		'hers, then nobody’s',
		'vendor',
		record('comments', 'c', ...said, ['by', eve], ['by', gone]),
		'not-allowed',
	],
	[
		'on her task, then on another',
		'vendor',
		record('comments', 'c', ...said, ['by', eve], ['on', 'task:theirs']),
		'not-allowed',
	],
	[
		'deleted by mia',
		'vendor',
		record('comments', 'c', ...said, ['by', eve], ['deletedBy', 'mia']),
		'not-allowed',
	],
	['a helper', 'coordinator', record('people', 'p', ['name', 'P'], ['role', 'helper']), 'admitted'],
	[
		'one of the couple',
		'coordinator',
		record('people', 'p', ['name', 'P'], ['role', 'couple']),
		'not-allowed',
	],
	[
		'one of the couple, then a helper',
		'coordinator',
		record('people', 'p', ['name', 'P'], ['role', 'couple'], ['role', 'helper']),
		'not-allowed',
	],
	[
		'a helper, then one of the couple',
		'coordinator',
		record('people', 'p', ['name', 'P'], ['role', 'helper'], ['role', 'couple']),
		'not-allowed',
	],
	[
		'a deputy',
		'coordinator',
		record('people', 'p', ['name', 'P'], ['role', 'helper'], ['deputy', true]),
		'not-allowed',
	],
	[
		'a deputy',
		'couple',
		record('people', 'p', ['name', 'P'], ['role', 'helper'], ['deputy', true]),
		'admitted',
	],
	[
		'a task deleted by mia',
		'couple',
		record('tasks', 't', ['title', 'T'], ['deletedBy', 'mia']),
		'not-allowed',
	],
]);

const later = '2027-05-02T12:00:00Z';
cases('[G17] what is deleted is deleted in its deleter’s name or in none', [
	['in her own', 'couple', set('tasks', 'theirs', 'deletedBy', eve), 'admitted'],
	['in mia’s', 'couple', set('tasks', 'theirs', 'deletedBy', 'mia'), 'not-allowed'],
	['in none', 'couple', set('tasks', 'theirs', 'deletedAt', later), 'admitted'],
	['anew, mia’s name left standing', 'couple', set('tasks', 'gone', 'deletedAt', later), 'not-allowed'],
	[
		'anew, in her own',
		'couple',
		({ doc, of }) =>
			edit(doc, () => {
				of('tasks', 'gone').set('deletedAt', later);
				of('tasks', 'gone').set('deletedBy', eve);
			}),
		'admitted',
	],
	[
		'anew, her name put where it loses',
		'couple',
		({ id, at }) =>
			forge({
				structs: [
					{
						client: hers,
						clock: at,
						list: [{ origin: id('tasks', 'gone', 'deletedAt'), content: anyOf(later) }],
					},
					{
						client: 3,
						clock: 0,
						list: [{ parent: id('tasks', 'gone'), key: 'deletedBy', content: anyOf(eve) }],
					},
				],
			}),
		'not-allowed',
	],
	[
		'restored',
		'couple',
		({ doc, of }) =>
			edit(doc, () => {
				for (const key of ['deletedAt', 'deletedBy']) of('tasks', 'gone').delete(key);
			}),
		'admitted',
	],
]);

test.each([
	['support', 'plan', 'read-only'],
	['guest', 'plan', 'read-only'],
	['vendor', 'plan', 'admitted'],
	['vendor', 'ceremony', 'read-only'],
	['party', 'ceremony', 'read-only'],
	['venue', 'guests', 'read-only'],
	['family', 'guests', 'admitted'],
	['family', 'budget', 'read-only'],
	['coordinator', 'budget', 'admitted'],
] as const)('[G18] %s takes room in %s that nobody sees: %s', (role, section, code) => {
	expect(
		answer(
			judge(
				role,
				item(() => ({ gc: 1 })),
				{ section },
			),
		),
	).toBe(code);
});

test('[G18] emergency access lets support write in the plan', () => {
	const who = { person: personId.parse(eve), role: 'support', raised: true } as const;
	expect(
		answer(
			judge(
				'support',
				item(() => ({ gc: 1 })),
				{ who },
			),
		),
	).toBe('admitted');
});

test('[G19] the version of a wedding is written by the server’s own hand alone', () => {
	const version = set('meta', 'meta', 'version', 2);
	for (const role of ['couple', 'coordinator', 'service'] as const)
		expect(answer(judge(role, version))).toBe('not-allowed');
	expect(answer(judge('service', version, { unbound: true }))).toBe('admitted');
});

describe('[G20] styles taken away by somebody who may not write the note', () => {
	/** A note with one word in bold, and the update of whoever takes the mark away, with more in the same breath. */
	function tidied(role: Role, more: (text: Y.Text) => void = () => undefined): Verdict {
		const { now } = sceneOf('couple', 'plan');
		const doc = openCopy('plan', now);
		const noteOf = (one: Y.Doc) => (one.getMap('tasks').get('mine') as Y.Map<unknown>).get('notes') as Y.Text;
		doc.clientID = 77;
		noteOf(doc).insert(0, 'no nuts', { bold: true });
		const device = new Y.Doc();
		Y.applyUpdate(device, Y.encodeStateAsUpdate(doc));
		device.clientID = hers;
		const update = edit(device, () => {
			device.transact((transaction) => {
				for (let piece = noteOf(device)._start; piece !== null; piece = piece.right)
					if (piece.content instanceof Y.ContentFormat) piece.delete(transaction);
				more(noteOf(device));
			});
		});
		const read = readUpdate(update, limits.live);
		if (!read.ok) throw new Error(read.error.reason);
		return admit(doc, read.value, {
			section: 'plan',
			who: { person: personId.parse(eve), role },
			owns: () => 'yes',
			maxHlc: hlcAt(noon + limits.clockAheadMs),
			mayGrow: true,
		});
	}

	test.each(['support', 'helper', 'vendor'] as const)('are let be, and nothing is merged (%s)', (role) => {
		expect(tidied(role)).toEqual({ kind: 'known' });
	});

	test('together with anything else they are refused like it', () => {
		expect(answer(tidied('helper', (text) => text.delete(0, 2)))).toBe('not-allowed');
		expect(answer(tidied('support', (text) => text.insert(0, 'x')))).toBe('not-allowed');
	});

	test('are an edit for whoever may write it', () => {
		expect(tidied('family').kind).toBe('admitted');
	});
});
