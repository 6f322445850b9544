/**
 * Random lives of people with different rights against the real gate, and the book kept of every edit. Edits are made straight on
 * the document, as a program that asks nobody would, so that many are refused; rights and ownership change under way. Each edit has
 * a token of its own, by which it is found in the log and in the drafts.
 */
import { expect } from 'vitest';
import * as Y from 'yjs';
import type { Role } from '../../../shared/access/roles.ts';
import type { Operation } from '../../../shared/document/operations/operation.ts';
import { run } from '../../../shared/document/operations/operations.ts';
import { recordMap } from '../../../shared/document/roots.ts';
import { personId } from '../../../shared/ids.ts';
import type { Device, OpenTab } from './device.ts';
import { createRoomWorld, type RoomWorld } from './rooms.ts';
import { contentOf } from './world.ts';

export type RefusedDeed =
	| { readonly kind: 'step'; readonly times: number }
	| { readonly kind: 'wait'; readonly ms: number }
	| { readonly kind: 'online' | 'offline' | 'cut' | 'lose' | 'open'; readonly device: number }
	| { readonly kind: 'kill' | 'close'; readonly device: number; readonly tab: number }
	| { readonly kind: 'role'; readonly person: number; readonly role: Role }
	| { readonly kind: 'owner'; readonly task: number; readonly person: number }
	| {
			readonly kind: 'edit';
			readonly device: number;
			readonly tab: number;
			readonly what: EditKind;
			readonly on: number;
	  };

export const editKinds = ['create', 'follow', 'title', 'prove', 'type', 'part', 'comment', 'name'] as const;
export type EditKind = (typeof editKinds)[number];

interface Made {
	readonly token: string;
	readonly tab: OpenTab;
	readonly device: Device;
}

export interface Book {
	readonly edits: number;
	readonly drafts: number;
	/** Neither in the log nor a draft. */
	readonly lost: readonly string[];
	/** Twice in the log. */
	readonly doubled: readonly string[];
	/** In the log, and a draft. */
	readonly both: readonly string[];
	/** In more than one draft. */
	readonly redrafted: readonly string[];
}

const people = ['hana', 'vito', 'fay'] as const;

export async function liveRefused(seed: number, deeds: readonly RefusedDeed[]): Promise<Book> {
	const world = await createRoomWorld(seed);
	const devices = await found(world);
	let made: Made[] = [];
	let count = 0;
	const inLog = (token: string) => world.rows.filter(({ update }) => textOf(update).includes(token)).length;

	await world.quiet();

	for (const deed of deeds) await doDeed(deed);
	return heal();

	async function doDeed(deed: RefusedDeed): Promise<void> {
		switch (deed.kind) {
			case 'step':
				for (let step = 0; step < deed.times; step++) await world.lanes.step();
				return;
			case 'wait':
				return world.clock.advance(deed.ms);
			case 'role':
				return world.operate({
					name: 'people.change',
					input: { id: people[deed.person % people.length], role: deed.role },
				});
			case 'owner':
				return world.operate({
					name: 'tasks.change',
					input: { id: `task-${deed.task % tasks}`, owner: people[deed.person % people.length] ?? null },
				});
			default:
				return onDevice(deed);
		}
	}

	async function onDevice(deed: Extract<RefusedDeed, { readonly device: number }>): Promise<void> {
		const device = devices[deed.device % devices.length];
		if (device === undefined) return;
		if (deed.kind === 'open') {
			if (device.tabs.length < 2) await device.open();
			return;
		}
		if (deed.kind === 'online') device.isOnline = true;
		if (deed.kind === 'cut') device.cut();
		if (deed.kind === 'lose') device.lose();
		if (deed.kind === 'offline') {
			device.isOnline = false;
			device.cut();
		}
		if (!('tab' in deed)) return;
		const tab = device.tabs[deed.tab % Math.max(1, device.tabs.length)];
		if (tab === undefined) return;
		if (deed.kind === 'close') return tab.close();
		if (deed.kind === 'kill') {
			tab.kill();
			return forget();
		}
		if (deed.kind !== 'edit') return;
		const token = `t${count++}x`;
		if (edit(device, tab, deed, token)) made.push({ token, tab, device });
	}

	/** What a dead tab had not committed is allowed to be gone. */
	async function forget(): Promise<void> {
		const alive = devices.flatMap((device) => device.tabs);
		const kept = await Promise.all(devices.map(async (device) => ({ device, text: await diskText(device) })));
		made = made.filter(
			({ tab, token, device }) =>
				alive.includes(tab) ||
				kept.some((one) => one.device === device && one.text.includes(token)) ||
				inLog(token) > 0,
		);
	}

	async function heal(): Promise<Book> {
		for (const device of devices) {
			device.isOnline = true;
			if (device.tabs.length === 0) await device.open();
		}
		await world.quiet();
		await world.quiet();
		expect(world.faults).toEqual([]);
		const replayed = new Y.Doc();
		for (const { update } of world.rows) Y.applyUpdate(replayed, update);
		const whole = contentOf(replayed);
		const drafted = new Map<Device, readonly string[]>();
		for (const device of devices) {
			const { drafts } = await device.disk.read();
			const stored = drafts.map((draft) => JSON.stringify(draft)).sort();
			for (const { wedding } of device.tabs) {
				expect(wedding.status).toMatchObject({
					device: { waiting: 0 },
					relay: { waiting: 0, connection: 'online' },
				});
				expect(contentOf(wedding.doc)).toEqual(whole);
				expect(wedding.drafts.map((draft) => JSON.stringify(draft)).sort()).toEqual(stored);
				expect(wedding.drafts.every(({ refusal }) => refusal.reason !== '')).toBe(true);
			}
			// What was there before may be another edit's.
			drafted.set(
				device,
				drafts.map(({ operation, changes }) =>
					JSON.stringify([operation, changes.map(({ record, after }) => [record, after])]),
				),
			);
		}
		for (const { wedding } of devices.flatMap((device) => device.tabs)) void wedding.close();
		const draftsOf = ({ token, device }: Made) =>
			(drafted.get(device) ?? []).filter((text) => text.includes(`"${token}"`) || text.includes(`<${token}>`))
				.length;
		const tokens = (is: (one: Made) => boolean) => made.filter(is).map(({ token }) => token);
		return {
			edits: made.length,
			drafts: [...drafted.values()].flat().length,
			lost: tokens((one) => inLog(one.token) + draftsOf(one) === 0),
			doubled: tokens(({ token }) => inLog(token) > 1),
			both: tokens((one) => inLog(one.token) > 0 && draftsOf(one) > 0),
			redrafted: tokens((one) => draftsOf(one) > 1),
		};
	}
}

