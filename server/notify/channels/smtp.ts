/**
 * E-mail through any SMTP server, the one file that knows nodemailer. Guards: the Message-ID is made of the delivery's id, so that a mail
 * sent twice is known as one; what broke off is `ambiguous` only if a byte of the mail had left; an address is given up only for what
 * the server says of the address, not for what it says of us.
 */
import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { err, ok } from '../../../shared/result.ts';
import type { Message, Outcome, Provider } from '../channel.ts';
import { mask } from '../exchange.ts';
import { entry, maker, type MakerDeps } from '../maker.ts';
import { priceOf } from '../price.ts';
import { mailHeaders, sender } from './mail.ts';
import { type SmtpFault, smtpFault, smtpOutcome } from './smtp-outcome.ts';

const shape = entry('smtp', {
	/** `smtp://user:password@host:587` (STARTTLS where it is offered) or `smtps://…:465`. */
	url: z
		.url({
			protocol: /^smtps?$/,
			error: 'put an address such as smtps://user:password@mail.example.org:465 here',
		})
		.max(1_000),
	from: sender,
	/** A certificate of one's own: never for a server on the internet. */
	allowSelfSigned: z.boolean().optional(),
	connections: z.int().min(1).max(20).default(4),
});
type Settings = z.output<typeof shape>;
export const smtpMaker = maker(shape, createSmtp);

function createSmtp(settings: Settings, { clock }: MakerDeps): Provider<'email'> {
	const { name, url, from, price, connections, allowSelfSigned } = settings;
	const transport = createTransport({
		url,
		pool: true,
		maxConnections: connections,
		connectionTimeout: connectMs,
		dnsTimeout: connectMs,
		greetingTimeout: connectMs,
		socketTimeout: totalMs,
		// A mail is put together here and reads nothing else.
		disableFileAccess: true,
		disableUrlAccess: true,
		...(allowSelfSigned ? { tls: { rejectUnauthorized: false } } : {}),
	});
	// What of each mail is on its way, by its Message-ID: nothing, or at least one byte.
	const streams = new Map<string, Readable>();
	transport.use('stream', ({ message }, done) => {
		const read = message.createReadStream.bind(message);
		message.createReadStream = (options) => {
			const stream = read(options);
			streams.set(message.messageId(), stream);
			return stream;
		};
		done();
	});
	const secrets = passwordsOf(url);
	return {
		name,
		channel: 'email',
		knowsRepeats: false,
		best: 'accepted',
		price: (_, to) => priceOf(price, to),
		async send(message) {
			const mail = mailOf(message, from);
			const stop = new AbortController();
			const cancel = clock.after(totalMs, () => stop.abort());
			try {
				const { response } = await transport.sendMail({ ...mail, signal: stop.signal });
				return { kind: 'accepted', detail: mask(response, [message.to]), cost: priceOf(price, message.to) };
			} catch (cause) {
				const hasLeft = streams.get(mail.messageId)?.readableDidRead ?? false;
				return outcomeOf(smtpFault(cause), hasLeft, [...secrets, message.to]);
			} finally {
				cancel();
				streams.delete(mail.messageId);
			}
		},
		async check() {
			try {
				await transport.verify();
				return ok('the server lets us in');
			} catch (cause) {
				return err(`the server does not let us in: ${mask(smtpFault(cause).message, secrets)}`);
			}
		},
		close: async () => transport.close(),
	};
}

function outcomeOf(fault: SmtpFault, hasLeft: boolean, masked: readonly string[]): Outcome {
	const { kind } = smtpOutcome(fault, hasLeft);
	const said = [fault.code, fault.command, fault.response ?? fault.message].filter(Boolean).join(' ');
	const status = fault.responseCode === undefined ? {} : { status: fault.responseCode };
	return { kind, detail: mask(said, masked), ...status };
}

function mailOf({ id, to, content, priority, unsubscribe }: Message<'email'>, from: string) {
	const isUrgent = priority === 'emergency' || priority === 'critical';
	return {
		from,
		// An address alone, never parsed for a name or a second one.
		to: { name: '', address: to },
		subject: content.subject,
		text: content.text,
		html: content.html,
		messageId: `<${id}@${domainOf(from)}>`,
		headers: mailHeaders(unsubscribe),
		...(isUrgent ? { priority: 'high' as const } : {}),
	};
}

const domainOf = (from: string): string => /@([^\s@<>]+)>?$/.exec(from)?.[1] ?? 'localhost';

function passwordsOf(url: string): readonly string[] {
	const { username, password } = new URL(url);
	return [decodeURIComponent(password), decodeURIComponent(username)].filter(Boolean);
}

const connectMs = 3_000;
const totalMs = 10_000;
