/**
 * What the device lends to the page: time and chance, made by the root (`main.tsx`) and handed down, so that a component
 * never reads the clock itself and a test can move it.
 */
import { createContext, useContext, useEffect, useState } from 'react';
import { type Clock, every, type Millis } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';

export interface Device {
	readonly clock: Clock;
	readonly random: Random;
}

export const DeviceContext = createContext<Device | undefined>(undefined);

export function useDevice(): Device {
	const device = useContext(DeviceContext);
	if (device === undefined) throw new Error('no device is given to this component');
	return device;
}

/** Now, looked at again every `stepMs`. */
export function useNow(stepMs: Millis): Millis {
	const { clock } = useDevice();
	const [now, setNow] = useState(() => clock.now());
	useEffect(() => every(clock, stepMs, () => setNow(clock.now())), [clock, stepMs]);
	return now;
}