const tasks = 4;

/** Three people beside the couple, one of them with two devices; some tasks are theirs. */
async function found(world: RoomWorld): Promise<readonly Device[]> {
	const roles = { hana: 'helper', vito: 'vendor', fay: 'family' } as const;
	for (const name of people) await world.person(name, roles[name]);
	for (let task = 0; task < tasks; task++) {
		const input = { id: `task-${task}`, title: `Task ${task}`, notes: 'white', owner: people[task] ?? null };
		await world.operate({ name: 'tasks.create', input });
		const asked = {
			id: `asked-${task}`,
			on: `task:task-${task}`,
			person: people[(task + 1) % people.length],
		};
		await world.operate({ name: 'assignments.create', input: asked });
	}
	const devices = [...people, 'hana'].map((name) => world.device(name));
	for (const device of devices) await device.open();
	return devices;
}

/** False if there was nothing to edit. */
function edit(
	{ person }: Device,
	{ wedding }: OpenTab,
	{ what, on }: { readonly what: EditKind; readonly on: number },
	token: string,
): boolean {
	const { doc } = wedding;
	const task = `task-${on % tasks}`;
	if (recordMap(doc, 'tasks', task) === undefined) return false;
	if (what === 'type') {
		const notes: unknown = recordMap(doc, 'tasks', task)?.get('notes');
		if (!(notes instanceof Y.Text)) return false;
		// Never into somebody's token.
		notes.insert(on % 2 === 0 ? 0 : notes.length, `<${token}>`);
		return true;
	}
	const author = { person: personId.parse(person), role: wedding.person.role, now: Date.UTC(2027, 5, 12, 9) };
	return run(doc, author, operationOf(what, { task, token, person, on, latest: latestOf(doc) })).ok;
}

function operationOf(
	what: Exclude<EditKind, 'type'>,
	{
		task,
		token,
		person,
		on,
		latest,
	}: {
		readonly task: string;
		readonly token: string;
		readonly person: string;
		readonly on: number;
		/** A record that an edit made, perhaps one that will be refused. */
		readonly latest: string | undefined;
	},
): Operation {
	switch (what) {
		case 'create':
			return { name: 'tasks.create', input: { id: `made-${token}`, title: token } };
		case 'follow':
			return { name: 'tasks.change', input: { id: latest ?? task, title: token } };
		case 'title':
			return { name: 'tasks.change', input: { id: task, title: token } };
		case 'prove': {
			const hash = token.replace(/\D/g, '').padStart(64, 'a');
			return { name: 'tasks.change', input: { id: task, category: token, evidence: [hash] } };
		}
		case 'part':
			return { name: 'assignments.change', input: { id: `asked-${on % tasks}`, note: token } };
		case 'comment':
			return {
				name: 'comments.create',
				input: { id: `said-${token}`, on: `task:${task}`, by: person, text: token },
			};
		case 'name':
			return { name: 'people.change', input: { id: person, name: token } };
	}
}

function latestOf(doc: Y.Doc): string | undefined {
	return [...doc.getMap('tasks').keys()].filter((id) => id.startsWith('made-')).at(-1);
}

async function diskText({ disk }: Device): Promise<string> {
	const { drafts, outbox } = await disk.read();
	return JSON.stringify([drafts, outbox.map(({ update }) => textOf(update)), outbox]);
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
