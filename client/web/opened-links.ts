/**
 * Which links this device has been let in by, so that tapping one again (it still stands in the chat) opens the wedding, also
 * when the link's single use is spent or there is no network. Keeps the end of a code only, which alone opens nothing.
 */
import { z } from 'zod';

export interface OpenedLinks {
	remember(code: string, wedding: string): void;
	/** The wedding a link of this device led to. */
	weddingOf(code: string): string | undefined;
	forget(wedding: string): void;
}

export function createOpenedLinks(storage: Pick<Storage, 'getItem' | 'setItem'>): OpenedLinks {
	const others = (isOther: (link: Link) => boolean) => read(storage).filter(isOther);
	const keep = (links: readonly Link[]) => storage.setItem(KEY, JSON.stringify(links.slice(0, most)));
	return {
		remember(code, wedding) {
			const end = endOf(code);
			keep([{ end, wedding }, ...others((link) => link.end !== end)]);
		},
		weddingOf: (code) => read(storage).find(({ end }) => end === endOf(code))?.wedding,
		forget(wedding) {
			const rest = others((link) => link.wedding !== wedding);
			if (rest.length < read(storage).length) keep(rest);
		},
	};
}

type Link = z.infer<typeof link>;
const link = z.object({ end: z.string(), wedding: z.string() });

function read(storage: Pick<Storage, 'getItem'>): readonly Link[] {
	try {
		const kept = z.array(link).safeParse(JSON.parse(storage.getItem(KEY) ?? '[]'));
		return kept.success ? kept.data : [];
	} catch {
		// Somebody else's bytes under our key: as good as none.
		return [];
	}
}

const endOf = (code: string): string => code.slice(-8);
const most = 20;
const KEY = 'wedsync.links';
