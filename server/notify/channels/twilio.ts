/**
 * What Twilio's messages and calls have in common: one account, one way to ask, one table of errors, one signature. Twilio has no key
 * against repetitions, so what may have been taken is said to be in doubt and never asked again here.
 */
import { z } from 'zod';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { CallbackFault, CallbackRequest, Outcome } from '../channel.ts';
import type { Exchange } from '../exchange.ts';
import { credential } from '../maker.ts';
import { formOf, isTwilioSigned } from '../proof/twilio.ts';
import { judged, taken, textOf, type Verdicts } from '../verdict.ts';
import { asJson } from './json.ts';

export const twilioAccount = {
	account: z.string().regex(/^AC[0-9a-f]{32}$/, 'put the account SID here; it begins with AC'),
	/** The account's token: callbacks are signed with it, also where requests go with a key. */
	token: credential,
	key: z
		.string()
		.regex(/^SK[0-9a-f]{32}$/, 'put the SID of an API key here; it begins with SK')
		.optional(),
	keySecret: credential.optional(),
};

interface Account {
	readonly account: string;
	readonly token: string;
	readonly key?: string | undefined;
	readonly keySecret?: string | undefined;
	readonly baseUrl?: string | undefined;
}
export interface Twilio {
	/** `path` below the account; who it goes to is masked. */
	post(
		path: string,
		fields: readonly (readonly [string, string | undefined])[],
		to: string,
	): Promise<Outcome>;
	/** The form of a callback that is Twilio's, of this account. */
	proved(request: CallbackRequest): Result<URLSearchParams, CallbackFault>;
	check(): Promise<Result<string, string>>;
}

export function createTwilio(settings: Account, exchange: Exchange): Twilio {
	const { account, token, key, keySecret, baseUrl = 'https://api.twilio.com' } = settings;
	const [user, password] = key !== undefined && keySecret !== undefined ? [key, keySecret] : [account, token];
	const headers = { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
	const root = `${baseUrl}/2010-04-01/Accounts/${account}`;
	const secrets = [token, password, headers.Authorization];
	return {
		async post(path, fields, to) {
			const form = new URLSearchParams();
			for (const [name, value] of fields) if (value !== undefined) form.append(name, value);
			const exchanged = await exchange({
				url: `${root}/${path}.json`,
				headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
				body: form.toString(),
				masked: [...secrets, to],
			});
			const success = taken(exchanged);
			const { code, sid, status } = asJson(textOf(exchanged), answer) ?? {};
			if (success === undefined) return judged(exchanged, code?.toString(), verdicts);
			const detail = `taken${status === undefined ? '' : ` (${status})`}`;
			return {
				kind: 'accepted',
				status: success.status,
				detail,
				...(sid === undefined ? {} : { providerId: sid }),
			};
		},
		proved(request) {
			const form = formOf(request.body);
			return isTwilioSigned(token, request) && form.get('AccountSid') === account
				? ok(form)
				: err({ code: 'bad-signature', reason: 'not signed with the token of this account' });
		},
		async check() {
			const exchanged = await exchange({ method: 'GET', url: `${root}.json`, headers, masked: secrets });
			const status = taken(exchanged) === undefined ? undefined : asJson(textOf(exchanged), answer)?.status;
			if (status === 'active') return ok('the account is active');
			return err(`the account was not found to be active: ${exchanged.shown}`);
		},
	};
}

/** Of a message that was taken and then failed: the person has told Twilio to stop. */
export const isOptOut = (code: string | null): boolean =>
	code !== null && Object.hasOwn(verdicts, code) && verdicts[code]?.isOptOut === true;

const address = { kind: 'rejected-address', why: 'no number that could be reached' } as const;
const stopped = { kind: 'rejected-address', isOptOut: true, why: 'they wrote STOP' } as const;
const settings = {
	kind: 'rejected-content',
	why: 'the operator has to mend the account or the sender',
} as const;
const words = { kind: 'rejected-content', why: 'not in these words' } as const;
const region = { kind: 'rejected-content', why: 'this account may not send there; another may' } as const;
const rate = { kind: 'throttled', why: 'too many at once' } as const;
const later = { kind: 'transient', why: 'not now' } as const;

const verdicts: Verdicts = {
	20003: settings,
	20404: settings,
	20429: rate,
	21210: settings,
	21211: address,
	21212: settings,
	21214: address,
	21215: region,
	21216: region,
	21217: address,
	21401: address,
	21408: region,
	21602: words,
	21603: settings,
	21604: words,
	21606: settings,
	21608: settings,
	21609: settings,
	21610: stopped,
	21611: rate,
	21612: region,
	21614: address,
	21617: words,
	21619: words,
	21654: settings,
	21655: settings,
	21656: words,
	21659: settings,
	30001: rate,
	30003: later,
	30005: later,
	30006: later,
	30007: words,
	63003: address,
	63016: { kind: 'rejected-content', why: 'the 24 hours after their last word are over' },
	63018: rate,
	63024: address,
};

/** A status is a word in what was taken and a number in what was not. */
const answer = z.object({
	code: z.number().nullish(),
	sid: z.string().max(64).optional(),
	status: z.union([z.string().max(40), z.number().transform(() => undefined)]).optional(),
});
