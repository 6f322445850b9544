/** What the gate is told of the writer, and what it says of an update. */
import type { Who } from '../../shared/access/may.ts';
import type { Touched } from '../../shared/document/change.ts';
import type { Section } from '../../shared/document/schema.ts';
import type { ClientId } from '../../shared/ids.ts';
import type { Refusal } from '../../shared/wire/refusal.ts';
import type { StructId } from '../../shared/wire/update.ts';

/** On whose behalf an update comes, and the bounds of this moment. */
export interface Writing {
	/** Which document it is: no root of another section belongs in it. */
	readonly section: Section;
	readonly who: Who;
	/** The server's own hand: no rights are asked for. */
	readonly unbound?: true;
	/** Whether this writer may write under a client id; a `new` one becomes theirs with this update. */
	owns(client: number): 'yes' | 'new' | 'no';
	/** The highest hybrid clock a write may carry now. */
	readonly maxHlc: number;
	/** False once the document has reached its budget: then it may only shrink. */
	readonly mayGrow: boolean;
}

export type Verdict =
	| {
			readonly kind: 'admitted';
			readonly touched: readonly Touched[];
			/** Client ids used for the first time. */
			readonly bind: readonly ClientId[];
			/** What it adds, canonically: the name of its cause in derived ids. */
			readonly cause: string;
			/** How much it takes away: characters and values, each at least a byte. */
			readonly frees: number;
	  }
	/** Everything in it is here already. */
	| { readonly kind: 'known' }
	| { readonly kind: 'missing'; readonly id: StructId }
	| { readonly kind: 'refused'; readonly refusal: Refusal };

/** Every verdict but a yes. */
export type No = Exclude<Verdict, { kind: 'admitted' | 'known' }>;

export function refuse(
	code: Refusal['code'],
	reason: string,
	detail: Omit<Refusal, 'code' | 'reason'> = {},
): { readonly kind: 'refused'; readonly refusal: Refusal } {
	return { kind: 'refused', refusal: { code, reason, ...detail } };
}
