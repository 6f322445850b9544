/** Draft: the signatures; the rules follow within the hour. */
export interface ShiftItem {
	readonly id: string;
	readonly kind: 'fixed' | 'flexible' | 'buffer';
	readonly start: string;
	readonly minutes: number;
	readonly minMinutes?: number | undefined;
	readonly after?: string | undefined;
}

export interface Placing {
	readonly start: string;
	readonly minutes: number;
}

export interface ShiftPlan {
	/** What changes, in the order of the day, the shifted item included. */
	readonly moves: readonly { readonly id: string; readonly from: Placing; readonly to: Placing }[];
	/** Buffers and flexible items that took up some of the delay by becoming shorter. */
	readonly absorbed: readonly { readonly id: string; readonly minutes: number }[];
	/** Fixed items that would be run into, and by how many minutes. */
	readonly hits: readonly { readonly id: string; readonly by: number }[];
	/** Items that stay because they wait for something else, and would now overlap: worth a look. */
	readonly overlaps: readonly { readonly id: string; readonly by: number }[];
}

export function planShift(items: readonly ShiftItem[], id: string, minutes: number): ShiftPlan {
	const item = items.find((one) => one.id === id);
	if (item === undefined || minutes === 0) return { moves: [], absorbed: [], hits: [], overlaps: [] };
	throw new Error('planShift is being written');
}
