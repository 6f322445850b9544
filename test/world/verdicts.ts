/** The gate's verdicts as tables: an update of eve's against a room at work, what the room says, and that a no changed nothing. */
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { type Forged, forgeStructs } from './forge.ts';
import { type Answer, besiege, type Siege } from './siege.ts';
import { taskOf } from './wedding.ts';

/** One update of eve's: what it is, and what the room says. */
export type Case = readonly [title: string, make: (siege: Siege, me: number) => Uint8Array, answer: Answer];

export function judged(rule: string, cases: readonly Case[]): void {
	describe(rule, () => {
		test.each(cases)('%s', async (_, make, answer) => {
			const siege = await besiege();
			const update = make(siege, siege.eve.doc.clientID);
			const before = await siege.look();
			expect(await siege.attack(update)).toBe(answer);
			const after = await siege.look();
			if (answer === 'receipt') expect(after).toMatchObject({ isWhole: true, onScreen: after.hash });
			else expect(after).toEqual(before);
			expect(siege.world.logged).toEqual([]);
		});
	});
}

/** What a stock client makes of a change to the document it has. */
export function edit(doc: Y.Doc, change: (doc: Y.Doc) => void): Uint8Array {
	const before = Y.encodeStateVector(doc);
	let update = Y.encodeStateAsUpdate(doc, before);
	const keep = (bytes: Uint8Array) => {
		update = bytes;
	};
	doc.on('update', keep);
	doc.transact(() => change(doc));
	doc.off('update', keep);
	return new Uint8Array(update);
}
export const honest = (change: (doc: Y.Doc) => void) => (siege: Siege) => edit(siege.eve.doc, change);
export const item = (make: (siege: Siege, me: number) => Forged) => (siege: Siege, me: number) =>
	forgeStructs(me, 0, make(siege, me));
export const field = (key: string, value: unknown) => honest((doc) => taskOf(doc, 'cake').set(key, value));
export const many = <T>(count: number, make: (index: number) => T): T[] =>
	Array.from({ length: count }, (_, index) => make(index));
export const adasId = ({ ada }: Siege) => ada.doc.clientID;
export const stateOf = (doc: Y.Doc, client: number) => Y.getState(doc.store, client);
