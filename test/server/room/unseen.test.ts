/** Refused edits whose author is not there to see it. */
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { createUnseenRefusals, type RefusedUnseen } from '../../../server/room/unseen.ts';
import { openMemory } from '../../../server/store/memory.ts';
import { testClock } from '../../../shared/clock.ts';
import { eventSchema } from '../../../shared/events/catalogue.ts';
import { allSettled, enrol, keyRing, signer } from '../../world/signer.ts';
import { addTask, createWorld, demoWedding, principal } from '../../world/wedding.ts';

async function atWedding() {
	const store = openMemory();
	await store.createWedding({ id: demoWedding, name: 'A & T', date: '2027-06-12', createdAt: 0 });
	const clock = testClock();
	const here = new Set<string>();
	const fatal = (fault: unknown) => {
		throw fault;
	};
	const unseen = createUnseenRefusals({ store, isHere: (_, who) => here.has(who), clock, fatal });
	const events = async () => {
		await unseen.close();
		return store.events(demoWedding, { seq: 0, index: 0 }, 100);
	};
	return { unseen, clock, here, events };
}
const refused = (...update: number[]): RefusedUnseen => ({
	section: 'plan',
	refusal: { code: 'not-allowed', reason: 'As a vendor you add nothing to tasks.', record: 'arch' },
	update: Uint8Array.from(update),
	record: { root: 'tasks', id: 'arch' as never },
});
const wren = principal('wren', 'vendor');

it('[DC18] is told by an event, once for an edit, at most once in a minute', async () => {
	const { unseen, clock, events } = await atWedding();
	unseen.note(wren, refused(1));
	unseen.note(wren, refused(2));
	expect((await events()).map(({ type, actor, record, after }) => ({ type, actor, record, after }))).toEqual([
		{
			type: 'edit.refused',
			actor: { person: 'wren', role: 'vendor' },
			record: { kind: 'task', id: 'arch' },
			after: { code: 'not-allowed', reason: 'As a vendor you add nothing to tasks.' },
		},
	]);
	clock.advance(60_000);
	unseen.note(wren, refused(1));
	expect((await events()).length).toBe(1);
	clock.advance(60_000);
	unseen.note(wren, refused(2));
	const all = await events();
	expect(all.length).toBe(2);
	for (const event of all) eventSchema('edit.refused').parse(event);
});

it('[DC18] who is connected sees it, and is not told', async () => {
	const { unseen, here, events } = await atWedding();
	here.add('wren');
	unseen.note(wren, refused(1));
	expect(await events()).toEqual([]);
});

it('[DC18] of what is brought by another’s device the author is told, of one’s own nobody', async () => {
	const told: (readonly [string, RefusedUnseen['record'], string])[] = [];
	const phone = signer('finn');
	const { deviceKey } = keyRing(phone);
	const world = await createWorld({
		deps: {
			deviceKey,
			onRefusedUnseen: (author, { record, refusal }) => told.push([author.person, record, refusal.code]),
		},
	});
	await enrol(world.store, { finn: 'vendor', noor: 'couple' });
	const carrier = world.join({ person: 'noor' as never });
	const self = world.join({ person: 'finn' as never, role: 'vendor' });
	await world.settled();
	const doc = new Y.Doc();
	doc.clientID = 77;
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(new Uint8Array(update)));
	doc.transact(() => addTask(doc, 'forbidden'));
	const [update = new Uint8Array()] = updates;
	self.say(phone.sign(update));
	await allSettled(world);
	expect(told).toEqual([]);
	carrier.say(phone.sign(update));
	await allSettled(world);
	expect(told).toEqual([['finn', { root: 'meta', id: 'meta' }, 'not-allowed']]);
});
