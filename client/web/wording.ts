/**
 * Times, dates and lengths in words. Local times of the wedding are written as they stand on its wall clock (never through
 * the device's own zone); the locale decides between "3:00 PM" and "15:00". Pure.
 */
import { isZone, toLocal } from '../../shared/day/local-time.ts';
import type { Millis } from '../../shared/clock.ts';
import type { Words } from './messages/messages.ts';

/** The big figures of a time and, apart, the "PM" behind it, empty where clocks have 24 hours. */
export function clockParts(
	local: string,
	locale: string,
): { readonly clock: string; readonly period: string } {
	const parts = formatter(locale, 'time').formatToParts(wall(local));
	const period = parts.find(({ type }) => type === 'dayPeriod')?.value ?? '';
	const clock = parts
		.filter(({ type }) => type !== 'dayPeriod')
		.map(({ value }) => value)
		.join('')
		.trim();
	return { clock, period };
}

export function timeWords(local: string, locale: string): string {
	const { clock, period } = clockParts(local, locale);
	return period === '' ? clock : `${clock} ${period}`;
}

export function dateWords(date: string, locale: string, form: 'long' | 'short' = 'long'): string {
	return formatter(locale, form).format(wall(`${dateOf(date)}T12:00`));
}

/** A moment in the past as this device's own clock shows it. */
export function momentWords(instant: Millis, locale: string): string {
	return formatter(locale, 'moment').format(instant);
}

/** The same, of the clock only: for what happens today. */
export function hourWords(instant: Millis, locale: string): string {
	return formatter(locale, 'hour').format(instant);
}

/** `YYYY-MM` as a heading. */
export function monthWords(month: string, locale: string): string {
	return formatter(locale, 'month').format(wall(`${month}-15T12:00`));
}

export function lengthWords(minutes: number, { say }: Words): string {
	const hours = Math.floor(minutes / 60);
	const rest = minutes % 60;
	if (hours === 0) return say.length.minutes(rest);
	return rest === 0 ? say.length.hours(hours) : say.length.both(hours, rest);
}

/** In the wedding's own currency, whichever that is: the figure alone. */
export function moneyWords(amount: number, locale: string): string {
	const decimals = Number.isInteger(amount) ? 0 : 2;
	return amount.toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: 2 });
}

export function agoWords(ms: Millis, { say }: Words): string {
	const seconds = Math.max(0, Math.floor(ms / 1_000));
	if (seconds < 2) return say.ago.now;
	if (seconds < 60) return say.ago.seconds(seconds);
	if (seconds < 3_600) return say.ago.minutes(Math.floor(seconds / 60));
	if (seconds < 86_400) return say.ago.hours(Math.floor(seconds / 3_600));
	return say.ago.days(Math.floor(seconds / 86_400));
}

/** When a task is due, as near days are called; the time only if it is not the whole day. */
export function dueWords(due: string, today: string, words: Words): string {
	const days = daysBetween(today, due);
	const { countdown } = words.say;
	const day =
		days === 0
			? countdown.today
			: days === 1
				? countdown.tomorrow
				: days < 0 && days > -7
					? countdown.ago(-days)
					: dateWords(due, words.locale, 'short');
	const time = due.slice('YYYY-MM-DDT'.length);
	return Math.abs(days) < 7 && time !== END_OF_DAY && time !== ''
		? `${day}, ${timeWords(due, words.locale)}`
		: day;
}

export function countdownWords(days: number | undefined, { say }: Words): string {
	if (days === undefined) return say.countdown.undated;
	if (days === 0) return say.countdown.today;
	if (days === 1) return say.countdown.tomorrow;
	return days > 0 ? say.countdown.inDays(days) : say.countdown.ago(-days);
}

/** Whole days from one date to another (times of day are ignored). */
export function daysBetween(from: string, to: string): number {
	return Math.round((wall(`${dateOf(to)}T00:00`) - wall(`${dateOf(from)}T00:00`)) / DAY_MS);
}

/** What the wedding's own clock shows; UTC's for a zone this device does not know. */
export function localNow(now: Millis, zone: string): string {
	return toLocal(now, isZone(zone) ? zone : 'UTC');
}

export const dateOf = (local: string): string => local.slice(0, 'YYYY-MM-DD'.length);
export const timeOf = (local: string): string => local.slice('YYYY-MM-DDT'.length);

/** A task due on a day without a time is due when the day ends. */
export const END_OF_DAY = '23:59';

/** Making a formatter costs far more than using it, and a long list asks for one per row. */
function formatter(locale: string, form: keyof typeof forms): Intl.DateTimeFormat {
	const key = `${locale} ${form}`;
	const made = formatters.get(key) ?? new Intl.DateTimeFormat(locale, forms[form]);
	formatters.set(key, made);
	return made;
}

const formatters = new Map<string, Intl.DateTimeFormat>();
const forms = {
	time: { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' },
	long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
	short: { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' },
	month: { month: 'long', year: 'numeric', timeZone: 'UTC' },
	hour: { hour: 'numeric', minute: '2-digit' },
	moment: { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const wall = (local: string): number => Date.parse(`${local}Z`);
const DAY_MS = 86_400_000;
