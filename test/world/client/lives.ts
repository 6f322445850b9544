/**
 * Random lives of devices and their tabs, and what must be true at their end. Each edit carries a token of its own; the oracle knows
 * which tokens may be gone: only those of a tab that died before committing them, or of a disk that was thrown away.
 */
import { expect } from 'vitest';
import * as Y from 'yjs';
import type { DeviceStore } from '../../../client/sdk/device-store.ts';
import type { Wedding } from '../../../client/sdk/handle.ts';
import { copyDisk, type Device, type OpenTab } from './device.ts';
import { type ClientWorld, contentOf, createClientWorld } from './world.ts';

export type Deed =
	| { readonly kind: 'step'; readonly times: number }
	| { readonly kind: 'wait'; readonly ms: number }
	| { readonly kind: 'relay-killed' }
	| { readonly kind: 'relay-saved' | 'relay-restored' }
	| {
			readonly kind: 'open' | 'online' | 'offline' | 'lose' | 'full' | 'roomy' | 'save' | 'restore' | 'clone';
			readonly device: number;
	  }
	| {
			readonly kind: 'create' | 'type' | 'retitle' | 'clear' | 'forbidden' | 'kill' | 'close';
			readonly device: number;
			readonly tab: number;
	  };

interface Edit {
	readonly token: string;
	readonly tab: OpenTab;
	/** The relay will not have it. */
	readonly isForbidden: boolean;
}

export interface Ending {
	readonly edits: number;
	readonly lost: readonly string[];
	readonly doubled: readonly string[];
}

