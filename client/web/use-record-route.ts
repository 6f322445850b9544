/**
 * Which record of a page is open, as its address says (`/tasks/<id>`), so that every record is a deep link and the phone's
 * own Back closes the sheet instead of leaving the app.
 */
import { useCallback, useEffect, useRef } from 'react';
import { useLocation, useRoute } from 'wouter';

export interface RecordRoute {
	readonly id: string | undefined;
	hrefOf(id: string): string;
	open(id: string): void;
	close(): void;
}

export function useRecordRoute(page: string): RecordRoute {
	const [, params] = useRoute<{ id?: string }>(`${page}/:id?`);
	const [, navigate] = useLocation();
	const id = params?.id;
	const cameFromList = useRef(false);
	const before = useRef(id);
	useEffect(() => {
		if (before.current === undefined && id !== undefined) cameFromList.current = true;
		before.current = id;
	}, [id]);
	useFocusBack(id);
	const hrefOf = useCallback((record: string) => `${page}/${encodeURIComponent(record)}`, [page]);
	return {
		id,
		hrefOf,
		open: (record) => navigate(hrefOf(record), { replace: id !== undefined }),
		close() {
			if (cameFromList.current) history.back();
			else navigate(page, { replace: true });
			cameFromList.current = false;
		},
	};
}

/** When a record closes, the focus goes back to its line. */
function useFocusBack(id: string | undefined): void {
	const before = useRef(id);
	useEffect(() => {
		const closed = before.current;
		before.current = id;
		if (id !== undefined || closed === undefined) return;
		const lines = document.querySelectorAll<HTMLElement>('[data-line]');
		[...lines].find((line) => line.dataset['line'] === closed)?.focus();
	}, [id]);
}
