/**
 * The sync socket: our own `upgrade` listener with `ws`, beside Hono. It finds out who comes and where to, and hands the bytes to
 * the room; it understands none of them. A failed authentication accepts the upgrade and then closes with its code: after an
 * HTTP 401 stock clients come back for ever.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { mayRead } from '../../shared/access/permissions.ts';
import { type Clock, every } from '../../shared/clock.ts';
import { isSection } from '../../shared/document/schema.ts';
import { clientId, deviceId, tabId, weddingId } from '../../shared/ids.ts';
import { type CloseCode, closeCodes } from '../../shared/wire/close-code.ts';
import { subProtocol } from '../../shared/wire/version.ts';
import type { Principal } from '../auth/principal.ts';
import type { Whereabouts } from '../room/door.ts';
import { limits } from '../room/limits.ts';
import { type Rooms, RoomsClosed } from '../room/rooms.ts';
import { SectionLost } from '../store/store.ts';
import { isOwnOrigin, type OriginRules } from './origin.ts';
import type { Session, SessionSocket, SessionWish } from '../room/session.ts';

export interface SyncDeps extends OriginRules {
	readonly rooms: Rooms;
	readonly clock: Clock;
	/** Who a token stands for now; undefined for a forged, expired or revoked one. */
	readonly authenticate: (token: string) => Promise<Principal | undefined>;
	readonly fatal: (fault: unknown) => void;
}

export function listenForSync(server: Server, deps: SyncDeps): { close(): void } {
	const sockets = new WebSocketServer({
		noServer: true,
		maxPayload: limits.frameBytes,
		maxFragments: limits.frameFragments,
		perMessageDeflate: false,
		// Never echo the bearer, which would be the first one offered.
		handleProtocols: (offered) => (offered.has(subProtocol) ? subProtocol : false),
	});
	server.on('upgrade', (request: IncomingMessage, raw: Duplex, head: Buffer) => {
		// Without a listener a reset connection ends the process.
		raw.on('error', () => raw.destroy());
		if (!request.url?.startsWith('/sync/')) {
			raw.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
			return;
		}
		// A foreign page is told so at once: it has no stock client that would come again for ever.
		if (!isOwnOrigin(request.headers.origin, request.headers.host, deps)) {
			raw.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
			return;
		}
		sockets.handleUpgrade(request, raw, head, (socket) => {
			socket.binaryType = 'nodebuffer';
			finalWhenTooLarge(socket, deps.clock);
			sockets.emit('connection', socket, request);
			admit(socket, request, deps).catch((fault: unknown) => {
				if (fault instanceof RoomsClosed) socket.close(closeCodes.restarting, 'restarting');
				else if (fault instanceof SectionLost) socket.close(closeCodes.tryAgain, 'section-lost');
				else deps.fatal(fault);
			});
		});
	});
	const answered = new WeakSet<WebSocket>();
	sockets.on('connection', (socket) => {
		answered.add(socket);
		socket.on('pong', () => answered.add(socket));
	});
	const stopHeartbeat = every(deps.clock, limits.heartbeatMs, () => {
		for (const socket of sockets.clients) {
			// Nobody has read the answer of one that is read more slowly.
			if (socket.isPaused) continue;
			if (!answered.delete(socket)) socket.terminate();
			else socket.ping();
		}
	});
	return {
		close() {
			stopHeartbeat();
			for (const socket of sockets.clients) socket.terminate();
			sockets.close();
		},
	};
}

