/**
 * Setting fields of one record from its own page. Where two answers stand for a field, what is set there decides: whoever
 * edits it has both in front of them. Elsewhere it is an ordinary change.
 */
import { useCallback } from 'react';
import type { RecordKind } from '../../shared/document/schema.ts';
import { useViewStore } from '../react/use-view.ts';
import { placeOf } from '../react/view.ts';
import { useAct } from './use-act.ts';

export function useEdit(root: RecordKind | 'meta', id: string): (values: object) => void {
	const act = useAct();
	const store = useViewStore();
	return useCallback(
		(values) => {
			const record = root === 'meta' ? {} : { id };
			const conflicts = store.read().conflicts.get(placeOf(root, id)) ?? [];
			const isOpen = (field: string) => conflicts.some((conflict) => conflict.field === field);
			const plain = Object.entries(values).filter(([field]) => !isOpen(field));
			if (plain.length > 0) act(`${root}.change`, { ...record, ...Object.fromEntries(plain) });
			for (const [field, value] of Object.entries(values)) {
				if (isOpen(field)) act(`${root}.resolve`, { ...record, field, value });
			}
		},
		[act, store, root, id],
	);
}
