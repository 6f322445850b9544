/**
 * The other sections of the same wedding for the same person on this device: each has a store and tabs of its own, and whoever
 * signs out leaves nothing of any of them. Only what is here already is looked at.
 */
import type { Channel } from './channel.ts';
import type { DeviceStore } from './device-store.ts';
import { isOnlyHere } from './draft.ts';

export interface Siblings {
	/** Edits and drafts of theirs that would be given up with this device. */
	unsent(): Promise<number>;
	/** Closes every tab that has one of them open and leaves nothing of them here. */
	erase(): Promise<void>;
}

export interface Sibling {
	readonly store: DeviceStore;
	readonly channel: Channel;
}

/** `open` anew each time: nothing is held open between. */
export function createSiblings(open: () => readonly Sibling[]): Siblings {
	return {
		async unsent() {
			const counts = await Promise.all(open().map(({ store, channel }) => countIn(store, channel)));
			return counts.reduce((sum, count) => sum + count, 0);
		},
		async erase() {
			await Promise.all(
				open().map(async ({ store, channel }) => {
					channel.post({ kind: 'signed-out' });
					await store.destroy();
					channel.close();
				}),
			);
		},
	};
}

/** Where every section lives as long as its handle: there is nothing to leave. */
export const noSiblings: Siblings = { unsent: async () => 0, erase: async () => undefined };

async function countIn(store: DeviceStore, channel: Channel): Promise<number> {
	const { outbox, drafts } = await store.read();
	await store.close();
	channel.close();
	return outbox.length + drafts.filter(isOnlyHere).length;
}
