/**
 * The link by which somebody ends messages without signing in (RFC 8058): it names a wedding, a person, a channel and the address it was
 * sent to, sealed with a key of the secret. Guards: nobody can make one for somebody else, and one that lies in an old mail ends what
 * goes to that mail's address, not what goes to the next one. It never runs out: whoever finds it years later means it too.
 */
import { type PersonId, personId, type WeddingId, weddingId } from '../../shared/ids.ts';
import { type PersonChannel, personChannels } from '../../shared/notices/channel.ts';
import { createSeal } from '../auth/seal.ts';
import type { Secret } from '../auth/secret.ts';

export interface UnsubscribeClaim {
	readonly wedding: WeddingId;
	readonly person: PersonId;
	readonly channel: PersonChannel;
	/** Keyed hash of the address. */
	readonly addressHash?: string;
}

export interface UnsubscribeLinks {
	/** For `List-Unsubscribe`, and for the foot of the mail. */
	link(wedding: WeddingId, person: PersonId, channel: PersonChannel, address?: string): string;
	/** Undefined for what we never sealed. */
	read(token: string): UnsubscribeClaim | undefined;
}

export interface UnsubscribeDeps {
	readonly secret: Secret;
	readonly hash: (address: string) => string;
	/** The address people open, without a slash at its end. */
	readonly url: () => string;
}

export function createUnsubscribeLinks({ secret, hash, url }: UnsubscribeDeps): UnsubscribeLinks {
	const { close, open } = createSeal(secret.keyFor('unsubscribe-1'), sealLength);
	return {
		link(wedding, person, channel, address) {
			const words = [wedding, person, channel, address === undefined ? '' : hash(address)];
			return `${url()}/unsubscribe/${close(words)}`;
		},
		read(token) {
			const words = open(token);
			if (words === undefined) return undefined;
			const [wedding, person, name, addressHash = ''] = words;
			const channel = personChannels.find((one) => one === name);
			// A way there is no more.
			if (channel === undefined) return undefined;
			return {
				wedding: weddingId.parse(wedding),
				person: personId.parse(person),
				channel,
				...(addressHash !== '' && { addressHash }),
			};
		},
	};
}

/** 192 bits. */
const sealLength = 32;
