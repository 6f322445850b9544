/**
 * Somebody as a reader: their clock, their language, their quiet hours, and which channels are open to them for a kind of notice. Three
 * layers, never mixed: consent and suppression (always), the wedding's policy, their own wishes (but in an emergency).
 */
import type { Millis } from '../../shared/clock.ts';
import { isZone } from '../../shared/day/local-time.ts';
import type { Language, PersonChannel } from '../../shared/notices/channel.ts';
import type { NoticeKind } from '../../shared/notices/kind.ts';
import type { Policy, Preferences, QuietHours } from '../../shared/notices/wishes.ts';
import type { Reach } from '../store/reach.ts';
import { quietEnd } from './quiet.ts';

/** Why a channel is closed; `in-app` never is. */
export type Closed = 'no-address' | 'no-consent' | 'suppressed' | 'preference';

export function closedTo(
	{ has, agreed, suppressed, preferences }: Reach,
	channel: PersonChannel,
	{ kind, isEmergency }: { readonly kind: NoticeKind; readonly isEmergency: boolean },
): Closed | undefined {
	if (!has.includes(channel)) return 'no-address';
	if (suppressed.includes(channel)) return 'suppressed';
	if (!agreed.includes(channel)) return 'no-consent';
	return !isEmergency && wishOf(preferences, kind, channel) === false ? 'preference' : undefined;
}

/** What they said about this channel: of this kind if they did, else of all. */
export function wishOf(
	{ kinds, channels }: Preferences,
	kind: NoticeKind,
	channel: PersonChannel,
): boolean | undefined {
	return kinds?.[kind]?.[channel] ?? channels?.[channel];
}

/** Asked for by name: it goes there whatever is usual. */
export const isAskedFor = ({ preferences }: Reach, kind: NoticeKind, channel: PersonChannel): boolean =>
	preferences.kinds?.[kind]?.[channel] === true;

export const zoneOf = ({ preferences }: Pick<Reach, 'preferences'>, weddings: string): string =>
	[preferences.timeZone, weddings].find((zone) => zone !== undefined && isZone(zone)) ?? 'UTC';

export const languageOf = ({ preferences }: Pick<Reach, 'preferences'>, { language }: Policy): Language =>
	preferences.language ?? language ?? 'en';

/** Their own word counts, also "none"; the house has none. */
export const quietOf = (
	{ preferences }: Pick<Reach, 'preferences'>,
	policy: Policy,
): QuietHours | undefined =>
	(preferences.quiet === undefined ? policy.quiet : preferences.quiet) ?? undefined;

/** When this reader may be disturbed again; undefined: now. */
export function quietUntil(
	reach: Reach,
	{ now, policy, timeZone }: { readonly now: Millis; readonly policy: Policy; readonly timeZone: string },
): Millis | undefined {
	return quietEnd(now, quietOf(reach, policy), zoneOf(reach, timeZone));
}
