/**
 * What somebody wishes to be told of and how (preferences), and what the wedding as a whole has decided (policy): shapes that the pages
 * write, the server keeps and decisions read. What is absent follows the defaults, of the wedding first and then of the house.
 */
import { z } from 'zod';
import { isZone } from '../day/local-time.ts';
import { personId } from '../ids.ts';
import { languages, personChannels } from './channel.ts';
import { noticeKindNames } from './kind.ts';
import { wordingFault } from './wording.ts';

const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of the day is HH:mm');
const zone = z.string().refine(isZone, 'there is no such time zone; one is written as "Europe/Berlin"');
/** On the reader's own clock; from later than to wraps over midnight. */
export const quietHours = z.strictObject({ from: hour, to: hour });
export type QuietHours = z.infer<typeof quietHours>;

const switches = z.partialRecord(z.enum(personChannels), z.boolean());

export const preferences = z.strictObject({
	language: z.enum(languages).optional(),
	/** Their own; the wedding's if absent. */
	timeZone: zone.optional(),
	/** By kind and channel; a kind's `all` is its default on that channel. */
	kinds: z.partialRecord(z.enum(noticeKindNames as [string, ...string[]]), switches).optional(),
	/** For every kind, unless the kind says otherwise. */
	channels: switches.optional(),
	/** `null`: none, also if the wedding has some. */
	quiet: quietHours.nullable().optional(),
	/** What can wait, together: at this time of their day, every hour, or each by itself. */
	digest: z.union([z.literal('off'), z.literal('hourly'), z.strictObject({ daily: hour })]).optional(),
});
export type Preferences = z.infer<typeof preferences>;

/** Braces that name no place are told when they are saved: later, nobody would be there to mend them. */
const ownWords = (longest: number) =>
	z
		.string()
		.max(longest)
		.superRefine((text, context) => {
			const message = wordingFault(text);
			if (message !== undefined) context.addIssue({ code: 'custom', message });
		});

/** Own words for one kind; what is left out is said in the house's. */
export const wording = z.strictObject({ title: ownWords(200).optional(), body: ownWords(1_000).optional() });

export const policy = z.strictObject({
	quiet: quietHours.nullable().optional(),
	/** Messages to one person in an hour, beside the inbox; emergencies and the day itself are not counted out. */
	perHour: z.int().min(1).max(1_000).optional(),
	/** On the wedding's day, and on Saturdays with `saturdays`, waiting is shorter and quiet hours do not hold back what is high. */
	dayMode: z.enum(['auto', 'on', 'off']).optional(),
	saturdays: z.boolean().optional(),
	/** Who hears next when nobody reacts, in this order; absent: coordinator, then couple. */
	contacts: z.array(personId).max(20).optional(),
	/** Seconds until the next channel, and the next contact, for what needs an acknowledgement. */
	escalateAfter: z.array(z.int().min(5).max(86_400)).min(1).max(5).optional(),
	/** Trades that the day waits for, and how long before their first item they must be here. */
	keyTrades: z.array(z.string().max(100)).max(30).optional(),
	missingMinutes: z.int().min(5).max(240).optional(),
	/** Minutes before something is due that its owner is reminded. */
	dueSoonMinutes: z.int().min(5).max(10_080).optional(),
	/** Vendors who hear of payments. */
	payees: z.array(personId).max(50).optional(),
	/** What a month of messages may cost, in whole units of the ledger's currency; never holds back an emergency. */
	monthlyCap: z.number().min(0).max(100_000).optional(),
	language: z.enum(languages).optional(),
	/** Own words over the house's, by kind: `{title}`-like places are filled in. */
	wording: z.partialRecord(z.enum(noticeKindNames as [string, ...string[]]), wording).optional(),
});
export type Policy = z.infer<typeof policy>;
