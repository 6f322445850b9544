/** The drafts of this device, as every tab shows them: kept in the store, told to the other tabs as a whole list. */
import type { Draft } from './draft.ts';
import type { Journal } from './journal.ts';

export interface Drafts {
	/** The oldest first; the same array until it changes. */
	readonly all: readonly Draft[];
	/** Already journaled by whoever made them. */
	add(drafts: readonly Draft[]): void;
	/** As another tab has them. */
	set(drafts: readonly Draft[]): void;
	discard(id: string): void;
}

export interface DraftsDeps {
	readonly stored: readonly Draft[];
	readonly journal: Pick<Journal, 'add'>;
	/** The list changed here: the other tabs are to know. */
	readonly tell: (drafts: readonly Draft[]) => void;
	readonly onChange: () => void;
}

export function createDrafts({ stored, journal, tell, onChange }: DraftsDeps): Drafts {
	let all = [...stored].sort(byAge);

	function become(drafts: readonly Draft[]): void {
		all = [...drafts].sort(byAge);
		onChange();
	}

	return {
		get all() {
			return all;
		},
		add(drafts) {
			become([...all.filter(({ id }) => !drafts.some((draft) => draft.id === id)), ...drafts]);
			tell(all);
		},
		set: become,
		discard(id) {
			if (!all.some((draft) => draft.id === id)) return;
			journal.add([{ kind: 'draft-discarded', id }]);
			become(all.filter((draft) => draft.id !== id));
			tell(all);
		},
	};
}

const byAge = (a: Draft, b: Draft): number => a.at - b.at;
