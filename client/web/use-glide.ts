/**
 * Lines of a list that change places glide there, so that one sees where a moved moment went. Only when the list itself
 * changed, not when another filter was chosen; and not at all for people who want no motion.
 */
import { type RefObject, useLayoutEffect, useRef } from 'react';

/** `order` is another value whenever lines moved; `shown` says what is being shown. */
export function useGlide<E extends HTMLElement>(order: unknown, shown: string): RefObject<E | null> {
	const list = useRef<E | null>(null);
	const last = useRef<{ readonly shown: string; readonly tops: ReadonlyMap<string, number> }>({
		shown,
		tops: new Map(),
	});
	useLayoutEffect(() => {
		// Named so that the effect is run for each new order.
		void order;
		const lines = linesOf(list.current);
		const before = last.current;
		last.current = { shown, tops: new Map([...lines].map(([id, line]) => [id, line.offsetTop])) };
		if (before.shown !== shown || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
		for (const [id, line] of lines) {
			const by = (before.tops.get(id) ?? line.offsetTop) - line.offsetTop;
			if (Math.abs(by) < 2 || Math.abs(by) > FARTHEST_PX) continue;
			line.animate([{ transform: `translateY(${by}px)` }, { transform: 'none' }], GLIDE);
		}
	}, [order, shown]);
	return list;
}

function linesOf(list: HTMLElement | null): ReadonlyMap<string, HTMLElement> {
	const links = [...(list?.querySelectorAll<HTMLElement>('[data-line]') ?? [])];
	return new Map(
		links.flatMap((link) => {
			const line = link.closest('li');
			return line === null ? [] : [[link.dataset['line'] ?? '', line] as const];
		}),
	);
}

/** From farther away a glide would only be a blur. */
const FARTHEST_PX = 1_200;
const GLIDE = { duration: 420, easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)' };
