/**
 * Rights against an oracle: every role, every section, legal and forged and mutated bytes. Inspection judges before merging; the
 * staging replica merges a copy and looks. What was admitted changed only what `may` allows; what was refused for want of a
 * right would have changed something it does not allow, or is counted as over-reported.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { admit } from '../../server/room/gate.ts';
import { limits } from '../../server/room/limits.ts';
import type { Verdict, Writing } from '../../server/room/verdict.ts';
import { factsOf } from '../../shared/access/facts.ts';
import { type Deed, may, type Who } from '../../shared/access/may.ts';
import { categories, categoryOf, type Category, levelOf, reaches } from '../../shared/access/permissions.ts';
import { type Role, roles } from '../../shared/access/roles.ts';
import { hlcAt } from '../../shared/document/hlc.ts';
import { type Section, sectionNames } from '../../shared/document/schema.ts';
import { personId } from '../../shared/ids.ts';
import { readUpdate, type Update } from '../../shared/wire/update.ts';
import { forgeStructs } from '../world/forge.ts';
import { forgeries, mutated } from '../world/forgery.ts';
import { noon } from '../world/replica.ts';
import { openCopy, stage } from '../world/staging.ts';
import { createTally, type Tally } from '../world/tally.ts';
import {
	eve,
	hers,
	others,
	type Scene,
	sceneOf,
	type Trespass,
	trespass,
	trespassing,
} from '../world/trespass.ts';

interface Setting extends Scene {
	readonly doc: Y.Doc;
	readonly forged: fc.Arbitrary<Uint8Array>;
}
const settings = remember((role: Role, section: Section): Setting => {
	const scene = sceneOf(role, section);
	const doc = openCopy(section, scene.now);
	const forged = forgeries(doc, { clients: [hers, 901, ...others], role, hlc: hlcAt(noon) });
	return { ...scene, doc, forged };
});

const attempt = fc
	.record({ role: fc.constantFrom(...roles), section: sectionsMostlyPlan(), raised: oneIn(8) })
	.chain(({ role, section, raised }) => {
		const setting = settings(role, section);
		const built = trespass.map((one) => trespassing(setting, one));
		const legal = built.filter((bytes): bytes is Uint8Array => bytes !== undefined);
		const bytes = fc.oneof(
			{ weight: 6, arbitrary: legal },
			// By two of her ids, neither knowing of the other: what one of them writes at a key loses.
			{ weight: 3, arbitrary: fc.tuple(legal, legal).map((pair) => Y.mergeUpdates(pair)) },
			// The same places with other values, by two of her ids: one of the values stands, the other loses.
			{ weight: 2, arbitrary: trespass.map((one) => twice(setting, one)) },
			{
				weight: 1,
				arbitrary: fc.constant(forgeStructs(hers, Y.getState(setting.doc.store, hers), { gc: 1 })),
			},
			{ weight: 2, arbitrary: fc.tuple(legal, legal).chain((pair) => mutated(pair)) },
			{ weight: 3, arbitrary: setting.forged },
		);
		const kind = fc.constantFrom('update' as const, 'step2' as const);
		return fc.record({
			role: fc.constant(role),
			section: fc.constant(section),
			raised: fc.constant(raised),
			kind,
			bytes,
		});
	});
function twice(setting: Setting, one: Trespass): Uint8Array {
	const acts = one.acts.map((act) => ({ ...act, value: act.value + 1 }));
	const both = [
		trespassing(setting, { ...one, client: hers }),
		trespassing(setting, { ...one, acts, client: 3 }),
	];
	return Y.mergeUpdates(both.filter((bytes) => bytes !== undefined));
}

interface Tallies {
	readonly branches: Tally;
	/** `+role/category` for what was admitted there, `-` for what was refused. */
	readonly cells: Tally;
}
type Attempt = typeof attempt extends fc.Arbitrary<infer A> ? A : never;

