/** Setting fields of a section's record from its own panel: where two answers stand, what is set there decides. */
import { useCallback } from 'react';
import type { Conflict } from '../../../../shared/document/document.ts';
import type { RecordKind } from '../../../../shared/document/schema.ts';
import { useAct } from '../../use-act.ts';

export interface SectionRecord {
	readonly root: RecordKind;
	readonly id: string;
	/** Of the whole section. */
	readonly conflicts: readonly Conflict[];
}

export function useSectionEdit({ root, id, conflicts }: SectionRecord): (values: object) => void {
	const act = useAct();
	return useCallback(
		(values) => {
			for (const [field, value] of Object.entries(values)) {
				const isOpen = conflictsOf(conflicts, root, id).some((conflict) => conflict.field === field);
				if (isOpen) act(`${root}.resolve`, { id, field, value });
				else act(`${root}.change`, { id, [field]: value });
			}
		},
		[act, root, id, conflicts],
	);
}

export function conflictsOf(conflicts: readonly Conflict[], root: string, id: string): readonly Conflict[] {
	return conflicts.filter((conflict) => conflict.root === root && conflict.record === id);
}
