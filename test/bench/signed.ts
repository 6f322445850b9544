/**
 * What a signature costs: making one, checking one (on other threads), and frames through a whole room with and without. Prints
 * microseconds; asserts nothing. Run with `node_modules/.bin/node test/bench/signed.ts`.
 */
import * as Y from 'yjs';
import { createSignatureCheck } from '../../server/room/signature.ts';
import { keyRing, signer, enrol, allSettled } from '../world/signer.ts';
import { addTask, createWorld, demoWedding, taskOf } from '../world/wedding.ts';

const frames = 2_000;
const phone = signer('ada');
const { deviceKey } = keyRing(phone);
const isSigned = createSignatureCheck({ deviceKey }, { wedding: demoWedding, section: 'plan' });

for (const bytes of [50, 1_000, 100_000, 1_000_000]) {
	const update = new Uint8Array(bytes).fill(7);
	const count = bytes > 10_000 ? 100 : frames;
	let from = performance.now();
	const signed = Array.from({ length: count }, () => phone.sign(update));
	const signing = us(from, count);
	from = performance.now();
	for (const { header } of signed) await isSigned(header, update);
	const oneByOne = us(from, count);
	from = performance.now();
	const checks = signed.map(({ header }) => isSigned(header, update));
	await Promise.resolve();
	const onMain = us(from, count);
	await Promise.all(checks);
	print(`${bytes} bytes`, {
		signing,
		'one by one': oneByOne,
		'all at once': us(from, count),
		'of it begun': onMain,
	});
}

for (const isSignedRun of [false, true, false, true]) {
	const world = await createWorld({ deps: { deviceKey } });
	await enrol(world.store, { ada: 'couple' });
	const carrier = world.join({ person: (isSignedRun ? 'noor' : 'ada') as never });
	await world.settled();
	const updates = chain();
	const from = performance.now();
	for (const update of updates) {
		if (isSignedRun) carrier.say(phone.sign(update));
		else carrier.send(update);
	}
	const sent = us(from, frames);
	await allSettled(world);
	print(isSignedRun ? 'a room, signed' : 'a room, unsigned', {
		'each, all in all': us(from, frames),
		'of it sending': sent,
	});
	if (carrier.last('receipt')?.n !== frames) throw new Error('not all were taken');
}

function chain(): readonly Uint8Array[] {
	const doc = new Y.Doc();
	doc.clientID = 77;
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(new Uint8Array(update)));
	doc.transact(() => addTask(doc, 'cake'));
	for (let n = 1; n < frames; n++) taskOf(doc, 'cake').set('title', `${n}`);
	return updates;
}

function us(from: number, count: number): number {
	return ((performance.now() - from) * 1_000) / count;
}

function print(name: string, figures: Readonly<Record<string, number>>): void {
	const parts = Object.entries(figures).map(([what, figure]) => `${what} ${figure.toFixed(1).padStart(8)}`);
	console.log(`${name.padEnd(20)} ${parts.join('  ')}`);
}
