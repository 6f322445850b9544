/** This device as it names itself to the relay: an id drawn once and kept, and what to call it in a list ("Safari on iPhone"). */
import { deviceId, newId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';

export interface ThisDevice {
	readonly id: string;
	readonly name: string;
}

export function thisDevice({
	storage,
	random,
	userAgent,
}: {
	readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
	readonly random: Random;
	readonly userAgent: string;
}): ThisDevice {
	const kept = deviceId.safeParse(storage.getItem(KEY)).data ?? newId<string>(random);
	storage.setItem(KEY, kept);
	return { id: kept, name: deviceName(userAgent) };
}

export function deviceName(userAgent: string): string {
	const browser = browsers.find(([mark]) => userAgent.includes(mark))?.[1] ?? 'Browser';
	const system = systems.find(([mark]) => userAgent.includes(mark))?.[1];
	return system === undefined ? browser : `${browser} on ${system}`;
}

/** The first that fits: most of them also call themselves one of those further down. */
const browsers: readonly (readonly [string, string])[] = [
	['Edg', 'Edge'],
	['OPR/', 'Opera'],
	['SamsungBrowser', 'Samsung Internet'],
	['FxiOS', 'Firefox'],
	['Firefox/', 'Firefox'],
	['CriOS', 'Chrome'],
	['Chrome/', 'Chrome'],
	['Safari/', 'Safari'],
];
const systems: readonly (readonly [string, string])[] = [
	['iPhone', 'iPhone'],
	['iPad', 'iPad'],
	['Android', 'Android'],
	['CrOS', 'Chromebook'],
	['Windows', 'Windows'],
	['Macintosh', 'Mac'],
	['Linux', 'Linux'],
];

const KEY = 'wedsync.device';
