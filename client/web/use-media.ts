/** Whether the window is wide enough for a panel beside the list, or a sheet has to lie over it. */
import { useSyncExternalStore } from 'react';

export function useMedia(query: string): boolean {
	return useSyncExternalStore(
		(listener) => {
			const media = matchMedia(query);
			media.addEventListener('change', listener);
			return () => media.removeEventListener('change', listener);
		},
		() => matchMedia(query).matches,
	);
}

export const SIDE_BY_SIDE = '(min-width: 70rem)';
