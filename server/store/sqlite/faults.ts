/** Why a database file could not be opened; the message says what the operator can do. */

/** Another process holds the file; nothing was touched. */
export class FileLocked extends Error {
	override readonly name = 'FileLocked';
}

/** The file is no database of ours, a newer one, or a damaged one. */
export class FileUnusable extends Error {
	override readonly name = 'FileUnusable';
}
