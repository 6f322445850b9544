import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { createPresence, type Peer, type Presence } from '../../../client/sdk/presence.ts';
import { personId } from '../../../shared/ids.ts';
import type { PresenceEntry } from '../../../shared/wire/message.ts';

const ada: Peer['person'] = { id: personId.parse('ada'), name: 'Ada', role: 'couple', colour: '#112233' };
const noor = { id: 'noor', name: 'Noor', role: 'vendor', colour: '#445566' };

const now = Date.UTC(2027, 5, 12);

function open(said: PresenceEntry[] = []): Presence {
	vi.useFakeTimers({ now });
	const presence = createPresence({
		doc: new Y.Doc(),
		person: ada,
		now: () => now,
		say: (entry) => said.push(entry),
		onChange: () => undefined,
	});
	return presence;
}

test('others are who the relay says, with what they say of themselves; what cannot be meant is left out', () => {
	const presence = open();
	const tell = (client: number, state: object) =>
		presence.hear([{ client, clock: 5, state: JSON.stringify(state) }]);
	tell(7, { user: noor, activity: 'setup', zone: 'Kitchen', battery: 17, cursor: { anchor: 1 } });
	tell(8, { user: noor, activity: 'drunk', zone: '', battery: 400, attending: 'cake' });
	tell(9, { person: noor, activity: 'off' });
	expect(presence.peers.filter(({ self }) => !self)).toEqual([
		{ client: 7, person: noor, self: false, activity: 'setup', zone: 'Kitchen', battery: 17 },
		{ client: 8, person: noor, self: false },
	]);
	presence.close();
	vi.useRealTimers();
});

test('nothing of activity, place or battery is said unless it is asked for, and no longer than that', () => {
	const said: PresenceEntry[] = [];
	const presence = open(said);
	const attending = { root: 'tasks', id: 'cake' };
	presence.introduce(ada, { attending });
	presence.introduce(ada, { attending, activity: 'en-route', zone: 'Gate', battery: 80 });
	presence.introduce(ada, {});
	expect(said.map(({ state }) => JSON.parse(state))).toEqual([
		{ user: ada },
		{ user: ada, attending },
		{ user: ada, attending, activity: 'en-route', zone: 'Gate', battery: 80 },
		{ user: ada },
	]);
	presence.close();
	vi.useRealTimers();
});
