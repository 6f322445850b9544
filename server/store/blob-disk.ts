/**
 * Photos on the disk: a file each, named by its SHA-256, two letters of it a folder. Guards: a file is there whole or not at all, whatever dies meanwhile (written
 * under another name, fsynced, then linked); what has rotted is never handed out, and is replaced when it is brought again.
 */
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../../shared/random.ts';
import { type BlobFiles, isHash } from './blobs.ts';
import { hexOf as hashOf } from './digest.ts';
import { StorageFull } from './store.ts';

export function openBlobFiles(folder: string, random: Random): BlobFiles {
	const pathOf = (hash: string): string => join(folderOf(hash), hash);
	const folderOf = (hash: string): string => join(folder, hash.slice(0, 2));

	async function get(hash: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
		if (!isHash(hash)) return undefined;
		try {
			const bytes = new Uint8Array(await readFile(pathOf(hash)));
			return hashOf(bytes) === hash ? bytes : undefined;
		} catch (cause) {
			if (codeOf(cause) === 'ENOENT') return undefined;
			throw cause;
		}
	}

	async function write(hash: string, bytes: Uint8Array): Promise<void> {
		const home = folderOf(hash);
		if ((await mkdir(home, { recursive: true, mode: 0o700 })) !== undefined) await flush(folder);
		const draft = join(home, `${Buffer.from(random.bytes(12)).toString('hex')}.unfinished`);
		try {
			const file = await open(draft, 'wx', 0o600);
			try {
				await file.writeFile(bytes);
				await file.sync();
			} finally {
				await file.close();
			}
			await place(draft, hash);
		} finally {
			await rm(draft, { force: true });
		}
		await flush(home);
	}

	/** Whoever was faster has put the same bytes there; what rotted gives way. */
	async function place(draft: string, hash: string): Promise<void> {
		try {
			await link(draft, pathOf(hash));
		} catch (cause) {
			if (codeOf(cause) !== 'EEXIST') throw cause;
			if ((await get(hash)) === undefined) await rename(draft, pathOf(hash));
		}
	}

	return {
		get,
		async put(hash, bytes) {
			if (hashOf(bytes) !== hash) throw new Error('a blob is named by what it is');
			if ((await get(hash)) !== undefined) return;
			try {
				await write(hash, bytes);
			} catch (cause) {
				if (!fullCodes.has(codeOf(cause))) throw cause;
				throw new StorageFull('The disk of the server is full; the photo was not stored.');
			}
		},
	};
}

/** Also proves the folder: a name that is linked is not lost with the power. */
async function flush(folder: string): Promise<void> {
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

const codeOf = (cause: unknown): string =>
	cause instanceof Error && 'code' in cause ? String(cause.code) : '';
const fullCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);
