/**
 * A client of the wire without the SDK: one Y.Doc, one socket with receipts, its own frames kept until they have their receipt
 * and sent again in order after a reconnect. It records what was promised to it, so that a test can hold the server to it.
 */
import * as Y from 'yjs';
import { decode, encode } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';

export interface LightClient {
	readonly doc: Y.Doc;
	/** Edits without a receipt, oldest first. */
	readonly unreceipted: () => number;
	readonly isOpen: () => boolean;
	readonly refusals: Extract<Message, { kind: 'refusal' }>[];
	/** Changes the document and sends it now or after the next connect; `receipted` is called when it has its receipt. */
	edit(change: (doc: Y.Doc) => void, receipted?: () => void): void;
	/** Called for every update that came from others. */
	onNews(call: () => void): void;
	/** Resolves when the first step 2 was applied. */
	connect(url: string): Promise<void>;
	close(): void;
}

interface Frame {
	readonly bytes: Uint8Array;
	readonly receipted: () => void;
}

export function lightClient({ token, path }: { readonly token: string; readonly path: string }): LightClient {
	const doc = new Y.Doc();
	const frames: Frame[] = [];
	const refusals: Extract<Message, { kind: 'refusal' }>[] = [];
	let socket: WebSocket | undefined;
	/** Frames of this connection in the order of their numbers. */
	let sent: Frame[] = [];
	let settled = 0;
	let leased = false;
	/** Set once what waited was sent again: from then on new frames follow in order. */
	let ready = false;
	let news: () => void = () => undefined;
	doc.on('update', (_bytes: Uint8Array, origin: unknown) => {
		if (origin === 'server') news();
	});

	function send(frame: Frame): void {
		if (!ready || socket?.readyState !== WebSocket.OPEN) return;
		sent.push(frame);
		socket.send(encode({ kind: 'update', update: frame.bytes }));
	}

	function hear(message: Message, synced: () => void): void {
		if (message.kind === 'lease') {
			// An id is changed only while nothing was written under it.
			if (!leased) doc.clientID = message.client;
			leased = true;
		} else if (message.kind === 'step2') {
			Y.applyUpdate(doc, message.update, 'server');
			ready = true;
			for (const frame of frames) send(frame);
			synced();
		} else if (message.kind === 'update') Y.applyUpdate(doc, message.update, 'server');
		else if (message.kind === 'refusal') refusals.push(message);
		else if (message.kind === 'receipt') {
			for (; settled < message.n; settled++) {
				const frame = sent[settled];
				if (frame === undefined) throw new Error('a receipt for what was never sent');
				frames.splice(frames.indexOf(frame), 1);
				frame.receipted();
			}
		}
	}

	return {
		doc,
		unreceipted: () => frames.length,
		isOpen: () => socket?.readyState === WebSocket.OPEN,
		refusals,
		edit(change, receipted = () => undefined) {
			const keep = (bytes: Uint8Array) => {
				const frame = { bytes, receipted };
				frames.push(frame);
				send(frame);
			};
			doc.on('update', keep);
			doc.transact(() => change(doc));
			doc.off('update', keep);
		},
		onNews(call) {
			news = call;
		},
		connect(url) {
			sent = [];
			settled = 0;
			ready = false;
			const wish = leased ? `&client=${doc.clientID}` : '';
			const opened = new WebSocket(`${url.replace('http', 'ws')}${path}?receipts=1${wish}`, [
				'wedsync.1',
				`bearer.${token}`,
			]);
			opened.binaryType = 'arraybuffer';
			socket = opened;
			return new Promise((resolve, reject) => {
				opened.addEventListener('open', () => {
					opened.send(encode({ kind: 'step1', stateVector: Y.encodeStateVector(doc) }));
				});
				opened.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
					if (opened !== socket) return;
					const decoded = decode(new Uint8Array(data), 'to-client');
					if (!decoded.ok) throw new Error(decoded.error.reason);
					hear(decoded.value, resolve);
				});
				opened.addEventListener('close', ({ code }) => reject(new Error(`closed with ${code}`)));
				opened.addEventListener('error', () => reject(new Error('the connection failed')));
			});
		},
		close: () => socket?.close(),
	};
}
