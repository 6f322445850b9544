/**
 * The environment, read once at the start. Guards against a server that runs otherwise than its operator believes: an unknown
 * `WEDSYNC_…` name or a malformed value is an error whose sentence says what to do, never a silent default. Must not open or
 * make anything; the data folder and its secrets are made by what uses them.
 */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Result } from '../shared/result.ts';
import { err, ok } from '../shared/result.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Config {
	/** 0 lets the system choose a free port. */
	readonly port: number;
	readonly host: string;
	/** An absolute path. */
	readonly data: string;
	/** Without a slash at its end; absent: `http://localhost:<port>`. */
	readonly publicUrl?: string;
	readonly secret?: string;
	readonly operatorKey?: string;
	readonly isDemo: boolean;
	/** The file that says who carries messages; absent: the development outbox takes them. */
	readonly providers?: string;
	/** Private address ranges that webhooks may reach. */
	readonly egressAllow: readonly string[];
	readonly logLevel: LogLevel;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** An empty value counts as unset, as compose files and shells write it. */
export function readConfig(environment: Environment): Result<Config, string> {
	const unknown = Object.keys(environment).find((name) => name.startsWith('WEDSYNC_') && !isKnown(name));
	if (unknown !== undefined)
		return err(`${unknown} is not a setting of WedSync. Unset it, or use one of ${known()}.`);
	const given = Object.fromEntries(
		Object.entries(environment).filter(([name, value]) => isKnown(name) && value),
	);
	const parsed = variables.safeParse(given);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		return err(`${String(issue?.path[0])} ${issue?.message}`);
	}
	const value = parsed.data;
	return ok({
		port: value.PORT,
		host: value.HOST,
		data: resolve(value.WEDSYNC_DATA),
		...(value.WEDSYNC_PUBLIC_URL === undefined ? {} : { publicUrl: value.WEDSYNC_PUBLIC_URL }),
		...(value.WEDSYNC_SECRET === undefined ? {} : { secret: value.WEDSYNC_SECRET }),
		...(value.WEDSYNC_OPERATOR_KEY === undefined ? {} : { operatorKey: value.WEDSYNC_OPERATOR_KEY }),
		isDemo: value.WEDSYNC_DEMO === '1',
		...(value.WEDSYNC_PROVIDERS === undefined ? {} : { providers: resolve(value.WEDSYNC_PROVIDERS) }),
		egressAllow: value.WEDSYNC_EGRESS_ALLOW,
		logLevel: value.LOG_LEVEL,
	});
}

/** The one file that everything is in (with SQLite's own beside it). */
export const databasePath = (data: string): string => join(data, 'wedsync.db');

const isKnown = (name: string): boolean => Object.hasOwn(variables.shape, name);
const known = (): string =>
	Object.keys(variables.shape)
		.filter((name) => name.startsWith('WEDSYNC_'))
		.join(', ');

const notAPort = 'is not a port. Set a number from 0 to 65535, or unset it for 8787.';
const notAUrl =
	'is not the address people open. Set scheme, host and port only, such as https://plan.example.org.';
const notRanges = 'is not a list of address ranges. Set ranges such as 10.1.0.0/16,fd00::/8, or unset it.';

/** Each message goes on from the variable's name. */
const variables = z.object({
	PORT: z
		.string()
		.regex(/^\d{1,5}$/, notAPort)
		.transform(Number)
		.refine((port) => port <= 65_535, notAPort)
		.default(8787),
	HOST: z
		.string()
		.regex(
			/^[A-Za-z0-9.:_-]{1,255}$/,
			'is not an address to listen on. Set one such as 127.0.0.1 or 0.0.0.0.',
		)
		.default('127.0.0.1'),
	WEDSYNC_DATA: z.string().max(4_096, 'is too long for a path. Set a shorter one.').default('./data'),
	// A path or a query would end up in the middle of every link.
	WEDSYNC_PUBLIC_URL: z
		.string()
		.regex(/^https?:\/\/[^/?#@\s]+\/?$/, notAUrl)
		.refine((text) => URL.canParse(text), notAUrl)
		.transform((text) => text.replace(/\/$/, ''))
		.optional(),
	WEDSYNC_SECRET: z
		.string()
		.min(
			16,
			'is too short to sign with. Set at least 16 random characters, or unset it: one is made and kept.',
		)
		.optional(),
	WEDSYNC_OPERATOR_KEY: z
		.string()
		.regex(
			/^[\x21-\x7e]{16,}$/,
			'cannot be a key. Set at least 16 printable characters without spaces, or unset it.',
		)
		.optional(),
	WEDSYNC_DEMO: z
		.enum(['0', '1'], 'is neither 1 (make a demo wedding) nor 0 (make none). Set one of them.')
		.default('1'),
	WEDSYNC_PROVIDERS: z.string().max(4_096, 'is too long for a path. Set a shorter one.').optional(),
	WEDSYNC_EGRESS_ALLOW: z
		.string()
		.default('')
		.transform((text) =>
			text
				.split(',')
				.map((range) => range.trim())
				.filter(Boolean),
		)
		.pipe(z.array(z.union([z.cidrv4(), z.cidrv6()], notRanges))),
	LOG_LEVEL: z.enum(logLevels, `is not a level. Set one of ${logLevels.join(', ')}.`).default('info'),
	// Named by the contract, not built yet: running on SQLite while somebody believes otherwise would lose them their data.
	DATABASE_URL: z.never('is set, but this version keeps everything in SQLite. Unset it.').optional(),
	REDIS_URL: z.never('is set, but this version runs as one process without Redis. Unset it.').optional(),
});
