/** The gate: how much at once. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../../server/room/limits.ts';
import {
	anyOf,
	deletesOnly,
	type Forged,
	forgeStructs,
	formatOf,
	type Id,
	textOf,
} from '../../world/forge.ts';
import { besiege, noteOf, type Siege } from '../../world/siege.ts';
import { edit, many } from '../../world/verdicts.ts';

describe('[G10] deleting reaches only what is known, a thousand pieces at a time', () => {
	const pieces = async (count: number): Promise<readonly [Siege, Uint8Array]> => {
		const siege = await besiege();
		const { ada, world } = siege;
		ada.edit((doc) => {
			// Alternating styles keep neighbours from being merged into one piece.
			for (let n = 0; n < count; n++) noteOf(doc).insert(0, 'x', { n });
		});
		await world.settled();
		return [siege, edit(siege.eve.doc, (doc) => noteOf(doc).delete(0, count))];
	};
	test('a thousand pieces', async () => {
		const [siege, update] = await pieces(limits.newDeletes / 4);
		expect(await siege.attack(update)).toBe('receipt');
	});
	test('more', async () => {
		const [siege, update] = await pieces(limits.newDeletes + 1);
		const before = await siege.look();
		expect(await siege.attack(update)).toBe('too-large');
		expect(await siege.look()).toEqual(before);
	});
	test('what is deleted already costs nothing', async () => {
		const [siege, update] = await pieces(limits.newDeletes / 4);
		await siege.attack(update);
		const { rows } = await siege.look();
		for (let turn = 0; turn < 5; turn++) expect(await siege.attack(update)).toBe('receipt');
		expect((await siege.look()).rows).toBe(rows);
	});
});

describe('[G11] the document stays within its budget', () => {
	/** A wedding into which no more of these fits. */
	async function full() {
		const siege = await besiege();
		const me = siege.eve.doc.clientID;
		const parent = siege.idOf('notes');
		const large = 'a'.repeat(256 * 1024);
		let clock = 0;
		const add = (text: string) => forgeStructs(me, clock, { parent, content: textOf(text) });
		while (clock <= limits.documentBytes && (await siege.attack(add(large))) === 'receipt')
			clock += large.length;
		expect(clock).toBeGreaterThan(limits.documentBytes - 2 * large.length);
		return { siege, me, parent, large, clock, add };
	}

	test('beyond it nothing large is added; what is taken away makes room', async () => {
		const { siege, me, large, add } = await full();
		const before = await siege.look();
		expect(await siege.attack(add(large))).toBe('too-large');
		expect(await siege.look()).toEqual(before);
		expect(await siege.attack(deletesOnly(me, [0, large.length * 2]))).toBe('receipt');
		expect(await siege.attack(add(large))).toBe('receipt');
	});

	test('small edits have some room of their own, and no more', async () => {
		const { siege, me, parent, clock } = await full();
		const line = 'b'.repeat(1_000);
		const most = (limits.documentBytes + limits.reserveBytes - clock) / line.length;
		const eve = siege.world.join({ person: 'eve' as never, role: 'coordinator' });
		for (let n = 0; n < most + 10; n++) {
			eve.send(forgeStructs(me, clock + n * line.length, { parent, content: textOf(line) }));
		}
		await siege.world.settled();
		expect(eve.last('refusal')?.refusal.code).toBe('too-large');
		const taken = eve.last('receipt')?.n ?? 0;
		expect(taken).toBeGreaterThan(limits.reserveBytes / line.length - 30);
		expect(taken).toBeLessThan(most + 1);
	});

	test('what is here already and sent again does not count', async () => {
		const siege = await besiege();
		const me = siege.eve.doc.clientID;
		const parent = siege.idOf('notes');
		const large = 'a'.repeat(250 * 1024);
		for (let turn = 0; turn < 24; turn++) {
			const update = forgeStructs(me, 0, { parent, content: textOf(large + 'b'.repeat(turn)) });
			expect(await siege.attack(update, 'step2')).toBe('receipt');
		}
		await siege.goesOn();
	});
});

describe('[G12] what merging would take is known before', () => {
	const standing = (me: number, parent: Id, count: number): Forged[] =>
		many(
			count,
			(n): Forged =>
				n === 0
					? { parent, content: textOf('a') }
					: { origin: [me, n - 1], content: n % 2 === 0 ? textOf('a') : formatOf('b', `${n % 3}`) },
		);
	test('two thousand structs that name far neighbours', async () => {
		const siege = await besiege();
		const me = siege.eve.doc.clientID;
		const list = standing(me, siege.idOf('notes'), 2_000);
		const far = many(2_000, (n): Forged => ({ right: [me, n], content: textOf('z') }));
		const before = await siege.look();
		expect(await siege.attack(forgeStructs(me, 0, ...list, ...far))).toBe('too-large');
		expect(await siege.look()).toEqual(before);
	});
	test('an update that touches more fields than anybody does at once', async () => {
		const touching = (siege: Siege, count: number) => {
			const list = many(
				count,
				(n): Forged => ({ parent: siege.idOf(), key: `dependsOn/d${n}`, content: anyOf(true) }),
			);
			return siege.attack(forgeStructs(siege.eve.doc.clientID, 0, ...list), 'step2');
		};
		expect(await touching(await besiege(), limits.touchedFields + 1)).toBe('too-large');
		expect(await touching(await besiege(), limits.touchedFields)).toBe('receipt');
	});
	test('as many that name close ones', async () => {
		const siege = await besiege();
		const me = siege.eve.doc.clientID;
		const list = standing(me, siege.idOf('notes'), 4_000);
		expect(await siege.attack(forgeStructs(me, 0, ...list))).toBe('receipt');
	});
	test('a thousand values at one key, none upon the other', async () => {
		const siege = await besiege();
		const me = siege.eve.doc.clientID;
		const list = many(1_000, (): Forged => ({ parent: 'meta', key: 'name', content: anyOf('x') }));
		expect(await siege.attack(forgeStructs(me, 0, ...list))).toBe('too-large');
	});
	test('as many, each upon the one before', async () => {
		const siege = await besiege();
		const update = edit(siege.eve.doc, (doc) => {
			for (let n = 0; n < 1_000; n++) doc.getMap('meta').set('name', `${n}`);
		});
		expect(await siege.attack(update)).toBe('receipt');
	});
});
