/**
 * Which client id a tab writes under. The one it had, if it may still have it: an id belongs to a person and a device for good,
 * and never to two open sockets. The number of ids is what every edit costs, so they are reused wherever that is safe; whether the
 * tab's own copy is new enough to go on under it, the tab decides from the clock it is told.
 */
import { clientId, type PersonId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import type { Lease } from '../store/store.ts';
import { unusedClient } from './desk.ts';
import type { Live } from './live.ts';
import type { Seat } from './session.ts';

export function chooseLease(
	live: Live,
	seats: Iterable<Seat>,
	wish: {
		readonly seat: Seat;
		readonly wanted: number;
		readonly tab: Lease['tab'] | undefined;
		/** Who speaks for an id that nobody has written under; see `presence.ts`. */
		readonly spokenBy: (client: number) => PersonId | undefined;
	},
	random: Random,
): Lease {
	const { seat, wanted, tab, spokenBy } = wish;
	const { person } = seat.principal;
	// The token's word, where it has one: what stands in the address anybody can write there.
	const device = seat.principal.device ?? seat.wish.device;
	const asked = clientId.safeParse(wanted);
	const client =
		asked.success &&
		isTheirs(live.leases.get(asked.data), person, device) &&
		(spokenBy(asked.data) ?? person) === person &&
		!isInUse(seats, asked.data)
			? asked.data
			: unusedClient(live, random);
	return {
		client,
		person,
		...(device === undefined ? {} : { device }),
		...(tab === undefined ? {} : { tab }),
	};
}

function isTheirs(
	lease: Lease | undefined,
	person: Lease['person'],
	device: Lease['device'] | undefined,
): boolean {
	if (lease === undefined) return true;
	return lease.person === person && (lease.device === undefined || lease.device === device);
}

function isInUse(seats: Iterable<Seat>, client: number): boolean {
	for (const seat of seats) if (seat.leased.has(client)) return true;
	return false;
}
