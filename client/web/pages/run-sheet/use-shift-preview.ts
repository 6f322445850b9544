/** The preview of a shift, worked out anew while the plan changes under it. */
import { useMemo } from 'react';
import { previewShift } from '../../../../shared/document/operations/shift.ts';
import { useView } from '../../../react/use-view.ts';
import { useWords } from '../../messages/messages.ts';
import { type ShiftPreview, shiftPreview } from './shift-words.ts';

/** `undefined` while nothing is asked, or nothing would move. */
export function useShiftPreview(id: string, minutes: number): ShiftPreview | undefined {
	const words = useWords();
	const view = useView((whole) => whole);
	return useMemo(() => {
		if (minutes === 0) return undefined;
		const plan = previewShift(view.plan, { id, minutes });
		if (!plan.ok || plan.value.moves.length === 0) return undefined;
		return shiftPreview(plan.value, view.timeline, words);
	}, [view, id, minutes, words]);
}
