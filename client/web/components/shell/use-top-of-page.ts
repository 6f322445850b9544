/**
 * Another page begins at its top, not where the last one was left; going back leads to where one was, which the browser knows.
 * A record that opens on a page moves nothing.
 */
import { useEffect, useRef } from 'react';

export function useTopOfPage(page: string | undefined): void {
	const shown = useRef(page);
	const isWalkedBack = useRef(false);
	useEffect(() => {
		const walked = () => {
			isWalkedBack.current = true;
		};
		addEventListener('popstate', walked);
		return () => removeEventListener('popstate', walked);
	}, []);
	useEffect(() => {
		const isOther = shown.current !== page;
		shown.current = page;
		if (isOther && !isWalkedBack.current) scrollTo(0, 0);
		isWalkedBack.current = false;
	});
}
