/**
 * Why an update was not taken: the codes of message 65, each with what the sender does about it. The table is the single
 * place that knows; server and client both read it.
 */
import { z } from 'zod';

export const refusalCodes = [
	'not-allowed',
	'invalid-value',
	'missing-dependency',
	'foreign-client',
	'too-large',
	'read-only',
	'malformed',
	'version',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** The JSON of message 65. `client` and `clock` name the first struct that is missing. */
export const refusalDetail = z.object({
	reason: z.string(),
	record: z.string().optional(),
	field: z.string().optional(),
	client: z.int().optional(),
	clock: z.int().optional(),
});
export type RefusalDetail = z.infer<typeof refusalDetail>;
export interface Refusal extends RefusalDetail {
	readonly code: RefusalCode;
}

/**
 * `rescue`: take the document fresh under a new lease, run again what is still allowed, keep the rest as drafts.
 * `resend`: nothing was wrong with the edit; send own frames again from the named clock.
 * `reload`: this build of the client is too old to be understood.
 */
export type Reaction = 'rescue' | 'resend' | 'reload';

/** Of the gate about one entry: nothing is wrong with the edit, and made again with the present role and time it may pass. */
export const mendableReasons = {
	role: 'an entry carries the role of its writer',
	clock: 'the clock of this device is too far ahead',
} as const;

/** `closeCode`: how a client without receipts is told, whose socket is closed with the code as reason. */
export const refusals = {
	'not-allowed': { reaction: 'rescue', closeCode: 4403 }, // the role may not; asking again would not help
	'invalid-value': { reaction: 'rescue', closeCode: 4403 }, // the field cannot hold it; nobody may write it
	'missing-dependency': { reaction: 'resend', closeCode: 1013 }, // a stock client's next step 2 heals the gap
	'foreign-client': { reaction: 'rescue', closeCode: 4403 }, // the id belongs to somebody else, or was used twice
	'too-large': { reaction: 'rescue', closeCode: 4413 }, // would be refused for ever in this size
	'read-only': { reaction: 'rescue', closeCode: 4403 }, // may read, not write
	malformed: { reaction: 'rescue', closeCode: 4403 }, // not an update Yjs would have made
	version: { reaction: 'reload', closeCode: 4409 }, // a newer app is needed to write here
} as const satisfies Record<RefusalCode, { reaction: Reaction; closeCode: number }>;
