/**
 * The handle (`handle.ts`) over one tab: reading, operations with their undo, waiting for "stored" and "receipted", one
 * notification per turn however much happened. Adds no rule of its own.
 */
import type { Answer } from '../../shared/access/may.ts';
import type { Millis } from '../../shared/clock.ts';
import { readRecord } from '../../shared/document/document.ts';
import {
	type Declined,
	type Done,
	type Operation,
	rootOf,
} from '../../shared/document/operations/operation.ts';
import { run } from '../../shared/document/operations/operations.ts';
import { type Section, sectionOf } from '../../shared/document/schema.ts';
import type { PersonId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { colourOf } from '../../shared/wire/presence.ts';
import type { Board } from './board.ts';
import type { Copy } from './copy.ts';
import { isOnlyHere } from './draft.ts';
import { createDraftDesk } from './draft-desk.ts';
import type { Unsubscribe, Wedding } from './handle.ts';
import type { Peer } from './presence.ts';
import { plainCopy } from './plain.ts';
import { createRights, type Rights } from './rights.ts';
import type { Siblings } from './siblings.ts';
import { openTab, type TabDeps } from './tab.ts';
import { createUndo } from './undo.ts';

export interface WeddingDeps
	extends Omit<TabDeps, 'author' | 'face' | 'person' | 'rights' | 'onChange' | 'onNews' | 'onSignedOut'> {
	/** As the relay named them; name, role and colour are the plan's where it has them. */
	readonly self: { readonly id: PersonId; readonly name?: string; readonly role?: Wedding['person']['role'] };
	/** What else of this wedding is on this device. */
	readonly siblings: Siblings;
	/** The session is over on this device. */
	readonly onSignedOut: () => void;
}

export interface OpenedWedding<S extends Section = Section> {
	readonly wedding: Wedding<S>;
	/** There is something to show: from the device, or from the relay by now. */
	hasDocument(): boolean;
	regained(): void;
	rewrite(): void;
}

export async function createWedding<S extends Section>(
	deps: WeddingDeps & { readonly section: S },
): Promise<OpenedWedding<S>>;
export async function createWedding({ self, ...deps }: WeddingDeps): Promise<OpenedWedding> {
	const { id, api } = deps;
	const listeners = new Set<() => void>();
	const newsListeners = new Set<(topic: string) => void>();
	let rights: Rights | undefined;
	let isTelling = false;
	let isOpen = false;
	const personOf = (copy: Copy): Peer['person'] => {
		const record = readRecord(copy.doc, 'people', self.id);
		return {
			id: self.id,
			name: record?.name ?? self.name ?? '',
			role: record?.role ?? rights?.role(copy.doc) ?? self.role ?? 'guest',
			colour: record?.colour ?? colourOf(self.id),
		};
	};
	const authorOf = (copy: Copy, now: Millis) => ({ person: self.id, role: personOf(copy).role, now });

	const tab = await openTab({
		...deps,
		person: self.id,
		author: authorOf,
		face: personOf,
		rights: rightsBy,
		onChange,
		onNews(topic) {
			for (const listener of [...newsListeners]) tell(() => listener(topic));
		},
		onSignedOut: closeSignedOut,
	});
	const { outbox, journal, copy, seat, drafts, board } = tab;
	const mine = rightsBy(board);
	const desk = createDraftDesk({ copy, drafts, rights: mine, perform });
	const undo = createUndo(perform);
	isOpen = true;

	function perform(operation: Operation): Result<Done, Declined> {
		const input = plainCopy(operation.input);
		if (!input.ok) return err({ code: 'invalid-value', reason: input.error });
		const meant = { name: operation.name, input: input.value };
		const root = rootOf(meant);
		if (root !== undefined && sectionOf(root) !== deps.section) {
			const reason = `"${meant.name}" is done in another section: ${sectionOf(root)}.`;
			return err({ code: 'unknown-operation', reason });
		}
		const answer = may(meant);
		if (!answer.may) return err({ code: 'not-allowed', reason: answer.reason });
		return run(copy.doc, authorOf(copy, board.now()), meant);
	}

	function may(operation: Operation): Answer {
		if (board.standing.status.relay.connection === 'removed')
			return { may: false, reason: 'You are no longer part of this wedding.' };
		return mine.mayRun(operation, copy.doc);
	}

	function rightsBy(by: Board): Rights {
		const { id: person, role } = self;
		rights ??= createRights({ person, role, told: () => by.facts.me, now: () => by.now() });
		return rights;
	}

	/** Edits and drafts that would be given up with this device. */
	const unsent = () => outbox.waiting + drafts.all.filter(isOnlyHere).length;

	async function signOut({ force = false } = {}): Promise<Result<void, { readonly unsent: number }>> {
		const waiting = unsent() + (await deps.siblings.unsent());
		if (waiting > 0 && !force) return err({ unsent: waiting });
		isOpen = false;
		// Out of reach the relay learns nothing; this device forgets all the same.
		await api.call({ method: 'POST', path: '/session/sign-out' }).catch(deps.report);
		// First of all, so that no other tab goes on with the session, or writes again what is erased.
		deps.onSignedOut();
		await tab.erase();
		await deps.siblings.erase();
		return ok(undefined);
	}

	function closeSignedOut(): void {
		board.apply({ kind: 'connection', connection: 'signed-out' });
		isOpen = false;
		tab.close().catch(deps.report);
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

	const wedding: Wedding<Section> = {
		id,
		section: deps.section,
		get person() {
			return personOf(copy);
		},
		get doc() {
			return copy.doc;
		},
		get plan() {
			return copy.plan;
		},
		get view() {
			return copy.view;
		},
		get status() {
			return board.standing.status;
		},
		get presence() {
			return seat.presence.peers;
		},
		get drafts() {
			return drafts.all;
		},
		may,
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
		retryDraft(draft) {
			const done = desk.retry(draft);
			if (done.ok) undo.did(done.value);
			return done;
		},
		draftText: desk.text,
		async suggestDraft(draft, note) {
			const suggested = desk.suggest(draft, note);
			await journal.flushed();
			return suggested;
		},
		signOut,
		offerSigned: (frames) => tab.offerSigned(frames),
		signedFrames: () => tab.signedFrames(),
		onNews(listener) {
			newsListeners.add(listener);
			return () => newsListeners.delete(listener);
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
		hasDocument: () => !copy.isEmpty || board.standing.isSynced,
		regained: tab.regained,
		rewrite: tab.rewrite,
	};
}
