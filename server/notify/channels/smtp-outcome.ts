/**
 * What a refusal by SMTP means, by the stage it came at and the code it had (RFC 5321, RFC 3463). Guards: nobody loses their address
 * because a server dislikes us: "relaying denied" is said at the same stage and with the same code as "no such user".
 */
import { z } from 'zod';
import type { OutcomeKind } from '../../store/deliveries.ts';

export interface SmtpFault {
	readonly message: string;
	/** nodemailer's: `EAUTH`, `EENVELOPE`, `ECONNECTION`, … */
	readonly code?: string | undefined;
	/** The stage: `CONN`, `AUTH PLAIN`, `MAIL FROM`, `RCPT TO`, `DATA`. */
	readonly command?: string | undefined;
	readonly responseCode?: number | undefined;
	readonly response?: string | undefined;
}

export function smtpFault(cause: unknown): SmtpFault {
	const parsed = shape.safeParse(cause);
	return parsed.success ? parsed.data : { message: String(cause) };
}

export function smtpOutcome(fault: SmtpFault, hasLeft: boolean): { kind: OutcomeKind; why: string } {
	const { code = '', command = '', responseCode, response = '' } = fault;
	if (responseCode === undefined || responseCode < 400) {
		if (hasLeft) return { kind: 'ambiguous', why: 'the server may have taken it before it fell silent' };
		return faults[code] ?? { kind: 'transient', why: 'no conversation came about' };
	}
	const stage = stages.find(({ at }) => at.test(command));
	if (responseCode < 500) return { kind: 'transient', why: 'later, by their own word' };
	const [, subject = '', detail = ''] = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(response) ?? [];
	const told = subjects[`${subject}.${detail}`] ?? subjects[subject];
	return told ?? stage?.refused(responseCode) ?? content;
}

const address = { kind: 'rejected-address', why: 'this mailbox is none' } as const;
const content = { kind: 'rejected-content', why: 'not in these words, or not from us' } as const;

/** What an enhanced code is about: it says more than the stage, where it says anything. */
const subjects: Readonly<Record<string, { kind: OutcomeKind; why: string }>> = {
	'1': address,
	'1.7': content,
	'1.8': content,
	'2.1': address,
	'2': content,
	'3': content,
	'5': content,
	'6': content,
	'7': content,
};

const stages = [
	{
		at: /^RCPT TO/,
		refused: (code: number) => ([501, 550, 551, 553].includes(code) ? address : content),
	},
	{ at: /^(AUTH|MAIL FROM|DATA|EHLO|HELO|STARTTLS|CONN)/, refused: () => content },
];

/** Nothing was said, and nothing had left: what nodemailer found by itself. */
const faults: Readonly<Record<string, { kind: OutcomeKind; why: string }>> = {
	EAUTH: { kind: 'rejected-content', why: 'the operator has to mend user or password' },
	EENVELOPE: { kind: 'rejected-address', why: 'no address that a server could be told' },
	EMESSAGE: content,
	ETLS: { kind: 'transient', why: 'no safe connection' },
	EDNS: { kind: 'transient', why: 'the server is not found now' },
};

const shape = z.object({
	message: z.string(),
	code: z.string().optional(),
	command: z.string().optional(),
	responseCode: z.number().optional(),
	response: z.string().optional(),
});
