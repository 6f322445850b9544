/** The long form of `test/server/store/rot.test.ts`: a thousand random bits, one at a time, anywhere in a database file. */
import { expect, it } from 'vitest';
import { seededRandom } from '../../shared/random.ts';
import { flipAnywhere } from '../world/disk/rot.ts';
import { temporaryFolder } from '../world/folder.ts';

it('[ST37] of 1,000 flipped bits none brings out wrong bytes as good ones', async () => {
	using folder = temporaryFolder();
	const outcomes = await flipAnywhere({ folder, flips: 1_000, random: seededRandom(20_270_612) });
	process.stdout.write(`bit rot: ${JSON.stringify(outcomes)}\n`);
	// Each kind of outcome was seen, so the bits reached rows, structure and free space.
	expect(Object.values(outcomes).every((count) => count > 0)).toBe(true);
	expect(outcomes.same + outcomes.left + outcomes.refused).toBe(1_000);
});
