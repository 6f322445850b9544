/**
 * The demo wedding's ceremony, guest list and budget as operations, like the plan's in `wedding.ts`, but each in the document of
 * its own section: their rights are others. Made by the couple, in an order in which what is named was made before.
 */
import { addMinutes } from '../../shared/day/local-time.ts';
import type { Operation } from '../../shared/document/operations/operation.ts';
import { demoBudget } from './budget.ts';
import { demoCeremony } from './ceremony.ts';
import { demoGuests, demoTables } from './guests.ts';

export function demoSections(date: string): readonly Operation[] {
	return [
		...demoCeremony.map((input) => ({ name: 'items.create', input })),
		...demoTables.map((input) => ({ name: 'tables.create', input })),
		...demoGuests.map((input) => ({ name: 'guests.create', input })),
		...demoBudget.map(({ daysBefore, ...line }) => ({
			name: 'lines.create',
			input: { ...line, due: dayBefore(date, daysBefore) },
		})),
	];
}

const dayBefore = (date: string, days: number): string =>
	addMinutes(`${date}T00:00`, -days * 1_440).slice(0, 'YYYY-MM-DD'.length);
