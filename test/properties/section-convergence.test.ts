/** The private sections, quarrelled over: whoever has received the same edits shows the same, and so does the log. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { openLive } from '../../server/room/live.ts';
import { createRooms } from '../../server/room/rooms.ts';
import { openMemory } from '../../server/store/memory.ts';
import { roles } from '../../shared/access/roles.ts';
import { testClock } from '../../shared/clock.ts';
import { canonicalHash } from '../../shared/document/canonical.ts';
import { checkDocument } from '../../shared/document/check.ts';
import { readSection } from '../../shared/document/private-sections.ts';
import { type Root, rootsOf } from '../../shared/document/schema.ts';
import { seededRandom } from '../../shared/random.ts';
import { type Participant, participant } from '../world/participant.ts';
import { noon, replica } from '../world/replica.ts';
import {
	actIn,
	foundedSection,
	foundings,
	type PrivateSection,
	type SectionEdit,
	sectionEdits,
} from '../world/section-history.ts';
import { demoWedding, principal } from '../world/wedding.ts';

const names = ['ceremony', 'guests', 'budget'] as const;
const who = fc.nat({ max: 4 });

const stepIn = (section: PrivateSection) =>
	fc.oneof(
		{
			weight: 6,
			arbitrary: fc.record({ do: fc.constant('edit' as const), who, edit: sectionEdits[section] }),
		},
		{ weight: 3, arbitrary: fc.record({ do: fc.constant('hear' as const), who, update: fc.nat(200) }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant('sync' as const), who, from: who }) },
	);
const historyIn = (section: PrivateSection) =>
	fc.record({
		crowd: fc.uniqueArray(
			fc.record({ client: fc.integer({ min: 2, max: 0xffff_ffff }), role: fc.constantFrom(...roles) }),
			{ minLength: 3, maxLength: 5, selector: ({ client }) => client },
		),
		steps: fc.array(stepIn(section), { minLength: 15, maxLength: 50, size: 'max' }),
		shuffle: fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
	});
type History = ReturnType<typeof historyIn> extends fc.Arbitrary<infer H> ? H : never;

function play(section: PrivateSection, { crowd, steps }: History) {
	const made: Uint8Array[] = [foundedSection(section)];
	const all = crowd.map(({ client, role }) => {
		const one = replica(client, { role, now: noon + 1_000 });
		Y.applyUpdate(one.doc, made[0] ?? new Uint8Array(), 'remote');
		one.doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin !== 'remote') made.push(new Uint8Array(update));
		});
		return { ...one, undos: [] as SectionEdit[] };
	});
	for (const [at, step] of steps.entries()) {
		const one = all[step.who % all.length];
		if (one === undefined) continue;
		if (step.do === 'edit') actIn(section, one, { edit: step.edit, undos: one.undos, id: `own-${at}` });
		const heard = step.do === 'hear' ? made[step.update % made.length] : undefined;
		if (heard !== undefined) Y.applyUpdate(one.doc, heard, 'remote');
		const from = step.do === 'sync' ? all[step.from % all.length] : undefined;
		if (from !== undefined) Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(from.doc), 'remote');
	}
	return { made, all };
}

/** Everything once, some of it twice, in an order of its own. */
function shuffled(updates: readonly Uint8Array[], { shuffle }: History, turn: number): readonly Uint8Array[] {
	const at = (index: number) => ((shuffle[(index + turn) % 20] ?? 0) * (index + turn + 7)) % 10_007;
	return [...updates, ...updates.filter((_, index) => at(index) % 4 === 0)]
		.map((update, index) => ({ update, at: at(index) }))
		.sort((a, b) => a.at - b.at)
		.map(({ update }) => update);
}

describe.each(names)('the same edits of %s', (section) => {
	test('in any order, with duplicates, give the same section, whole and with no root of another', () => {
		let conflicts = 0;
		fc.assert(
			fc.property(historyIn(section), (history) => {
				const { made, all } = play(section, history);
				const fromZero = new Y.Doc();
				for (const update of made) Y.applyUpdate(fromZero, update);
				for (const [turn, { doc }] of all.entries()) {
					for (const update of shuffled(made, history, turn)) Y.applyUpdate(doc, update, 'remote');
				}
				const [view, hash] = [readSection(fromZero, section), canonicalHash(fromZero)];
				conflicts += view.conflicts.length;
				for (const { doc } of all) {
					expect(readSection(doc, section)).toEqual(view);
					expect(canonicalHash(doc)).toBe(hash);
				}
				const roots = rootsOf(section);
				expect([...fromZero.share.keys()].filter((root) => !roots.includes(root as Root))).toEqual([
					...rootsOf('plan'),
				]);
				// Of what concurrency can do, only a deleted table under its guests is left to be told.
				const kinds = checkDocument(fromZero, section).map(({ kind }) => kind);
				expect(kinds.filter((kind) => kind !== 'dangling')).toEqual([]);
			}),
			{ numRuns: 70 },
		);
		expect(conflicts).toBeGreaterThan(20);
	});
});