function judge({ role, section, raised, kind, bytes }: Attempt, { branches: tally, cells }: Tallies): void {
	const { doc, now } = settings(role, section);
	const who: Who = { person: personId.parse(eve), role, raised };
	const read = readUpdate(bytes, kind === 'step2' ? limits.catchUp : limits.live);
	if (!read.ok) return tally.count('unreadable');
	const verdict = admit(doc, read.value, writingOf(who, section));
	expect(Buffer.compare(Y.encodeStateAsUpdate(doc), now)).toBe(0);
	const name = verdict.kind === 'refused' ? verdict.refusal.code : verdict.kind;
	tally.count(name);
	// Whatever the structure is refused for may throw in Yjs, or lie there unread.
	if (!judgedForRights.has(name)) return;
	const staged = stage(section, doc, now, bytes);
	const facts = factsOf(doc);
	const forbidden = staged.deeds.filter((deed) => !may(who, deed, facts).may);
	if (verdict.kind === 'missing') expect(staged.isWhole).toBe(false);
	if (verdict.kind === 'known')
		expect({ isWhole: staged.isWhole, deeds: staged.deeds }).toEqual({ isWhole: true, deeds: [] });
	if (verdict.kind === 'admitted') {
		expect({ isWhole: staged.isWhole, forbidden }).toEqual({ isWhole: true, forbidden: [] });
		onlyWhatAnybodyMay(who, staged.deeds, { was: doc, is: staged.copy });
		if (staged.deeds.length === 0) tally.count('admitted, nothing to see');
		for (const deed of staged.deeds) cells.count(`+${role}/${nameOf(deed, doc)}`);
	}
	if (name === 'read-only') {
		expect({ isWhole: staged.isWhole, deeds: staged.deeds }).toEqual({ isWhole: true, deeds: [] });
		expect(['guest', 'support'].includes(role) || section !== 'plan').toBe(true);
	}
	if (name === 'not-allowed') {
		expect(staged.isWhole).toBe(true);
		for (const deed of forbidden) cells.count(`-${role}/${nameOf(deed, doc)}`);
		if (forbidden.length === 0)
			tally.count(overReported(verdict, { who, update: read.value, staged, facts }));
		else tally.count('not-allowed, as the replica shows');
	}
}

/** Why inspection says no where the replica shows nothing forbidden: it must be one of these. */
function overReported(
	verdict: Verdict,
	{
		who,
		update,
		staged,
		facts,
	}: { who: Who; update: Update; staged: ReturnType<typeof stage>; facts: ReturnType<typeof factsOf> },
): string {
	if (verdict.kind !== 'refused') throw new Error('not a refusal');
	const { record, field = '' } = verdict.refusal;
	const seen = staged.deeds.find((deed) => deed.record === record && deed.field === field);
	if (seen === undefined) return 'over-reported: touched, and unchanged on the replica';
	// Changed, and to something allowed: then a value that lost was not.
	const values = update.structs.flatMap(({ item }) =>
		item?.content.kind === 'any' ? item.content.values : [undefined],
	);
	const after = (value: unknown) =>
		field === ''
			? Object.keys(seen.after ?? {})
					.concat('by', 'on')
					.map((name) => ({ ...(seen.after as object), [name]: value }))
			: [value];
	const others = values.flatMap(after).map((one): Deed => ({ ...seen, after: one }));
	expect(
		others.some((deed) => !may(who, deed, facts).may),
		JSON.stringify(verdict),
	).toBe(true);
	return 'over-reported: another value of it lost';
}

