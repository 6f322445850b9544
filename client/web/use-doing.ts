/** Tells the others what this person chose to tell, for as long as the wedding's pages stand. */
import { useEffect, useState } from 'react';
import { useWedding } from '../react/use-view.ts';
import { useParts, useStore } from './app-parts.ts';

export function useTellDoing(): void {
	const { doings } = useParts();
	const wedding = useWedding();
	const doing = useStore(doings, () => doings.of(wedding.id));
	const battery = useBattery(doing.tellsBattery === true);
	useEffect(() => {
		const { activity, zone } = doing;
		wedding.be({ activity, zone, battery });
	}, [wedding, doing, battery]);
}

/** Not every browser says how much is left. */
export const hasBattery = (): boolean => 'getBattery' in navigator;

function useBattery(isTold: boolean): number | undefined {
	const [level, setLevel] = useState<number | undefined>(undefined);
	useEffect(() => {
		if (!isTold) return undefined;
		let stop = () => undefined as void;
		let isWanted = true;
		void batteryOf(navigator).then((battery) => {
			if (battery === undefined || !isWanted) return;
			const look = () => setLevel(Math.round(battery.level * 100));
			look();
			battery.addEventListener('levelchange', look);
			stop = () => battery.removeEventListener('levelchange', look);
		});
		return () => {
			isWanted = false;
			stop();
			setLevel(undefined);
		};
	}, [isTold]);
	return level;
}

interface Battery extends EventTarget {
	/** 0 to 1. */
	readonly level: number;
}

async function batteryOf(
	device: Navigator & { getBattery?: () => Promise<Battery> },
): Promise<Battery | undefined> {
	try {
		return await device.getBattery?.();
	} catch {
		// Forbidden here: then nothing is told.
		return undefined;
	}
}
