/**
 * The link by which somebody ends messages without signing in (RFC 8058): it names a wedding, a person, a channel and the address it was
 * sent to, sealed with a key of the secret. Guards: nobody can make one for somebody else, and one that lies in an old mail ends what
 * goes to that mail's address, not what goes to the next one. It never runs out: whoever finds it years later means it too.
 */
import { createHmac } from 'node:crypto';
import { type PersonId, personId, type WeddingId, weddingId } from '../../shared/ids.ts';
import { type PersonChannel, personChannels } from '../../shared/notices/channel.ts';
import { isSame, type Secret } from '../auth/secret.ts';

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
	const key = secret.keyFor('unsubscribe-1');
	const macOf = (text: string) =>
		createHmac('sha256', key).update(text).digest('base64url').slice(0, macLength);
	return {
		link(wedding, person, channel, address) {
			const text = [wedding, person, channel, address === undefined ? '' : hash(address)].join('.');
			return `${url()}/unsubscribe/${text}.${macOf(text)}`;
		},
		read(token) {
			const found = token.length > longest ? null : shape.exec(token);
			const [, text = '', wedding, person, name, addressHash = '', mac = ''] = found ?? [];
			const channel = personChannels.find((one) => one === name);
			if (channel === undefined || !isSame(mac, macOf(text))) return undefined;
			return {
				wedding: weddingId.parse(wedding),
				person: personId.parse(person),
				channel,
				...(addressHash !== '' && { addressHash }),
			};
		},
	};
}

const id = '([\\w-]{1,64})';
const shape = new RegExp(`^(${id}\\.${id}\\.([a-z-]{1,10})\\.([0-9a-f]{64}|))\\.([\\w-]{32})$`);
/** 192 bits. */
const macLength = 32;
const longest = 300;
