/** The long form of `test/server/store/lives.test.ts`. */
import { expect, it } from 'vitest';
import { checkStoreLives } from '../contracts/store-lives.ts';
import { openLivingSqlite } from '../world/disk/living-sqlite.ts';

it('[ST1][ST2][ST4][ST19] 60 random lives of the store in SQLite go as the model does', async () => {
	let runs = 0;
	await checkStoreLives(60, () => {
		runs += 1;
		return openLivingSqlite();
	});
	expect(runs).toBe(60);
});
