/** Why the data folder could not be opened, as a sentence that says what to do. What nobody foresaw goes on up. */
export function startFault(fault: unknown, folder: string): string {
	if (!(fault instanceof Error)) throw fault;
	// These two say it themselves; they come from a worker thread, where classes do not survive but names do.
	if (fault.name === 'FileLocked' || fault.name === 'FileUnusable') return fault.message;
	const { code } = fault as NodeJS.ErrnoException;
	switch (code) {
		case 'EACCES':
		case 'EPERM':
		case 'EROFS':
		case 'SQLITE_CANTOPEN':
		case 'SQLITE_READONLY':
			return `${folder} cannot be written. Make it belong to this user, or set WEDSYNC_DATA to another folder.`;
		case 'ENOTDIR':
		case 'EEXIST':
			return `${folder} is not a folder. Set WEDSYNC_DATA to one.`;
		case 'ENOSPC':
		case 'SQLITE_FULL':
			return `The disk of ${folder} is full. Make room, or set WEDSYNC_DATA to a folder on another.`;
		default:
			throw fault;
	}
}
