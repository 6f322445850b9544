/**
 * A WebSocket client that hears nothing: it goes on sending after the server has said goodbye, for as long as the connection
 * lasts, as no browser would.
 */
import { once } from 'node:events';
import { connect } from 'node:net';

export interface StubbornSocket {
	send(bytes: Uint8Array): void;
	/** As they are: frames no client would make. */
	write(bytes: Uint8Array): void;
	readonly isOpen: boolean;
	/** The connection itself has ended. */
	readonly ended: Promise<unknown>;
	destroy(): void;
}

export async function stubbornSocket(url: string, protocols: readonly string[]): Promise<StubbornSocket> {
	const { hostname, port, pathname, search, host } = new URL(url);
	const socket = connect(Number(port), hostname);
	let isOpen = true;
	const ended = new Promise((resolve) => {
		socket.on('close', () => {
			isOpen = false;
			resolve(undefined);
		});
	});
	// A connection that the server cuts while we write is reset.
	socket.on('error', () => socket.destroy());
	socket.write(
		[
			`GET ${pathname}${search} HTTP/1.1`,
			`Host: ${host}`,
			'Connection: Upgrade',
			'Upgrade: websocket',
			'Sec-WebSocket-Version: 13',
			'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
			`Sec-WebSocket-Protocol: ${protocols.join(', ')}`,
			'\r\n',
		].join('\r\n'),
	);
	const [answer] = (await once(socket, 'data')) as [Buffer];
	if (!answer.toString('latin1').startsWith('HTTP/1.1 101')) throw new Error(answer.toString('latin1'));
	// Read and forgotten, so that it is not taken for one that does not read.
	socket.resume();
	return {
		send: (bytes) => void socket.write(frame(bytes)),
		write: (bytes) => void socket.write(bytes),
		get isOpen() {
			return isOpen;
		},
		ended,
		destroy: () => socket.destroy(),
	};
}

/** One binary message, masked with zeros: the key is the sender's to choose. */
function frame(bytes: Uint8Array): Buffer {
	if (bytes.length > 0xffff) throw new Error('one that is larger than any edit here');
	const length =
		bytes.length < 126 ? [0x80 | bytes.length] : [0x80 | 126, bytes.length >> 8, bytes.length & 0xff];
	return Buffer.concat([Buffer.from([0x82, ...length, 0, 0, 0, 0]), bytes]);
}
