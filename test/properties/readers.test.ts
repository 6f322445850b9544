/** Who only reads is never refused anything: what Yjs does by itself on their device, tidying the styles of a note, is no edit. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Room } from '../../server/room/door.ts';
import { type Participant, participant } from '../world/participant.ts';
import { replica } from '../world/replica.ts';
import { createWorld } from '../world/wedding.ts';
import { doEdit, quarrelsome } from '../world/wedding-edits.ts';

const at = fc.nat(20);
const step = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({
			do: fc.constant('style' as const),
			who: fc.nat(1),
			at,
			length: fc.nat(12),
			bold: fc.constantFrom(true, null),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({ do: fc.constant('erase' as const), who: fc.nat(1), at, length: fc.nat(8) }),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('type' as const),
			who: fc.nat(1),
			at,
			text: fc.constant('no nuts'),
		}),
	},
	{
		weight: 6,
		arbitrary: fc.record({
			do: fc.constant('deliver' as const),
			who: fc.nat(3),
			direction: fc.constantFrom('up' as const, 'down' as const),
			count: fc.integer({ min: 1, max: 3 }),
		}),
	},
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('break' as const), who: fc.nat(3) }) },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
const style = (who: number, at: number, length: number, bold: true | null): Step => ({
	do: 'style',
	who,
	at,
	length,
	bold,
});
const erase = (who: number, at: number, length: number): Step => ({ do: 'erase', who, at, length });
const up = (who: number, count: number): Step => ({ do: 'deliver', who, direction: 'up', count });
/** Here a reader's device tidied what the relay's had not (seed 1151761650). */
const tidiedElsewhere: readonly Step[] = [
	style(1, 0, 1, true),
	style(1, 0, 1, null),
	erase(1, 1, 1),
	style(0, 1, 1, true),
	style(0, 0, 0, true),
	up(0, 1),
	up(0, 1),
	up(0, 1),
	{ do: 'break', who: 0 },
	erase(0, 0, 0),
	style(0, 0, 0, true),
	{ do: 'break', who: 0 },
	up(0, 1),
	{ do: 'type', who: 0, at: 0, text: 'no nuts' },
	style(0, 0, 0, true),
	style(0, 0, 0, true),
	up(0, 1),
	style(0, 0, 0, true),
	style(0, 0, 0, true),
	up(0, 1),
	erase(0, 0, 0),
	style(0, 0, 0, true),
	up(0, 1),
	style(0, 8, 2, true),
];

test('[G15] [G20] readers and florists hear of styled notes, tidy them and come back: nothing of it is refused', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), async (steps) => {
			const world = await createWorld();
			const device = (client: number, name: string) =>
				replica(client, { person: name, now: world.clock.now() });
			const founder = participant(device(50, 'mia'), { name: 'mia', receipts: false });
			Y.applyUpdate(founder.replica.doc, Y.encodeStateAsUpdate(quarrelsome()));
			founder.connect(world.room);
			await quiet(world.room, [founder]);
			founder.disconnect();
			const people = [
				participant(device(900, 'ada'), { name: 'ada', receipts: false }),
				participant(device(60, 'noor'), { name: 'noor', receipts: false }),
				participant(device(70, 'sue'), { name: 'sue', role: 'support', receipts: false }),
				participant(device(80, 'flora'), { name: 'flora', role: 'vendor', receipts: false }),
			];
			await quiet(world.room, people);
			for (const one of steps) {
				const who = people[one.who];
				if (who === undefined) continue;
				if (one.do === 'deliver') who.deliver(one.direction, one.count);
				else if (one.do === 'break') who.disconnect();
				else doEdit(who.replica, { ...one, task: 'cake' }, '');
				await world.room.read();
			}
			await quiet(world.room, people);
			// A new device tidies the whole note at once, not what changed last.
			const late = participant(device(90, 'ines'), { name: 'ines', role: 'support', receipts: false });
			await quiet(world.room, [...people, late]);
			expect(late.refusals).toEqual([]);
			expect(people.map(({ refusals }) => refusals)).toEqual([[], [], [], []]);
		}),
		{ numRuns: 60, examples: [[[...tidiedElsewhere]]] },
	);
});

async function quiet(room: Room, people: readonly Participant[]): Promise<void> {
	for (let turn = 0; turn < 200; turn++) {
		let isBusy = false;
		for (const one of people) {
			if (!one.isConnected) one.connect(room);
			isBusy = one.deliver('up', 1_000) || isBusy;
		}
		do await room.read();
		while (room.waiting > 0);
		for (const one of people) isBusy = one.deliver('down', 1_000) || isBusy;
		if (!isBusy) return;
	}
	throw new Error('the lines never run dry');
}
