/**
 * Somebody is removed, or gets another role, while they edit in every section on several devices; the store's writes take
 * random turns. Nothing of theirs stands behind the row that changed their rights, and what they sent is accepted or held.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sectionNames } from '../../shared/document/schema.ts';
import { personId } from '../../shared/ids.ts';
import type { Section } from '../../server/store/store.ts';
import { addRecord, openSections, type Sections } from '../world/sections.ts';
import type { Joined } from '../world/wedding.ts';

type Way = 'rest' | 'document';
interface Story {
	readonly seed: number;
	readonly way: Way;
	/** Which device sends in which section, and how many turns pass before the next. */
	readonly steps: readonly { readonly device: number; readonly section: Section; readonly turns: number }[];
	/** The step before which the change is made. */
	readonly at: number;
}
const story: fc.Arbitrary<Story> = fc.record({
	seed: fc.nat(),
	way: fc.constantFrom('rest' as const, 'document' as const),
	steps: fc.array(
		fc.record({
			device: fc.nat(1),
			section: fc.constantFrom(...sectionNames),
			turns: fc.nat(30),
		}),
		{ minLength: 10, maxLength: 60 },
	),
	at: fc.nat(40),
});
const kim = personId.parse('kim');

interface Told {
	readonly sections: Sections;
	readonly devices: ReadonlyMap<string, Joined>;
	/** Updates, each sent once. */
	readonly sent: readonly { readonly section: Section; readonly hex: string }[];
}

/** Plays it; `change` is made in the middle of it. */
async function play(
	{ seed, steps, at, way }: Story,
	change: (sections: Sections, ada: Joined, way: Way) => void,
): Promise<Told> {
	const sections = await openSections(seed);
	const couple = await sections.invite('ada', 'couple');
	const coordinator = await sections.invite('kim', 'coordinator');
	const ada = sections.enter(couple, 'plan');
	const devices = new Map<string, Joined>();
	for (const section of sectionNames) {
		for (const device of [0, 1]) devices.set(`${section} ${device}`, sections.enter(coordinator, section));
	}
	await sections.settled();
	const sent: { section: Section; hex: string }[] = [];
	for (const [index, { device, section, turns }] of steps.entries()) {
		if (index === Math.min(at, steps.length - 1)) change(sections, ada, way);
		const update = devices
			.get(`${section} ${device}`)
			?.edit((doc) => addRecord(doc, section, `${section}-${device}-${index}`));
		if (update !== undefined) sent.push({ section, hex: hexOf(update) });
		for (let turn = 0; turn < turns; turn++) await Promise.resolve();
	}
	await sections.settled();
	await sections.settled();
	return { sections, devices, sent };
}

function changeKim(values: Readonly<Record<string, string>>, verb: 'delete' | 'change') {
	return (sections: Sections, ada: Joined, way: Way): void => {
		if (way === 'rest') {
			const input = verb === 'delete' ? { id: 'kim' } : { id: 'kim', ...values };
			void sections.room('plan').operate(ada.principal, { name: `people.${verb}`, input });
			return;
		}
		ada.edit((doc) => {
			const record = doc.getMap('people').get('kim') as { set(key: string, value: string): void };
			for (const [key, value] of Object.entries(values)) record.set(key, value);
		});
	};
}

/** Where the plan says that the rights changed, and all rows of hers in all sections. */
async function logOf(sections: Sections) {
	const turnedAt = (
		await sections.store.events(sections.room('plan').wedding, { seq: 0, index: 0 }, 1_000)
	).find(
		({ type, record, fields }) =>
			record.id === 'kim' &&
			(type === 'person.left' || (type === 'person.updated' && fields.includes('role'))),
	)?.seq;
	const hers = [];
	for (const section of sectionNames) {
		for (const row of await sections.rows(section)) {
			if (row.writer.person === kim) hers.push({ seq: row.seq, section, hex: hexOf(row.update) });
		}
	}
	return { turnedAt: turnedAt ?? 0, hers };
}

test('[S8] [S9] removed during a stream of edits: nothing is accepted behind the removal, sent is accepted plus held', async () => {
	const counts = { accepted: 0, held: 0, crossed: 0 };
	await fc.assert(
		fc.asyncProperty(story, async (told) => {
			const removal = { deletedAt: '2027-06-12T10:00:00.000Z', deletedBy: 'ada' };
			const { sections, devices, sent } = await play(told, changeKim(removal, 'delete'));
			const { turnedAt, hers } = await logOf(sections);
			expect(turnedAt).toBeGreaterThan(0);
			expect(hers.filter(({ seq }) => seq > turnedAt)).toEqual([]);
			const held = sections.held.map(({ from, section, update }) => {
				expect(from.person).toBe(kim);
				return `${section} ${hexOf(update)}`;
			});
			const accepted = hers.map(({ section, hex }) => `${section} ${hex}`);
			expect([...accepted, ...held].sort()).toEqual(
				sent.map(({ section, hex }) => `${section} ${hex}`).sort(),
			);
			for (const { closedWith } of devices.values()) {
				expect(closedWith).toEqual({ code: 4403, reason: 'removed' });
			}
			counts.accepted += accepted.length;
			counts.held += held.length;
			// What was in the room before the removal was, and judged after it.
			if (hers.some(({ seq }) => seq === turnedAt - 1)) counts.crossed += 1;
			await sections.rooms.close();
		}),
		{ numRuns: 60, seed: 7 },
	);
	expect(counts.accepted).toBeGreaterThan(200);
	expect(counts.held).toBeGreaterThan(200);
	expect(counts.crossed).toBeGreaterThan(8);
}, 60_000);

test('[S8] [S10] another role during a stream of edits: nothing the new one may not is accepted behind the change', async () => {
	let kept = 0;
	await fc.assert(
		fc.asyncProperty(story, async (told) => {
			const { sections, devices, sent } = await play(told, changeKim({ role: 'helper' }, 'change'));
			const { turnedAt, hers } = await logOf(sections);
			expect(turnedAt).toBeGreaterThan(0);
			expect(hers.filter(({ seq }) => seq > turnedAt)).toEqual([]);
			expect(sections.held).toEqual([]);
			const known = new Set(sent.map(({ hex }) => hex));
			for (const { hex } of hers) expect(known).toContain(hex);
			for (const { closedWith } of devices.values()) {
				expect(closedWith).toEqual({ code: 4001, reason: 'rights-changed' });
			}
			kept += hers.length;
			await sections.rooms.close();
		}),
		{ numRuns: 40, seed: 8 },
	);
	expect(kept).toBeGreaterThan(120);
}, 60_000);

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
