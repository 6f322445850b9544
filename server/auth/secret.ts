/**
 * The one secret of an installation, and the keys made from it. Given by the operator, or made once and kept in the data
 * folder, readable by its owner only. Each purpose gets a key of its own (HKDF), so that a leak or a break of one says
 * nothing of another. Must not be logged or leave the process.
 */
import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto';
import {
	closeSync,
	existsSync,
	fsyncSync,
	linkSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../shared/random.ts';

/** What a key is for; a new purpose or a new version of one is a new row. */
export type Purpose =
	| 'token-1'
	| 'link-1'
	| 'refresh-1'
	| 'invited-1'
	| 'contact-1'
	| 'unsubscribe-1'
	| 'outbox-1'
	| 'endpoint-1'
	| 'photo-1';

export interface Secret {
	/** 32 bytes, the same for the same secret; each generation of a purpose has a key of its own. */
	keyFor(purpose: Purpose, generation?: number): Uint8Array;
}

export function secretOf(text: string): Secret {
	return {
		keyFor: (purpose, generation = 1) => {
			const info = generation === 1 ? purpose : `${purpose}/${generation}`;
			return new Uint8Array(hkdfSync('sha256', text, 'wedsync', info, 32));
		},
	};
}

/** The secret kept in this folder, made at the first call. */
export function keptSecret(folder: string, random: Random): Secret {
	return secretOf(kept(folder, 'secret', () => Buffer.from(random.bytes(32)).toString('base64url')).text);
}

/**
 * The content of a private file, made once: whole and durable, or not there at all, also when two starts race. `isNew` tells
 * the call that made it.
 */
export function kept(folder: string, name: string, make: () => string): { text: string; isNew: boolean } {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const path = join(folder, name);
	if (existsSync(path)) return { text: readFileSync(path, 'utf8').trim(), isNew: false };
	const draft = `${path}.${process.pid}`;
	const text = make();
	writeFileSync(draft, `${text}\n`, { mode: 0o600, flush: true });
	try {
		linkSync(draft, path);
	} catch (cause) {
		if (!existsSync(path)) throw cause;
		return { text: readFileSync(path, 'utf8').trim(), isNew: false };
	} finally {
		rmSync(draft);
	}
	flushFolder(folder);
	return { text, isNew: true };
}

/** Puts another content in the place of a private file: the old one or the new one is there at every moment. */
export function replace(folder: string, name: string, text: string): void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const draft = join(folder, `${name}.${process.pid}`);
	writeFileSync(draft, `${text}\n`, { mode: 0o600, flush: true });
	renameSync(draft, join(folder, name));
	flushFolder(folder);
}

function flushFolder(folder: string): void {
	const handle = openSync(folder, 'r');
	fsyncSync(handle);
	closeSync(handle);
}

export function sha256(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

/** Equal, told in a time that does not depend on where two texts differ. */
export function isSame(one: string, other: string): boolean {
	return timingSafeEqual(
		createHash('sha256').update(one).digest(),
		createHash('sha256').update(other).digest(),
	);
}
