/** A frame with its author's word for it, as anybody of the wedding may bring it to the relay (message 69). */
import type { SignedHeader } from '../../shared/wire/signed.ts';

export interface SignedFrame {
	readonly header: SignedHeader;
	readonly update: Uint8Array;
}
