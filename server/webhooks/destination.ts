/**
 * Where a URL that somebody typed in may lead, before anything is looked up or connected. Guards: what is canonical for the URL parser is
 * what is judged (`2130706433` and `0x7f.1` are 127.0.0.1 there), and whatever is not plainly fine is refused with a sentence.
 */
import { err, ok, type Result } from '../../shared/result.ts';
import type { AddressBook } from './address.ts';

export interface Destination {
	/** Without user, password and fragment. */
	readonly url: string;
	/** A name, or an address without brackets. */
	readonly host: string;
	readonly isLiteral: boolean;
	/** Not HTTPS on a usual port: good for ranges that the operator opened, for nothing else. */
	readonly isLocalOnly: boolean;
}

export type DestinationFault = {
	readonly code: 'not-a-url' | 'not-https' | 'has-credentials' | 'odd-port' | 'private-address';
	readonly reason: string;
};

export function readDestination(text: string, book: AddressBook): Result<Destination, DestinationFault> {
	const url = URL.canParse(text) && text.length <= maxLength ? new URL(text) : undefined;
	if (url === undefined || url.hostname === '') return err(faults.notAUrl);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') return err(faults.notHttps);
	if (url.username !== '' || url.password !== '') return err(faults.hasCredentials);
	const host = url.hostname.replace(/^\[|\]$/g, '');
	const isLiteral = url.hostname.startsWith('[') || /^[\d.]+$/.test(host);
	const isPlain = url.protocol === 'http:';
	const isLocalOnly = isPlain || !usualPorts.has(url.port);
	if (isLiteral) {
		const kind = book.kindOf(host);
		if (kind === 'private') return err(faults.privateAddress);
		if (kind === 'public' && isLocalOnly) return err(isPlain ? faults.notHttps : faults.oddPort);
	}
	// Whatever the resolver here makes of it, it is this machine by its name.
	if (ownNames.test(host) && !loopback.some((address) => book.kindOf(address) === 'allowed'))
		return err(faults.privateAddress);
	url.hash = '';
	return ok({ url: url.href, host, isLiteral, isLocalOnly });
}

/** The addresses of this name that may be connected to. */
export function allowedOf(
	addresses: readonly string[],
	{ isLocalOnly }: Pick<Destination, 'isLocalOnly'>,
	book: AddressBook,
): readonly string[] {
	return addresses.filter((address) => {
		const kind = book.kindOf(address);
		return kind === 'allowed' || (kind === 'public' && !isLocalOnly);
	});
}

/** Why none of these is left, for whoever wrote the URL. */
export function whyNone(
	addresses: readonly string[],
	destination: Pick<Destination, 'url'>,
	book: AddressBook,
): DestinationFault {
	const isPublic = addresses.some((address) => book.kindOf(address) === 'public');
	return isPublic ? whyNotPublic(destination) : faults.privateAddress;
}

/** Why it is good for opened ranges at most. */
export const whyNotPublic = ({ url }: Pick<Destination, 'url'>): DestinationFault =>
	url.startsWith('http:') ? faults.notHttps : faults.oddPort;

/** RFC 6761, and what the files of hosts on most machines say. */
const ownNames = /^((.+\.)?localhost(\.localdomain)?|ip6-(localhost|loopback))\.?$/;
const loopback = ['127.0.0.1', '::1'] as const;
const maxLength = 2_048;
/** Of HTTPS; the second is where receivers stand that may not bind the first. */
const usualPorts: ReadonlySet<string> = new Set(['', '443', '8443']);
const faults = {
	notAUrl: { code: 'not-a-url', reason: 'This is not a URL. One begins with https:// and names a host.' },
	notHttps: {
		code: 'not-https',
		reason: 'What is sent is for its receiver only: the URL begins with https://.',
	},
	hasCredentials: {
		code: 'has-credentials',
		reason: 'A URL here has no user and no password in it: the signature shows who sends.',
	},
	oddPort: { code: 'odd-port', reason: 'The port is 443 or 8443; name a URL on one of them.' },
	privateAddress: {
		code: 'private-address',
		reason:
			'This leads to a private or local address. Name a host on the internet; whoever runs the server may open a range (WEDSYNC_EGRESS_ALLOW).',
	},
} as const satisfies Record<string, DestinationFault>;
