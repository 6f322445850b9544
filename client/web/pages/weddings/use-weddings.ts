/** The list of weddings: what the device remembers at once, and the relay's answer when it comes. */
import { useEffect, useState } from 'react';
import { useParts, useStore } from '../../app-parts.ts';
import { askWeddings, rememberedWeddings, type WeddingList } from '../../wedding-list.ts';

export function useWeddings(): WeddingList {
	const { sessions, weddings } = useParts();
	const list = useStore(sessions, sessions.list);
	const [answer, setAnswer] = useState<WeddingList | undefined>(undefined);
	useEffect(() => {
		let isWanted = true;
		void askWeddings(list, weddings).then((asked) => isWanted && setAnswer(asked));
		return () => {
			isWanted = false;
		};
	}, [list, weddings]);
	return answer ?? rememberedWeddings(list, weddings);
}
