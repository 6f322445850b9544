/**
 * Which test stands for which row of the design's tables of hostile inputs. Guards that no row loses its test by a rename: each
 * title named here must stand in its file.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Places = Readonly<Record<string, readonly string[]>>;

const corpus = 'test/server/room/corpus.test.ts';
const foresight = 'test/server/room/gate-foresight.test.ts';
const bounds = 'test/server/room/gate-bounds.test.ts';
const ids = 'test/server/room/gate-ids.test.ts';
const recovery = 'test/server/room/live-recovery.test.ts';
const shares = 'test/server/room/shares.test.ts';
const raw = 'test/end-to-end/raw-socket.test.ts';

/** "What each input does", by number. */
const inputs: Readonly<Record<number, Places>> = {
	1: { [corpus]: ['1: a thousand buffers of random bytes'] },
	2: { [corpus]: ['2: an honest update cut at every byte'] },
	3: { [corpus]: ['3: every single-bit flip of an honest update'] },
	4: {
		[corpus]: [
			'4: an update of no bytes',
			'4: 2^53 - 1 declared clients',
			'4: a state vector that declares a million',
		],
	},
	5: { [corpus]: ['5: 2^25 - 1 declared structs in 7 bytes'] },
	6: {
		[corpus]: ['6: a collected struct of 2^53 - 2', "6: a collected struct where the victim's next edit"],
	},
	7: {
		[corpus]: [
			'7: delete everything a client wrote',
			'7: the same within 2^32',
			'7: the same for what is known',
		],
	},
	8: { [corpus]: ['8: the 21 bytes that make a document deaf'] },
	9: { [corpus]: ['9: an empty struct on a key that is there'] },
	10: { [corpus]: ['10: 100,000 empty collected structs'] },
	11: { [corpus]: ['11: an update of the second format'] },
	12: { [corpus]: ['12: JSON content nested 6,000 deep', '12: an embed nested 6,000 deep'] },
	13: { [corpus]: ['13: a value nested 6,000 deep'] },
	14: { [corpus]: ['14: a map nested 5,000 deep'] },
	15: { [corpus]: ['15: a root nobody declared', '15: 100,000 of them'] },
	16: { [corpus]: ['16: a million keys in a map'], [bounds]: ['[G11] the document stays within its budget'] },
	17: { [corpus]: ['17: a text of 100 MB'] },
	18: { [corpus]: ['18: 50,000 deletions of one character in reverse order'] },
	19: {
		[corpus]: ['19: 1,900 clients inserting at one place'],
		[shares]: ['a flood goes in turns'],
		[ids]: ['[G2] a person begins as many client ids as an honest one may need, and no more'],
	},
	20: {
		[corpus]: [
			'20: an update that stands on something absent',
			'20: 4,000 updates that stand on something absent',
		],
	},
	21: {
		[corpus]: [
			'21: a deletion for a client nobody has seen',
			'21: 6,000 deletions for clients nobody has seen',
		],
	},
	22: { [corpus]: ['22: a state vector with a million entries'] },
	23: { [corpus]: ['23: a thousand questions of 3 bytes'] },
	24: { [corpus]: ['24: __proto__ as a key inside a value'] },
	25: {
		[corpus]: [
			"25: __proto__ as a record's id",
			'25: __proto__ as a root',
			'25: __proto__ as an attribute of a text',
		],
	},
	26: {
		[corpus]: [
			'26: constructor as a key',
			'26: toString as a field',
			'26: hasOwnProperty as the id of a record',
		],
	},
	27: { [corpus]: ['27: a document in the document'] },
	28: { [corpus]: ['28: a root used as a text'] },
	29: { [corpus]: ['29: a million entries'] },
	30: { [corpus]: ['30: a state nested 5,000 deep'] },
	31: { [corpus]: ['31: a second entry that ends too early'] },
	32: { [corpus]: ["32: somebody else's state", "32: somebody else's goodbye"] },
	33: { [corpus]: ['33: the state '] },
	34: { [corpus]: ['34: the same id and clock with other contents'] },
	35: { [corpus]: ['35: the same id, a clock further'] },
	36: { [corpus]: ['36: a copied tab that asks for the id of the open one'] },
	37: { [corpus]: ['37: a record removed while somebody edits inside'] },
	38: { [corpus]: ['38: a record made again under the same id', '38: a note made again'] },
	39: { [corpus]: ['39: one lost update'] },
	// No worker threads: what is admitted is bounded beforehand, and the worst of it is paid for.
	40: {
		[foresight]: ['[G12] the steps foreseen are never fewer than those Yjs takes'],
		[recovery]: ['[R7] what throws is tried one by one, and what throws again alone is refused'],
		[shares]: [
			'what cannot be merged is paid for by whoever sent it',
			'one message that takes long is paid for at once',
		],
	},
};

/** The ten facts that name a danger on the server, and the rows about sockets and disks. */
const others: Readonly<Record<string, Places>> = {
	'deaf after a listener threw': {
		[recovery]: ['a listener that throws costs nobody an edit', 'one that was made deaf before'],
	},
	'power cuts': {
		'test/end-to-end/power-loss.test.ts': ['power cuts none loses a row that had its receipt'],
	},
	'forged structs under another person’s id': {
		'test/server/room/signed.test.ts': [
			'under a client id of somebody else it is refused, as without a signature',
		],
		[ids]: ['[G2] an id is bound by its first use, also after a restart'],
	},
	'an id chosen to win every conflict': { [ids]: ['one that is larger'] },
	'a refused update orphans what stands on it': {
		'test/server/room/session.test.ts': ['behind a refused one nothing is taken'],
	},
	'bad frames': {
		[raw]: ['a reserved bit', 'a frame that is not masked', 'sixteen thousand pieces of one byte'],
	},
	'half-open connections': { [raw]: ['connections that begin and say no more'] },
	'a client that never reads': {
		'test/server/room/session.test.ts': ['[S5] a socket that does not read is cut'],
	},
	'a full disk': {
		'test/end-to-end/bad-disk.test.ts': ['[ST35] while writes find no space they are refused'],
	},
	'a removed member': {
		'test/end-to-end/removal.test.ts': ['who goes on sending for 2.5 s after being removed'],
		'test/properties/removal.test.ts': ['removed during a stream of edits'],
	},
	'another wedding': {
		'test/properties/two-tenants.test.ts': ['[TT8] a socket at the other’s address is closed'],
	},
	'a viewer who writes': {
		'test/properties/isolation.test.ts': ['%s reads %s, and writes as the table says'],
	},
	'forged tokens': { 'test/server/auth/forged.test.ts': ['[TK2] forged: %s'] },
};

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const absent = (places: Places): readonly string[] =>
	Object.entries(places).flatMap(([path, titles]) => {
		const text = read(path);
		return titles.filter((title) => !text.includes(title)).map((title) => `${path}: ${title}`);
	});

test('every row of the table of inputs has its tests, 1 to 40', () => {
	expect(Object.keys(inputs).map(Number)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
	expect(
		Object.entries(inputs).flatMap(([row, places]) => absent(places).map((one) => `${row} → ${one}`)),
	).toEqual([]);
});

test.each(Object.entries(others))('so has %s', (_, places) => {
	expect(absent(places)).toEqual([]);
});

test('a title that is gone is noticed', () => {
	expect(absent({ [corpus]: ['1: a thousand buffers of roses'] })).toEqual([
		`${corpus}: 1: a thousand buffers of roses`,
	]);
});
