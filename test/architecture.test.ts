import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rules } from './architecture/rules.ts';
import { blanked, readSources, sourceOf } from './architecture/source.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = readSources(root, ['shared', 'server', 'client', 'test']);

describe('the house', () => {
	it('is looked at whole', () => {
		expect(sources.map(({ path }) => path)).toEqual(
			expect.arrayContaining([
				'server/main.ts',
				'shared/result.ts',
				'client/sdk/handle.ts',
				'test/architecture.test.ts',
			]),
		);
	});

	it.each(rules)('keeps the rule: $name', ({ broken }) => {
		expect(broken(sources)).toEqual([]);
	});
});

/** For every rule at least one made-up file that breaks it, and what is said of it. */
const breaches: readonly (readonly [rule: string, path: string, text: string, said: string])[] = [
	['shared imports only', 'shared/a.ts', "import { join } from 'node:path';", 'imports node:path'],
	['shared imports only', 'shared/a.ts', "export type { B } from '../server/b.ts';", 'imports server/b.ts'],
	['shared imports only', 'shared/a.ts', "const ws = await import('ws');", 'imports ws'],
	[
		'client and server',
		'server/a.ts',
		"import type { B } from '../client/sdk/b.ts';",
		'imports client/sdk/b.ts',
	],
	['client and server', 'client/web/a.ts', "import '../../server/b.ts';", 'imports server/b.ts'],
	['nothing imports test', 'server/a.ts', "import { b } from '../test/b.ts';", 'imports test/b.ts'],
	['sdk ← react ← web', 'client/sdk/a.ts', "import { b } from '../react/b.ts';", 'imports client/react/b.ts'],
	['sdk ← react ← web', 'client/react/a.ts', "import { b } from '../web/b.ts';", 'imports client/web/b.ts'],
	['the SDK knows no React', 'client/sdk/a.ts', "import { useState } from 'react';", 'imports react'],
	[
		'the SDK knows no React',
		'client/sdk/a.ts',
		"import { readFile } from 'node:fs/promises';",
		'imports node:fs/promises',
	],
	[
		'the room imports',
		'server/room/a.ts',
		"import { b } from '../routes/b.ts';",
		'imports server/routes/b.ts',
	],
	[
		'the room imports',
		'server/room/a.ts',
		"import { openSqlite } from '../store/sqlite.ts';",
		'imports server/store/sqlite.ts',
	],
	['the room imports', 'server/room/a.ts', "import { WebSocket } from 'ws';", 'imports ws'],
	[
		'words are made of facts',
		'server/notify/templates/a.ts',
		"import type { Store } from '../../store/store.ts';",
		'imports server/store/store.ts',
	],
	['words are made of facts', 'server/notify/templates/a.ts', "import 'zod';", 'imports zod'],
	[
		'adapters are imported',
		'server/routes/a.ts',
		"import { o } from '../store/sqlite.ts';",
		'imports server/store/sqlite.ts',
	],
	[
		'adapters are imported',
		'server/app.ts',
		"new URL('./store/sqlite/worker.ts', import.meta.url);",
		'imports server/store/sqlite/worker.ts',
	],
	[
		'adapters are imported',
		'server/photos/a.ts',
		"import { o } from '../store/blob-disk.ts';",
		'imports server/store/blob-disk.ts',
	],
	[
		'one importing file',
		'server/routes/a.ts',
		"import Sqlite from 'better-sqlite3';",
		"imports better-sqlite3, which is server/store/sqlite/database.ts's alone",
	],
	[
		'one importing file',
		'server/notify/a.ts',
		"import { SignJWT } from 'jose';",
		"imports jose, which is server/auth/token.ts and server/notify/channels/google-token.ts's alone",
	],
	[
		'one importing file',
		'server/routes/a.ts',
		"import { parsePhoneNumberFromString } from 'libphonenumber-js/min';",
		"imports libphonenumber-js, which is server/notify/phone.ts's alone",
	],
	[
		'one importing file',
		'server/notify/a.ts',
		"import { createTransport } from 'nodemailer';",
		"imports nodemailer, which is server/notify/channels/smtp.ts's alone",
	],
	[
		'one importing file',
		'server/notify/a.ts',
		"import { AwsV4Signer } from 'aws4fetch';",
		"imports aws4fetch, which is server/notify/channels/sns.ts's alone",
	],
	['time, chance', 'server/a.ts', 'const at = Date.now();', 'uses Date.now'],
	['time, chance', 'server/a.ts', 'const at = new Date( );', 'uses new Date()'],
	['time, chance', 'client/web/a.tsx', 'const x = <b>{`${Math.random()}`}</b>;', 'uses Math.random'],
	['time, chance', 'client/sdk/a.ts', 'const at = performance.now();', 'uses performance.now'],
	[
		'time, chance',
		'test/server/a.test.ts',
		'await new Promise((done) => setTimeout(done, 10));',
		'uses a timer',
	],
	['time, chance', 'server/room/a.ts', 'const { X } = process.env;', 'uses process.env'],
	['time, chance', 'shared/a.ts', "/** Says so. */ console.log('x');", 'uses console'],
	['time, chance', 'server/a.ts', 'const id = crypto.randomUUID();', 'uses chance of the machine'],
	['no cycles', 'server/a.ts', "import { a } from './a.ts';", 'server/a.ts → server/a.ts'],
	['no barrels', 'server/index.ts', '', 'is a barrel'],
	['no barrels', 'server/string-utils.ts', '', 'is named "utils"'],
	['no barrels', 'server/common/a.ts', '', 'is named "common"'],
	['no barrels', 'server/a.ts', 'export class RoomManager {}', 'exports RoomManager'],
	['load no .tsx', 'client/sdk/a.ts', "import { Page } from './page.tsx';", 'imports client/sdk/page.tsx'],
	['no file has more than', 'server/a.ts', '\n'.repeat(401), 'has 401 lines'],
	['every file of the product', 'server/a.ts', 'const a = 1;', 'does not'],
	['no test is left out', 'test/a.test.ts', "it.skip('works', () => {});", 'leaves a test out'],
	['no test is left out', 'test/a.test.ts', "vi.mock('./b.ts');", 'mocks a module'],
];

