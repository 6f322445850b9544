/**
 * What a step of the database's shape is. Numbered upwards, forward only: a step that has landed is never edited
 * (a test keeps its fingerprint), the next change is the next number.
 */
export interface Migration {
	readonly number: number;
	/** Why the shape had to change; kept in the database beside the number. */
	readonly reason: string;
	readonly sql: string;
}
