/**
 * Which pages may open a socket. A browser says where a page comes from and lets no page lie about it; programs say nothing.
 * Guards against a foreign page that got hold of a token (read from a log, pasted by somebody) and drives it from the victim's
 * browser. It is no guard against forged requests: nothing rides along by itself, since there are no cookies.
 */
export interface OriginRules {
	/** The address people open, if the operator has said it. */
	readonly publicUrl?: string | undefined;
}

export function isOwnOrigin(
	origin: string | undefined,
	host: string | undefined,
	{ publicUrl }: OriginRules,
): boolean {
	if (origin === undefined) return true;
	// "null" is a page without an origin: a sandboxed frame, a file.
	if (!URL.canParse(origin)) return false;
	const { protocol, host: from, hostname } = new URL(origin);
	if (protocol !== 'http:' && protocol !== 'https:') return false;
	if (publicUrl !== undefined && new URL(publicUrl).origin === new URL(origin).origin) return true;
	if (host !== undefined && from === host.toLowerCase()) return true;
	// While nobody has said where this is served, it is somebody's own machine: a page of another local port is theirs too.
	return publicUrl === undefined && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
