/**
 * A relay that has lost the end of its log gets it back from whoever kept the frames: brought by others, in pieces, twice, in
 * the wrong hands and among bad copies. Afterwards everything stands as it stood, under the names of those who made it.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { canonicalHash } from '../../shared/document/canonical.ts';
import { type Replica, replica } from '../world/replica.ts';
import { allSettled, enrol, keyRing, type Signer, signer } from '../world/signer.ts';
import { createWorld, type Joined, type World } from '../world/wedding.ts';
import { doEdit, quarrelsome, weddingEdit } from '../world/wedding-edits.ts';

const authors = ['mia', 'jon', 'kim'] as const;
const carriers = [
	{ person: 'ada', role: 'couple' },
	{ person: 'hal', role: 'helper' },
	{ person: 'finn', role: 'vendor' },
] as const;
const who = fc.nat(authors.length - 1);
const step = fc.oneof(
	{ weight: 5, arbitrary: fc.record({ do: fc.constant('edit' as const), who, edit: weddingEdit }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('hear' as const), who, from: who }) },
);
const story = fc.record({
	steps: fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }),
	/** How much of the log the relay still has. */
	kept: fc.double({ min: 0, max: 1, noNaN: true }),
	/** For each frame: who brings it (at least somebody does), and what of it is spoilt besides. */
	brought: fc.array(
		fc.record({
			by: fc.subarray([0, 1, 2], { minLength: 1 }),
			spoilt: fc.option(fc.constantFrom('bytes', 'author', 'device', 'section'), { freq: 3 }),
		}),
		{ minLength: 40, maxLength: 40 },
	),
	/** In whose turn it is to bring something next. */
	turns: fc.array(fc.nat(2), { minLength: 30, maxLength: 60 }),
});
type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

interface Frame {
	readonly author: Signer;
	readonly update: Uint8Array;
}

/** What everybody made, in the order it was made: each upon what they had heard by then. */
function live({ steps }: Story) {
	const founding = Y.encodeStateAsUpdate(quarrelsome());
	const frames: Frame[] = [];
	const devices = authors.map((name, index): { readonly self: Replica; readonly author: Signer } => {
		const self = replica(100 + index, { person: name, now: Date.UTC(2027, 5, 12, 8, index) });
		const author = signer(name);
		Y.applyUpdate(self.doc, founding, 'heard');
		self.doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin !== 'heard') frames.push({ author, update: new Uint8Array(update) });
		});
		return { self, author };
	});
	for (const [index, one] of steps.entries()) {
		const device = devices[one.who]?.self;
		if (device === undefined) throw new Error('nobody');
		if (one.do === 'edit') doEdit(device, one.edit, `own-${index}`);
		else {
			const other = devices[one.from]?.self.doc ?? device.doc;
			Y.applyUpdate(device.doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(device.doc)), 'heard');
		}
	}
	const truth = new Y.Doc();
	for (const update of [founding, ...frames.map((frame) => frame.update)]) Y.applyUpdate(truth, update);
	return { founding, frames, hash: canonicalHash(truth) };
}

function spoil({ author, update }: Frame, how: 'bytes' | 'author' | 'device' | 'section') {
	if (how === 'section') return author.sign(update, { section: 'guests' });
	const signed = author.sign(update);
	if (how === 'author') {
		const other = authors.find((name) => name !== author.person) ?? 'mia';
		return { ...signed, header: { ...signed.header, person: other as never } };
	}
	if (how === 'device') return { ...signed, header: { ...signed.header, device: 'tablet' as never } };
	const bytes = new Uint8Array(update);
	bytes[0] = (bytes[0] ?? 0) ^ 1;
	return { ...signed, update: bytes };
}

/** One person with the frames they kept, who brings each until the relay has said what it thinks of it. */
function carrier(world: World, joined: Joined, frames: readonly Frame[]) {
	const left = [...frames];
	/** By message number. */
	const sent = new Map<number, Frame>();
	const refusals: string[] = [];
	let count = 0;
	let heard = 0;
	return {
		refusals,
		get isDone() {
			return left.length === 0 && sent.size === 0;
		},
		bring(spoilt: 'bytes' | 'author' | 'device' | 'section' | undefined) {
			const frame = left.shift();
			if (frame === undefined) return;
			if (spoilt !== undefined) {
				count += 1;
				joined.say(spoil(frame, spoilt));
			}
			count += 1;
			sent.set(count, frame);
			joined.say(frame.author.sign(frame.update));
		},
		async listen() {
			await allSettled(world);
			for (const message of joined.heard.slice(heard)) {
				if (message.kind === 'refusal') {
					const frame = sent.get(message.n);
					const { code } = message.refusal;
					refusals.push(frame === undefined ? `spoilt: ${code}` : code);
					if (frame !== undefined) left.push(frame);
					sent.delete(message.n);
				}
				if (message.kind === 'receipt') for (const n of [...sent.keys()]) if (n <= message.n) sent.delete(n);
			}
			heard = joined.heard.length;
		},
	};
}

