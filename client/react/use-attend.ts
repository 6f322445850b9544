/** Says to the others which record is open here, for as long as the component stands. */
import { useEffect } from 'react';
import type { RecordKind } from '../../shared/document/schema.ts';
import { useActing } from './use-section.ts';

export function useAttend(root: RecordKind, id: string | undefined): void {
	const wedding = useActing();
	useEffect(() => {
		if (id === undefined) return undefined;
		wedding.attend({ root, id });
		return () => wedding.attend(undefined);
	}, [wedding, root, id]);
}
