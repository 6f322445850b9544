/**
 * One wedding open for as long as its pages stand, closed when they go, and reachable as `globalThis.wedsync` meanwhile for
 * anybody at the console. Nothing is awaited on screen but the device's own storage.
 */
import { useEffect, useState } from 'react';
import type { Section } from '../../shared/document/schema.ts';
import type { Wedding } from '../sdk/handle.ts';
import { useDevice } from './device.ts';
import { createViewStore, type ViewStore } from './view.ts';

declare global {
	/** The handle of the wedding on screen; of its section, where one of those is. */
	var wedsync: Wedding<Section> | undefined;
}

export type Opening =
	| { readonly kind: 'opening' }
	| { readonly kind: 'open'; readonly store: ViewStore }
	| { readonly kind: 'failed'; readonly cause: unknown };

/** `open` must be the same function for the same wedding: another one closes it and opens anew. What failed is tried again. */
export function useOpenWedding(open: () => Promise<Wedding>): Opening {
	const { clock } = useDevice();
	const [opening, setOpening] = useState<Opening>({ kind: 'opening' });
	const [attempt, setAttempt] = useState(0);
	useEffect(() => {
		if (opening.kind !== 'failed') return undefined;
		return clock.after(AGAIN_MS, () => setAttempt((count) => count + 1));
	}, [clock, opening]);
	useEffect(() => {
		let isWanted = true;
		const opened = open();
		opened.then(
			(wedding) => {
				if (!isWanted) return;
				globalThis.wedsync = wedding;
				setOpening({ kind: 'open', store: createViewStore(wedding) });
			},
			(cause: unknown) => isWanted && setOpening({ kind: 'failed', cause }),
		);
		return () => {
			isWanted = false;
			void opened.then(close, () => undefined);
		};
	}, [open, attempt]);
	return opening;
}

async function close(wedding: Wedding): Promise<void> {
	if (globalThis.wedsync === wedding) globalThis.wedsync = undefined;
	await wedding.close();
}

/** How long until a relay that could not be reached is asked again. */
const AGAIN_MS = 5_000;
