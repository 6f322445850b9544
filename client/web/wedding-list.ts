/**
 * The weddings this device knows: asked of the relay for every session, and remembered, so that the list is there without a
 * network. Guards: a wedding that one is signed in to is listed even if the relay has never been reached from here.
 */
import { z } from 'zod';
import { role } from '../../shared/access/roles.ts';
import { weddingId } from '../../shared/ids.ts';
import type { Relay } from './relay/relay.ts';
import type { Session } from '../sdk/session.ts';

const cardShape = z.object({
	id: weddingId,
	name: z.string(),
	date: z.string().optional(),
	place: z.string().optional(),
	timeZone: z.string().optional(),
	accent: z.string().optional(),
	role: role.optional(),
});
export type WeddingCard = z.infer<typeof cardShape>;

export interface WeddingListDeps {
	readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
	readonly relay: Relay;
}

export interface WeddingList {
	readonly cards: readonly WeddingCard[];
	/** The relay did not answer; the cards are from an earlier time. */
	readonly isStale: boolean;
}

/** What is known without asking. */
export function rememberedWeddings(
	sessions: readonly Session[],
	{ storage }: Pick<WeddingListDeps, 'storage'>,
): WeddingList {
	const known = new Map(readCards(storage.getItem(KEY)).map((card) => [card.id, card]));
	const cards = sessions.map((session) => ({
		...(known.get(session.wedding) ?? { id: session.wedding, name: '' }),
		role: session.role,
	}));
	return { cards: cards.sort(byDate), isStale: false };
}

export async function askWeddings(sessions: readonly Session[], deps: WeddingListDeps): Promise<WeddingList> {
	const answers = await Promise.all(sessions.map((session) => askOne(session, deps.relay)));
	const fresh = answers.flatMap((answer) => answer ?? []);
	const known = new Map(readCards(deps.storage.getItem(KEY)).map((card) => [card.id, card]));
	for (const card of fresh) known.set(card.id, card);
	deps.storage.setItem(KEY, JSON.stringify([...known.values()]));
	return { ...rememberedWeddings(sessions, deps), isStale: answers.includes(undefined) };
}

/** `undefined` if the relay could not be asked. */
async function askOne({ wedding }: Session, relay: Relay): Promise<readonly WeddingCard[] | undefined> {
	const shape = z.object({ weddings: z.array(cardShape) });
	const answer = await relay.ask({ wedding, path: '/weddings', shape });
	return answer.ok ? answer.value.weddings : undefined;
}

function readCards(text: string | null): readonly WeddingCard[] {
	try {
		const cards = z.array(cardShape).safeParse(JSON.parse(text ?? '[]'));
		return cards.success ? cards.data : [];
	} catch {
		// Somebody else's bytes under our key: as good as none.
		return [];
	}
}

/** The next wedding first; those without a date last. */
const byDate = (a: WeddingCard, b: WeddingCard): number =>
	(a.date ?? '~') < (b.date ?? '~') ? -1 : (a.date ?? '~') > (b.date ?? '~') ? 1 : 0;

const KEY = 'wedsync.weddings';
