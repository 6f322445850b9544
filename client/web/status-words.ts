/**
 * The honest status line: the state of one's own work, always in one place, in words. Guards: "saved on this device" and
 * "reached WedSync" are said apart, and nothing that waits is ever called saved. Pure.
 */
import type { Millis } from '../../shared/clock.ts';
import type { Status } from '../sdk/status.ts';
import type { Words } from './messages/messages.ts';
import { agoWords } from './wording.ts';

export type Tone = 'calm' | 'waiting' | 'bad';

export interface StatusLine {
	readonly tone: Tone;
	/** Said one after the other, with a dot between. */
	readonly parts: readonly string[];
}

export type DeviceNoun = 'phone' | 'tablet' | 'computer';

export function statusLine(
	status: Status,
	at: { now: Millis; device: DeviceNoun },
	words: Words,
): StatusLine {
	const device = devicePart(status.device, words.say.device[at.device], words);
	const near = status.peers > 0 ? [words.say.status.near(status.peers)] : [];
	const relay = relayPart(status.relay, at.now, words);
	return {
		tone: [device.tone, relay.tone].includes('bad')
			? 'bad'
			: relay.tone === 'waiting'
				? 'waiting'
				: device.tone,
		parts: [device.text, ...near, ...relay.parts],
	};
}

function devicePart(device: Status['device'], noun: string, { say }: Words): { tone: Tone; text: string } {
	if (device.failed) return { tone: 'bad', text: say.status.failed(noun) };
	if (device.waiting > 0) return { tone: 'waiting', text: say.status.saving(noun) };
	return { tone: 'calm', text: say.status.saved(noun) };
}

function relayPart(
	{ connection, waiting, heardAt, oldestAt }: Status['relay'],
	now: Millis,
	words: Words,
): { tone: Tone; parts: readonly string[] } {
	const { status } = words.say;
	const heard = heardAt === undefined ? status.neverReached : undefined;
	const ago = agoWords(now - (heardAt ?? now), words);
	const edits = waiting > 0 ? [status.waiting(waiting)] : [];
	switch (connection) {
		case 'online': {
			if (waiting === 0) return { tone: 'calm', parts: [heard ?? status.reached(ago)] };
			const isSlow = now - (oldestAt ?? now) > SLOW_MS;
			return isSlow
				? { tone: 'waiting', parts: [...edits, heard ?? status.lastReached(ago)] }
				: { tone: 'calm', parts: [status.onTheirWay(waiting)] };
		}
		case 'connecting':
		case 'offline':
			return { tone: 'waiting', parts: [...edits, status[connection], heard ?? status.lastReached(ago)] };
		case 'signed-out':
			return { tone: 'bad', parts: [...edits, status.signedOut] };
		case 'removed':
			return { tone: 'bad', parts: [...edits, status.removed] };
		case 'refused':
			return { tone: 'bad', parts: [...edits, status.refused] };
		case 'outdated':
			return { tone: 'bad', parts: [...edits, status.outdated] };
	}
}

/** A receipt usually comes within a few ms; after this long something is in the way. */
const SLOW_MS = 4_000;