describe('each rule', () => {
	it.each(breaches)('"%s…" is broken by %s: %j', (start, path, text, said) => {
		const rule = rules.find(({ name }) => name.includes(start));
		expect(rule?.broken([sourceOf(path, text)]).join('\n')).toContain(said);
	});

	it('has an example that breaks it', () => {
		const shown = rules.filter(({ name }) => breaches.some(([start]) => name.includes(start)));
		expect(shown).toHaveLength(rules.length);
	});

	it('finds a cycle of several files once', () => {
		const cycle = [
			sourceOf('server/a.ts', "import { b } from './b.ts';"),
			sourceOf('server/b.ts', "import { c } from './c.ts';"),
			sourceOf('server/c.ts', "import { a } from './a.ts';"),
		];
		const rule = rules.find(({ name }) => name === 'no cycles');
		expect(rule?.broken(cycle)).toEqual(['server/a.ts → server/b.ts → server/c.ts → server/a.ts']);
	});

	it('lets neighbours know each other by type, but not folders', () => {
		const rule = rules.find(({ name }) => name === 'no cycles');
		const a = "import type { B } from './b.ts';";
		const b = "import { type A } from './a.ts';";
		expect(rule?.broken([sourceOf('server/a.ts', a), sourceOf('server/b.ts', b)])).toEqual([]);
		const room = "import type { B } from '../store/b.ts';";
		const store = "import { type A } from '../room/a.ts';";
		expect(rule?.broken([sourceOf('server/room/a.ts', room), sourceOf('server/store/b.ts', store)])).toEqual([
			'server/room/a.ts → server/store/b.ts → server/room/a.ts',
		]);
	});
});

describe('the scanner', () => {
	it.each([
		['// Date.now()\nconst a = 1;', '             \nconst a = 1;'],
		['const a = "Date.now()"; b', 'const a = "          "; b'],
		["const a = 'it\\'s'; b", "const a = '     '; b"],
		['const a = `x ${b(`y ${c}`)} z`; d', 'const a = `  ${b(`  ${c}`)}  `; d'],
		['const a = `x ${{ b: 1 }.b} y`; c', 'const a = `  ${{ b: 1 }.b}  `; c'],
		['const a = /["\'`]/g.test(b); c', 'const a = /     /g.test(b); c'],
		['const a = b / c / d; // e', 'const a = b / c / d;     '],
		['/* a\nb */ c', '    \n     c'],
	])('blanks %j', (text, blank) => {
		expect(blanked(text)).toBe(blank);
	});

	it('finds every way to import, types included, and nothing in strings and comments', () => {
		const text = [
			"import a, { type B } from './b.ts';",
			"import type {\n\tC,\n} from '../c.ts';",
			"export { d } from './d.ts';",
			"import './e.css';",
			"const f = await import('f/deep');",
			"import { g } from '@scope/g/deep';",
			"new Worker(new URL('./h.ts', import.meta.url));",
			"// import { i } from './i.ts';",
			'const j = "import { j } from \'./j.ts\'";',
		].join('\n');
		const found = sourceOf('server/room/a.ts', text).imports.map(({ to }) => to);
		expect(found.sort()).toEqual([
			'@scope/g',
			'f',
			'server/c.ts',
			'server/room/b.ts',
			'server/room/d.ts',
			'server/room/e.css',
			'server/room/h.ts',
		]);
	});
});
