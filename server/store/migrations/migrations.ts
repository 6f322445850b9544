/** Every step there is, in order. A database remembers which ones it has taken. */
import { log } from './0001-log.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [log];
