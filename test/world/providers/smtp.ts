/** A real SMTP server on this machine (`smtp-server`), with a password, that refuses at the stage and with the words it is told to. */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

export type Stage = 'CONNECT' | 'AUTH' | 'MAIL FROM' | 'RCPT TO' | 'DATA';
export interface Refusal {
	readonly stage: Stage;
	readonly code: number;
	readonly words: string;
}
export interface LocalSmtp {
	readonly url: string;
	readonly port: number;
	readonly mails: readonly {
		readonly from: string;
		readonly to: readonly string[];
		readonly raw: string;
		readonly mail: Email;
	}[];
	/** Resolves when so many mails have come. */
	arrived(count: number): Promise<void>;
	/** The next conversation ends so; one each. */
	refuse(refusal: Refusal): void;
	/** Breaks the connection of the next conversation: before the mail, or when all of it has come. */
	breakOff(when: 'before' | 'after'): void;
	/** The next mail is read and never answered; resolves when it has been read. */
	fallSilent(): Promise<void>;
	/** Ends every connection that idles. */
	drop(): void;
	connections(): number;
	/** Nobody listens any more. */
	stop(): Promise<void>;
	close(): Promise<void>;
}

export const password = 'pass-word-of-a-test';

export async function localSmtp(): Promise<LocalSmtp> {
	const mails: LocalSmtp['mails'][number][] = [];
	const waiting: { readonly count: number; readonly done: () => void }[] = [];
	let refusal: Refusal | undefined;
	let broken: 'before' | 'after' | undefined;
	let silenced: (() => void) | undefined;
	let connections = 0;
	const sockets = new Set<Socket>();
	const refusing = (stage: Stage, done: (fault?: Error | null) => void): boolean => {
		if (refusal?.stage !== stage) return false;
		const { code, words } = refusal;
		refusal = undefined;
		done(Object.assign(new Error(words), { responseCode: code }));
		return true;
	};
	const breakNow = () => {
		broken = undefined;
		for (const socket of sockets) socket.resetAndDestroy();
	};
	const server = new SMTPServer({
		authOptional: false,
		allowInsecureAuth: true,
		disabledCommands: ['STARTTLS'],
		hideENHANCEDSTATUSCODES: true,
		disableReverseLookup: true,
		closeTimeout: 50,
		onConnect: (_, done) => {
			connections += 1;
			refusing('CONNECT', done) || done();
		},
		onAuth({ password: given }, _, done) {
			if (refusing('AUTH', done)) return;
			if (given !== password) return done(Object.assign(new Error('5.7.8 No'), { responseCode: 535 }));
			done(null, { user: 'plan' });
		},
		onMailFrom: (_, __, done) => void (refusing('MAIL FROM', done) || done()),
		onRcptTo(_, __, done) {
			if (broken === 'before') return breakNow();
			if (!refusing('RCPT TO', done)) done();
		},
		onData(stream, session, done) {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', async () => {
				if (broken === 'after') return breakNow();
				if (silenced !== undefined) return silenced();
				if (refusing('DATA', done)) return;
				mails.push(await read(Buffer.concat(chunks), session));
				done();
				for (const one of waiting) if (mails.length >= one.count) one.done();
			});
		},
	});
	server.on('error', () => undefined);
	server.listen(0, '127.0.0.1');
	const listener = server.server;
	listener.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	if (!listener.listening) await once(listener, 'listening');
	const { port } = listener.address() as AddressInfo;
	const stop = async () => {
		for (const socket of sockets) socket.destroy();
		if (listener.listening) await new Promise<void>((done) => server.close(() => done()));
	};
	return {
		url: `smtp://plan:${password}@127.0.0.1:${port}`,
		port,
		mails,
		arrived: (wanted) =>
			mails.length >= wanted
				? Promise.resolve()
				: new Promise((done) => void waiting.push({ count: wanted, done })),
		refuse(one) {
			refusal = one;
		},
		breakOff(when) {
			broken = when;
		},
		fallSilent: () =>
			new Promise((done) => {
				silenced = done;
			}),
		drop() {
			for (const socket of sockets) socket.destroy();
		},
		connections: () => connections,
		stop,
		close: stop,
	};
}

async function read(raw: Buffer, { envelope }: SMTPServerSession) {
	const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
	return {
		from,
		to: envelope.rcptTo.map(({ address }) => address),
		raw: raw.toString('utf8'),
		mail: await PostalMime.parse(raw),
	};
}
