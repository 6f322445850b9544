/**
 * The directions of the house as data: each rule with its reason and a check that lists what breaks it. Pure, so that
 * every rule can be shown to fail on a made-up file.
 */
import { dirname } from 'node:path';
import type { Import, Source } from './source.ts';

export interface Rule {
	readonly name: string;
	/** `path: what is wrong`, for each thing that is. */
	readonly broken: (sources: readonly Source[]) => readonly string[];
}

/** A rule that looks at one import at a time. */
const eachImport = (name: string, fault: (from: string, to: Import) => string | undefined): Rule => ({
	name,
	broken: (sources) =>
		sources.flatMap(({ path, imports }) =>
			imports.flatMap((one) => {
				const sentence = fault(path, one);
				return sentence === undefined ? [] : [`${path}: ${sentence}`];
			}),
		),
});

/** A rule that looks at one file at a time. */
const eachSource = (name: string, faults: (source: Source) => readonly string[]): Rule => ({
	name,
	broken: (sources) => sources.flatMap((source) => faults(source).map((fault) => `${source.path}: ${fault}`)),
});

const isIn = (path: string, ...folders: readonly string[]): boolean =>
	folders.some((folder) => path === folder || path.startsWith(`${folder}/`));

const sharedKnowsNobody = eachImport(
	'shared imports only yjs, lib0, zod and itself',
	(from, { to, isOurs }) => {
		if (!isIn(from, 'shared')) return undefined;
		return (isOurs ? isIn(to, 'shared') : ['yjs', 'lib0', 'zod'].includes(to)) ? undefined : `imports ${to}`;
	},
);

const sidesDoNotMeet = eachImport(
	'client and server import shared, never each other',
	(from, { to, isOurs }) => {
		if (!isOurs || !isIn(from, 'client', 'server')) return undefined;
		return isIn(to, from.split('/')[0] ?? '', 'shared', 'package.json') ? undefined : `imports ${to}`;
	},
);

const nothingImportsTest = eachImport('nothing imports test', (from, { to, isOurs }) =>
	isOurs && isIn(to, 'test') && !isIn(from, 'test') ? `imports ${to}` : undefined,
);

const clientLayers: Readonly<Record<string, readonly string[]>> = {
	'client/sdk': ['client/sdk'],
	'client/react': ['client/sdk', 'client/react'],
	'client/web': ['client/sdk', 'client/react', 'client/web'],
};
const clientBuildsUp = eachImport('sdk ← react ← web', (from, { to, isOurs }) => {
	const layer = Object.keys(clientLayers).find((folder) => isIn(from, folder));
	if (layer === undefined || !isOurs || isIn(to, 'shared')) return undefined;
	return isIn(to, ...(clientLayers[layer] ?? [])) ? undefined : `imports ${to}`;
});

const sdkKnowsNoReact = eachImport('the SDK knows no React and runs anywhere', (from, { to }) =>
	isIn(from, 'client/sdk') && (/^(react|react-dom|wouter|lucide-react)$/.test(to) || to.startsWith('node:'))
		? `imports ${to}`
		: undefined,
);

const corePackages = ['yjs', 'lib0', 'y-protocols', 'zod', 'node:crypto'];
const ports = [
	'server/store/store.ts',
	'server/store/audit.ts',
	'server/store/sessions.ts',
	'server/store/suggestions.ts',
	'server/store/reach.ts',
	'server/store/alerts.ts',
	'server/auth/principal.ts',
	'server/ops/log.ts',
];
const coreKnowsPorts = eachImport('the room imports shared and ports', (from, { to, isOurs }) => {
	if (!isIn(from, 'server/room')) return undefined;
	const isKnown = isOurs ? isIn(to, 'shared', 'server/room', ...ports) : corePackages.includes(to);
	return isKnown ? undefined : `imports ${to}`;
});

const wordsKnow = [
	'shared',
	'server/notify/templates',
	'server/notify/channel.ts',
	'server/notify/segments.ts',
];
const wordsArePure = eachImport('words are made of facts alone', (from, { to, isOurs }) =>
	isIn(from, 'server/notify/templates') && !(isOurs && isIn(to, ...wordsKnow)) ? `imports ${to}` : undefined,
);

const adapters = [
	'server/store/sqlite.ts',
	'server/store/sqlite',
	'server/store/memory.ts',
	'server/store/blob-disk.ts',
	'server/store/blob-memory.ts',
];
const programs = [
	'server/main.ts',
	'server/ops/cli.ts',
	'server/ops/backup.ts',
	'server/ops/photo-copies.ts',
];
const adaptersAreWired = eachImport(
	'adapters are imported only by programs and their own kind',
	(from, { to, isOurs }) =>
		isOurs && isIn(to, ...adapters) && !isIn(from, 'server/store', 'test', ...programs)
			? `imports ${to}`
			: undefined,
);

const sole: Readonly<Record<string, string | readonly string[]>> = {
	'better-sqlite3': 'server/store/sqlite/database.ts',
	ws: 'server/routes/sync.ts',
	'@hono/node-server': 'server/main.ts',
	// What is signed by us, and what is signed for Google.
	jose: ['server/auth/token.ts', 'server/notify/channels/google-token.ts'],
	'web-push': 'server/notify/channels/web-push.ts',
	nodemailer: 'server/notify/channels/smtp.ts',
	aws4fetch: 'server/notify/channels/sns.ts',
	undici: 'server/webhooks/egress.ts',
	'ipaddr.js': 'server/webhooks/address.ts',
	'libphonenumber-js': 'server/notify/phone.ts',
	'y-websocket': 'client/sdk/connection.ts',
	'y-indexeddb': 'client/sdk/offline.ts',
};
const oneImporter = eachImport(
	'one importing file for each storage, transport and offline package',
	(from, { to }) => {
		if (isIn(from, 'test') || !Object.hasOwn(sole, to)) return undefined;
		const known = [sole[to] ?? []].flat();
		return known.includes(from) ? undefined : `imports ${to}, which is ${known.join(' and ')}'s alone`;
	},
);

