import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Change } from '../../shared/document/change.ts';
import { captureTouched, changesOf } from '../../shared/document/changes.ts';
import { hlcAt } from '../../shared/document/hlc.ts';
import { personId } from '../../shared/ids.ts';
import { readUpdate } from '../../shared/wire/update.ts';
import { admit } from '../../server/room/gate.ts';
import { limits } from '../../server/room/limits.ts';
import { founded, histories, play } from '../world/plan-history.ts';
import { noon } from '../world/replica.ts';

test('whatever an operation writes, the gate admits, and the room reads the same changes from it as a device', () => {
	fc.assert(
		fc.property(histories, (given) => {
			const { made } = play(given);
			const [room, device] = [new Y.Doc(), new Y.Doc()];
			for (const doc of [room, device]) Y.applyUpdate(doc, founded);
			let told: readonly Change[] = [];
			device.on('afterTransaction', (transaction) => {
				told = changesOf(transaction);
			});
			// The order in which they were made: each knows what it stands on.
			for (const { update, role } of made) {
				const read = readUpdate(update, limits.live);
				if (!read.ok) throw new Error(read.error.reason);
				const verdict = admit(room, read.value, {
					section: 'plan',
					who: { person: personId.parse('mia'), role },
					unbound: true,
					owns: () => 'yes',
					maxHlc: hlcAt(noon + limits.clockAheadMs),
					mayGrow: true,
				});
				// A deletion of what lost against somebody else's edit meanwhile is nothing new.
				if (verdict.kind !== 'admitted') expect(verdict).toEqual({ kind: 'known' });
				room.transact(() => {
					const changesNow = captureTouched(room, verdict.kind === 'admitted' ? verdict.touched : []);
					Y.applyUpdate(room, update);
					const changes = changesNow();
					Y.applyUpdate(device, update);
					expect(changes).toEqual(told);
				});
			}
		}),
		{ numRuns: 150 },
	);
});
