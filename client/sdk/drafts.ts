/**
 * The drafts of this device, as every tab shows them: kept in the store, and told to the other tabs once they are stored, so that a tab
 * that opens meanwhile either finds them or hears of them. Guards: what was discarded stays discarded, whatever another tab says of
 * it later, and a suggestion's state never goes back.
 */
import { type Draft, suggestionStates } from './draft.ts';
import type { Journal } from './journal.ts';

export interface Drafts {
	/** The oldest first; the same array until it changes. */
	readonly all: readonly Draft[];
	get(id: string): Draft | undefined;
	/** Already journaled by whoever made them; the others are told with `share`, once that is stored. */
	add(drafts: readonly Draft[]): void;
	share(drafts: readonly Draft[]): void;
	/** A draft in another state: journaled here. */
	update(draft: Draft): void;
	/** As another tab, or the store, has them. */
	hear(drafts: readonly Draft[], discarded: readonly string[]): void;
	discard(id: string): void;
}

export interface DraftsDeps {
	readonly stored: readonly Draft[];
	readonly journal: Pick<Journal, 'add'>;
	/** Something changed here: the other tabs are to know. */
	readonly tell: (drafts: readonly Draft[], discarded: readonly string[]) => void;
	readonly onChange: () => void;
}

export function createDrafts({ stored, journal, tell, onChange }: DraftsDeps): Drafts {
	const byId = new Map(stored.map((draft) => [draft.id, draft]));
	const discarded = new Set<string>();
	let all: readonly Draft[] | undefined;

	function put(drafts: readonly Draft[]): readonly Draft[] {
		const news = drafts.filter((draft) => !discarded.has(draft.id) && isNews(draft, byId.get(draft.id)));
		for (const draft of news) byId.set(draft.id, draft);
		return news;
	}

	function changed(): void {
		all = undefined;
		onChange();
	}

	return {
		get all() {
			all ??= [...byId.values()].sort(byAge);
			return all;
		},
		get: (id) => byId.get(id),
		add(drafts) {
			if (put(drafts).length > 0) changed();
		},
		share(drafts) {
			const standing = drafts.flatMap(({ id }) => byId.get(id) ?? []);
			if (standing.length > 0) tell(standing, []);
		},
		update(draft) {
			if (put([draft]).length === 0) return;
			journal.add([{ kind: 'draft', draft }], () => tell([draft], []));
			changed();
		},
		hear(drafts, gone) {
			const news = put(drafts);
			for (const id of gone) discarded.add(id);
			const lost = gone.filter((id) => byId.delete(id));
			// Whoever put it last may have stored it after it was discarded.
			journal.add(lost.map((id) => ({ kind: 'draft-discarded', id })));
			if (news.length + lost.length > 0) changed();
		},
		discard(id) {
			if (!byId.delete(id)) return;
			discarded.add(id);
			journal.add([{ kind: 'draft-discarded', id }], () => tell([], [id]));
			changed();
		},
	};
}

function isNews(draft: Draft, known: Draft | undefined): boolean {
	return known === undefined || rank(draft) > rank(known);
}

const rank = ({ suggestion }: Draft): number =>
	suggestion === undefined ? -1 : suggestionStates.indexOf(suggestion.state);
const byAge = (a: Draft, b: Draft): number => a.at - b.at;
