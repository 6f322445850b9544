/** A task of the demo wedding, before it has a date and a status. */
export interface DemoTask {
	readonly id: string;
	readonly title: string;
	readonly category: string;
	readonly owner: string;
	readonly priority?: 'low' | 'high';
	/** Days before the wedding; negative after it. A task without hangs on the run sheet. */
	readonly daysBefore?: number;
	/** The hour it is due; six in the evening if nothing is said. */
	readonly at?: string;
	/** `-30@item-ceremony`: half an hour before that begins. */
	readonly anchor?: string;
	readonly dependsOn?: readonly string[];
	readonly notes?: string;
	/** Waits for something outside anybody's hands until it is due. */
	readonly isBlocked?: true;
	/** Still being worked on when it should have been done. */
	readonly isLate?: true;
}
