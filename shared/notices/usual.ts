/** Which ways a message takes to somebody who has said nothing else, by how urgent it is; the pages show it, the server goes by it. */
import type { PersonChannel, Priority } from './channel.ts';

export const outwardChannels = [
	'push',
	'email',
	'sms',
	'whatsapp',
	'voice',
] as const satisfies readonly PersonChannel[];
export type OutwardChannel = (typeof outwardChannels)[number];

/** Texts and calls disturb and cost: small things go there only for those who want it. */
export const usualChannels: Readonly<Record<Priority, readonly PersonChannel[]>> = {
	emergency: outwardChannels,
	critical: outwardChannels,
	high: ['push', 'email', 'sms', 'whatsapp'],
	normal: ['push', 'email'],
	low: ['push', 'email'],
};
