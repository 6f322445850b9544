/**
 * The plan's schema version (`meta.version`; the other sections have had no step yet), and the steps from one to the next. The server runs it on a document
 * nobody edits yet; devices never do. Guards: a document of a version this code does not know is left alone and reported;
 * each step and its new version are one transaction. Steps only add: an old client ignores the keys and kinds it does not
 * know and keeps on editing the rest, so no step may take away what an old client still reads.
 */
import type * as Y from 'yjs';
import type { Author } from './operations/operation.ts';
import { readMeta } from './document.ts';
import { rootMap } from './roots.ts';

export interface Migration {
	/** From the version before it to this one. */
	readonly to: number;
	/** One sentence for the operator. */
	readonly what: string;
	run(doc: Y.Doc, author: Author): void;
}

export type Migrated =
	| { readonly kind: 'current'; readonly version: number }
	| { readonly kind: 'migrated'; readonly from: number; readonly version: number }
	/** Written by a newer version of this code. */
	| { readonly kind: 'future'; readonly version: number };

export const currentVersion = 1;

/** The origin of a step's transaction. */
export interface MigrationOrigin {
	readonly kind: 'migration';
	readonly to: number;
	readonly author: Author;
}

export function migrate(doc: Y.Doc, author: Author, steps: readonly Migration[] = migrations): Migrated {
	// A document without a version was never migrated.
	const from = readMeta(doc).version ?? 0;
	const newest = steps.length;
	if (from > newest) return { kind: 'future', version: from };
	if (from === newest) return { kind: 'current', version: from };
	for (const [index, step] of steps.entries()) {
		if (step.to !== index + 1) throw new Error(`migration ${step.to} stands where ${index + 1} belongs`);
		if (step.to <= from) continue;
		const origin: MigrationOrigin = { kind: 'migration', to: step.to, author };
		doc.transact(() => {
			step.run(doc, author);
			rootMap(doc, 'meta').set('version', step.to);
		}, origin);
	}
	return { kind: 'migrated', from, version: newest };
}

/** One row per version, from 1, without gaps. */
const migrations: readonly Migration[] = [
	{ to: currentVersion, what: 'writes the version down', run: () => undefined },
];
