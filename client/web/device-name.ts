/** What to call this device in a list of devices: "Safari on iPhone". Pure, over what the browser says of itself. */
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
