/** An edit the relay would not take, kept for its author with the reason in words. */
import type { Change } from '../../shared/document/change.ts';
import type { Operation } from '../../shared/document/operations/operation.ts';
import type { Millis } from '../../shared/clock.ts';
import type { Refusal } from '../../shared/wire/refusal.ts';

export interface Draft {
	readonly id: string;
	readonly at: Millis;
	readonly refusal: Refusal;
	/** What was tried, if an operation made the edit; else only its changes. */
	readonly operation?: Operation;
	readonly changes: readonly Change[];
}
