/**
 * Opens what a power cut left, as a server would, and compares it with what had been promised by then: every receipt is there,
 * nothing is there that nobody issued, calls are whole, events stand if and only if their row does.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readerCommands, writerCommands } from '../../../server/store/sqlite/commands.ts';
import { unpackRows } from '../../../server/store/sqlite/packing.ts';
import { textOf } from '../entry.ts';
import type { Image } from './power-cut.ts';
import { databaseFile, eventIdOf, promisesFile, type Promised, weddings } from './writer-program.ts';

export interface ImageFindings {
	/** Rows that had a receipt and are gone or changed. */
	readonly lost: number;
	/** What else is wrong, in words; empty if nothing is. */
	readonly broken: readonly string[];
}

/** Puts an image on the disk and checks it. `promised`: everything the program had written down when the power went. */
export function checkImage(folder: string, image: Image, promised: readonly Promised[]): ImageFindings {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder);
	for (const [path, bytes] of image.files) {
		if (basename(path) !== promisesFile) writeFileSync(join(folder, basename(path)), bytes);
	}
	return checkFolder(folder, promised);
}

/** Checks the database that lies in a folder. */
export function checkFolder(folder: string, promised: readonly Promised[]): ImageFindings {
	const promisedRows = promised.reduce((sum, line) => sum + ('receipt' in line ? line.receipt.length : 0), 0);
	const options = { path: join(folder, databaseFile), incarnation: 'image', now: 1 };
	try {
		const writer = writerCommands(options);
		const reader = readerCommands(options);
		const found = new Map(weddings.map((id) => [String(id), readWedding(reader, id)]));
		reader.close();
		writer.close();
		return compare(found, promised);
	} catch (cause) {
		return { lost: promisedRows, broken: [`it does not open: ${cause}`] };
	}
}

interface FoundWedding {
	readonly texts: readonly string[];
	readonly eventIds: readonly string[];
	readonly seq: number;
}

function readWedding(reader: ReturnType<typeof readerCommands>, id: string): FoundWedding {
	const { snapshot, rows, seq, rottenRows, rottenSnapshots } = reader.load(id, 'plan');
	if (rottenRows.length + rottenSnapshots.length > 0) throw new Error('something in it is rotten');
	const texts = snapshot === undefined ? [] : (JSON.parse(textOf(snapshot.state)) as string[]);
	const events = reader.events(id, { seq: 0, index: 0 }, 1_000_000);
	return {
		texts: [...texts, ...unpackRows(rows, 'plan').map((row) => textOf(row.update))],
		eventIds: events.rows.flatMap((row) =>
			(JSON.parse(row.events) as { id: string }[]).map(({ id: event }) => event),
		),
		seq,
	};
}

function compare(found: ReadonlyMap<string, FoundWedding>, promised: readonly Promised[]): ImageFindings {
	const broken: string[] = [];
	let lost = 0;
	const issued = new Map<string, readonly string[]>();
	for (const line of promised) {
		if ('issued' in line) for (const text of line.issued) issued.set(text, line.issued);
		else if ('refused' in line) for (const text of line.refused) issued.delete(text);
		else {
			line.receipt.forEach((seq, place) => {
				if (found.get(line.wedding)?.texts[seq - 1] !== line.texts[place]) lost += 1;
			});
		}
	}
	for (const [id, { texts, eventIds, seq }] of found) {
		if (seq !== texts.length) broken.push(`${id} counts ${seq} rows and has ${texts.length}`);
		const present = new Set(texts);
		for (const text of texts) {
			const call = issued.get(text);
			if (call === undefined) broken.push(`nobody issued ${text}`);
			else if (!call.every((one) => present.has(one))) broken.push(`half of a call is there: ${text}`);
		}
		const expected = texts.flatMap((text) => eventIdOf(text) ?? []);
		if (expected.join() !== eventIds.join()) broken.push(`${id} has other events than its rows mean`);
	}
	return { lost, broken };
}
