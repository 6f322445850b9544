/**
 * What comes of a callback, once it is proved: reports to the deliveries, refused addresses and STOP to consent, an answer to whoever
 * asked for help. Guards: all of it is stored before the provider is told that we have it, and all of it may come again without
 * harm; nobody can make us send answer after answer.
 */
import type { Limiter, Measure } from '../auth/allowance.ts';
import type { Random } from '../../shared/random.ts';
import type { Delivery, DeliveryStore } from '../store/deliveries.ts';
import type { Callback, CallbackAnswer, InboundWord, Message, Provider } from './channel.ts';
import type { Consenting } from './consent.ts';

export interface Heard {
	/** What the provider is to be told, if anything. */
	take(provider: Provider, callback: Callback): Promise<CallbackAnswer | undefined>;
}

export interface HeardDeps {
	readonly store: Pick<DeliveryStore, 'report'>;
	readonly consenting: Pick<Consenting, 'hear' | 'refuse' | 'hash'>;
	readonly limiter: Pick<Limiter, 'take'>;
	readonly random: Random;
	/** Deliveries that a report has changed: pages are told, another way is tried. */
	readonly changed?: (deliveries: readonly Delivery[]) => Promise<void>;
}

export function createHeard(deps: HeardDeps): Heard {
	// STOP, START and an old START again: what was said last must stand, and not what was sent last.
	const known = new Set<string>();
	const remember = (key: string): void => {
		const [oldest] = known;
		if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
		known.add(key);
	};
	return {
		async take(provider, { reports, words = [], refusals = [], answer }) {
			for (const refusal of refusals) await deps.consenting.refuse(refusal);
			if (reports.length > 0) {
				const changed = await deps.store.report(reports);
				if (changed.length > 0) await deps.changed?.(changed);
			}
			let said = answer;
			for (const word of words) {
				const key = `${provider.name} ${word.id}`;
				if (known.has(key)) continue;
				said = (await answered(provider, word, deps)) ?? said;
				// Only now: what failed is sent again, and must be heard then.
				remember(key);
			}
			return said;
		},
	};
}

async function answered(
	provider: Provider,
	word: InboundWord,
	{ consenting, limiter, random }: HeardDeps,
): Promise<CallbackAnswer | undefined> {
	const heard = await consenting.hear(word);
	if (heard === undefined || word.isAnswered) return undefined;
	if (limiter.take(`answer ${consenting.hash(word.from)}`, answersEach) > 0) return undefined;
	if (word.reply !== undefined) return word.reply(heard.answer);
	// Not waited for: the provider is to hear soon that we have its callback, and an answer that is lost is asked for again.
	const id = Buffer.from(random.bytes(16)).toString('base64url');
	provider.send(answerOf(word, heard, id)).catch(() => undefined);
	return undefined;
}

function answerOf(
	{ channel, from }: InboundWord,
	{ answer: text, language }: { readonly answer: string; readonly language: Message['language'] },
	id: string,
): Message {
	const content =
		channel === 'sms'
			? ({ channel, text } as const)
			: ({ channel, text, template: { name: 'wedsync_update', parameters: [] } } as const);
	return { id, wedding: '', to: from, content, priority: 'high', language, attempt: 1 };
}

const mostKnown = 20_000;
/** STOP, START, HELP and a few in doubt. */
const answersEach: Measure = { capacity: 5, refillMs: 60 * 60_000 };
