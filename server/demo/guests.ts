/** The guests of the demo wedding and their tables: all invented. Diets make the kitchen's list, a table is full or nearly. */
export interface DemoTable {
	readonly id: string;
	readonly name: string;
	readonly seats: number;
}
export interface DemoGuest {
	readonly id: string;
	readonly name: string;
	readonly party: string;
	readonly rsvp?: 'yes' | 'maybe' | 'no';
	readonly diet?: string;
	readonly table?: string;
}

export const demoTables: readonly DemoTable[] = [
	{ id: 'table-oak', name: 'Oak', seats: 8 },
	{ id: 'table-ash', name: 'Ash', seats: 8 },
	{ id: 'table-elm', name: 'Elm', seats: 8 },
	{ id: 'table-beech', name: 'Beech', seats: 8 },
	{ id: 'table-rowan', name: 'Rowan', seats: 8 },
	{ id: 'table-willow', name: 'Willow', seats: 6 },
];

export const demoGuests: readonly DemoGuest[] = [
	...party('Bell', 'table-oak', ['Ruth Bell', 'Joseph Bell', 'Nia Bell', 'Auntie Grace Bell']),
	...party('Okafor', 'table-oak', ['Daniel Okafor', 'Simone Okafor'], { 'Simone Okafor': 'no nuts' }),
	...party('Lindqvist', 'table-ash', [
		'Ingrid Lindqvist',
		'Olle Lindqvist',
		'Felix Lindqvist',
		'Astrid Lindqvist',
	]),
	...party('Nyström', 'table-ash', ['Bengt Nyström', 'Maj Nyström'], { 'Maj Nyström': 'vegetarian' }),
	...party('Haddad', 'table-elm', ['Samir Haddad', 'Leila Haddad'], {
		'Leila Haddad': 'halal',
		'Samir Haddad': 'halal',
	}),
	...party('Marchetti', 'table-elm', ['Chloe Marchetti', 'Paolo Marchetti'], {
		'Paolo Marchetti': 'gluten-free',
	}),
	...party('Berg', 'table-elm', ['Tilda Berg', 'Jonas Berg'], { 'Tilda Berg': 'vegan' }),
	...party('Hartley', 'table-beech', ['Edith Hartley', 'Walter Hartley'], { 'Edith Hartley': 'soft food' }),
	...party('Costa', 'table-beech', ['Rafael Costa', 'Inês Costa', 'Tomás Costa'], {
		'Tomás Costa': 'child’s plate',
	}),
	...party('Adeyemi', 'table-beech', ['Mo Adeyemi', 'Funmi Adeyemi']),
	...party(
		'University friends',
		'table-rowan',
		['Priyanka Shah', 'Ben Calloway', 'Hana Sato', 'Luke Ferris', 'Zoë Marsh', 'Idris Khan'],
		{ 'Priyanka Shah': 'vegetarian', 'Idris Khan': 'halal', 'Zoë Marsh': 'coeliac' },
	),
	...party('The office', 'table-willow', ['Marion Webb', 'Gareth Lloyd', 'Sunita Rao', 'Peter Novak'], {
		'Sunita Rao': 'vegan',
	}),
	{ id: 'guest-calum-reid', name: 'Calum Reid', party: 'Reid', rsvp: 'maybe' },
	{ id: 'guest-isla-reid', name: 'Isla Reid', party: 'Reid', rsvp: 'maybe', diet: 'no shellfish' },
	{ id: 'guest-great-uncle-arthur', name: 'Great-uncle Arthur', party: 'Bell', rsvp: 'no' },
	{ id: 'guest-dr-petra-lang', name: 'Dr Petra Lang', party: 'Lang' },
	{ id: 'guest-viktor-lang', name: 'Viktor Lang', party: 'Lang' },
];

/** Those who come together, sit together, and have said yes. */
function party(
	name: string,
	table: string,
	people: readonly string[],
	diets: Readonly<Record<string, string>> = {},
): readonly DemoGuest[] {
	return people.map((person) => {
		const diet = diets[person];
		const id = `guest-${person
			.toLowerCase()
			.normalize('NFD')
			.replace(/[^a-z ]/g, '')
			.replaceAll(' ', '-')}`;
		return { id, name: person, party: name, rsvp: 'yes', table, ...(diet === undefined ? {} : { diet }) };
	});
}