const roots = [
	'server/main.ts',
	'server/config.ts',
	'server/ops/log.ts',
	'server/ops/system.ts',
	'server/ops/cli.ts',
	'server/ops/setup.mjs',
	'server/ops/dev.mjs',
	'client/sdk/open.ts',
	'client/sdk/system.ts',
	'test/world',
	// Programs of their own, run by hand, and suites that drive real processes.
	'test/bench',
	'test/end-to-end',
];
const ambient: readonly (readonly [string, RegExp])[] = [
	['Date.now', /\bDate\.now\b/],
	['new Date()', /\bnew Date\(\s*\)/],
	['Math.random', /\bMath\.random\b/],
	['performance.now', /\bperformance\.now\b/],
	['a timer', /(?<![.\w])set(Timeout|Interval|Immediate)\b|\bnode:timers/],
	['process.env', /\bprocess\.env\b/],
	['console', /(?<![.\w])console\./],
	['chance of the machine', /\b(randomUUID|getRandomValues|randomBytes|randomInt)\b/],
];
const worldIsHandedIn = eachSource(
	'time, chance, environment and console only at the roots',
	({ path, code }) =>
		isIn(path, ...roots)
			? []
			: ambient.flatMap(([name, pattern]) => (pattern.test(code) ? [`uses ${name}`] : [])),
);

/** Neighbours may know each other's types; what runs, and what crosses a folder, may not go round. */
const noCycles: Rule = {
	name: 'no cycles',
	broken(sources) {
		const next = new Map(
			sources.map(({ path, imports }) => [
				path,
				imports.filter(({ to, isOurs, isType }) => isOurs && !(isType && areNeighbours(path, to))),
			]),
		);
		const done = new Set<string>();
		const cycles: string[] = [];
		const walk = (path: string, trail: readonly string[]): void => {
			const start = trail.indexOf(path);
			if (start !== -1) cycles.push([...trail.slice(start), path].join(' → '));
			if (start !== -1 || done.has(path)) return;
			for (const { to } of next.get(path) ?? []) walk(to, [...trail, path]);
			done.add(path);
		};
		for (const path of next.keys()) walk(path, []);
		return cycles;
	},
};

const areNeighbours = (one: string, other: string): boolean => dirname(one) === dirname(other);

const bannedWords = /^(utils?|helpers?|common|misc|manager|service|handler)$/;
const namesSayWhat = eachSource('no barrels, and no name that says nothing', ({ path, code }) => {
	const words = path.replace('service-worker', '').split(/[/.-]/);
	const exported = [
		...code.matchAll(/\bexport\s+(?:abstract\s+)?(?:class|function|const|interface|type)\s+(\w+)/g),
	];
	return [
		...(/(^|\/)index\.(ts|tsx|mjs)$/.test(path) ? ['is a barrel'] : []),
		...words.filter((word) => bannedWords.test(word)).map((word) => `is named "${word}"`),
		...exported.flatMap(([, name = '']) =>
			/(Manager|Helper|Service|Handler)$/.test(name) ? [`exports ${name}`] : [],
		),
	];
});

const viewsStayViews = eachImport('server, shared and the SDK load no .tsx', (from, { to }) =>
	isIn(from, 'server', 'shared', 'client/sdk') && to.endsWith('.tsx') ? `imports ${to}` : undefined,
);

/** Declared tables may be as long as what they declare. */
const tables = ['shared/document/schema.ts', 'client/web/messages'];
const filesStaySmall = eachSource('no file has more than 400 lines; a suite, 600', ({ path, text }) => {
	const lines = text.split('\n').length - 1;
	const most = isIn(path, 'test') ? 600 : 400;
	return lines > most && !isIn(path, ...tables) ? [`has ${lines} lines`] : [];
});

const filesSayWhatTheyAre = eachSource(
	'every file of the product begins by saying what it is',
	({ path, text }) => (isIn(path, 'test') || /^(#!.*\n)?\/\*\*/.test(text) ? [] : ['does not']),
);

const testsTest = eachSource('no test is left out, mocks a module or sleeps', ({ path, code }) => {
	if (!path.includes('.test.')) return [];
	const out = /\b(it|test|describe)\.(skip|only|todo|skipIf|runIf)\b|\b(xit|xdescribe)\(/.test(code);
	return [
		...(out ? ['leaves a test out'] : []),
		...(/\bvi\.(mock|doMock)\(/.test(code) ? ['mocks a module'] : []),
	];
});

export const rules: readonly Rule[] = [
	sharedKnowsNobody,
	sidesDoNotMeet,
	nothingImportsTest,
	clientBuildsUp,
	sdkKnowsNoReact,
	coreKnowsPorts,
	wordsArePure,
	adaptersAreWired,
	oneImporter,
	worldIsHandedIn,
	noCycles,
	namesSayWhat,
	viewsStayViews,
	filesStaySmall,
	filesSayWhatTheyAre,
	testsTest,
];
