/**
 * Photos beside a backup: `<file>.blobs`, and back again. Copies exactly those that the database names, each proved by its own name; a second backup to the same
 * place copies only what is not there.
 */
import { existsSync } from 'node:fs';
import type { Random } from '../../shared/random.ts';
import { openBlobFiles } from '../store/blob-disk.ts';
import { keptBlobs } from '../store/sqlite/blobs.ts';
import { openReadOnly } from '../store/sqlite/database.ts';

export interface Copied {
	readonly count: number;
	/** Those that could not be read. */
	readonly lost: readonly string[];
}

export const photosBeside = (backup: string): string => `${backup}.blobs`;

/** Of what this database names, from one folder into another. */
export async function copyPhotos(
	database: string,
	{ from, to, random }: { readonly from: string; readonly to: string; readonly random: Random },
): Promise<Copied> {
	const names = namesIn(database);
	const [source, target] = [openBlobFiles(from, random), openBlobFiles(to, random)];
	const lost: string[] = [];
	for (const name of names) {
		const bytes = existsSync(from) ? await source.get(name) : undefined;
		if (bytes === undefined) lost.push(name);
		else await target.put(name, bytes);
	}
	return { count: names.length - lost.length, lost };
}

/** What to say of it; nothing where there is nothing. */
export function saidOf({ count, lost }: Copied, place: string): readonly string[] {
	return [
		...(count === 0 ? [] : [`${count} photos are in ${place}; keep that folder with the file.`]),
		...(lost.length === 0
			? []
			: [`${lost.length} photos could not be read and are missing: ${lost.slice(0, mostShown).join(', ')}.`]),
	];
}

function namesIn(database: string): readonly string[] {
	const db = openReadOnly(database);
	try {
		return keptBlobs(db);
	} finally {
		db.close();
	}
}

const mostShown = 5;
