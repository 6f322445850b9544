/**
 * Random lives of a store against a model of plain arrays: appends good and bad, snapshots, quarantine, restarts, kills. What is
 * recovered is what was stored, in order, with its events, and nothing else (I3); a snapshot with the rows behind it is
 * the whole log (I4).
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Section, Store } from '../../server/store/store.ts';
import type { WeddingId } from '../../shared/ids.ts';
import {
	client,
	entry,
	event,
	otherWedding,
	ourWedding,
	seq,
	textOf,
	wedding,
	weddingRow,
	writer,
} from '../world/entry.ts';

/** A store that can be restarted, and killed: a kill keeps what was stored, without a close. */
export interface LivingStore {
	readonly store: Store;
	restart(): Promise<void>;
	kill(): Promise<void>;
	remove(): Promise<void>;
}

interface StoredRow {
	readonly section: Section;
	readonly text: string;
	readonly event: string | undefined;
	/** Put aside before any snapshot contained it. */
	isAside: boolean;
}

interface Model {
	readonly rows: StoredRow[];
	readonly bound: Map<string, string>;
	/** The newest snapshot of a section. */
	readonly snapshotAt: Map<Section, number>;
}

type Step =
	| { readonly kind: 'append'; readonly calls: readonly Call[] }
	| { readonly kind: 'snapshot'; readonly wedding: WeddingId; readonly section: Section }
	| { readonly kind: 'quarantine'; readonly wedding: WeddingId; readonly which: number }
	| { readonly kind: 'restart' | 'kill' };

interface Call {
	readonly wedding: WeddingId;
	readonly entries: readonly {
		readonly section: Section;
		readonly event: 'none' | 'new' | 'repeated';
		readonly by: 'mia' | 'ben';
		readonly bind: number | undefined;
		readonly length: number;
	}[];
}

/** One run per generated life; `open` makes an empty store. */
export async function checkStoreLives(runs: number, open: () => Promise<LivingStore>): Promise<void> {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
			const living = await open();
			try {
				await live(living, steps);
			} finally {
				await living.remove();
			}
		}),
		{ numRuns: runs },
	);
}

async function live(living: LivingStore, steps: readonly Step[]): Promise<void> {
	const models = new Map<WeddingId, Model>();
	for (const id of weddings) {
		await living.store.createWedding(weddingRow(id));
		models.set(id, { rows: [], bound: new Map(), snapshotAt: new Map() });
	}
	for (const [number, one] of steps.entries()) {
		if (one.kind === 'append') await append(living.store, models, one.calls, number);
		else if (one.kind === 'snapshot') await keepSnapshot(living.store, modelOf(models, one.wedding), one);
		else if (one.kind === 'quarantine') await quarantine(living.store, modelOf(models, one.wedding), one);
		else await living[one.kind]();
		for (const id of weddings) await compare(living.store, id, modelOf(models, id));
	}
}

/** All calls at once, so that they share batches; the model takes them in the order of calls. */
async function append(
	store: Store,
	models: Map<WeddingId, Model>,
	calls: readonly Call[],
	step: number,
): Promise<void> {
	const expected: unknown[] = [];
	const asked = calls.map((call, number) => {
		const rows = call.entries.map((one, place): StoredRow & { by: string; bind: number | undefined } => ({
			...one,
			text: `${step}.${number}.${place} ${'*'.repeat(one.length)}`,
			event: eventFor(one.event, `${step}.${number}.${place}`, models.get(call.wedding)),
			isAside: false,
		}));
		expected.push(expectedOf(models.get(call.wedding), rows));
		return store.append(
			rows.map(({ section, text, event: id, by, bind }) =>
				entry(text, {
					wedding: call.wedding,
					section,
					writer: writer(by),
					events: id === undefined ? [] : [event(id)],
					bind: bind === undefined ? [] : [client(bind)],
				}),
			),
		);
	});
	const answers = await Promise.allSettled(asked);
	const found = answers.map((answer) => {
		if (answer.status === 'rejected') return (answer.reason as Error).name;
		return answer.value.ok ? answer.value.value.map(Number) : answer.value.error.code;
	});
	equal('answers', found, expected);
}

/** What the call must be answered; changes the model if it is stored. */
function expectedOf(
	model: Model | undefined,
	rows: readonly (StoredRow & { by: string; bind: number | undefined })[],
): unknown {
	if (rows.length === 0) return [];
	if (model === undefined) return 'unknown-wedding';
	const ids = model.rows.flatMap((row) => row.event ?? []);
	const bound = new Map(model.bound);
	for (const { event: id, section, by, bind } of rows) {
		if (id !== undefined && ids.includes(id)) return 'EntryRejected';
		if (id !== undefined) ids.push(id);
		if (bind === undefined) continue;
		const key = `${section} ${bind}`;
		if ((bound.get(key) ?? by) !== by) return 'EntryRejected';
		bound.set(key, by);
	}
	for (const [key, by] of bound) model.bound.set(key, by);
	return rows.map((row) => model.rows.push({ ...row }));
}

