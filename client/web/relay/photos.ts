/** Photos as the relay keeps them, each named by the SHA-256 of what was sent: `…/blobs/:sha256`. */
import { z } from 'zod';
import type { Result } from '../../../shared/result.ts';
import { anything, type Fault, type Relay } from './relay.ts';

export function sendPhoto(
	relay: Relay,
	wedding: string,
	{ sha256, bytes }: { readonly sha256: string; readonly bytes: Blob },
): Promise<Result<unknown, Fault>> {
	return relay.ask({ wedding, method: 'PUT', path: photoPath(wedding, sha256), bytes, shape: anything });
}

export function fetchPhoto(relay: Relay, wedding: string, sha256: string): Promise<Result<Blob, Fault>> {
	return relay.ask({
		wedding,
		path: photoPath(wedding, sha256),
		asBytes: true,
		shape: z.instanceof(Blob),
	});
}

export const photoPath = (wedding: string, sha256: string): string => `/weddings/${wedding}/blobs/${sha256}`;
