/**
 * The people of the demo wedding: all invented, none reachable (contact data never lies in a document). Ids are readable and
 * stable, because tests, sign-in links and screenshots name them.
 */
import type { Role } from '../../shared/access/roles.ts';

export interface DemoPerson {
	readonly id: string;
	readonly name: string;
	readonly role: Role;
	readonly trade?: string;
	readonly colour: string;
}

export const demoPeople: readonly DemoPerson[] = [
	{ id: 'person-amara', name: 'Amara Bell', role: 'couple', colour: '#a4502e' },
	{ id: 'person-theo', name: 'Theo Lindqvist', role: 'couple', colour: '#2f5d62' },
	{ id: 'person-priya', name: 'Priya Raman', role: 'coordinator', colour: '#6b4c9a' },

	{ id: 'person-ruth', name: 'Ruth Bell', role: 'family', colour: '#9c6644' },
	{ id: 'person-joseph', name: 'Joseph Bell', role: 'family', colour: '#7f5539' },
	{ id: 'person-ingrid', name: 'Ingrid Lindqvist', role: 'family', colour: '#3d6b99' },
	{ id: 'person-olle', name: 'Olle Lindqvist', role: 'family', colour: '#4a6fa5' },

	{ id: 'person-nia', name: 'Nia Bell', role: 'party', trade: 'maid of honour', colour: '#b5546b' },
	{ id: 'person-samir', name: 'Samir Haddad', role: 'party', trade: 'best man', colour: '#386641' },
	{ id: 'person-chloe', name: 'Chloe Marchetti', role: 'party', trade: 'bridesmaid', colour: '#c06c84' },
	{ id: 'person-felix', name: 'Felix Lindqvist', role: 'party', trade: 'groomsman', colour: '#55828b' },

	{ id: 'person-hazel', name: 'Hazel Whitcombe', role: 'venue', trade: 'house', colour: '#5f6f52' },
	{ id: 'person-tom', name: 'Tom Arkwright', role: 'venue', trade: 'bar', colour: '#75663f' },

	{ id: 'person-wren', name: 'Wren Abbott', role: 'vendor', trade: 'florist', colour: '#7a9e7e' },
	{ id: 'person-marcus', name: 'Marcus Oyelaran', role: 'vendor', trade: 'photographer', colour: '#44475a' },
	{ id: 'person-lucia', name: 'Lucia Ferrante', role: 'vendor', trade: 'caterer', colour: '#bc4749' },
	{ id: 'person-dev', name: 'Dev Kapoor', role: 'vendor', trade: 'band', colour: '#8338a5' },
	{ id: 'person-elsie', name: 'Elsie Parkhurst', role: 'vendor', trade: 'string trio', colour: '#5c677d' },
	{ id: 'person-margaret', name: 'Margaret Quill', role: 'vendor', trade: 'officiant', colour: '#6d597a' },
	{ id: 'person-bea', name: 'Bea Thornton', role: 'vendor', trade: 'hair and make-up', colour: '#cb7c8a' },
	{ id: 'person-yusuf', name: 'Yusuf Demir', role: 'vendor', trade: 'cake', colour: '#b08968' },
	{ id: 'person-gwen', name: 'Gwen Pryce', role: 'vendor', trade: 'buses', colour: '#2a6f97' },

	{ id: 'person-tilda', name: 'Tilda Berg', role: 'helper', trade: 'usher and reader', colour: '#8a817c' },
	{ id: 'person-mo', name: 'Mo Adeyemi', role: 'helper', trade: 'usher', colour: '#606c38' },

	{ id: 'person-edith', name: 'Edith Hartley', role: 'guest', colour: '#9a8c98' },
	{ id: 'person-rafael', name: 'Rafael Costa', role: 'guest', colour: '#7d8597' },

	{
		id: 'person-weather',
		name: 'Larkfield weather feed',
		role: 'service',
		trade: 'weather',
		colour: '#7293a0',
	},
];

/** Who gets a sign-in link printed at every start: one of each kind of eyes on the plan. */
export const demoSignIns: readonly string[] = [
	'person-amara',
	'person-theo',
	'person-priya',
	'person-ruth',
	'person-wren',
	'person-marcus',
	'person-edith',
];
