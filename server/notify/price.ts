/**
 * What a message costs, by the operator's own table: a price for each message, or by the beginning of the number, in whole units of
 * the ledger's currency. Guards: sums are whole millionths, so that a month of them adds up to the bill.
 */
import { z } from 'zod';
import { segmentsOf } from './segments.ts';

const amount = z.number().min(0, 'a price is not below 0').max(1_000, 'a price is for one message');

/** A number for all, or by prefix (`+49`), with `other` for the rest. */
export const prices = z.union([
	amount,
	z.record(
		z.union([z.literal('other'), z.string().regex(/^\+\d{1,14}$/)], 'write +49 or other before a price'),
		amount,
	),
]);
export type Prices = z.infer<typeof prices>;

/** In millionths; without a table, 0: the operator knows better than a guess. */
export function priceOf(table: Prices | undefined, to: string, units = 1): number {
	return Math.round(unitPrice(table ?? 0, to.replace(/^whatsapp:/, '')) * 1_000_000) * units;
}

/** A text message is paid for by the segment. */
export const priceOfText = (table: Prices | undefined, to: string, text: string): number =>
	priceOf(table, to, segmentsOf(text).segments);

/** The longest beginning that fits. */
function unitPrice(table: Prices, to: string): number {
	if (typeof table === 'number') return table;
	const [best] = Object.keys(table)
		.filter((prefix) => prefix !== 'other' && to.startsWith(prefix))
		.sort((a, b) => b.length - a.length);
	return table[best ?? 'other'] ?? 0;
}
