/** Shares over real sockets: who was away for a week is not slowed, and whoever floods slows nobody but themselves. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { decode, encode } from '../../shared/wire/codec.ts';
import { type Forged, forgeStructs, formatOf, textOf } from '../world/forge.ts';
import { lightClient } from '../world/light-client.ts';
import { operatorKey, type ServerProcess, startServer } from '../world/server.ts';
import { addTask, taskOf } from '../world/wedding.ts';

let server: ServerProcess;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.remove());

async function wedding(...names: readonly string[]) {
	const post = async (path: string, body: unknown) => {
		const headers = { Authorization: `Bearer ${operatorKey}`, 'Content-Type': 'application/json' };
		const answer = await fetch(`${server.url}/api${path}`, {
			method: 'POST',
			headers,
			body: JSON.stringify(body),
		});
		return (await answer.json()) as { id: string; token: string };
	};
	const card = { name: 'Ada & Noor', date: '2027-06-12', timeZone: 'Europe/Vienna' };
	const { id } = await post('/weddings', card);
	const tokens: string[] = [];
	for (const name of names) tokens.push((await post('/tokens', { wedding: id, name, role: 'couple' })).token);
	return { path: `/sync/${id}`, tokens };
}

async function slowed(): Promise<number> {
	const headers = { Authorization: `Bearer ${operatorKey}` };
	const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
	return Number(/^wedsync_slowed_total\S* (\d+)/m.exec(text)?.[1] ?? 0);
}

test('[S23] a week of offline edits, 5,000 messages and a megabyte, is taken without a pause', async () => {
	const { path, tokens } = await wedding('Ada');
	const ada = lightClient({ token: tokens[0] ?? '', path });
	await ada.connect(server.url);
	ada.close();
	for (let n = 0; n < 5_000; n++) {
		ada.edit((doc) => {
			const task = `task-${n % 100}`;
			if (n < 100) addTask(doc, task);
			const note = taskOf(doc, task).get('notes');
			if (note instanceof Y.Text) note.insert(0, `edit ${n} `.padEnd(170, '.'));
		});
	}
	expect(ada.unreceipted()).toBe(5_000);
	const done = new Promise<void>((resolve) => {
		ada.edit((doc) => taskOf(doc, 'task-0').set('title', 'The last'), resolve);
	});
	await ada.connect(server.url);
	await done;
	expect({ left: ada.unreceipted(), refusals: ada.refusals, slowed: await slowed() }).toEqual({
		left: 0,
		refusals: [],
		slowed: 0,
	});
	ada.close();
}, 120_000);

/** The dearest thing to send that is admitted: a note in twenty thousand pieces. */
function heavyFrames(doc: Y.Doc, count: number): readonly Uint8Array[] {
	const item = taskOf(doc, 'eve')._map.get('notes');
	const parent = [item?.id.client ?? 0, item?.id.clock ?? 0] as const;
	const me = 66_666;
	const each = 20_000;
	return Array.from({ length: count }, (_, frame) => {
		const first = frame * each;
		const piece = (n: number): Forged =>
			n === 0
				? { parent, content: textOf('a') }
				: { origin: [me, n - 1], content: n % 2 ? formatOf('b', `${n}`) : textOf('a') };
		return forgeStructs(me, first, ...Array.from({ length: each }, (_, index) => piece(first + index)));
	});
}

test('[S24] somebody sends the dearest messages there are, one behind the other: they wait, nobody else does, nothing is refused', async () => {
	const { path, tokens } = await wedding('Ada', 'Eve');
	const ada = lightClient({ token: tokens[0] ?? '', path });
	await ada.connect(server.url);
	await new Promise<void>((resolve) => ada.edit((doc) => addTask(doc, 'eve'), resolve));

	const url = `${server.url.replace('http', 'ws')}${path}?receipts=1`;
	const eve = new WebSocket(url, ['wedsync.1', `bearer.${tokens[1]}`]);
	eve.binaryType = 'arraybuffer';
	let taken = 0;
	let refusal: unknown;
	eve.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
		const decoded = decode(new Uint8Array(data), 'to-client');
		if (!decoded.ok) throw new Error(decoded.error.reason);
		if (decoded.value.kind === 'receipt') taken = decoded.value.n;
		if (decoded.value.kind === 'refusal') refusal = decoded.value;
	});
	await new Promise((resolve) => eve.addEventListener('open', resolve));
	const frames = heavyFrames(ada.doc, 20);
	for (const update of frames) eve.send(encode({ kind: 'step2', update }));

	// Until forty edits of hers in a row were served while not one of theirs was.
	let before = -1;
	for (let served = 0; served < 40 && taken < frames.length; ) {
		await new Promise<void>((resolve) =>
			ada.edit((doc) => taskOf(doc, 'eve').set('title', `edit ${served} behind ${taken}`), resolve),
		);
		served = taken === before && taken > 0 ? served + 1 : 0;
		before = taken;
	}
	expect({ refusal, isHeld: taken <= 12, isOpen: eve.readyState === WebSocket.OPEN }).toEqual({
		isHeld: true,
		isOpen: true,
	});
	eve.close();
	ada.close();
}, 120_000);
