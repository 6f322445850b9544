/**
 * From a provider's answer to one of the six outcomes: its own code first, by the adapter's table, and the HTTP status if the code is
 * none of those. Guards: an answer nobody has foreseen never costs somebody their address and never loops for good.
 */
import type { OutcomeKind } from '../store/deliveries.ts';
import type { Outcome } from './channel.ts';
import type { Exchanged } from './exchange.ts';

export interface Verdict {
	readonly kind: OutcomeKind;
	/** The person has told the provider to stop. */
	readonly isOptOut?: true;
	readonly why: string;
}
export type Verdicts = Readonly<Record<string, Verdict>>;

/** For what is not a success; `code` as the provider gives it. */
export function judged(exchanged: Exchanged, code: string | undefined, verdicts: Verdicts): Outcome {
	if (!exchanged.isAnswered) return { kind: exchanged.kind, detail: exchanged.shown };
	const { status, shown, retryAt } = exchanged;
	const known = code !== undefined && Object.hasOwn(verdicts, code) ? verdicts[code] : undefined;
	const { kind, isOptOut } = known ?? byStatus(status);
	const canWait = kind === 'throttled' || kind === 'transient';
	return {
		kind,
		status,
		detail: [code, shown].filter(Boolean).join(' '),
		...(isOptOut === undefined ? {} : { isOptOut }),
		...(canWait && retryAt !== undefined ? { retryAt } : {}),
	};
}

/** The answer of whoever took it; undefined if nobody did. */
export const taken = (exchanged: Exchanged): Extract<Exchanged, { isAnswered: true }> | undefined =>
	exchanged.isAnswered && exchanged.status >= 200 && exchanged.status < 300 ? exchanged : undefined;
/** What it says, if it says anything. */
export const textOf = (exchanged: Exchanged): string => (exchanged.isAnswered ? exchanged.text : '');

function byStatus(status: number): Verdict {
	return statuses[status] ?? (status >= 500 ? broken : refused);
}

const broken: Verdict = { kind: 'transient', why: 'their fault, which passes' };
const refused: Verdict = { kind: 'rejected-content', why: 'the same request would be refused again' };
const statuses: Readonly<Record<number, Verdict>> = {
	408: { kind: 'transient', why: 'they did not read the request to its end' },
	425: { kind: 'transient', why: 'too early, by their own word' },
	429: { kind: 'throttled', why: 'too many at once' },
	504: { kind: 'ambiguous', why: 'whoever stands behind the gateway may have taken it' },
};
