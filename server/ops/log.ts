/**
 * One JSON line an event, for machines that collect them. Guards people's privacy: only the fields of `Facts` can be said
 * (ids, counts, codes: nobody's name, no text, no address), and every string is cleaned of what looks like a token, a
 * sign-in code, a query string, an e-mail address or a telephone number, because errors quote what they choked on.
 * Must not be handed a request, a body or a document.
 */
import type { Clock } from '../../shared/clock.ts';
import type { LogLevel } from '../config.ts';

/** Everything a line may say besides its event; the same list is enforced at run time. */
export interface Facts {
	readonly wedding?: string;
	readonly section?: string;
	readonly person?: string;
	readonly role?: string;
	readonly device?: string;
	readonly record?: string;
	readonly seq?: number;
	readonly updates?: number;
	readonly bytes?: number;
	readonly ms?: number;
	readonly method?: string;
	/** A route's pattern, not the address asked for: `/api/weddings/:wedding/plan`. */
	readonly route?: string;
	readonly status?: number;
	readonly code?: string | number;
	readonly operation?: string;
	/** Which of those who read the events. */
	readonly observer?: string;
	readonly reason?: string;
	/** The name of an error whose text may quote somebody. */
	readonly fault?: string;
	readonly signal?: string;
	readonly version?: string;
	readonly pid?: number;
	readonly port?: number;
	readonly error?: unknown;
}

export interface Log {
	debug(event: string, facts?: Facts): void;
	info(event: string, facts?: Facts): void;
	warn(event: string, facts?: Facts): void;
	error(event: string, facts?: Facts): void;
}

export interface LogDeps {
	readonly level: LogLevel;
	readonly clock: Clock;
	readonly write: (line: string) => void;
}

export function createLog({ level, clock, write }: LogDeps): Log {
	const at = (own: keyof Log) =>
		weight[own] < weight[level]
			? () => undefined
			: (event: string, facts: Facts = {}) =>
					write(
						`${JSON.stringify({ at: new Date(clock.now()).toISOString(), level: own, event, ...cleaned(facts) })}\n`,
					);
	return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** For tests and tools that have nobody to tell. */
export const silentLog: Log = {
	debug: () => undefined,
	info: () => undefined,
	warn: () => undefined,
	error: () => undefined,
};

/** A string as it may be written down. */
export function redact(text: string): string {
	let clean = text.length > longest ? `${text.slice(0, longest)}…` : text;
	for (const [pattern, instead] of secrets) clean = clean.replace(pattern, instead);
	return clean;
}

function cleaned(facts: Facts): Record<string, unknown> {
	const said: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(facts)) {
		if (!sayable.has(name) || value === undefined) continue;
		if (name === 'error') said.error = told(value);
		else if (typeof value === 'string') said[name] = redact(value);
		else if (typeof value === 'number') said[name] = value;
	}
	return said;
}

function told(error: unknown): unknown {
	if (!(error instanceof Error)) return redact(String(error));
	const cause = error.cause === undefined ? {} : { cause: told(error.cause) };
	return { name: error.name, message: redact(error.message), stack: redact(error.stack ?? ''), ...cause };
}

const weight: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 };

const sayable: ReadonlySet<string> = new Set<keyof Facts>([
	'wedding',
	'section',
	'person',
	'role',
	'device',
	'record',
	'seq',
	'updates',
	'bytes',
	'ms',
	'method',
	'route',
	'status',
	'code',
	'operation',
	'observer',
	'reason',
	'fault',
	'signal',
	'version',
	'pid',
	'port',
	'error',
]);

/** A stack of twenty frames fits; a document that an error quotes does not. */
const longest = 4_000;

const secrets: readonly (readonly [RegExp, string])[] = [
	[/eyJ[\w-]+\.[\w-]+(\.[\w-]+)?/g, '[token]'],
	[/\bbearer[\s.]+[^\s,;"']+/gi, 'bearer [token]'],
	[/\bwhsec_[\w+/=-]+/g, '[secret]'],
	[/\bwsrt_[\w.-]+/g, '[refresh token]'],
	[/\bwsi_[\w-]+/g, '[code]'],
	[/\bwsop_[\w-]+/g, '[operator key]'],
	[/(\/[^\s?#"']*|:\/\/[^\s?#"']*)\?[^\s"']*/g, '$1?[query]'],
	[/#[\w-]{12,}/g, '#[code]'],
	[/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '[address]'],
	[/\+\d[\d ()/-]{6,}\d/g, '[number]'],
];
