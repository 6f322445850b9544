/** How a document is asked for on a line, and why a line is no longer wanted. */
import type { Refusal } from '../../shared/wire/refusal.ts';

export interface Refused {
	readonly id: string;
	readonly refusal: Refusal;
}

/** Ours brought up to date, or the relay's instead of ours. */
export type Wish =
	| { readonly kind: 'update' }
	| {
			readonly kind: 'fresh';
			readonly refused?: Refused;
			readonly isRebased: boolean;
			/** What the relay has not got by now it will not get; our own is made again from the kept frames. */
			readonly mayLack?: boolean;
			/** An id of ours is somebody else's for certain: nothing sent under it is waited for. */
			readonly isProven?: boolean;
	  };

export type Ending =
	/** The document must be taken fresh; the refused frame becomes a draft. */
	| {
			readonly kind: 'fresh';
			readonly refused?: Refused;
			readonly mayLack?: boolean;
			readonly isProven?: boolean;
	  }
	/** What came cannot be read. */
	| { readonly kind: 'not-yet' }
	/** A fresh document lacks what the relay once confirmed. */
	| { readonly kind: 'lacking' }
	/** Something is missing there; it is offered again, or somebody else has it. */
	| { readonly kind: 'gap'; readonly isOurs: boolean; readonly client: number; readonly clock: number }
	/** An id is not ours on this line, perhaps only because the relay takes our former one for alive. */
	| { readonly kind: 'doubt'; readonly client: number }
	| { readonly kind: 'outdated' };
