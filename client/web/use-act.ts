/**
 * How every button and field of the page edits: one operation, and one sentence about it if the person should hear one. A
 * declined operation says why. "Undo" in a notice takes back exactly this edit, whatever was done since.
 */
import { useCallback } from 'react';
import type { Operation } from '../../shared/document/operations/operation.ts';
import { useActing } from '../react/use-section.ts';
import { useViewStore } from '../react/use-view.ts';
import { useParts } from './app-parts.ts';
import { useWords } from './messages/messages.ts';

export interface Told {
	readonly text: string;
	/** Offers to take it back. */
	readonly undo?: boolean;
	/** For screen readers only: the eye sees it happen. */
	readonly isSilent?: boolean;
}

export type Act = (name: string, input: unknown, told?: Told) => boolean;

export function useAct(): Act {
	const { own } = useViewStore();
	const wedding = useActing();
	const { notices } = useParts();
	const { say } = useWords();
	return useCallback(
		(name, input, told) => {
			const result = wedding.run({ name, input });
			if (!result.ok) {
				notices.say({ text: result.error.reason, tone: 'bad' });
				return false;
			}
			if (result.value.undo.length > 0) own.add(result.value.record);
			const back = result.value.undo;
			const action = { label: say.undo.undo, run: () => takeBack(back) };
			if (told !== undefined) {
				notices.say({
					text: told.text,
					tone: 'calm',
					isSilent: told.isSilent === true,
					...(told.undo === true ? { action } : {}),
				});
			}
			return true;
			function takeBack(operations: readonly Operation[]) {
				for (const operation of operations) wedding.run(operation);
				notices.say({ text: say.undo.undone, tone: 'calm' });
			}
		},
		[wedding, own, notices, say],
	);
}
