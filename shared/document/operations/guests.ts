/**
 * The operations on guests and their tables. That a guest's table is there is checked like any name (`reference.ts`); that more
 * sit at one than it has seats is not refused: two people seating at once would cause it all the same, so it is shown.
 */
import { recordOperations } from './records.ts';

export const guestOperations = recordOperations('guests', {
	defaults: { rsvp: () => 'open' as const },
});

export const tableOperations = recordOperations('tables', {});
