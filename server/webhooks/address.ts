/**
 * What kind of address a number on the network is, and so whether somebody else's URL may lead there. Guards: fails closed. Only
 * what is known to be a public host is let through; whatever cannot be read, is reserved, or only looks like one form of a
 * private address (mapped, translated, tunnelled) is not. The one file that knows ipaddr.js.
 */
import ipaddr from 'ipaddr.js';

export type AddressKind = 'public' | 'allowed' | 'private';

/** Ranges an operator has opened by hand (`WEDSYNC_EGRESS_ALLOW`). */
export type AllowedRanges = readonly string[];

export interface AddressBook {
	kindOf(address: string): AddressKind;
	/** The operator has opened a range. */
	readonly isAnyOpen: boolean;
}

export function createAddressBook(allowed: AllowedRanges): AddressBook {
	const ranges = allowed.map((range) => ipaddr.parseCIDR(range));
	return {
		isAnyOpen: ranges.length > 0,
		kindOf(address) {
			if (!ipaddr.isValid(address)) return 'private';
			// A mapped address is the IPv4 address in it.
			const one = ipaddr.process(address);
			const isAllowed = ranges.some(([net, bits]) => net.kind() === one.kind() && one.match(net, bits));
			if (isAllowed) return 'allowed';
			return one.range() === 'unicast' && isGlobal(one) ? 'public' : 'private';
		},
	};
}

/** Of IPv6 only 2000::/3 is given out; what lies beyond is nobody's, also where the library has no name for it. */
function isGlobal(one: ipaddr.IPv4 | ipaddr.IPv6): boolean {
	return one.kind() === 'ipv4' || one.match(globalUnicast);
}

const globalUnicast = ipaddr.parseCIDR('2000::/3');
