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
	/** Judged as it came: what is signed is good for some minutes. */
	readonly isSigned: boolean;
}

export type Verify = (body: string, headers: Readonly<Record<string, string>>) => boolean;

export interface CountingConsumer {
	readonly url: string;
	readonly arrivals: readonly Arrival[];
	/** By delivery id, the first arrival of each, in the order they came. */
	first(): readonly Arrival[];
	close(): Promise<void>;
}

/** Each answer takes up to `slowMs`, by chance. */
export async function countingConsumer(
	random: Random,
	{ slowMs, verify }: { readonly slowMs: number; readonly verify: Verify },
): Promise<CountingConsumer> {
	const arrivals: Arrival[] = [];
	const server = createServer(async (request, response) => {
		const body = await read(request);
		const headers = request.headers as Record<string, string>;
		arrivals.push(arrivalOf(headers, body, verify(body, headers)));
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

function arrivalOf(headers: Readonly<Record<string, string>>, body: string, isSigned: boolean): Arrival {
	const { type, data } = JSON.parse(body) as {
		type: string;
		data: { id: string; seq: number; index: number; record: { kind: string; id: string } };
	};
	const { id, seq, index, record } = data;
	return {
		id: headers['webhook-id'] ?? '',
		event: id,
		type,
		record: `${record.kind}:${record.id}`,
		seq,
		index,
		isSigned,
	};
}