async function admit(
	socket: WebSocket,
	request: IncomingMessage,
	{ rooms, authenticate, clock }: SyncDeps,
): Promise<void> {
	// Nothing is read, and so nothing kept, before it is known who comes and the room is open.
	socket.pause();
	let session: Session | undefined;
	let gone = false;
	socket.on('close', () => {
		gone = true;
		session?.left();
	});
	const refuse = (code: CloseCode, reason: string) => {
		socket.resume();
		socket.close(code, reason);
		cutLater(socket, clock);
	};

	const url = new URL(request.url ?? '/', 'http://localhost');
	const token = tokenOf(request, url);
	const place = placeOf(url);
	for (;;) {
		// Whoever is removed or shut out while the room opens is looked up again: between the look and the seat nothing happens.
		const turn = place === undefined ? 0 : rooms.turn(place.wedding);
		const principal = token === undefined ? undefined : await authenticate(token);
		if (principal === undefined) return refuse(closeCodes.signedOut, 'signed-out');
		if (place === undefined || place.wedding !== principal.wedding) {
			return refuse(closeCodes.noAccess, 'no-access');
		}
		// Before the room is opened: who may not read a section is sent nothing of it, no hello and no presence either.
		if (!mayRead(principal, place.section)) return refuse(closeCodes.noAccess, 'no-access');
		const room = await rooms.open(place.wedding, place.section);
		if (gone) return;
		if (turn !== rooms.turn(place.wedding)) continue;
		// Before the room may have it wait: who has taken more than their share is not read yet.
		socket.resume();
		session = room.enter(withDevice(principal, wishOf(url)), portOf(socket, clock), wishOf(url));
		break;
	}
	const { hear } = session;
	socket.on('message', (bytes: Buffer) => hear(bytes));
}

function placeOf({ pathname }: URL): Whereabouts | undefined {
	const [, , name, section = 'plan'] = pathname.split('/');
	const wedding = weddingId.safeParse(name);
	return wedding.success && isSection(section) ? { wedding: wedding.data, section } : undefined;
}

/** The token's device, if it names one: what stands in the address anybody can write there. */
function withDevice(principal: Principal, { device }: SessionWish): Principal {
	return principal.device !== undefined || device === undefined ? principal : { ...principal, device };
}

/** Our own client sends it as a sub-protocol only, since addresses get logged; stock clients can only put it in the address. */
function tokenOf(request: IncomingMessage, url: URL): string | undefined {
	const offered = request.headers['sec-websocket-protocol']?.split(',').map((one) => one.trim()) ?? [];
	const bearer = offered.find((one) => one.startsWith(bearerPrefix))?.slice(bearerPrefix.length);
	return bearer ?? url.searchParams.get('token') ?? undefined;
}

function wishOf({ searchParams }: URL): SessionWish {
	const device = deviceId.safeParse(searchParams.get('device')).data;
	const tab = tabId.safeParse(searchParams.get('tab')).data;
	const client = clientId.safeParse(Number(searchParams.get('client'))).data;
	return {
		receipts: searchParams.get('receipts') === '1',
		...(device === undefined ? {} : { device }),
		...(tab === undefined ? {} : { tab }),
		...(client === undefined ? {} : { client }),
	};
}

/**
 * `ws` closes with 1009 over a message that is larger than it reads, and a stock client comes again with the same message, for
 * ever. 4413 is final for it; whoever does not take the goodbye is cut.
 */
function finalWhenTooLarge(socket: WebSocket, clock: Clock): void {
	const close = socket.close.bind(socket);
	socket.close = (code, reason) =>
		code === tooLargeToRead ? close(closeCodes.tooLarge, 'too-large') : close(code, reason);
	socket.on('error', () => cutLater(socket, clock));
}

function cutLater(socket: WebSocket, clock: Clock): void {
	const cancel = clock.after(limits.goodbyeMs, () => socket.terminate());
	socket.once('close', cancel);
}

function portOf(socket: WebSocket, clock: Clock): SessionSocket {
	return {
		send: (bytes) => socket.send(bytes),
		buffered: () => socket.bufferedAmount,
		close(code, reason) {
			// One that does not read would not read a goodbye either.
			if (socket.bufferedAmount > limits.pauseBytes) return socket.terminate();
			// A paused socket would not hear the other side's goodbye.
			socket.resume();
			socket.close(code, reason);
			cutLater(socket, clock);
		},
		pause: () => socket.pause(),
		resume: () => socket.resume(),
	};
}

const bearerPrefix = 'bearer.';
/** The close code of RFC 6455 for a message that is too big. */
const tooLargeToRead = 1009;
