/**
 * Times, dates and lengths as somebody reads them. A wedding's times are on the wedding's own clock and are said so, with the place's
 * name where the reader's clock shows another; near days are called by name. Pure: the present is handed in, and without it every
 * day has its date.
 */
import type { Millis } from '../../../shared/clock.ts';
import { addMinutes, isZone, toInstant, toLocal } from '../../../shared/day/local-time.ts';
import type { Language } from '../../../shared/notices/channel.ts';

export interface Clocks {
	readonly language: Language;
	/** The reader's. */
	readonly timeZone: string;
	readonly wedding: { readonly timeZone: string; readonly date?: string | undefined };
	readonly now?: Millis | undefined;
}

/** `YYYY-MM-DDTHH:mm` or `YYYY-MM-DD` on the wedding's clock; an instant is put there first. Undefined: it is no time. */
export function localOf(text: string, zone: string): string | undefined {
	if (/^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$/.test(text)) return isRealTime(text) ? text : undefined;
	if (!/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
	const instant = Date.parse(text);
	return Number.isNaN(instant) || !isZone(zone) ? undefined : toLocal(instant, zone);
}

/** "on Saturday 12 June at 15:00", "today at 15:00", "tomorrow"; on the wedding's own day, where that is understood, "at 15:00". */
export function momentWords(local: string, clocks: Clocks, isDayKnown = false): string {
	const day = isDayKnown && local.startsWith(clocks.wedding.date ?? '-') ? '' : dayWords(local, clocks);
	return [day, clockWords(local, clocks)].filter(Boolean).join(' ');
}

/** "at 15:00 (Berlin time)"; nothing for a day, or for its end. */
export function clockWords(local: string, clocks: Clocks): string {
	const clock = local.slice('YYYY-MM-DDT'.length);
	if (clock === '' || clock === END_OF_DAY) return '';
	const { at, zone } = spoken[clocks.language];
	return at(clock) + (isOtherClock(local, clocks) ? ` (${zone(cityOf(clocks.wedding.timeZone))})` : '');
}

/** "on Saturday 12 June", with the year if that is another or not known to be near. */
export function dayWords(local: string, clocks: Clocks): string {
	const { on, today, tomorrow, yesterday } = spoken[clocks.language];
	const date = local.slice(0, DATE);
	const present = clocks.now === undefined ? undefined : toLocal(clocks.now, zoneOf(clocks)).slice(0, DATE);
	if (present === date) return today;
	if (present !== undefined && date === dayAfter(present, 1)) return tomorrow;
	if (present !== undefined && date === dayAfter(present, -1)) return yesterday;
	const isOtherYear = present !== undefined && present.slice(0, 4) !== date.slice(0, 4);
	return on(dateWords(date, clocks.language, isOtherYear));
}

/** "Saturday 12 June 2027". */
export function dateWords(date: string, language: Language, withYear = true): string {
	return formats[language][withYear ? 'long' : 'short'].format(Date.parse(`${date.slice(0, DATE)}T12:00Z`));
}

/** "45 minutes", "2 hours", "1 hour 30 minutes". */
export function lengthWords(minutes: number, language: Language): string {
	const whole = Math.abs(Math.round(minutes));
	const { hours, minutes: few, days } = spoken[language];
	if (whole >= DAY && whole % DAY === 0) return days(whole / DAY);
	const parts = [
		whole >= 60 ? hours(Math.floor(whole / 60)) : '',
		whole % 60 > 0 || whole === 0 ? few(whole % 60) : '',
	];
	return parts.filter(Boolean).join(' ');
}

/** In the wedding's own currency, whichever that is: the figure alone. */
export function amountWords(amount: number, language: Language): string {
	const decimals = Number.isInteger(amount) ? 0 : 2;
	return amount.toLocaleString(locales[language], {
		minimumFractionDigits: decimals,
		maximumFractionDigits: 2,
	});
}

/** Does the reader's clock show another time than the wedding's at that moment? */
function isOtherClock(local: string, { timeZone, wedding }: Clocks): boolean {
	if (timeZone === wedding.timeZone || !isZone(timeZone) || !isZone(wedding.timeZone)) return false;
	const instant = toInstant(local, wedding.timeZone);
	return instant !== undefined && toLocal(instant, timeZone) !== local;
}

function isRealTime(text: string): boolean {
	const date = Date.parse(`${text.slice(0, DATE)}T12:00Z`);
	return !Number.isNaN(date) && new Date(date).toISOString().startsWith(text.slice(0, DATE));
}

const cityOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
const zoneOf = ({ wedding }: Clocks): string => (isZone(wedding.timeZone) ? wedding.timeZone : 'UTC');
const dayAfter = (date: string, days: number): string =>
	addMinutes(`${date}T00:00`, days * DAY).slice(0, DATE);

const DATE = 'YYYY-MM-DD'.length;
const DAY = 1_440;
/** A task due on a day without a time is due when the day ends. */
const END_OF_DAY = '23:59';
const locales = { en: 'en-GB', de: 'de-DE' } as const satisfies Record<Language, string>;
const form = { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' } as const;
const formatsOf = (locale: string) => ({
	long: new Intl.DateTimeFormat(locale, { ...form, year: 'numeric' }),
	short: new Intl.DateTimeFormat(locale, form),
});
const formats = { en: formatsOf(locales.en), de: formatsOf(locales.de) };
const many = (count: number, one: string, several: string): string =>
	`${count} ${count === 1 ? one : several}`;
const spoken = {
	en: {
		at: (clock: string) => `at ${clock}`,
		zone: (city: string) => `${city} time`,
		on: (date: string) => `on ${date}`,
		today: 'today',
		tomorrow: 'tomorrow',
		yesterday: 'yesterday',
		minutes: (count: number) => many(count, 'minute', 'minutes'),
		hours: (count: number) => many(count, 'hour', 'hours'),
		days: (count: number) => many(count, 'day', 'days'),
	},
	de: {
		at: (clock: string) => `um ${clock} Uhr`,
		zone: (city: string) => `Zeit in ${city}`,
		on: (date: string) => `am ${date}`,
		today: 'heute',
		tomorrow: 'morgen',
		yesterday: 'gestern',
		minutes: (count: number) => many(count, 'Minute', 'Minuten'),
		hours: (count: number) => many(count, 'Stunde', 'Stunden'),
		days: (count: number) => many(count, 'Tag', 'Tage'),
	},
} as const satisfies Record<Language, object>;
