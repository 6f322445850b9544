/** Every step there is, in order. A database remembers which ones it has taken. */
import { log } from './0001-log.ts';
import { audit } from './0002-audit.ts';
import { sessions } from './0003-sessions.ts';
import { outbox } from './0004-outbox.ts';
import { reach } from './0005-reach.ts';
import { alerts } from './0006-alerts.ts';
import { endpoints } from './0008-endpoints.ts';
import { blobs } from './0009-blobs.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [
	log,
	audit,
	sessions,
	outbox,
	reach,
	alerts,
	endpoints,
	blobs,
];
