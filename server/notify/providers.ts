/**
 * Who carries messages: the file that `WEDSYNC_PROVIDERS` names, read once at the start, and the providers made from it, for each
 * channel in the order they stand there. Guards: a file that cannot be meant stops the start with a sentence that says where and what
 * to do; no secret of it is ever said; a channel with nobody configured goes to the development outbox.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Channel, PersonChannel } from '../../shared/notices/channel.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Provider } from './channel.ts';
import { type Maker, type MakerDeps, strictly } from './maker.ts';
import { birdMaker } from './channels/bird.ts';
import { fcmMaker } from './channels/fcm.ts';
import { messagebirdMaker } from './channels/messagebird.ts';
import { resendMaker } from './channels/resend.ts';
import { smtpMaker } from './channels/smtp.ts';
import { snsMaker } from './channels/sns.ts';
import { twilioSmsMaker } from './channels/twilio-sms.ts';
import { twilioVoiceMaker } from './channels/twilio-voice.ts';
import { twilioWhatsappMaker } from './channels/twilio-whatsapp.ts';
import { allPush } from './channels/all-push.ts';
import { webPushMaker } from './channels/web-push.ts';
import { whatsappCloudMaker } from './channels/whatsapp-cloud.ts';

export interface Providers {
	/** In the order of preference; who stands in where nobody is configured. */
	of(channel: Channel): readonly Provider[];
	/** The same without who stands in. */
	configured(channel: Channel): readonly Provider[];
	/** Whose callback this is. */
	named(name: string): Provider | undefined;
	readonly all: readonly Provider[];
	readonly currency: string;
	close(): Promise<void>;
}
export interface ProviderPlan {
	readonly currency: string;
	readonly entries: readonly ((deps: MakerDeps) => Provider)[];
}
export const noProviders: ProviderPlan = { currency: 'EUR', entries: [] };

/** For each channel, what can carry it. */
const makers: Readonly<Record<Exclude<PersonChannel, 'in-app'>, Readonly<Record<string, Maker>>>> = {
	email: { resend: resendMaker, smtp: smtpMaker },
	sms: { 'twilio-sms': twilioSmsMaker, bird: birdMaker, messagebird: messagebirdMaker, sns: snsMaker },
	whatsapp: { 'whatsapp-cloud': whatsappCloudMaker, 'twilio-whatsapp': twilioWhatsappMaker },
	voice: { 'twilio-voice': twilioVoiceMaker },
	push: { 'web-push': webPushMaker, fcm: fcmMaker },
};

/** The file at this path; undefined: nobody is configured. */
export function readProviders(path: string | undefined): Result<ProviderPlan, string> {
	if (path === undefined) return ok(noProviders);
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch {
		return err(
			'WEDSYNC_PROVIDERS names a file that cannot be read. Put the path of a readable JSON file there, or unset it.',
		);
	}
	return parseProviders(text);
}

export function parseProviders(text: string): Result<ProviderPlan, string> {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		// The parser's own words quote the file, and keys stand in it.
		return err(wrong('it is not JSON'));
	}
	const parsed = file.safeParse(json);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		return err(wrong(`${placed(issue?.path ?? [])}${issue?.message ?? 'it is not what is meant here'}`));
	}
	const { currency, ...channels } = parsed.data;
	const entries: ((deps: MakerDeps) => Provider)[] = [];
	const names = new Set<string>();
	for (const [channel, list] of Object.entries(channels))
		for (const [index, one] of list.entries()) {
			const made = makeOf(channel, one);
			if (!made.ok) return err(wrong(`${placed([channel, index, ...made.error.path])}${made.error.message}`));
			const name = typeof one.name === 'string' ? one.name : one.provider;
			if (names.has(name))
				return err(wrong(`${placed([channel, index])}there are two called "${name}"; give each a "name"`));
			names.add(name);
			entries.push(made.value);
		}
	return ok({ currency, entries });
}

export function createProviders(
	{ currency, entries }: ProviderPlan,
	deps: MakerDeps,
	/** Who takes what nobody is configured for. */
	otherwise: (channel: Channel) => readonly Provider[] = () => [],
): Providers {
	const all = entries.map((make) => make(deps));
	// One door for all of somebody's devices.
	const push = allPush(all, deps);
	const configured = (channel: Channel): readonly Provider[] =>
		channel === 'push' && push !== undefined
			? [push]
			: all.filter((provider) => provider.channel === channel);
	return {
		currency,
		all,
		configured,
		of(channel) {
			const own = configured(channel);
			return own.length > 0 ? own : otherwise(channel);
		},
		named: (name) => all.find((provider) => provider.name === name),
		async close() {
			await Promise.all(all.map((provider) => provider.close?.()));
		},
	};
}

function makeOf(channel: string, one: z.infer<typeof anyEntry>): ReturnType<Maker> {
	const table: Readonly<Record<string, Maker>> = Object.hasOwn(makers, channel)
		? makers[channel as keyof typeof makers]
		: {};
	const make = Object.hasOwn(table, one.provider) ? table[one.provider] : undefined;
	if (make !== undefined) return make(one);
	const known = Object.keys(table).join(', ');
	return err({ path: ['provider'], message: `there is no such provider; use one of ${known}` });
}

const wrong = (what: string): string =>
	`The file that WEDSYNC_PROVIDERS names cannot be used: ${what}. Mend it, or unset WEDSYNC_PROVIDERS to see messages in the development outbox instead.`;

/** `sms[0].token: ` */
function placed(path: readonly PropertyKey[]): string {
	const text = path.reduce<string>(
		(said, key) => (typeof key === 'number' ? `${said}[${key}]` : `${said}${said && '.'}${String(key)}`),
		'',
	);
	return text === '' ? '' : `${text}: `;
}

const anyEntry = z.looseObject({ provider: z.string('name the provider here') });
const list = z.array(anyEntry, 'put a list of providers here').max(10).default([]);
const file = z.strictObject(
	{
		email: list,
		sms: list,
		whatsapp: list,
		voice: list,
		push: list,
		/** What prices are in. */
		currency: z
			.string()
			.regex(/^[A-Z]{3}$/, 'a currency is written as EUR')
			.default('EUR'),
	},
	{ error: strictly },
);
