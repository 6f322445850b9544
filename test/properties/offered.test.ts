/** What the app offers by `mayRun` is what the gate takes: every role, every section, every operation on its records. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { admit } from '../../server/room/gate.ts';
import { limits } from '../../server/room/limits.ts';
import { mayRun } from '../../shared/access/deeds.ts';
import type { Who } from '../../shared/access/may.ts';
import { type Role, roles } from '../../shared/access/roles.ts';
import { hlcAt } from '../../shared/document/hlc.ts';
import type { Operation } from '../../shared/document/operations/operation.ts';
import { run } from '../../shared/document/operations/operations.ts';
import {
	type Field,
	fieldOf,
	type RecordKind,
	schema,
	type Section,
	sectionNames,
} from '../../shared/document/schema.ts';
import { personId } from '../../shared/ids.ts';
import { readUpdate } from '../../shared/wire/update.ts';
import { noon } from '../world/replica.ts';
import { openCopy } from '../world/staging.ts';
import { createTally } from '../world/tally.ts';
import { eve, hers, type Scene, sceneOf, valueOf } from '../world/trespass.ts';

const scenes = new Map<string, Scene>();
function scene(role: Role, section: Section): Scene {
	const made = scenes.get(`${role}/${section}`) ?? sceneOf(role, section);
	scenes.set(`${role}/${section}`, made);
	return made;
}

const wish = fc.record({
	role: fc.constantFrom(...roles),
	section: fc.constantFrom('plan' as const, 'plan' as const, ...sectionNames),
	raised: fc.boolean(),
	verb: fc.constantFrom('create', 'change', 'change', 'change', 'delete', 'restore'),
	at: fc.nat(),
	fields: fc.array(fc.nat(), { minLength: 1, maxLength: 2 }),
	value: fc.nat(),
});

test('[G14] an operation that may be run is admitted, one that may not is refused for want of the right', () => {
	const tally = createTally();
	fc.assert(
		fc.property(wish, ({ role, section, raised, verb, at, fields, value }) => {
			const { now, records } = scene(role, section);
			const { root, record } = records[at % records.length] ?? { root: 'meta', record: 'meta' };
			const operation = operationOn(root, { verb, record, fields, value });
			const who: Who = { person: personId.parse(eve), role, raised };
			const [relay, device] = [openCopy(section, now), openCopy(section, now)];
			const offered = mayRun(who, operation, device);
			device.clientID = hers;
			const before = Y.encodeStateVector(device);
			const done = run(device, { ...who, now: noon }, operation);
			const read = readUpdate(Y.encodeStateAsUpdate(device, before), limits.catchUp);
			if (!done.ok || !read.ok || read.value.structs.length + Number(verb === 'restore') === 0) return;
			const verdict = admit(relay, read.value, {
				section,
				who,
				owns: (client) => (client === hers ? 'yes' : 'no'),
				maxHlc: hlcAt(noon + limits.clockAheadMs),
				mayGrow: true,
			});
			if (verdict.kind === 'known') return;
			const taken = verdict.kind === 'refused' ? verdict.refusal.code : verdict.kind;
			expect([operation, taken]).toEqual([operation, offered.may ? 'admitted' : 'not-allowed']);
			tally.count(taken);
		}),
		{ numRuns: 2_000, seed: 20_270_612 },
	);
	tally.print('[G14] operations offered or not');
	expect(Math.min(tally.of('admitted'), tally.of('not-allowed'))).toBeGreaterThan(300);
});

function operationOn(
	root: RecordKind | 'meta',
	{
		verb,
		record,
		fields,
		value,
	}: {
		readonly verb: string;
		readonly record: string;
		readonly fields: readonly number[];
		readonly value: number;
	},
): Operation {
	const names = Object.keys(schema[root]).filter((name) => !/^(deleted|version$|at$)/.test(name));
	const chosen = fields.map((index) => names[index % names.length] ?? '');
	const input = (some: readonly string[]) =>
		Object.fromEntries(some.map((name, index) => [name, inputOf(root, name, value + index)]));
	if (root === 'meta') return { name: 'meta.change', input: input(chosen) };
	if (verb === 'delete' || verb === 'restore') return { name: `${root}.${verb}`, input: { id: record } };
	if (verb === 'change') return { name: `${root}.change`, input: { id: record, ...input(chosen) } };
	const needed = Object.entries<Field>(schema[root]).flatMap(([name, field]) =>
		field.kind === 'plain' && !field.optional && !['by', 'at'].includes(name) ? [name] : [],
	);
	return { name: `${root}.create`, input: { id: 'new', ...input([...needed, ...chosen]) } };
}

function inputOf(root: RecordKind | 'meta', name: string, value: number): unknown {
	const one = valueOf(root, name, value);
	return fieldOf(root, name)?.kind === 'set' ? [one] : one;
}
