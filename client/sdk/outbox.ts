/**
 * The edits of this device that the relay has not yet confirmed, of all its tabs, in the order they must be sent. Every tab keeps
 * the same list; the leading one sends from it (`delivery.ts`). Guards: a frame may leave the device only once it is committed
 * here (or storing is known to be impossible), and it stays on the list until its receipt, its making anew, or its draft.
 */
import type { Millis } from '../../shared/clock.ts';
import { byOrder, type Frame } from './frame.ts';

export interface Outbox {
	/** In order. */
	readonly frames: readonly Frame[];
	readonly waiting: number;
	readonly oldestAt: Millis | undefined;
	/** Follows the order of every frame ever seen. */
	nextOrder(): number;
	/** So far others have counted. */
	follow(order: number): void;
	/** Just made in this tab: not to be sent before `release`. */
	add(frame: Frame): void;
	release(id: string): void;
	/**
	 * From the store or another tab, committed by whoever made them. Known ones are not taken twice, and those removed before not
	 * again: tabs hear of a frame and of its receipt from different senders, in any order.
	 */
	take(frames: readonly Frame[]): readonly Frame[];
	/** Had their receipt once and are offered again; the relay's copy of them may be gone. */
	restore(frames: readonly Frame[]): void;
	/** Puts a changed frame in the place of the former one. */
	update(frame: Frame): void;
	get(id: string): Frame | undefined;
	remove(ids: Iterable<string>): readonly Frame[];
	isReleased(id: string): boolean;
	isRestored(id: string): boolean;
	/** It was here and is settled. */
	isRemoved(id: string): boolean;
}

/** `onChange` is called after anything that can be read here has changed. */
export function createOutbox(onChange: () => void): Outbox {
	let frames: Frame[] = [];
	const frameById = new Map<string, Frame>();
	const held = new Set<string>();
	const restored = new Set<string>();
	/** The latest ones removed, oldest first. */
	const removed = new Set<string>();
	let lastOrder = 0;

	function follow(order: number): void {
		lastOrder = Math.max(lastOrder, order);
	}

	function insert(frame: Frame): boolean {
		follow(frame.order);
		if (frameById.has(frame.id)) return false;
		frameById.set(frame.id, frame);
		frames.splice(place(frame), 0, frame);
		return true;
	}

	/** The index of the first frame that does not come before this one; nearly always the end. */
	function place(frame: Frame): number {
		let low = 0;
		let high = frames.length;
		while (low < high) {
			// The last one is looked at first.
			const middle = high === frames.length ? high - 1 : (low + high) >> 1;
			const other = frames[middle];
			if (other !== undefined && byOrder(other, frame) < 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Whoever knows that a frame may have left this device is right, also against our own copy of it. */
	function mark({ id, offered }: Frame): void {
		const known = frameById.get(id);
		if (offered && known?.offered === false) update({ ...known, offered });
	}

	function update(frame: Frame): void {
		if (!frameById.has(frame.id)) return;
		frameById.set(frame.id, frame);
		frames[place(frame)] = frame;
	}

	function insertAll(more: readonly Frame[]): readonly Frame[] {
		for (const frame of more) mark(frame);
		const taken = more.filter(insert);
		if (taken.length > 0) onChange();
		return taken;
	}

	return {
		get frames() {
			return frames;
		},
		get waiting() {
			return frames.length;
		},
		get oldestAt() {
			return frames[0]?.madeAt;
		},
		nextOrder: () => lastOrder + 1,
		follow,
		add(frame) {
			held.add(frame.id);
			insertAll([frame]);
		},
		release(id) {
			held.delete(id);
		},
		take: (more) => insertAll(more.filter(({ id }) => !removed.has(id))),
		restore(more) {
			insertAll(more);
			for (const { id } of more) restored.add(id);
		},
		update,
		get: (id) => frameById.get(id),
		remove(ids) {
			const gone = new Set(ids);
			for (const id of gone) removed.add(id);
			for (const id of removed) {
				if (removed.size <= maxRemoved) break;
				removed.delete(id);
			}
			const there = frames.filter(({ id }) => gone.has(id));
			if (there.length === 0) return there;
			frames = frames.filter(({ id }) => !gone.has(id));
			for (const id of gone) {
				frameById.delete(id);
				held.delete(id);
				restored.delete(id);
			}
			onChange();
			return there;
		},
		isReleased: (id) => !held.has(id),
		isRestored: (id) => restored.has(id),
		isRemoved: (id) => removed.has(id) && !frameById.has(id),
	};
}

/** More than can be on their way between tabs. */
const maxRemoved = 10_000;
