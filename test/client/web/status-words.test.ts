import { describe, expect, it } from 'vitest';
import type { Status } from '../../../client/sdk/status.ts';
import { chooseWords } from '../../../client/web/messages/messages.ts';
import { statusLine } from '../../../client/web/status-words.ts';

const words = chooseWords(['en']);
const now = 1_000_000_000;

function line(given: {
	readonly device?: Partial<Status['device']>;
	readonly relay?: Partial<Status['relay']>;
	readonly peers?: number;
}) {
	const status: Status = {
		device: { waiting: 0, failed: false, ...given.device },
		relay: { connection: 'online', waiting: 0, heardAt: now - 3_000, ...given.relay },
		peers: given.peers ?? 0,
	};
	const { tone, parts } = statusLine(status, { now, device: 'phone' }, words);
	return `${tone}: ${parts.join(' · ')}`;
}

describe('the status line', () => {
	it('says saved here and reached there as two things', () => {
		expect(line({})).toBe('calm: Saved on this phone · reached WedSync 3 s ago');
		expect(line({ peers: 2 })).toBe(
			'calm: Saved on this phone · shared with 2 nearby · reached WedSync 3 s ago',
		);
	});

	it('never calls an edit saved that this device has not stored', () => {
		expect(line({ device: { waiting: 1 } })).toBe(
			'waiting: Saving on this phone … · reached WedSync 3 s ago',
		);
		expect(line({ device: { failed: true } })).toMatch(/^bad: Not saved on this phone/);
	});

	it('counts what is under way, and what has waited too long', () => {
		expect(line({ relay: { waiting: 1, oldestAt: now - 200 } })).toBe(
			'calm: Saved on this phone · 1 edit on the way',
		);
		expect(line({ relay: { waiting: 2, oldestAt: now - 9_000 } })).toBe(
			'waiting: Saved on this phone · 2 edits waiting · last reached WedSync 3 s ago',
		);
	});

	it('says offline with the age of what is known', () => {
		expect(line({ relay: { connection: 'offline', waiting: 2, heardAt: now - 240_000 } })).toBe(
			'waiting: Saved on this phone · 2 edits waiting · offline · last reached WedSync 4 min ago',
		);
		const { heardAt: _, ...never } = { connection: 'connecting', waiting: 0, heardAt: 0 } as const;
		expect(
			statusLine(
				{ device: { waiting: 0, failed: false }, relay: never, peers: 0 },
				{ now, device: 'computer' },
				words,
			).parts,
		).toEqual(['Saved on this computer', 'connecting', 'not yet reached WedSync']);
	});

	it('is bad news when this device is shut out', () => {
		for (const connection of ['signed-out', 'refused', 'outdated'] as const) {
			expect(line({ relay: { connection, waiting: 1 } })).toMatch(
				/^bad: Saved on this phone · 1 edit waiting · /,
			);
		}
	});
});
