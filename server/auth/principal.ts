/** Who is asking, after the edge has checked it. The role is the one the wedding gives this person now, not the token's word. */
import type { Role } from '../../shared/access/roles.ts';
import type { Millis } from '../../shared/clock.ts';
import type { DeviceId, PersonId, WeddingId } from '../../shared/ids.ts';

export interface Principal {
	readonly wedding: WeddingId;
	readonly person: PersonId;
	readonly name: string;
	readonly role: Role;
	readonly device?: DeviceId;
	/** Emergency access, until then. */
	readonly raised?: { readonly until: Millis };
	/** The server's own hand (a founding, the operator): no table of rights binds it, every other rule of the gate does. */
	readonly unbound?: true;
}
