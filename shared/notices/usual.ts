/** What holds where a person or a wedding has said nothing else: the pages show it, the server goes by it. */
import type { PersonChannel, Priority } from './channel.ts';

export const outwardChannels = [
	'push',
	'email',
	'sms',
	'whatsapp',
	'voice',
] as const satisfies readonly PersonChannel[];
export type OutwardChannel = (typeof outwardChannels)[number];

/** Which ways a message takes, by how urgent it is. Texts and calls disturb and cost: small things go there only for those who want it. */
export const usualChannels: Readonly<Record<Priority, readonly PersonChannel[]>> = {
	emergency: outwardChannels,
	critical: outwardChannels,
	high: ['push', 'email', 'sms', 'whatsapp'],
	normal: ['push', 'email'],
	low: ['push', 'email'],
};

/** Trades without which the day stands still. */
const keyTrades: ReadonlySet<string> = new Set([
	'photographer',
	'officiant',
	'registrar',
	'celebrant',
	'caterer',
	'florist',
	'band',
	'dj',
	'hair and make-up',
]);
/** As people write it: in any case, with or without a space behind it. */
export const plainTrade = (trade: string): string => trade.trim().toLowerCase();
export const isUsualKeyTrade = (trade: string): boolean => keyTrades.has(plainTrade(trade));
/** How long before their first item they should be here. */
export const usualMissingMinutes = 30;
/** The evening before is soon enough to do something about a task; on the day everything is closer. */
export const usualDueSoonMinutes = { before: 24 * 60, onTheDay: 60 } as const;