const roomStep = fc.record({
	section: fc.constantFrom(...names),
	who,
	do: fc.constantFrom('edit', 'edit', 'edit', 'up', 'down', 'break', 'restart', 'operate'),
	edits: fc.record({
		ceremony: sectionEdits.ceremony,
		guests: sectionEdits.guests,
		budget: sectionEdits.budget,
	}),
});

test('[R1][R4] three sections of one wedding over bad lines: devices, rooms, log and snapshots say the same', async () => {
	let rows = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(roomStep, { minLength: 40, maxLength: 90, size: 'max' }), async (steps) => {
			const world = await openWorld();
			for (const [at, { section, who: index, do: deed, edits }] of steps.entries()) {
				const here = world.at[section];
				const one = here.people[index % here.people.length];
				if (one === undefined) continue;
				if (deed === 'edit') {
					actIn(section, one.line.replica, { edit: edits[section], undos: one.undos, id: `own-${at}` });
				} else if (deed === 'up' || deed === 'down') one.line.deliver(deed, 3);
				else if (deed === 'break') one.line.disconnect();
				else if (deed === 'operate') {
					const first = foundings[section].at(-1)?.input as { id: string };
					const kind = foundings[section].at(-1)?.name.split('.')[0];
					await (await world.room(section)).operate(principal('ada'), {
						name: `${kind}.delete`,
						input: { id: first.id },
					});
				} else await world.restart();
			}
			await world.quiet();
			for (const section of names) {
				const { people } = world.at[section];
				expect(people.flatMap(({ line }) => line.refusals)).toEqual([]);
				const live = await openLive(world.store, demoWedding, section);
				const hashes = people.map(({ line }) => canonicalHash(line.replica.doc));
				expect(new Set([...hashes, canonicalHash(live.doc)]).size).toBe(1);
				const { view } = await (await world.room(section)).view();
				expect(view).toEqual(readSection(live.doc, section));
			}
			await world.restart();
			const loaded = await Promise.all(names.map((section) => world.store.load(demoWedding, section)));
			for (const [index, { snapshot }] of loaded.entries()) {
				const name = names[index] ?? 'budget';
				const proof = new Y.Doc();
				Y.applyUpdate(proof, snapshot?.state ?? new Uint8Array());
				expect(snapshot?.hash).toBe(canonicalHash(proof));
				expect(readSection(proof, name)).toEqual((await (await world.room(name)).view()).view);
			}
			rows += Number(loaded[0]?.seq);
		}),
		{ numRuns: 15 },
	);
	expect(rows).toBeGreaterThan(15 * 12);
});

interface Person {
	readonly line: Participant;
	readonly undos: SectionEdit[];
}

async function openWorld() {
	const store = openMemory();
	const clock = testClock();
	await store.createWedding({ id: demoWedding, createdAt: 0, name: 'Ada & Noor', date: '2027-06-12' });
	const open = () =>
		createRooms({
			store,
			clock,
			random: seededRandom(1),
			later: queueMicrotask,
			log: () => undefined,
			fatal(fault) {
				throw fault;
			},
		});
	let rooms = open();
	const room = (section: PrivateSection) => rooms.open(demoWedding, section);
	const peopleOf = (first: number): { readonly people: readonly Person[] } => ({
		people: [true, false, true].map((receipts, index) => {
			const [name, role] = [`person-${index}`, index === 1 ? 'coordinator' : 'couple'] as const;
			const device = replica(first + index, { person: name, role, now: clock.now() + index * 1_000 });
			return { line: participant(device, { name, role, receipts }), undos: [] };
		}),
	});
	const at = { ceremony: peopleOf(10_000), guests: peopleOf(20_000), budget: peopleOf(30_000) };

	/** Everybody comes back and all lines run dry. */
	async function quiet(): Promise<void> {
		for (let turn = 0; turn < 200; turn++) {
			let isBusy = false;
			for (const section of names) {
				const here = await room(section);
				const { people } = at[section];
				for (const { line } of people) {
					if (!line.isConnected) line.connect(here);
					isBusy = line.deliver('up', 1_000) || isBusy;
				}
				await here.view();
				await here.view();
				for (const { line } of people) isBusy = line.deliver('down', 1_000) || isBusy;
			}
			if (!isBusy) return;
		}
		throw new Error('the lines never run dry');
	}

	async function restart(): Promise<void> {
		for (const section of names) for (const { line } of at[section].people) line.disconnect();
		await rooms.close();
		rooms = open();
		for (const section of names) for (const { line } of at[section].people) line.connect(await room(section));
	}

	for (const section of names) {
		for (const operation of foundings[section]) {
			await (await room(section)).operate(principal('ada'), operation);
		}
	}
	await quiet();
	return { store, at, room, quiet, restart };
}
