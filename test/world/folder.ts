/** A temporary folder of a test's own, removed by whoever made it. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFolder extends Disposable {
	readonly path: string;
	file(name: string): string;
}

/** In `memory` there is no disk to wait for: for files that need not outlive anything. */
export function temporaryFolder(where: 'disk' | 'memory' = 'disk'): TemporaryFolder {
	const parent = where === 'memory' && existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
	const path = mkdtempSync(join(parent, 'wedsync-'));
	return {
		path,
		file: (name) => join(path, name),
		[Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
	};
}
