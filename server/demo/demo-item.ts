/** An item of the demo wedding's run sheet, before it has a date. */
export interface DemoItem {
	readonly id: string;
	readonly title: string;
	readonly kind: 'fixed' | 'flexible' | 'buffer';
	/** On the wedding's day; from 24:00 on it is the night after. */
	readonly start: string;
	readonly minutes: number;
	readonly minMinutes?: number;
	readonly place: string;
	readonly group: 'prep' | 'ceremony' | 'photos' | 'meal' | 'party' | 'strike';
	readonly owner?: string;
	readonly isForGuests?: true;
	readonly after?: string;
	readonly notes?: string;
}