function eventFor(
	kind: 'none' | 'new' | 'repeated',
	name: string,
	model: Model | undefined,
): string | undefined {
	if (kind === 'none') return undefined;
	const repeated = model?.rows.findLast((row) => row.event !== undefined)?.event;
	return kind === 'repeated' && repeated !== undefined ? repeated : `event ${name}`;
}

/** As a room does it: what was loaded becomes the snapshot. */
async function keepSnapshot(
	store: Store,
	model: Model,
	at: { wedding: WeddingId; section: Section },
): Promise<void> {
	const state = new TextEncoder().encode(JSON.stringify(await rebuilt(store, at.wedding, at.section)));
	await store.saveSnapshot(at.wedding, at.section, {
		seq: seq(model.rows.length),
		state,
		stateVector: Uint8Array.of(1),
		hash: 'h',
	});
	model.snapshotAt.set(at.section, model.rows.length);
}

async function quarantine(
	store: Store,
	model: Model,
	at: { wedding: WeddingId; which: number },
): Promise<void> {
	if (model.rows.length === 0) return;
	const place = at.which % model.rows.length;
	await store.quarantine(at.wedding, seq(place + 1), 'it does not apply');
	const row = model.rows[place];
	if (row !== undefined && place + 1 > (model.snapshotAt.get(row.section) ?? 0)) row.isAside = true;
}

async function compare(store: Store, id: WeddingId, model: Model): Promise<void> {
	for (const section of sections) {
		const expected = model.rows
			.filter((row) => row.section === section && !row.isAside)
			.map(({ text }) => text);
		equal(`${id} ${section}`, await rebuilt(store, id, section), expected);
		equal('seq', Number((await store.load(id, section)).seq), model.rows.length);
		const bound = [...model.bound].filter(([key]) => key.startsWith(section));
		const leases = (await store.leases(id, section)).map((lease) => [
			`${section} ${lease.client}`,
			lease.person,
		]);
		equal(
			'leases',
			leases,
			bound.sort((a, b) => a[0].localeCompare(b[0])),
		);
	}
	const events = await store.events(id, { seq: 0, index: 0 }, 1_000);
	equal(
		'events',
		events.map((one) => `${one.seq} ${one.id}`),
		model.rows.flatMap((row, place) => (row.event === undefined ? [] : [`${place + 1} ${row.event}`])),
	);
	const last = model.rows.at(-1);
	if (last !== undefined) {
		equal('hasUpdate', await store.hasUpdate(id, last.section, new TextEncoder().encode(last.text)), true);
	}
}

async function rebuilt(store: Store, id: WeddingId, section: Section): Promise<string[]> {
	const { snapshot, rows } = await store.load(id, section);
	const before = snapshot === undefined ? [] : (JSON.parse(textOf(snapshot.state)) as string[]);
	return [...before, ...rows.map((row) => textOf(row.update))];
}

function equal(what: string, found: unknown, expected: unknown): void {
	if (isDeepStrictEqual(found, expected)) return;
	throw new Error(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}

function modelOf(models: Map<WeddingId, Model>, id: WeddingId): Model {
	const model = models.get(id);
	if (model === undefined) throw new Error(`no model of ${id}`);
	return model;
}

const weddings = [ourWedding, otherWedding];
const sections = ['plan', 'guests'] as const;
const anyWedding = fc.constantFrom(...weddings);
const anySection = fc.constantFrom(...sections);
const call: fc.Arbitrary<Call> = fc.record({
	wedding: fc.oneof(
		{ weight: 9, arbitrary: anyWedding },
		{ weight: 1, arbitrary: fc.constant(wedding('nobodys')) },
	),
	entries: fc.array(
		fc.record({
			section: anySection,
			event: fc.constantFrom('none', 'none', 'new', 'new', 'repeated'),
			by: fc.constantFrom('mia', 'ben'),
			bind: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 1 }),
			length: fc.nat(2_000),
		}),
		{ maxLength: 4 },
	),
});
const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({ kind: fc.constant('append'), calls: fc.array(call, { maxLength: 6 }) }),
	},
	{
		weight: 3,
		arbitrary: fc.record({ kind: fc.constant('snapshot'), wedding: anyWedding, section: anySection }),
	},
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant('quarantine'), wedding: anyWedding, which: fc.nat() }),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('restart') }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('kill') }) },
);
