/**
 * Power loss on real files (quality F2): a busy writer runs under a trace of its system calls; thousands of disks are made
 * that a power cut could have left, each is opened and compared with what had been promised at that moment.
 */
import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { seededRandom } from '../../shared/random.ts';
import { checkImage } from '../world/disk/image-check.ts';
import { type CutKind, cutKinds, powerCuts } from '../world/disk/power-cut.ts';
import { type DiskCall, readTrace, runUnderStrace } from '../world/disk/strace.ts';
import { databaseFile, promisesFile, type Promised } from '../world/disk/writer-program.ts';
import { temporaryFolder } from '../world/folder.ts';

interface Tally {
	images: number;
	/** Images in which a receipted row was lost. */
	losing: number;
	/** Images that are wrong in another way. */
	broken: number;
}

/** Runs the writer and gives its calls and promises. */
async function traced(folder: string, synchronous?: 'NORMAL'): Promise<DiskCall[]> {
	mkdirSync(folder);
	const file = (name: string) => `${folder}/${name}`;
	const program = new URL('../world/disk/writer-program.ts', import.meta.url).pathname;
	const run = await runUnderStrace({
		program: [process.execPath, program, folder, '400', '7', ...(synchronous ? [synchronous] : [])],
		trace: `${folder}.trace`,
		paths: [
			folder,
			file(databaseFile),
			file(`${databaseFile}-wal`),
			file(`${databaseFile}-journal`),
			file(promisesFile),
		],
	});
	expect(run).toEqual({ code: 0, stdout: '', stderr: '' });
	return readTrace(`${folder}.trace`);
}

/** Cuts the power `count` times and tallies what each kind of cut did. */
function cut(given: {
	calls: readonly DiskCall[];
	count: number;
	folder: string;
	seed: number;
	deaf?: boolean;
}) {
	const tallies = Object.fromEntries(
		cutKinds.map((kind) => [kind, { images: 0, losing: 0, broken: 0 }]),
	) as Record<CutKind, Tally>;
	const examples: string[] = [];
	const lines = given.calls.map((call) =>
		call.kind === 'write' && call.path.endsWith(promisesFile)
			? (JSON.parse(call.bytes.toString()) as Promised)
			: undefined,
	);
	for (const image of powerCuts({ ...given, random: seededRandom(given.seed) })) {
		const promised = lines.slice(0, image.at).filter((line) => line !== undefined);
		const { lost, broken } = checkImage(`${given.folder}/image`, image, promised);
		const tally = tallies[image.kind];
		tally.images += 1;
		if (lost > 0) tally.losing += 1;
		if (broken.length > 0) tally.broken += 1;
		if (lost > 0 || broken.length > 0)
			examples.push(`${image.kind} at ${image.at}: ${lost} lost; ${broken[0] ?? ''}`);
	}
	const sum = (count: (tally: Tally) => number) =>
		Object.values(tallies).reduce((total, tally) => total + count(tally), 0);
	process.stdout.write(`${JSON.stringify(tallies)}\n`);
	return {
		images: sum(({ images }) => images),
		losing: sum(({ losing }) => losing),
		broken: sum(({ broken }) => broken),
		examples: examples.slice(0, 3),
	};
}

it('[ST34] of 2,000 power cuts none loses a row that had its receipt, or half of a call', async () => {
	using folder = temporaryFolder();
	using images = temporaryFolder('memory');
	const calls = await traced(folder.file('full'));
	const receipts = calls.filter((call) => call.kind === 'write' && call.bytes.includes('receipt')).length;
	expect(receipts).toBe(400);
	// The log was copied into the database and started over while the writer went on.
	const restarts = calls.filter(
		(call) => call.kind === 'write' && call.path.endsWith('-wal') && call.offset === 0,
	);
	expect(restarts.length).toBeGreaterThan(5);
	expect(cut({ calls, count: 2_000, folder: images.path, seed: 1 })).toEqual({
		images: 2_000,
		losing: 0,
		broken: 0,
		examples: [],
	});
	// The same trace, were every fsync a lie: the harness can fail.
	expect(cut({ calls, count: 100, folder: images.path, seed: 2, deaf: true }).losing).toBeGreaterThan(10);
});

it('[ST34] with synchronous=NORMAL the same harness sees losses', async () => {
	using folder = temporaryFolder();
	using images = temporaryFolder('memory');
	const calls = await traced(folder.file('normal'), 'NORMAL');
	expect(cut({ calls, count: 300, folder: images.path, seed: 3 }).losing).toBeGreaterThan(30);
});
