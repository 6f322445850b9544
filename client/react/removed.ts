/** People who were removed from the wedding and can be brought back: the plan leaves them out, the document does not. Pure. */
import * as Y from 'yjs';
import { z } from 'zod';
import type { Role } from '../../shared/access/roles.ts';
import { readFields } from '../../shared/document/record.ts';
import { schema } from '../../shared/document/schema.ts';

export interface RemovedPerson {
	readonly id: string;
	readonly name: string;
	readonly role: Role;
	readonly trade?: string;
	readonly removedAt: string;
}

/** Whoever was removed last comes first. */
export function removedPeople(doc: Y.Doc): readonly RemovedPerson[] {
	const removed: RemovedPerson[] = [];
	for (const [id, map] of doc.getMap('people')) {
		if (!(map instanceof Y.Map) || !map.has('deletedAt')) continue;
		const values = Object.fromEntries(
			[...readFields('people', map)].map(([name, { value }]) => [name, value]),
		);
		const { name, role, trade, deletedAt } = shape.parse(values);
		removed.push({ id, name, role, removedAt: deletedAt, ...(trade === undefined ? {} : { trade }) });
	}
	return removed.sort((a, b) => (a.removedAt < b.removedAt ? 1 : -1));
}

const shape = z.object({
	name: schema.people.name.value.catch(''),
	role: schema.people.role.value.catch('guest'),
	trade: z.string().optional(),
	deletedAt: z.string().catch(''),
});
