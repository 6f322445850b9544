/**
 * A section beside the plan (ceremony, guests, budget), opened for as long as its page stands and then on stage: what is done,
 * undone and said about one's edits is its. Off stage it is the plan's again.
 */
import {
	createContext,
	useCallback,
	useContext,
	useEffect,
	useRef,
	useState,
	useSyncExternalStore,
} from 'react';
import type { Section } from '../../shared/document/schema.ts';
import type { Wedding } from '../sdk/handle.ts';
import { useDevice } from './device.ts';
import { useWedding } from './use-view.ts';

export interface Stage {
	/** The handle of the section on screen; undefined while that is the plan. */
	readonly section: Wedding<Section> | undefined;
	show(section: Wedding<Section> | undefined): void;
}

export const StageContext = createContext<Stage>({ section: undefined, show: () => undefined });

/** The handle of what is on screen: edits go there. */
export function useActing(): Wedding<Section> {
	const plan = useWedding();
	return useContext(StageContext).section ?? plan;
}

/** Anything of a handle, the plan's or a section's; `select` may make new objects as long as `same` recognises equal ones. */
export function useReading<W extends Wedding<Section>, T>(
	wedding: W,
	select: (wedding: W) => T,
	same: (a: T, b: T) => boolean = Object.is,
): T {
	const last = useRef<{ readonly value: T } | undefined>(undefined);
	return useSyncExternalStore(
		useCallback((listener) => wedding.subscribe(listener), [wedding]),
		() => {
			const value = select(wedding);
			const kept = last.current;
			if (kept !== undefined && same(kept.value, value)) return kept.value;
			last.current = { value };
			return value;
		},
	);
}

export type SectionOpening<S extends Section> =
	| { readonly kind: 'opening' }
	| { readonly kind: 'open'; readonly wedding: Wedding<S> }
	| { readonly kind: 'failed'; readonly cause: unknown };

/** `open` must be the same function for the same section. What failed is tried again. */
export function useOpenSection<S extends Section>(open: () => Promise<Wedding<S>>): SectionOpening<S> {
	const { clock } = useDevice();
	const { show } = useContext(StageContext);
	const plan = useWedding();
	const [opening, setOpening] = useState<SectionOpening<S>>({ kind: 'opening' });
	const [attempt, setAttempt] = useState(0);
	useEffect(() => {
		if (opening.kind !== 'failed') return undefined;
		return clock.after(AGAIN_MS, () => setAttempt((count) => count + 1));
	}, [clock, opening]);
	useEffect(() => {
		let isWanted = true;
		// Named so that another attempt is one.
		void attempt;
		const opened = open();
		opened.then(
			(wedding) => {
				if (!isWanted) return;
				globalThis.wedsync = wedding;
				show(wedding);
				setOpening({ kind: 'open', wedding });
			},
			(cause: unknown) => isWanted && setOpening({ kind: 'failed', cause }),
		);
		return () => {
			isWanted = false;
			show(undefined);
			if (globalThis.wedsync !== undefined) globalThis.wedsync = plan;
			void opened.then(
				(wedding) => wedding.close(),
				() => undefined,
			);
		};
	}, [open, show, plan, attempt]);
	return opening;
}

/** How long until a relay that could not be reached is asked again. */
const AGAIN_MS = 5_000;