/** Lives through the deeds, then lets everything heal. */
export async function live(seed: number, deeds: readonly Deed[], devices = 2): Promise<Ending> {
	const world = createClientWorld(seed);
	world.relay.isStrict = true;
	const all = Array.from({ length: devices }, () => world.device());
	world.relay.judge = (update) =>
		textOf(update).includes('forbidden')
			? { code: 'not-allowed', reason: 'Nobody may say this.' }
			: undefined;
	const saved = new Map<Device, DeviceStore>();
	let backup = world.relay.log.length;
	let edits: Edit[] = [];
	let made = 0;

	const deviceOf = (index: number): Device => all[index % all.length] as Device;

	for (const deed of deeds) {
		switch (deed.kind) {
			case 'step':
				for (let step = 0; step < deed.times; step++) await world.lanes.step();
				break;
			case 'wait':
				world.clock.advance(deed.ms);
				break;
			case 'relay-killed':
				for (const device of all) device.cut();
				break;
			case 'relay-saved':
				backup = world.relay.log.length;
				break;
			case 'relay-restored':
				for (const device of all) device.cut();
				world.relay.restore(backup);
				break;
			case 'open':
				if (deviceOf(deed.device).tabs.length < 3) await deviceOf(deed.device).open();
				break;
			case 'online':
				deviceOf(deed.device).isOnline = true;
				break;
			case 'offline':
				deviceOf(deed.device).isOnline = false;
				deviceOf(deed.device).cut();
				break;
			case 'lose':
				deviceOf(deed.device).lose();
				break;
			case 'full':
			case 'roomy':
				deviceOf(deed.device).isFull = deed.kind === 'full';
				break;
			case 'save':
				saved.set(deviceOf(deed.device), await copyDisk(deviceOf(deed.device).disk));
				break;
			case 'restore':
				await exchangeDisk(deviceOf(deed.device), saved.get(deviceOf(deed.device)));
				break;
			case 'clone':
				await exchangeDisk(deviceOf(deed.device), deviceOf(deed.device + 1).disk);
				break;
			default:
				await inTab(deed);
		}
	}
	return heal();

	async function inTab({ kind, device: index, tab: number }: Extract<Deed, { readonly tab: number }>) {
		const device = deviceOf(index);
		const tab = device.tabs[number % Math.max(1, device.tabs.length)];
		if (tab === undefined) return;
		if (kind === 'kill') return kill(tab);
		if (kind === 'close') {
			await tab.close();
			// Whoever closes a tab that says "not saved" has been told.
			if (device.isFull) await forget();
			return;
		}
		// Nobody is shown a wedding of which nothing is there.
		if (tab.wedding.doc.getMap('tasks').get('shared') === undefined) return;
		const token = `t${made++}x`;
		edit(tab.wedding, kind, token);
		if (kind === 'create' || kind === 'type' || kind === 'forbidden') {
			edits.push({ token, tab, isForbidden: kind === 'forbidden' });
		}
	}

	async function kill(tab: OpenTab): Promise<void> {
		tab.kill();
		await forget();
	}

	async function exchangeDisk(device: Device, disk: DeviceStore | undefined): Promise<void> {
		if (disk === undefined) return;
		for (const tab of [...device.tabs]) tab.kill();
		device.disk = await copyDisk(disk);
		await forget();
	}

	/** What dead tabs made and nobody has any more is allowed to be gone. */
	async function forget(): Promise<void> {
		const frames = await Promise.all(all.flatMap(({ disk }) => [disk.readOutbox(), disk.readKept()]));
		const updates = [...world.relay.log, ...frames.flat().map(({ update }) => update)];
		const places = [...updates.map(textOf), await draftsOf(all)];
		const alive = all.flatMap((device) => device.tabs);
		edits = edits.filter(
			({ tab, token }) => alive.includes(tab) || places.some((place) => place.includes(token)),
		);
	}

	async function heal(): Promise<Ending> {
		for (const device of all) {
			device.isOnline = true;
			device.isFull = false;
			if (device.tabs.length === 0) await device.open();
		}
		await world.quiet();
		// A minute after a restore devices compare themselves with the relay.
		await world.quiet();
		expect({ faults: world.faults.filter(isUnexpected), twice: world.relay.twice }).toEqual({
			faults: [],
			twice: [],
		});
		const whole = contentOf(world.relay.doc);
		for (const { wedding } of all.flatMap((device) => device.tabs)) {
			expect(wedding.status).toMatchObject({
				device: { waiting: 0 },
				relay: { waiting: 0, connection: 'online' },
			});
			expect(wedding.drafts.every(({ refusal }) => refusal.code === 'not-allowed')).toBe(true);
			expect(contentOf(wedding.doc)).toEqual(whole);
		}
		const tabs = all.flatMap((device) => device.tabs);
		const text = JSON.stringify(whole);
		const drafts = await draftsOf(all);
		for (const { wedding } of tabs) void wedding.close();
		return {
			edits: edits.length,
			lost: edits
				.filter(({ token, isForbidden }) => !(isForbidden ? drafts : text).includes(token))
				.map(({ token }) => token),
			doubled: edits.filter(({ token }) => text.split(`<${token}>`).length > 2).map(({ token }) => token),
		};
	}
}

async function draftsOf(devices: readonly Device[]): Promise<string> {
	return JSON.stringify(await Promise.all(devices.map(async ({ disk }) => (await disk.read()).drafts)));
}

type Kind = 'create' | 'type' | 'retitle' | 'clear' | 'forbidden';

function edit(wedding: Wedding, kind: Kind, token: string): void {
	const task = wedding.doc.getMap('tasks').get('shared');
	if (!(task instanceof Y.Map)) return;
	const notes: unknown = task.get('notes');
	switch (kind) {
		case 'create':
			wedding.run({ name: 'tasks.create', input: { id: token, title: token } });
			break;
		case 'forbidden':
			wedding.run({ name: 'tasks.create', input: { id: token, title: `forbidden ${token}` } });
			break;
		case 'type':
			if (notes instanceof Y.Text) notes.insert(notes.length, `<${token}>`);
			break;
		case 'retitle':
			wedding.run({
				name: 'tasks.change',
				input: { id: 'shared', title: `Flowers ${token.length}`, priority: 'high' },
			});
			break;
		case 'clear':
			// Straight on the document, and nothing but a deletion.
			if (task.has('priority')) task.delete('priority');
			break;
	}
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A full disk is reported; that is no bug. */
const isUnexpected = (fault: unknown): boolean =>
	!(fault instanceof DOMException && fault.name === 'QuotaExceededError');

export type { ClientWorld };
