/** Why the data folder could not be opened, as a sentence that says what to do. What nobody foresaw goes on up. */
import { accessSync, constants, statSync } from 'node:fs';

export function startFault(fault: unknown, folder: string): string {
	if (!(fault instanceof Error)) throw fault;
	// These two say it themselves; they come from a worker thread, where classes do not survive but names do.
	if (fault.name === 'FileLocked' || fault.name === 'FileUnusable') return fault.message;
	if (/ENOSPC|SQLITE_FULL/.test(fault.message)) {
		return `The disk of ${folder} is full. Make room, or set WEDSYNC_DATA to a folder on another.`;
	}
	const entry = statSync(folder, { throwIfNoEntry: false });
	if (entry !== undefined && !entry.isDirectory())
		return `${folder} is not a folder. Set WEDSYNC_DATA to one.`;
	if (entry === undefined || !isWritable(folder)) {
		return `${folder} cannot be written. Make it belong to this user, or set WEDSYNC_DATA to another folder.`;
	}
	throw fault;
}

function isWritable(folder: string): boolean {
	try {
		accessSync(folder, constants.W_OK | constants.X_OK);
		return true;
	} catch {
		return false; // The only question it answers, and its only way to say no.
	}
}
