/**
 * The code that opens the development outbox: derived, so that every start prints the same one and a page that is open stays open. It is
 * in the fragment of the printed address, which browsers send to no server, and in a header from then on.
 */
import { createHmac } from 'node:crypto';
import { isSame, type Secret } from './secret.ts';

export interface OutboxCode {
	readonly code: string;
	/** Of the header `Authorization: Bearer …`. */
	isGiven(header: string | undefined): boolean;
}

export function createOutboxCode(secret: Secret): OutboxCode {
	const mac = createHmac('sha256', secret.keyFor('outbox-1')).update('open').digest();
	const code = mac.subarray(0, 24).toString('base64url');
	return { code, isGiven: (header) => isSame(header ?? '', `Bearer ${code}`) };
}
