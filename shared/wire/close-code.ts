/**
 * Why the server closes a socket. Stock y-websocket clients stop for good on 4400–4499 and come again on anything else, so a
 * code's number decides whether a crowd reconnects: it is chosen by that, not by taste.
 */
export const closeCodes = {
	/** This person's rights have changed: come again, at once, and have the new ones. */
	rightsChanged: 4001,
	/** Signed out or no valid token: refresh the session, else sign in. */
	signedOut: 4401,
	/** Refused, or no access to this wedding or section. */
	noAccess: 4403,
	/** The document was re-based (old epoch) or the client is too old: reload. */
	reload: 4409,
	/** A frame no server would ever take. */
	tooLarge: 4413,
	/** Restarting; come back after a pause of your own choosing. */
	restarting: 1012,
	/** Something is not possible now: come again. */
	tryAgain: 1013,
} as const;
export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];

/** Whether coming again with the same credentials can help. */
export function isFinal(code: number): boolean {
	return code >= 4400 && code <= 4499;
}
