/**
 * The operator's command line, `npm run wedsync -- …`. Backup, restore and verify work on the database's file; what changes a
 * wedding goes to the running server. Exits 0 if it was done, 1 with a sentence that says what to do if not.
 */
import { parseArgs } from 'node:util';
import { keptSecret, secretOf } from '../auth/secret.ts';
import { keptKeyRing } from '../auth/key-ring.ts';
import { createTokens } from '../auth/token.ts';
import { type Config, databasePath, readConfig } from '../config.ts';
import { backUp, done, failed, restore, type Said, verifyFile } from './backup.ts';
import { examine } from './doctor.ts';
import { deadLetters, replay } from './letters.ts';
import { createOperatorCalls, type OperatorCalls } from './operator-calls.ts';
import { systemClock, systemRandom as random } from './system.ts';

async function command(words: readonly string[], config: Config): Promise<Said> {
	let parsed: ReturnType<typeof parse>;
	try {
		parsed = parse(words);
	} catch (cause) {
		return failed(cause instanceof Error ? cause.message : String(cause), ...usage);
	}
	const { positionals, values } = parsed;
	const [name, ...rest] = positionals;
	const [first] = rest;
	const database = databasePath(config.data);
	if (name === undefined || name === 'help' || values.help) return done(...usage);
	if (name === 'backup' && first !== undefined)
		return backUp(database, first, { random, now: systemClock.now() });
	if (name === 'restore' && first !== undefined)
		return restore(first, database, { random, force: values.force, now: systemClock.now() });
	if (name === 'verify') return verifyFile(first ?? database);
	if (name === 'doctor') return examine(config, { clock: systemClock, random });
	if (name === 'wedding' && first === 'create') return createWedding(callsTo(config), rest.slice(1));
	if (name === 'rotate-keys') return rotateKeys(callsTo(config), values);
	if (name === 'dead-letters') return deadLetters(callsTo(config), first, values);
	if (name === 'replay') return replay(callsTo(config), first, values);
	if (name === 'token') return createToken(callsTo(config), rest, values);
	return failed(`"${words.join(' ')}" is not a command.`, ...usage);
}

function parse(words: readonly string[]) {
	return parseArgs({
		args: [...words],
		allowPositionals: true,
		options: {
			help: { type: 'boolean', default: false },
			force: { type: 'boolean', default: false },
			forget: { type: 'boolean', default: false },
			person: { type: 'string' },
			ttl: { type: 'string' },
			wedding: { type: 'string' },
			event: { type: 'string' },
		},
	});
}

function callsTo({ host, port, data, secret }: Config): OperatorCalls {
	const isEverywhere = host === '0.0.0.0' || host === '::';
	const address = isEverywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
	const tokens = () =>
		createTokens(
			secret === undefined ? keptSecret(data, random) : secretOf(secret),
			systemClock,
			keptKeyRing(data),
		);
	return createOperatorCalls(`http://${address}:${port}`, () => tokens().issueOperator());
}

async function createWedding(calls: OperatorCalls, words: readonly string[]): Promise<Said> {
	const [name, date, timeZone, place] = words;
	if (name === undefined || date === undefined || timeZone === undefined) {
		return failed('A wedding needs a name, a date and a time zone.', ...usage);
	}
	const made = await calls.post('/api/weddings', {
		name,
		date,
		timeZone,
		...(place === undefined ? {} : { place }),
	});
	if (!made.ok) return failed(made.error);
	return done(String(made.value.id));
}

async function createToken(
	calls: OperatorCalls,
	[wedding, name, role, trade]: readonly string[],
	{ person, ttl }: { readonly person?: string | undefined; readonly ttl?: string | undefined },
): Promise<Said> {
	const who = person === undefined ? { name, role, ...(trade === undefined ? {} : { trade }) } : { person };
	const body = { wedding, ...who, ...(ttl === undefined ? {} : { ttlSeconds: Number(ttl) }) };
	const made = await calls.post('/api/tokens', body);
	return made.ok ? done(JSON.stringify(made.value, undefined, 2)) : failed(made.error);
}

async function rotateKeys(calls: OperatorCalls, { forget }: { readonly forget: boolean }): Promise<Said> {
	const rotated = await calls.post('/api/tokens/rotate-keys', { forget });
	if (!rotated.ok) return failed(rotated.error);
	const rest = forget
		? 'No token of before is good; devices get new ones by themselves, back ends need one made.'
		: 'Tokens of before are good until they end.';
	return done(`Tokens are signed with key ${rotated.value.current} from here on. ${rest}`);
}

const usage: readonly string[] = [
	'npm run wedsync -- <command>',
	'  backup <file>                                      a copy of all weddings, while the server runs, and of their photos',
	"                                                     in <file>.blobs beside it; keep the folder's",
	'                                                     "secret", "operator-key.sha256", "token-keys" and "vapid-key"',
	'  restore <file> [--force]                           puts a backup in place; stop the server first',
	'  verify [<file>]                                    checks every byte of the database or of a backup',
	'  doctor                                             asks each provider of WEDSYNC_PROVIDERS whether its keys are good',
	'  wedding create <name> <date> <time zone> [<place>] says the id of the new wedding',
	'  token <wedding> <name> <role> [<trade>] [--ttl <seconds>]   somebody new, and their token',
	'  token <wedding> --person <id> [--ttl <seconds>]             a token for somebody who is there',
	'  dead-letters [<observer>] [--wedding <id>]         what was put aside: events that an observer failed at, one a line, and',
	'                                                     how many deliveries nobody took',
	'  replay [<observer>] [--wedding <id>] [--event <id>]   tries such events again',
	'  replay deliveries [--wedding <id>]                 tries deliveries again that nobody took',
	'  rotate-keys [--forget]                             signs tokens with a new key; --forget after a leak: none of',
	'                                                     before is good any more',
];

// What is made here may hold a whole wedding: for its owner only.
process.umask(0o077);
const config = readConfig(process.env);
const said = config.ok ? await command(process.argv.slice(2), config.value) : failed(config.error);
for (const line of said.lines) (said.isDone ? process.stdout : process.stderr).write(`${line}\n`);
process.exitCode = said.isDone ? 0 : 1;
