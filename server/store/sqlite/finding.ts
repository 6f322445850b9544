/** Something wrong in a database file, as data: what `verify` reports. */
export interface Finding {
	readonly kind: 'file' | 'row' | 'gap' | 'snapshot' | 'section' | 'audit';
	readonly wedding?: string;
	readonly section?: string;
	/** Of a row of the log or of the audit. */
	readonly seq?: number;
	/** A sentence for the operator, without personal data. */
	readonly what: string;
}
