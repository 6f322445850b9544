/** A plan made by operations, as the app's logic gets it. */
import { readPlan, type Plan } from '../../shared/document/document.ts';
import { type As, replica } from '../world/replica.ts';

export type Acts = readonly (readonly [name: string, input: object])[];

/** Mia of the couple and Sam the florist are always there. */
export function planOf(acts: Acts = [], as: As = {}): Plan {
	const device = replica(7, as);
	device.must('meta.change', { name: 'Mia & Lu', date: '2027-06-12', timeZone: 'Europe/Berlin' });
	device.must('people.create', { id: 'mia', name: 'Mia Berg', role: 'couple' });
	device.must('people.create', { id: 'sam', name: 'Sam Reed', role: 'vendor', trade: 'florist' });
	for (const [name, input] of acts) device.must(name, input);
	return readPlan(device.doc);
}
