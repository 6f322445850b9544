import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { run } from '../../../shared/document/operations/operations.ts';
import type { Operation } from '../../../shared/document/operations/operation.ts';
import { personId } from '../../../shared/ids.ts';
import { mendableReasons, type Refusal } from '../../../shared/wire/refusal.ts';
import type { ModelRelay } from '../../world/client/relay.ts';
import { createClientWorld } from '../../world/client/world.ts';

const done: Operation = { name: 'tasks.change', input: { id: 'shared', status: 'done' } };
const wrongRole: Refusal = { code: 'not-allowed', reason: mendableReasons.role };
const wrongTime: Refusal = { code: 'invalid-value', reason: mendableReasons.clock };

describe('an edit refused for the role or the time in it', () => {
	test('is written with the role the plan gives its writer, whatever the sign-in said', async () => {
		const { device, relay, quiet } = createClientWorld(31);
		const { wedding } = await device().open();
		await quiet();
		giveAda(relay, 'coordinator');
		await quiet();
		expect(wedding.person.role).toBe('coordinator');
		wedding.run(done);
		await quiet();
		expect(entries(relay.log.at(-1)).map(([, , role]) => role)).toEqual(['coordinator']);
	});

	test('is made again with the role of the fresh plan, and is no draft', async () => {
		const { device, relay, quiet, lanes } = createClientWorld(32);
		const ada = device();
		const { wedding } = await ada.open();
		await quiet();
		ada.isOnline = false;
		ada.cut();
		await lanes.drain();
		wedding.run(done);
		giveAda(relay, 'coordinator');
		relay.judge = (update) =>
			entries(update).some(([, , role]) => role === 'couple') ? wrongRole : undefined;
		ada.isOnline = true;
		await quiet();
		expect([wedding.drafts, wedding.plan.tasks[0]?.status]).toEqual([[], 'done']);
		expect(wedding.status.relay).toMatchObject({ waiting: 0, connection: 'online' });
		expect(entries(relay.log.at(-1)).map(([, , role]) => role)).toEqual(['coordinator']);
	});

	test('is made again by the clock of the relay when this one was set ahead', async () => {
		const { device, relay, quiet, clock } = createClientWorld(33);
		relay.now = () => clock.now();
		const { wedding } = await device().open();
		await quiet();
		relay.now = () => clock.now() - hourMs;
		relay.judge = (update) =>
			entries(update).some(([, hlc]) => hlc / 1_024 > clock.now() - hourMs / 2) ? wrongTime : undefined;
		wedding.run(done);
		await quiet();
		expect([wedding.drafts, wedding.plan.tasks[0]?.status]).toEqual([[], 'done']);
		expect(wedding.status.relay).toMatchObject({ waiting: 0, connection: 'online' });
	});

	test('is a draft after the second refusal, also if another edit was refused in between', async () => {
		const { device, relay, quiet } = createClientWorld(34);
		const { wedding } = await device().open();
		await quiet();
		const before = relay.offered.length;
		relay.judge = (update) => (entries(update).length > 0 ? wrongRole : undefined);
		wedding.run(done);
		wedding.run({ name: 'tasks.change', input: { id: 'shared', title: 'Roses' } });
		await quiet();
		expect(wedding.drafts).toMatchObject([{ refusal: wrongRole, operation: done }]);
		expect(relay.offered.slice(before).filter((update) => entries(update).length > 0)).toHaveLength(2);
		expect(wedding.plan.tasks[0]).toMatchObject({ title: 'Roses', status: 'todo' });
		expect(wedding.status.relay).toMatchObject({ waiting: 0, connection: 'online' });
	});
});

function giveAda(relay: ModelRelay, role: string): void {
	const doc = new Y.Doc();
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(relay.doc));
	doc.clientID = 999;
	const seat = relay.join({ device: 'server', client: 999 }, () => undefined);
	doc.on('update', (update: Uint8Array) => seat.hear({ kind: 'update', update }));
	const author = { person: personId.parse('server'), role: 'couple', now: Date.UTC(2027, 0, 2) } as const;
	run(doc, author, { name: 'people.change', input: { id: 'ada', role } });
	seat.leave();
}

type Entry = readonly [unknown, number, string];

function entries(update: Uint8Array | undefined): readonly Entry[] {
	if (update === undefined) return [];
	return Y.decodeUpdate(update).structs.flatMap((struct) =>
		struct instanceof Y.Item && struct.content instanceof Y.ContentAny
			? struct.content.getContent().filter(isEntry)
			: [],
	);
}

const isEntry = (value: unknown): value is Entry => Array.isArray(value) && value.length === 5;
const hourMs = 3_600_000;
