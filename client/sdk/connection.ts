/**
 * The socket to the relay, made of y-websocket's provider and nothing else of it: it dials, listens and reports. What is said is
 * said by us alone (its own greeting, with a state vector before there is a lease, is swallowed), what comes goes to our codec,
 * and whether to come again is not its decision. The only file that knows y-websocket. Tokens travel as a sub-protocol, never
 * in the address, which gets logged.
 */
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { Section } from '../../shared/document/schema.ts';
import { decode, encode } from '../../shared/wire/codec.ts';
import { subProtocol } from '../../shared/wire/version.ts';
import type { Dial, Line, LineEvents } from './line.ts';

export interface ConnectionDeps {
	/** `http(s)://host` or `ws(s)://host`. */
	readonly url: string;
	readonly wedding: string;
	readonly section: Section;
	readonly WebSocket: typeof WebSocket;
	readonly report: (fault: unknown) => void;
}

export function createDial({ url, wedding, section, WebSocket, report }: ConnectionDeps): Dial {
	const base = `${url.replace(/^http/, 'ws').replace(/\/+$/, '')}/sync`;
	const room = section === 'plan' ? wedding : `${wedding}/${section}`;
	const Listener = listening(WebSocket);
	return ({ token, device, tab, client }, events) => {
		// An empty document and a destroyed awareness: the provider wants both and has nothing to say of either.
		const doc = new Y.Doc();
		const awareness = new Awareness(doc);
		awareness.destroy();
		const provider = new WebsocketProvider(base, room, doc, {
			awareness,
			connect: false,
			disableBc: true,
			shouldReconnect: () => false,
			WebSocketPolyfill: Listener,
			protocols: [subProtocol, `bearer.${token}`],
			params: { receipts: '1', device, tab, client: String(client) },
		});
		return listenTo(provider, events, report);
	};
}

function listenTo(provider: WebsocketProvider, events: LineEvents, report: (fault: unknown) => void): Line {
	let state: 'on' | 'ending' | 'over' = 'on';
	const tell = (call: () => void) => {
		try {
			call();
		} catch (fault) {
			report(fault);
		}
	};
	const end = () => {
		state = 'over';
		provider.destroy();
		provider.doc.destroy();
	};
	provider.doc.off('update', provider._updateHandler);
	provider.messageHandlers = Array.from({ length: messageNumbers }, () => (_encoder, decoder) => {
		if (state !== 'on') return;
		const message = decode(decoder.arr, 'to-client');
		if (message.ok) tell(() => events.heard(message.value));
		else report(new Error(`the relay sent what cannot be read: ${message.error.reason}`));
	});
	provider.on('status', ({ status }) => {
		if (status === 'connected' && state === 'on') tell(() => events.opened());
	});
	provider.on('connection-close', (event) => {
		if (state !== 'on') return;
		state = 'ending';
		// Its watchdog would otherwise dial again by itself.
		provider.shouldConnect = false;
		// Only once it has finished with its own bookkeeping may it be destroyed.
		queueMicrotask(() => {
			if (state === 'over') return;
			end();
			tell(() => events.closed(event?.code ?? noReason, event?.reason ?? ''));
		});
	});
	provider.connect();
	return {
		send(message) {
			if (state === 'on' && provider.wsconnected && provider.ws !== null) speak(provider.ws, encode(message));
		},
		close() {
			if (state !== 'over') end();
		},
	};
}

/** A socket whose owner, the provider, can only listen. */
function listening(Socket: typeof WebSocket): typeof WebSocket {
	return class extends Socket {
		override send(): void {
			// Ours to say; see `speak`.
		}
		[say](bytes: Uint8Array<ArrayBuffer>): void {
			super.send(bytes);
		}
	};
}

function speak(socket: object, bytes: Uint8Array): void {
	if (say in socket && typeof socket[say] === 'function') socket[say](bytes);
}

const say = Symbol('say');
const noReason = 1006;
/** Enough for every number of one byte; y-websocket prints an error for those without an entry. */
const messageNumbers = 128;
