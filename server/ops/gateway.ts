/**
 * The open port: taken with a sentence for whoever has to free it, and given up without cutting off an answer under way.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../shared/clock.ts';
import { err, ok, type Result } from '../../shared/result.ts';

export interface Gateway {
	readonly port: number;
	/** No new connection; resolves when no request is under way, at the latest after three seconds. */
	quiet(): Promise<void>;
	/** Ends every connection that is left. */
	close(): void;
}

export interface Address {
	readonly host: string;
	readonly port: number;
}

export async function openGateway(
	server: Server,
	{ host, port }: Address,
	clock: Clock,
): Promise<Result<Gateway, string>> {
	let underWay = 0;
	let whenQuiet: (() => void) | undefined;
	server.on('request', (_, response) => {
		underWay += 1;
		response.on('close', () => {
			underWay -= 1;
			if (underWay === 0) whenQuiet?.();
		});
	});
	const fault = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
		server.once('error', resolve);
		server.listen(port, host, () => resolve(undefined));
	});
	if (fault !== undefined) return err(explain(fault, { host, port }));
	return ok({
		port: (server.address() as AddressInfo).port,
		quiet() {
			server.close();
			if (underWay === 0) return Promise.resolve();
			return new Promise((resolve) => {
				const cancel = clock.after(patienceMs, resolve);
				whenQuiet = () => {
					cancel();
					resolve();
				};
			});
		},
		close: () => server.closeAllConnections(),
	});
}

function explain({ code, message }: NodeJS.ErrnoException, { host, port }: Address): string {
	switch (code) {
		case 'EADDRINUSE':
			return `Port ${port} is in use. Stop what runs there, or set PORT to another number.`;
		case 'EACCES':
			return `Port ${port} may not be opened by this user. Set PORT to a number above 1023.`;
		case 'EADDRNOTAVAIL':
		case 'ENOTFOUND':
			return `${host} is no address of this machine. Set HOST to one that is, such as 127.0.0.1 or 0.0.0.0.`;
		default:
			return `Port ${port} of ${host} cannot be opened (${message}). Set HOST and PORT to others.`;
	}
}

const patienceMs = 3_000;
