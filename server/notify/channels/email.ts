/**
 * The port to e-mail, and the one adapter there is until a server is named to hand mail to: it prints the text, for whoever runs
 * this on their own machine. Printed, never logged: log lines are collected and kept, and a sign-in link in them would let
 * their readers in. The address is not printed at all.
 */
import { ok, type Result } from '../../../shared/result.ts';

export interface Mail {
	readonly to: string;
	readonly subject: string;
	readonly text: string;
}

/** What somebody chose, as it may stand in a subject: one line, no longer than a name. */
export function inSubject(text: string): string {
	const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
	return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

export interface NotSent {
	/** Trying again later can work. */
	readonly isTransient: boolean;
	readonly reason: string;
}

export interface Email {
	/** Handed on, which is not yet delivered. */
	send(mail: Mail): Promise<Result<void, NotSent>>;
}

export function printedEmail(write: (text: string) => void): Email {
	return {
		async send({ subject, text }) {
			write(`No e-mail server is set, so this is shown here. ${subject}\n${text}\n`);
			return ok(undefined);
		},
	};
}
