/** What the parts of the store's contract share. */
import type { Seq } from '../../shared/ids.ts';
import type { Entry, Store } from '../../server/store/store.ts';
import type { ourWedding } from '../world/entry.ts';

export interface StoreContext {
	readonly store: Store;
	restart(): Promise<void>;
	/** The rows to apply, as `seq text`. */
	loaded(section?: Entry['section'], of?: typeof ourWedding): Promise<string[]>;
}

/** The answer to a call whose rows got these numbers. */
export const stored = (...seqs: number[]) => ({ ok: true, value: seqs as Seq[] });
