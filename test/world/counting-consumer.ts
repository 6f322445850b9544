/**
 * A receiver of webhooks that counts: what came, in which order, and how often, by delivery and by event. It answers after it has
 * noted, and after a moment, so that a sender who dies before hearing the answer sends again. Guards nothing itself.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fraction, type Random } from '../../shared/random.ts';

export interface Arrival {
	/** `webhook-id`. */
	readonly id: string;
	readonly event: string;
	readonly type: string;
	readonly record: string;
	readonly seq: number;
	readonly index: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

export interface CountingConsumer {
	readonly url: string;
	readonly arrivals: readonly Arrival[];
	/** By delivery id, the first arrival of each, in the order they came. */
	first(): readonly Arrival[];
	close(): Promise<void>;
}

/** Each answer takes up to `slowMs`, by chance. */
export async function countingConsumer(random: Random, slowMs = 0): Promise<CountingConsumer> {
	const arrivals: Arrival[] = [];
	const server = createServer(async (request, response) => {
		arrivals.push(arrivalOf(request, await read(request)));
		await pause(fraction(random) * slowMs);
		response.writeHead(204).end();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
		arrivals,
		first: () => [...new Map([...arrivals].reverse().map((one) => [one.id, one])).values()].reverse(),
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

async function read(request: IncomingMessage): Promise<string> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return Buffer.concat(parts).toString('utf8');
}

function arrivalOf({ headers }: IncomingMessage, body: string): Arrival {
	const { type, data } = JSON.parse(body) as {
		type: string;
		data: { id: string; seq: number; index: number; record: { kind: string; id: string } };
	};
	return {
		id: String(headers['webhook-id']),
		event: data.id,
		type,
		record: `${data.record.kind}:${data.record.id}`,
		seq: data.seq,
		index: data.index,
		headers: headers as Record<string, string>,
		body,
	};
}
