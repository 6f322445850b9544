/** Who else is here. */
import type { Role } from '../../shared/access/roles.ts';
import type { PersonId } from '../../shared/ids.ts';

export interface Peer {
	readonly client: number;
	readonly person: {
		readonly id: PersonId;
		readonly name: string;
		readonly role: Role;
		readonly colour: string;
	};
	/** What they look at or edit, if they say so. */
	readonly attending?: { readonly root: string; readonly id: string };
	readonly self: boolean;
}
