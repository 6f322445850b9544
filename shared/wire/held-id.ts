/**
 * The id of the suggestion that holds an edit of somebody who was removed. Guards: it follows from the edit's bytes alone, so that what
 * the relay heard on the last socket and what the device hands in afterwards is one suggestion, however often it comes.
 */

/** Given SHA-256 over the update: 43 characters of base64url. */
export function heldId(updateHash: Uint8Array): string {
	const base64 = btoa(String.fromCharCode(...updateHash));
	return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
