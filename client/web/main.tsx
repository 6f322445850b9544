/** The page's root: takes what only a root may take (time, chance, network, the worker) and starts the app with it. */
import './strict-parsing.ts';
import { systemClock, systemRandom } from '../sdk/system.ts';
import { startApp } from './start.tsx';

const place = document.getElementById('app');
if (place === null) throw new Error('the page has no place for the app');

startApp(place, {
	device: { clock: systemClock, random: systemRandom },
	open: (session, wedding, section) =>
		import('../sdk/open.ts').then(({ openWedding }) =>
			openWedding({ url: location.origin, wedding, section, session }),
		),
	onThisDevice: ({ person, wedding }) =>
		import('../sdk/open.ts').then(({ onThisDevice }) => onThisDevice(person, wedding)),
	fetch: (input, init) => fetch(input, init),
	// While developing, a worker would only keep old files alive.
	workers: import.meta.env.PROD ? navigator.serviceWorker : undefined,
});
