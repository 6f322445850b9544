/**
 * The sections beside the plan as they are shown: `ceremony`, `guests`, `budget`, each read from its own document, resolved and
 * ordered the same on every device. Guards: never throws, and reads only the roots of the section it is asked for.
 */
import type * as Y from 'yjs';
import { byId, byPlace, byTime, byTitle, type Conflict, type Plan, readKind, readPlan } from './document.ts';
import { inOrder } from './order.ts';
import { byCodeUnit } from './record.ts';
import type { BudgetLine, CeremonyItem, Guest, Section, Table } from './schema.ts';

export interface Ceremony {
	/** By `order`, then title; those without one last. */
	readonly items: readonly CeremonyItem[];
	readonly conflicts: readonly Conflict[];
}

export interface GuestList {
	/** By name. */
	readonly guests: readonly Guest[];
	readonly tables: readonly Table[];
	readonly conflicts: readonly Conflict[];
}

export interface Budget {
	/** By due day, then title; those without one last. */
	readonly lines: readonly BudgetLine[];
	readonly conflicts: readonly Conflict[];
}

export interface SectionViews {
	readonly plan: Plan;
	readonly ceremony: Ceremony;
	readonly guests: GuestList;
	readonly budget: Budget;
}

export function readSection<S extends Section>(doc: Y.Doc, section: S): SectionViews[S] {
	return readers[section](doc);
}

export function readCeremony(doc: Y.Doc): Ceremony {
	const conflicts: Conflict[] = [];
	const items = readKind(doc, 'items', conflicts).sort((a, b) => inOrder(a.order, b.order) || byTitle(a, b));
	return { items, conflicts: conflicts.sort(byPlace) };
}

export function readGuests(doc: Y.Doc): GuestList {
	const conflicts: Conflict[] = [];
	const guests = readKind(doc, 'guests', conflicts).sort(byName);
	const tables = readKind(doc, 'tables', conflicts).sort(byName);
	return { guests, tables, conflicts: conflicts.sort(byPlace) };
}

export function readBudget(doc: Y.Doc): Budget {
	const conflicts: Conflict[] = [];
	const lines = readKind(doc, 'lines', conflicts).sort((a, b) => byTime(a.due, b.due) || byTitle(a, b));
	return { lines, conflicts: conflicts.sort(byPlace) };
}

type Named = { readonly id: string; readonly name: string };
const byName = (a: Named, b: Named): number => byCodeUnit(a.name, b.name) || byId(a, b);

const readers: { readonly [S in Section]: (doc: Y.Doc) => SectionViews[S] } = {
	plan: readPlan,
	ceremony: readCeremony,
	guests: readGuests,
	budget: readBudget,
};
