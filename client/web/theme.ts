/**
 * The look this device chose: `device` follows its day and night, the others stay. Kept on the device, and written to the
 * page as `data-theme`, which is all the style sheets know. The wedding's accent goes the same way, as three named colours.
 */
import type { Unsubscribe } from '../sdk/handle.ts';
import { accentTones } from './accent.ts';

export const themes = ['device', 'paper', 'dark', 'outdoor'] as const;
export type Theme = (typeof themes)[number];

export interface Looks {
	theme(): Theme;
	choose(theme: Theme): void;
	/** Puts the wedding's colour on the page; nothing puts the house's own back. */
	dress(accent: string | undefined): void;
	subscribe(listener: () => void): Unsubscribe;
}

export interface LooksDeps {
	readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
	readonly root: HTMLElement;
	readonly night: MediaQueryList;
}

export function createLooks({ storage, root, night }: LooksDeps): Looks {
	const listeners = new Set<() => void>();
	let theme = themes.find((name) => name === storage.getItem(KEY)) ?? 'device';
	const show = () => {
		root.dataset['theme'] = theme === 'device' ? (night.matches ? 'dark' : 'paper') : theme;
		for (const listener of listeners) listener();
	};
	night.addEventListener('change', show);
	show();
	return {
		theme: () => theme,
		choose(next) {
			theme = next;
			storage.setItem(KEY, next);
			show();
		},
		dress(accent) {
			const tones = accent === undefined ? undefined : accentTones(accent);
			for (const name of ['light', 'dark', 'outdoor'] as const) {
				if (tones === undefined) root.style.removeProperty(`--accent-${name}`);
				else root.style.setProperty(`--accent-${name}`, tones[name]);
			}
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}

const KEY = 'wedsync.theme';
