/**
 * The key of whoever runs the server: it makes weddings and tokens. Given in the environment, or made at the first start and
 * shown that once; on the disk lies only its hash, so a copied data folder does not hand it out.
 */
import type { Random } from '../../shared/random.ts';
import { isSame, kept, sha256 } from './secret.ts';

export interface OperatorKey {
	matches(given: string): boolean;
	/** The key itself, only in the process that made it: to be printed once. */
	readonly made?: string;
}

export function givenOperatorKey(key: string): OperatorKey {
	return { matches: (given) => isSame(given, key) };
}

export function keptOperatorKey(folder: string, random: Random): OperatorKey {
	const key = `wsop_${Buffer.from(random.bytes(24)).toString('base64url')}`;
	const { text, isNew } = kept(folder, 'operator-key.sha256', () => sha256(key));
	const matches = (given: string) => isSame(sha256(given), text);
	return isNew ? { matches, made: key } : { matches };
}