async function restore(one: Story) {
	const { founding, frames, hash } = live(one);
	const ring = keyRing(...authors.map((name) => signer(name)), signer('ada'));
	const world = await createWorld({ deps: { deviceKey: ring.deviceKey } });
	await enrol(world.store, {
		mia: 'couple',
		jon: 'couple',
		kim: 'couple',
		ada: 'couple',
		hal: 'helper',
		finn: 'vendor',
	});
	const founder = world.join({ person: 'mia' as never });
	founder.say({ kind: 'step2', update: founding });
	const kept = Math.floor(one.kept * frames.length);
	for (const { author, update } of frames.slice(0, kept)) {
		const own = world.join({ person: author.person, device: author.device });
		own.send(update);
		await world.settled();
		expect(own.last('refusal')).toBeUndefined();
		own.session.left();
	}
	const parts = carriers.map((who, index) => {
		const joined = world.join({ ...who, person: who.person as never });
		return carrier(
			world,
			joined,
			frames.filter((_, at) => one.brought[at % 40]?.by.includes(index)),
		);
	});
	for (const [at, turn] of one.turns.entries()) {
		parts[turn]?.bring(one.brought[at % 40]?.spoilt ?? undefined);
		if (at % 7 === 0) for (const part of parts) await part.listen();
		// What stands on something that nobody has brought yet is refused by then, and comes again.
		if (at % 5 === 0) world.clock.advance(6_000);
	}
	for (let rounds = 0; parts.some((part) => !part.isDone); rounds++) {
		if (rounds > 60) throw new Error('it never comes to rest');
		for (const part of parts) for (let n = 0; n < 50; n++) part.bring(undefined);
		for (const part of parts) await part.listen();
		world.clock.advance(6_000);
		for (const part of parts) await part.listen();
	}
	return { world, frames, hash, parts };
}

test('[S20] [S21] [R5] what was lost stands again as it stood, under the names of those who made it, whoever brought it', async () => {
	const seen = { rows: 0, spoilt: 0, gaps: 0 };
	await fc.assert(
		fc.asyncProperty(story, async (one) => {
			const { world, frames, hash, parts } = await restore(one);
			const newcomer = world.join({ person: 'ines' as never });
			await world.settled();
			expect(canonicalHash(newcomer.doc)).toBe(hash);
			// Two may have made the same bytes: a deletion of the same.
			const made = new Set(
				frames.map(
					({ author, update }) => `${author.person} ${author.device} ${Buffer.from(update).toString('hex')}`,
				),
			);
			const { rows } = await world.store.load(world.wedding, 'plan');
			const strange = rows
				.slice(1)
				.filter(
					({ update, writer }) =>
						!made.has(`${writer.person} ${writer.device} ${Buffer.from(update).toString('hex')}`),
				);
			const once = new Set(rows.map(({ update }) => Buffer.from(update).toString('hex')));
			// A deletion of what somebody else has deleted too is known: it needs no row.
			expect({ strange, twice: rows.length - once.size }).toEqual({ strange: [], twice: 0 });
			const refusals = parts.flatMap((part) => part.refusals);
			const known = ['spoilt: foreign-client', 'missing-dependency'];
			expect(refusals.filter((code) => !known.includes(code))).toEqual([]);
			seen.rows += rows.length;
			seen.spoilt += refusals.filter((code) => code.startsWith('spoilt')).length;
			seen.gaps += refusals.filter((code) => code === 'missing-dependency').length;
		}),
		{ numRuns: 100, endOnFailure: true },
	);
	expect(seen.rows).toBeGreaterThan(1_000);
	expect(seen.spoilt).toBeGreaterThan(200);
	expect(seen.gaps).toBeGreaterThan(20);
});
