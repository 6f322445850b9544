/**
 * A name server on loopback that says what a test wants, each time anew: for names that change their mind between two questions.
 * Speaks as much DNS as a resolver asks: one question of type A or AAAA, over UDP.
 */
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import type { Resolve } from '../../server/webhooks/egress.ts';

export interface DnsStub {
	/** Asks it, as the server's own resolver would. */
	readonly resolve: Resolve;
	readonly asked: readonly string[];
	close(): void;
}

/** IPv4 addresses of a name, told how often it was asked for that before. */
export async function createDnsStub(
	answers: (name: string, before: number) => readonly string[],
): Promise<DnsStub> {
	const socket = createSocket('udp4');
	const asked: string[] = [];
	socket.on('message', (question, from) => {
		const { name, type, end } = readQuestion(question);
		const isA = type === 1;
		const before = asked.filter((one) => one === name).length;
		if (isA) asked.push(name);
		const addresses = isA ? answers(name, before) : [];
		socket.send(answerTo(question.subarray(0, end), addresses), from.port, from.address);
	});
	socket.bind(0, '127.0.0.1');
	await once(socket, 'listening');
	const resolver = new Resolver({ timeout: 1_000, tries: 1 });
	resolver.setServers([`127.0.0.1:${socket.address().port}`]);
	return {
		resolve: (host) => resolver.resolve4(host),
		asked,
		close: () => void socket.close(),
	};
}

function readQuestion(message: Buffer) {
	const labels: string[] = [];
	let at = 12;
	for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
		labels.push(message.toString('latin1', at + 1, at + 1 + length));
		at += 1 + length;
	}
	return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

/** A record's life of 0 seconds: asked for anew each time. */
function answerTo(question: Buffer, addresses: readonly string[]): Buffer {
	const head = Buffer.from(question);
	head.writeUInt16BE(addresses.length === 0 ? 0x8183 : 0x8180, 2);
	head.writeUInt16BE(addresses.length, 6);
	head.writeUInt16BE(0, 8);
	head.writeUInt16BE(0, 10);
	const records = addresses.map((address) =>
		Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
	);
	return Buffer.concat([head, ...records]);
}
