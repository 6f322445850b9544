/**
 * Notices that nothing has come for too long on a line that is open: such a line leads nowhere. Guards: the device's clock may be set
 * back or ahead at any time, which must neither hide a silence for ever nor make one.
 */
import type { Cancel, Clock, Millis } from '../../shared/clock.ts';
import { silenceMs } from './reconnect.ts';

export interface Silence {
	/** A line was dialled. */
	begin(): void;
	/** Something came. */
	heard(): void;
	end(): void;
}

export interface SilenceDeps {
	readonly clock: Clock;
	/** For whoever shows it; not for every message. */
	readonly onHeard: (at: Millis) => void;
	readonly onSilent: () => void;
}

export function watchSilence({ clock, onHeard, onSilent }: SilenceDeps): Silence {
	let heardAt = 0;
	let toldAt = 0;
	let cancel: Cancel | undefined;

	function watch(): void {
		cancel?.();
		cancel = clock.after(heardAt + silenceMs - clock.now(), () => {
			// The clock may have been set back since.
			heardAt = Math.min(heardAt, clock.now());
			if (clock.now() - heardAt < silenceMs) watch();
			else onSilent();
		});
	}

	return {
		begin() {
			heardAt = clock.now();
			watch();
		},
		heard() {
			heardAt = clock.now();
			if (Math.abs(heardAt - toldAt) < tellMs) return;
			toldAt = heardAt;
			onHeard(heardAt);
		},
		end: () => cancel?.(),
	};
}

/** How often it is worth saying that the relay was heard of. */
const tellMs = 1_000;
