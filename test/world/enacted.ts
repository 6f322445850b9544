/**
 * A scene (`trespass.ts`) in a room at work: its state in the log, somebody of the couple with a screen, and a look at everything
 * that a refused update must leave alone.
 */
import * as Y from 'yjs';
import type { Room } from '../../server/room/door.ts';
import { openMemory } from '../../server/store/memory.ts';
import type { Store } from '../../server/store/store.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { Section } from '../../shared/document/schema.ts';
import { personId } from '../../shared/ids.ts';
import { type Scene, sceneOf } from './trespass.ts';
import { createWorld, demoWedding, join, type Joined, principal } from './wedding.ts';

export interface Stage {
	readonly room: Room;
	readonly store: Store;
	readonly scene: Scene;
	settled(): Promise<void>;
	readonly screen: Joined;
}

export async function enact(role: Role, section: Section): Promise<Stage> {
	const scene = sceneOf(role, section);
	const store = openMemory();
	await store.createWedding({ id: demoWedding, createdAt: 0, name: 'Mia & Jon', date: '2027-06-12' });
	const { person, role: couple } = principal('mia');
	const writer = { person, role: couple };
	await store.append([
		{ wedding: demoWedding, section, update: scene.now, writer, at: 0, events: [], bind: [] },
	]);
	const world = await createWorld({ store });
	const room = section === 'plan' ? world.room : await world.reopened(section);
	const settled = async () => {
		do await room.read();
		while (room.waiting > 0);
	};
	const screen = join(room, { person });
	await settled();
	return { room, store, scene, settled, screen };
}

/** All that a refused update must leave alone. */
export async function look({ room, store, scene, settled, screen }: Stage) {
	const newcomer = join(room, { person: personId.parse('ines') });
	await settled();
	newcomer.session.left();
	return {
		given: Y.encodeStateAsUpdate(newcomer.doc),
		onScreen: Y.encodeStateAsUpdate(screen.doc),
		rows: (await store.load(demoWedding, scene.section)).rows.length,
	};
}
