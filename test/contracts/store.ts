/**
 * The contract of the store: every adapter runs it (`test/server/store/contract.test.ts`). The numbers are those of
 * `server/store/SPEC.md`.
 */
import { afterEach, beforeEach, describe } from 'vitest';
import type { Store } from '../../server/store/store.ts';
import { otherWedding, ourWedding, textOf, weddingRow } from '../world/entry.ts';
import { describeAudit, describeMembers, describeSuggestions } from './store-audit.ts';
import { describeDeliveries, describeHolds, describeReports } from './store-deliveries.ts';
import { describeGathered, describeMarks, describeObservations } from './store-notices.ts';
import { describeAlerts } from './store-alerts.ts';
import { describeReach, describeReachBook } from './store-reach.ts';
import { describeDevices, describeInvites } from './store-sessions.ts';
import { describeBlobs } from './store-blobs.ts';
import { describeEndpoints } from './store-endpoints.ts';
import type { StoreContext } from './store-context.ts';
import { describeEvents, describeLog } from './store-log.ts';
import { describeClientIds, describeLife, describePeople, describeSnapshots } from './store-state.ts';

/** A place where a store can be opened, closed and opened again, with what it held. */
export interface StorePlace {
	open(): Promise<Store>;
	remove(): Promise<void>;
}

export function storeContract(adapter: string, createPlace: () => StorePlace): void {
	describe(`the store (${adapter})`, () => {
		let place: StorePlace;
		let store: Store;

		beforeEach(async () => {
			place = createPlace();
			store = await place.open();
			await store.createWedding(weddingRow(ourWedding));
			await store.createWedding(weddingRow(otherWedding, 2_000));
		});
		afterEach(async () => {
			await store.close();
			await place.remove();
		});

		const context: StoreContext = {
			get store() {
				return store;
			},
			async restart() {
				await store.close();
				store = await place.open();
			},
			loaded: async (section = 'plan', of = ourWedding) =>
				(await store.load(of, section)).rows.map((row) => `${row.seq} ${textOf(row.update)}`),
		};
		describeLog(context);
		describeEvents(context);
		describeSnapshots(context);
		describeClientIds(context);
		describePeople(context);
		describeMembers(context);
		describeAudit(context);
		describeSuggestions(context);
		describeDevices(context);
		describeInvites(context);
		describeAlerts(context);
		describeReach(context);
		describeReachBook(context);
		describeEndpoints(context);
		describeBlobs(context);
		describeObservations(context);
		describeMarks(context);
		describeGathered(context);
		describeDeliveries(context);
		describeReports(context);
		describeHolds(context);
		describeLife(context);
	});
}
