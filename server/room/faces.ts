/**
 * How people are shown in presence: the name and the colour of their record. Read between ticks only, so that nothing is shown
 * before it is durable; until a face is known, the name the person came with and a colour of their id.
 */
import type { PersonId } from '../../shared/ids.ts';
import { colourOf, type PresentUser } from '../../shared/wire/presence.ts';
import type { Principal } from '../auth/principal.ts';

export interface Face {
	readonly name?: string;
	readonly colour?: string;
}
export interface Faces {
	of(principal: Principal): PresentUser;
	/** What is known of somebody, for the rooms beside this one. */
	read(person: PersonId): Face | undefined;
	/** Call between ticks: looks up those nobody has looked up yet. */
	look(): void;
	/** What is known may have changed: the next `look` reads it again. */
	expire(): void;
}

export function createFaces(read: (person: PersonId) => Face | undefined): Faces {
	const known = new Map<PersonId, Face>();
	const wanted = new Set<PersonId>();
	return {
		of({ person, name, role }) {
			const face = known.get(person);
			if (face === undefined) wanted.add(person);
			return { id: person, name: face?.name ?? name, role, colour: face?.colour ?? colourOf(person) };
		},
		read(person) {
			if (!known.has(person)) wanted.add(person);
			return known.get(person);
		},
		look() {
			for (const person of wanted) known.set(person, read(person) ?? {});
			wanted.clear();
		},
		expire() {
			for (const person of known.keys()) wanted.add(person);
		},
	};
}
