/** When an edit happened, of a device that was away. */
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { hlcAt } from '../../../shared/document/hlc.ts';
import { eventSchema } from '../../../shared/events/catalogue.ts';
import { addTask, createWorld, taskOf } from '../../world/wedding.ts';

const day = 86_400_000;

async function eventAfter(awayMs: number) {
	const world = await createWorld();
	const self = world.join({ person: 'ada' as never });
	await world.settled();
	const doc = new Y.Doc();
	doc.clientID = 77;
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(new Uint8Array(update)));
	const at = world.clock.now() - awayMs;
	doc.transact(() => {
		addTask(doc, 'cake');
		taskOf(doc, 'cake').set('status~77', ['todo', hlcAt(at), 'couple', [], []]);
	});
	self.say({ kind: 'update', update: updates[0] ?? new Uint8Array() });
	await world.settled();
	const [event] = await world.store.events(world.wedding, { seq: 0, index: 0 }, 10);
	if (event === undefined) throw new Error('it was not taken');
	expect(event.type).toBe('task.created');
	eventSchema('task.created').parse(event);
	return { at: new Date(at).toISOString(), occurredAt: event.occurredAt };
}

it('[DC12] an edit that was made long before the server heard of it says when', async () => {
	const week = await eventAfter(7 * day);
	expect(week.occurredAt).toBe(week.at);
});

it('[DC12] one that was made now does not, nor one that is ahead of the server’s clock', async () => {
	expect((await eventAfter(0)).occurredAt).toBe(undefined);
	expect((await eventAfter(9 * 60_000)).occurredAt).toBe(undefined);
	expect((await eventAfter(-5 * 60_000)).occurredAt).toBe(undefined);
});