/** Said again without the table: what nobody may do, whatever their level. */
function onlyWhatAnybodyMay(who: Who, deeds: readonly Deed[], { was, is }: { was: Y.Doc; is: Y.Doc }): void {
	for (const { root, record, field, after } of deeds) {
		const [before, now] = [factsOf(was), factsOf(is)];
		const category =
			root === 'comments' ? categoryOf[subjectOf(now.value(root, record, 'on'))] : categoryOf[root];
		expect(reaches(levelOf(who, category ?? 'alerts'), 'own')).toBe(true);
		expect(`${root}.${field}`).not.toBe('meta.version');
		if (root === 'people' && record === who.person)
			expect(['role', 'deletedAt', 'deletedBy']).not.toContain(field);
		if (root === 'people' && !['couple', 'coordinator'].includes(who.role))
			expect([record, ['name', 'colour'].includes(field)]).toEqual([who.person, true]);
		if (root === 'people' && who.role === 'coordinator')
			expect([before.value(root, record, 'role'), now.value(root, record, 'role')]).not.toContain('couple');
		if (root === 'comments' && field === '') expect(now.value(root, record, 'by')).toBe(who.person);
		if (root === 'comments' && ['text', 'mentions', 'on', 'at'].includes(field))
			expect(before.value(root, record, 'by')).toBe(who.person);
		if (field === 'deletedBy' || field === 'deletedAt') {
			const by = now.value(root, record, 'deletedBy');
			if (now.value(root, record, 'deletedAt') !== undefined) expect([undefined, who.person]).toContain(by);
		}
		if (field === '') expect([undefined, who.person]).toContain((after as { deletedBy?: unknown }).deletedBy);
	}
}

const judgedForRights: ReadonlySet<string> = new Set([
	'admitted',
	'known',
	'missing',
	'not-allowed',
	'read-only',
]);
const subjectOf = (on: unknown) => (`${on}`.startsWith('task:') ? 'tasks' : 'timeline');

function nameOf({ root, record, after }: Deed, doc: Y.Doc): Category {
	if (root !== 'comments') return categoryOf[root];
	const on = factsOf(doc).value(root, record, 'on') ?? (after as { on?: unknown })?.on;
	return subjectOf(on);
}

function writingOf(who: Who, section: Section): Writing {
	return {
		section,
		who,
		owns: (client) =>
			client === hers ? 'yes' : (others as readonly number[]).includes(client) ? 'no' : 'new',
		maxHlc: hlcAt(noon + limits.clockAheadMs),
		mayGrow: true,
	};
}

test('[G14–G19] what is admitted changes only what the table allows; every branch is reached, and every cell of the table', () => {
	const tallies = { branches: createTally(), cells: createTally() };
	fc.assert(
		fc.property(attempt, (one) => judge(one, tallies)),
		{ numRuns: 5_000, seed: 20_270_612 },
	);
	tallies.branches.print('[G14–G19] 5,000 attempts');
	for (const branch of [
		'admitted',
		'admitted, nothing to see',
		'known',
		'missing',
		'not-allowed, as the replica shows',
		'over-reported: touched, and unchanged on the replica',
		'over-reported: another value of it lost',
		'read-only',
		'invalid-value',
		'foreign-client',
		'unreadable',
	])
		expect([branch, tallies.branches.of(branch) > 0]).toEqual([branch, true]);
	for (const role of roles)
		for (const category of categories.filter((one) => one !== 'alerts')) {
			const level = levelOf({ role }, category);
			const cell = `${role}/${category}`;
			// In emergency access more is admitted than the cell says; nothing is where it says none.
			if (reaches(level, 'own')) expect([cell, tallies.cells.of(`+${cell}`) > 0]).toEqual([cell, true]);
			if (level === 'none') expect([cell, tallies.cells.of(`+${cell}`)]).toEqual([cell, 0]);
			if (!reaches(level, 'write')) expect([cell, tallies.cells.of(`-${cell}`) > 0]).toEqual([cell, true]);
		}
});

test('[G14–G19] the same for attempts never made before', () => {
	fc.assert(
		fc.property(attempt, (one) => judge(one, { branches: createTally(), cells: createTally() })),
		{ numRuns: 1_500 },
	);
});

function sectionsMostlyPlan(): fc.Arbitrary<Section> {
	return fc.oneof(
		{ weight: 3, arbitrary: fc.constant('plan' as const) },
		{ weight: 1, arbitrary: fc.constantFrom(...sectionNames) },
	);
}

function oneIn(times: number): fc.Arbitrary<boolean> {
	return fc.nat(times - 1).map((n) => n === 0);
}

function remember(
	make: (role: Role, section: Section) => Setting,
): (role: Role, section: Section) => Setting {
	const known = new Map<string, Setting>();
	return (role, section) => {
		const made = known.get(`${role}/${section}`) ?? make(role, section);
		known.set(`${role}/${section}`, made);
		return made;
	};
}
