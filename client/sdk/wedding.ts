/**
 * The handle (`handle.ts`) over one tab: reading, operations with their undo, waiting for "stored" and "receipted", one
 * notification per turn however much happened. Adds no rule of its own.
 */
import type { Millis } from '../../shared/clock.ts';
import { readRecord } from '../../shared/document/document.ts';
import type { Declined, Done, Operation } from '../../shared/document/operations/operation.ts';
import { run } from '../../shared/document/operations/operations.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import { err, type Result } from '../../shared/result.ts';
import { colourOf } from '../../shared/wire/presence.ts';
import type { Copy } from './copy.ts';
import type { Unsubscribe, Wedding } from './handle.ts';
import type { Peer } from './presence.ts';
import { plainCopy } from './plain.ts';
import { openTab, type TabDeps } from './tab.ts';
import { createUndo } from './undo.ts';

export interface WeddingDeps extends Omit<TabDeps, 'author' | 'person' | 'onChange'> {
	readonly id: WeddingId;
	/** As the relay named them; name, role and colour are the plan's where it has them. */
	readonly self: { readonly id: PersonId; readonly name?: string; readonly role?: Wedding['person']['role'] };
}

export interface OpenedWedding {
	readonly wedding: Wedding;
	/** There is something to show: from the device, or from the relay by now. */
	hasDocument(): boolean;
	regained(): void;
	rewrite(): void;
}

export async function createWedding({ id, self, ...deps }: WeddingDeps): Promise<OpenedWedding> {
	const listeners = new Set<() => void>();
	let isTelling = false;
	let isOpen = false;
	const personOf = (copy: Copy): Peer['person'] => {
		const record = readRecord(copy.doc, 'people', self.id);
		return {
			id: self.id,
			name: record?.name ?? self.name ?? '',
			role: record?.role ?? self.role ?? 'guest',
			colour: record?.colour ?? colourOf(self.id),
		};
	};
	const authorOf = (copy: Copy, now: Millis) => ({ person: self.id, role: personOf(copy).role, now });

	const tab = await openTab({ ...deps, author: authorOf, person: personOf, onChange });
	const { outbox, journal, copy, seat, drafts } = tab;
	const undo = createUndo(perform);
	isOpen = true;

	function perform(operation: Operation): Result<Done, Declined> {
		const input = plainCopy(operation.input);
		if (!input.ok) return err({ code: 'invalid-value', reason: input.error });
		const author = authorOf(copy, tab.board.now());
		return run(copy.doc, author, { name: operation.name, input: input.value });
	}

	function onChange(): void {
		if (isTelling) return;
		isTelling = true;
		queueMicrotask(() => {
			isTelling = false;
			if (isOpen) seat.introduce();
			for (const listener of [...listeners]) tell(listener);
		});
	}

	function tell(listener: () => void): void {
		try {
			listener();
		} catch (fault) {
			deps.report(fault);
		}
	}

	function subscribe(listener: () => void): Unsubscribe {
		listeners.add(listener);
		return () => listeners.delete(listener);
	}

	/** Those made until now, also if they are made anew on a fresh document meanwhile. */
	function receipted(): Promise<void> {
		let generation = copy.generation;
		let open = new Set(outbox.frames.map((frame) => frame.id));
		const isDone = () => {
			if (generation !== copy.generation) {
				generation = copy.generation;
				open = new Set(outbox.frames.map((frame) => frame.id));
			}
			return ![...open].some((frame) => outbox.get(frame) !== undefined);
		};
		return new Promise((resolve) => {
			if (isDone()) return resolve();
			const stop = subscribe(() => {
				if (!isDone()) return;
				stop();
				resolve();
			});
		});
	}

	const wedding: Wedding = {
		id,
		get person() {
			return personOf(copy);
		},
		get doc() {
			return copy.doc;
		},
		get plan() {
			return copy.plan;
		},
		get status() {
			return tab.board.standing.status;
		},
		get presence() {
			return seat.presence.peers;
		},
		get drafts() {
			return drafts.all;
		},
		run(operation) {
			const result = perform(operation);
			if (result.ok) undo.did(result.value);
			onChange();
			return result;
		},
		undo: () => undo.undo(),
		redo: () => undo.redo(),
		get canUndo() {
			return undo.canUndo;
		},
		get canRedo() {
			return undo.canRedo;
		},
		attend: (record) => seat.attend(record),
		be: ({ activity, zone, battery }) =>
			seat.be({
				...(activity === undefined ? {} : { activity }),
				...(zone === undefined ? {} : { zone }),
				...(battery === undefined ? {} : { battery: Math.round(battery) }),
			}),
		async discardDraft(draft) {
			drafts.discard(draft);
			await journal.flushed();
		},
		subscribe,
		stored: () => journal.flushed(),
		receipted,
		close() {
			isOpen = false;
			return tab.close();
		},
	};
	return {
		wedding,
		hasDocument: () => !copy.isEmpty || tab.board.standing.isSynced,
		regained: tab.regained,
		rewrite: tab.rewrite,
	};
}
