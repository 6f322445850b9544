/**
 * The tabs of one account, device and wedding: one of them leads and has the socket. Who leads is decided by a lock that the
 * browser takes away from a dead tab, never by messages. Each tab also holds a lock of its own, so that the leading one learns
 * of every death, also of one that could not say goodbye.
 */
import type { Locks, Release } from './locks.ts';

export interface Tabs {
	readonly isLeading: boolean;
	/** Calls back once this tab dies or closes; for the leading tab. */
	watch(tab: string): void;
	close(): void;
}

export interface TabsDeps {
	readonly locks: Locks;
	/** Account and wedding. */
	readonly scope: string;
	readonly tab: string;
	/** This tab leads from now on; not called if it did from the start. */
	readonly onLead: () => void;
	readonly onGone: (tab: string) => void;
	readonly report: (fault: unknown) => void;
}

/** Resolves when it is known whether this tab leads from the start. */
export async function joinTabs({ locks, scope, tab, onLead, onGone, report }: TabsDeps): Promise<Tabs> {
	const closing = new AbortController();
	const held: Release[] = [];
	const watched = new Set<string>();
	const leaderName = `${scope}/leader`;
	const tabName = (name: string) => `${scope}/tab/${name}`;

	const own = await locks.tryHold(tabName(tab));
	if (own !== undefined) held.push(own);
	const lead = await locks.tryHold(leaderName);
	let isLeading = lead !== undefined;
	if (lead !== undefined) held.push(lead);
	else
		whenFree(leaderName, (release) => {
			held.push(release);
			isLeading = true;
			onLead();
		});

	function whenFree(name: string, then: (release: Release) => void): void {
		locks.hold(name, closing.signal).then(
			(release) => (closing.signal.aborted ? release() : then(release)),
			(fault: unknown) => {
				if (!closing.signal.aborted) report(fault);
			},
		);
	}

	return {
		get isLeading() {
			return isLeading;
		},
		watch(other) {
			if (other === tab || watched.has(other)) return;
			watched.add(other);
			whenFree(tabName(other), (release) => {
				release();
				watched.delete(other);
				onGone(other);
			});
		},
		close() {
			closing.abort();
			for (const release of held.splice(0)) release();
		},
	};
}
