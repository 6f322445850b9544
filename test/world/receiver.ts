/**
 * Somebody else's software that takes webhooks: a real HTTP server on loopback that answers as a test wants and keeps what came. It verifies with the
 * `standardwebhooks` package, which knows nothing of our code.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
	readonly id: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	// biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies of every shape.
	readonly json: any;
}
export type Answering = (received: Received, response: ServerResponse) => void;

export interface Receiver {
	readonly url: string;
	readonly received: Received[];
	/** How it answers from now on; 204 if it was told nothing. */
	answer: Answering;
	/** As any receiver would: throws if the signature is not good. */
	verify(received: Received, secret: string): unknown;
	close(): void;
}

export async function createReceiver(): Promise<Receiver> {
	const received: Received[] = [];
	const receiver = {
		received,
		answer: ((_, response) => void response.writeHead(204).end()) as Answering,
		verify: ({ body, headers }: Received, secret: string) => new Webhook(secret).verify(body, { ...headers }),
	};
	const server = createServer((request, response) => {
		void read(request).then((one) => {
			received.push(one);
			receiver.answer(one, response);
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return Object.assign(receiver, {
		url: `http://127.0.0.1:${port}/hook`,
		close() {
			server.close();
			server.closeAllConnections();
		},
	});
}

async function read(request: IncomingMessage): Promise<Received> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const body = Buffer.concat(chunks).toString('utf8');
	const headers = Object.fromEntries(
		Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
	);
	return { id: headers['webhook-id'] ?? '', headers, body, json: JSON.parse(body) };
}
