/** What reading and editing a wedding of 300 tasks, 80 items and 60 people costs: `node test/bench/document.ts`. */
import * as Y from 'yjs';
import { canonicalHash } from '../../shared/document/canonical.ts';
import { captureTouched, changesOf } from '../../shared/document/changes.ts';
import { readField, readPlan } from '../../shared/document/document.ts';
import { type Entry, readRegister } from '../../shared/document/fields.ts';
import { nextHlc } from '../../shared/document/hlc.ts';
import { schema } from '../../shared/document/schema.ts';
import { clientId } from '../../shared/ids.ts';
import { noon, replica, sampleWedding } from '../world/replica.ts';

const wedding = largeWedding();
const { doc } = wedding;
let turn = 0;
const [one, two, eight] = [crowd(1), crowd(2), crowd(8)];

report('readRegister, one entry', 200_000, () => readRegister(schema.timeline.start, one));
report('readRegister, two in conflict', 200_000, () => readRegister(schema.timeline.start, two));
report('readRegister, eight in conflict', 50_000, () => readRegister(schema.timeline.start, eight));
report('readField of a register', 50_000, () => readField(doc, 'timeline', 'i7', 'start'));
report('captureTouched and compare, one register', 20_000, () =>
	captureTouched(doc, [{ root: 'timeline', record: 'i7', key: 'start~1' }])(),
);
report('nextHlc', 500, () => nextHlc(doc, noon));
report('readPlan', 50, () => readPlan(doc));
report('canonicalHash', 30, () => canonicalHash(doc));
report('tasks.change, a title', 500, () =>
	wedding.must('tasks.change', { id: 't5', title: `Title ${turn++}` }),
);
report('tasks.change, a register', 500, () =>
	wedding.must('tasks.change', { id: 't5', status: turn++ % 2 === 0 ? 'doing' : 'todo' }),
);
report('tasks.create', 300, () => wedding.must('tasks.create', { id: `new${turn++}`, title: 'New' }));
report('timeline.shift of 80 items', 30, () =>
	wedding.must('timeline.shift', { id: 'i0', minutes: turn++ % 2 === 0 ? 5 : -5 }),
);
doc.on('afterTransaction', (transaction) => changesOf(transaction));
report('tasks.change, a title, with changesOf', 500, () =>
	wedding.must('tasks.change', { id: 't5', title: `Title ${turn++}` }),
);

function largeWedding() {
	const made = sampleWedding(1);
	for (let n = 0; n < 60; n++)
		made.must('people.create', { id: `p${n}`, name: `Person ${n}`, role: 'guest' });
	for (let n = 0; n < 300; n++) {
		made.must('tasks.create', {
			id: `t${n}`,
			title: `Task ${n}`,
			notes: 'A note of some length that people write here.',
			due: '2027-06-01T10:00',
			owner: `p${n % 60}`,
			priority: 'normal',
			category: 'food',
			dependsOn: n > 0 && n % 3 === 0 ? [`t${n - 1}`] : [],
		});
	}
	for (let n = 0; n < 80; n++) {
		made.must('timeline.create', {
			id: `i${n}`,
			title: `Item ${n}`,
			start: `2027-06-12T${String(8 + Math.floor(n / 6)).padStart(2, '0')}:${(n % 6) * 10}`.replace(
				/:0$/,
				':00',
			),
			minutes: 10,
			place: 'Barn',
			owner: `p${n % 60}`,
			...(n > 0 ? { after: `i${n - 1}` } : {}),
		});
	}
	// As it is after a reload: decoded, merged, without what was typed on the way.
	const loaded = replica(7);
	Y.applyUpdate(loaded.doc, Y.encodeStateAsUpdate(made.doc));
	return loaded;
}

function crowd(size: number): readonly Entry[] {
	return Array.from({ length: size }, (_, index) => ({
		client: clientId.parse(index + 1),
		value: `2027-06-12T15:0${index}`,
		hlc: 1_000 + index,
		role: 'vendor',
		seen: [],
		open: [],
	}));
}

function report(what: string, runs: number, once: () => unknown): void {
	for (let warm = 0; warm < runs / 5; warm++) once();
	const laps = Array.from({ length: 5 }, () => {
		const start = process.hrtime.bigint();
		for (let run = 0; run < runs; run++) once();
		return Number(process.hrtime.bigint() - start) / 1_000 / runs;
	}).sort((a, b) => a - b);
	const [fastest = 0, , median = 0, , slowest = 0] = laps;
	process.stdout.write(
		`${what.padEnd(42)} ${median.toFixed(2).padStart(10)} µs  (${fastest.toFixed(2)}–${slowest.toFixed(2)})\n`,
	);
}
