/** Random lives of both stores against a model (`test/contracts/store-lives.ts`); `test/end-to-end` runs many more. */
import { expect, it } from 'vitest';
import { memoryDisk, openMemory } from '../../../server/store/memory.ts';
import { checkStoreLives } from '../../contracts/store-lives.ts';
import { openLivingSqlite } from '../../world/disk/living-sqlite.ts';

it('[ST1][ST2][ST4][ST19] the store in memory lives as the model does', async () => {
	let runs = 0;
	await checkStoreLives(200, async () => {
		runs += 1;
		const disk = memoryDisk();
		let store = openMemory(disk);
		const reopen = async () => {
			store = openMemory(disk);
		};
		return {
			get store() {
				return store;
			},
			restart: reopen,
			kill: reopen,
			remove: () => store.close(),
		};
	});
	expect(runs).toBe(200);
});

it('[ST1][ST2][ST4][ST19] the store in SQLite lives as the model does', async () => {
	let runs = 0;
	await checkStoreLives(10, () => {
		runs += 1;
		return openLivingSqlite();
	});
	expect(runs).toBe(10);
});
