/**
 * One wedding's log, events, snapshots, client ids, answers and members, in memory: the store's rules as plain data. Used by
 * `memory.ts` only. `check` refuses before anything is changed, so a call is stored whole or not at all.
 */
import type { DerivedEvent, WeddingEvent } from '../../shared/events/event.ts';
import type { ClientId, PersonId, Seq } from '../../shared/ids.ts';
import { hexOf } from './digest.ts';
import { createAlertMemory } from './alert-memory.ts';
import { createMemberMemory } from './member-memory.ts';
import {
	type Entry,
	EntryRejected,
	type Lease,
	type Loaded,
	type LogRow,
	SectionLost,
	type Section,
	type Snapshot,
	type WeddingRow,
} from './store.ts';
import { createSuggestionMemory } from './suggestion-memory.ts';

interface StoredRow extends Omit<LogRow, 'update'> {
	update: Uint8Array | undefined;
	readonly hash: string;
	isQuarantined: boolean;
}

export type WeddingMemory = ReturnType<typeof createWeddingMemory>;

export function createWeddingMemory(created: WeddingRow) {
	let row = created;
	const rows: StoredRow[] = [];
	const events: { readonly seq: Seq; readonly index: number; readonly at: number; readonly body: string }[] =
		[];
	const eventIds = new Set<string>();
	const leases = new Map<string, Lease>();
	const snapshots = new Map<Section, readonly Snapshot[]>();
	const folded = new Map<Section, number>();
	const answers = new Map<string, { readonly request: string; readonly body: string; readonly seq: Seq }>();
	const { follow, ...members } = createMemberMemory();
	const suggestions = createSuggestionMemory();
	const { check: checkAlerts, store: storeAlert, ...alerts } = createAlertMemory();

	const leaseKey = (section: Section, client: ClientId) => `${section} ${client}`;
	const answerKey = (person: PersonId, key: string) => `${person} ${key}`;

	function check(entries: readonly Entry[]): void {
		suggestions.check(entries);
		checkAlerts(entries);
		const ids = new Set(eventIds);
		const keys = new Set(answers.keys());
		const persons = new Map([...leases].map(([key, { person }]) => [key, person]));
		for (const { section, writer, ...entry } of entries) {
			for (const { id } of entry.events) {
				if (ids.has(id)) throw new EntryRejected(`event ${id} was stored before`);
				ids.add(id);
			}
			for (const client of entry.bind) {
				const key = leaseKey(section, client);
				if ((persons.get(key) ?? writer.person) !== writer.person) {
					throw new EntryRejected(`client id ${client} is bound to somebody else`);
				}
				persons.set(key, writer.person);
			}
			if (entry.answer === undefined) continue;
			const key = answerKey(writer.person, entry.answer.key);
			if (keys.has(key)) throw new EntryRejected(`the answer ${entry.answer.key} was stored before`);
			keys.add(key);
		}
	}

	function store(entry: Entry): Seq {
		const seq = (rows.length + 1) as Seq;
		const { section, at, writer } = entry;
		const update = new Uint8Array(entry.update);
		rows.push({ seq, section, update, writer, at, hash: hexOf(update), isQuarantined: false });
		entry.events.forEach((event, index) => {
			eventIds.add(event.id);
			events.push({ seq, index, at, body: JSON.stringify(event) });
		});
		for (const client of entry.bind) {
			const key = leaseKey(section, client);
			const { person, device } = writer;
			if (!leases.has(key)) leases.set(key, { client, person, ...(device !== undefined && { device }) });
		}
		if (entry.answer) {
			const { key, request, body } = entry.answer;
			answers.set(answerKey(writer.person, key), { request, body, seq });
		}
		for (const member of entry.members ?? []) follow(member);
		suggestions.store(entry);
		storeAlert(entry);
		if (entry.card) row = { ...row, name: entry.card.name, date: entry.card.date };
		return seq;
	}

	function load(section: Section): Loaded {
		const snapshot = snapshots.get(section)?.[0];
		const from = snapshot?.seq ?? 0;
		if ((folded.get(section) ?? 0) > from) throw new SectionLost(`section ${section} has no snapshot`);
		const open = rows.filter((one) => one.section === section && one.seq > from && !one.isQuarantined);
		return {
			...(snapshot && { snapshot: copied(snapshot) }),
			rows: open.flatMap(({ seq, at, writer, update }) =>
				update === undefined || update.length === 0
					? []
					: [{ seq, section, at, writer, update: new Uint8Array(update) }],
			),
			lost: rows.filter(({ isQuarantined }) => isQuarantined).length,
			seq: rows.length as Seq,
		};
	}

	function saveSnapshot(section: Section, snapshot: Snapshot): void {
		if (snapshot.seq > rows.length) throw new EntryRejected(`the log ends at ${rows.length}`);
		const others = (snapshots.get(section) ?? []).filter(({ seq }) => seq !== snapshot.seq);
		const kept = [copied(snapshot), ...others].sort((a, b) => b.seq - a.seq).slice(0, 3);
		snapshots.set(section, kept);
		const foldTo = kept[2]?.seq ?? 0;
		for (const one of rows) if (one.section === section && one.seq <= foldTo) one.update = undefined;
		folded.set(section, Math.max(foldTo, folded.get(section) ?? 0));
	}

	function saveLease(section: Section, lease: Lease): boolean {
		const key = leaseKey(section, lease.client);
		const bound = leases.get(key);
		if (bound === undefined) leases.set(key, lease);
		return (
			bound === undefined ||
			(bound.person === lease.person && bound.device === lease.device && bound.tab === lease.tab)
		);
	}

	return {
		check,
		store,
		load,
		saveSnapshot,
		saveLease,
		row: () => row,
		quarantine(seq: Seq): void {
			const found = rows[seq - 1];
			if (found === undefined) throw new EntryRejected(`there is no row ${seq}`);
			found.isQuarantined = true;
		},
		hasUpdate: (section: Section, hash: string, length: number) =>
			length > 0 && rows.some((one) => one.section === section && one.hash === hash),
		events: (after: { seq: number; index: number }, limit: number): WeddingEvent[] =>
			events
				.filter(({ seq, index }) => seq > after.seq || (seq === after.seq && index > after.index))
				.slice(0, limit)
				.map(({ seq, index, at, body }) => ({
					...(JSON.parse(body) as DerivedEvent),
					seq,
					index,
					at: new Date(at).toISOString(),
					wedding: row.id,
				})),
		lastEvent: () => events.at(-1),
		leases: (section: Section): Lease[] =>
			[...leases]
				.filter(([key]) => key.startsWith(`${section} `))
				.map(([, lease]) => lease)
				.sort((a, b) => a.client - b.client),
		...members,
		...alerts,
		decideSuggestion: suggestions.decide,
		suggestion: suggestions.get,
		suggestions: suggestions.list,
		recallAnswer: (person: PersonId, key: string) => answers.get(answerKey(person, key)),
	};
}

function copied(snapshot: Snapshot): Snapshot {
	return {
		...snapshot,
		state: new Uint8Array(snapshot.state),
		stateVector: new Uint8Array(snapshot.stateVector),
	};
}
