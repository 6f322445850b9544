/**
 * Quiet hours on the reader's own clock. Guards: whatever the clock does (over midnight, an hour that is skipped, an hour that comes
 * twice), the end that is answered lies ahead, is not quiet itself, and everything before it is.
 */
import type { Millis } from '../../shared/clock.ts';
import { addMinutes, minutesBetween, toInstant, toLocal } from '../../shared/day/local-time.ts';
import type { QuietHours } from '../../shared/notices/wishes.ts';

/** When they are over; undefined if it is not quiet. */
export function quietEnd(now: Millis, quiet: QuietHours | undefined, zone: string): Millis | undefined {
	if (quiet === undefined) return undefined;
	const local = toLocal(now, zone);
	if (!isQuiet(local, quiet)) return undefined;
	const today = `${local.slice(0, dayLength)}T${quiet.to}`;
	const end = today > local ? today : addMinutes(today, minutesADay);
	const instant = instantOf(end, zone);
	// In an hour that comes twice the end was shown once already: it is shown again as far ahead as the clock says.
	return instant > now ? instant : now - (now % minuteMs) + minutesBetween(local, end) * minuteMs;
}

/** The next moment that this clock shows this time of the day. */
export function nextAt(now: Millis, time: string, zone: string): Millis {
	const local = toLocal(now, zone);
	const today = `${local.slice(0, dayLength)}T${time}`;
	const instant = instantOf(today, zone);
	return instant > now ? instant : instantOf(addMinutes(today, minutesADay), zone);
}

/** Of a time that the clock skips, the moment at which it does. */
function instantOf(local: string, zone: string): Millis {
	for (let minutes = 0; minutes <= longestSkip; minutes++) {
		const instant = toInstant(addMinutes(local, minutes), zone);
		if (instant !== undefined) return instant;
	}
	throw new Error(`the clock of ${zone} never shows ${local}, nor any time near it`);
}

function isQuiet(local: string, { from, to }: QuietHours): boolean {
	const time = local.slice('YYYY-MM-DDT'.length);
	if (from === to) return false;
	return from < to ? from <= time && time < to : from <= time || time < to;
}

const dayLength = 'YYYY-MM-DD'.length;
const minutesADay = 1_440;
const minuteMs = 60_000;
/** Minutes. Kwajalein and Samoa once left out a whole day. */
const longestSkip = 1_500;
