/**
 * Makes a fresh clone ready: packages as the lock file names them, the web app built from the present sources and, for the
 * tests, Debian's programs they drive. Runs before every `npm start` and `npm test`, on whatever Node the machine has (20 or
 * newer) and before anything is installed: so plain JavaScript, and no import but Node's own. Does nothing twice.
 *
 *   node server/ops/setup.mjs [--no-build] [--test]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	accessSync,
	constants,
	existsSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ownNode = join(root, 'node_modules/.bin/node');
const wishes = new Set(process.argv.slice(2));
/** By program. Chromium alone brings one font; the pages are looked at in those most people see. */
const packagesOf = { chromium: ['chromium', 'fonts-liberation'], strace: ['strace'] };

if (!isInstalled()) install();
if (!wishes.has('--no-build')) buildApp();
if (wishes.has('--test')) installPrograms(Object.keys(packagesOf));

/** Compares what npm says it installed with the lock file, so a changed lock file or a cut-off install is noticed. */
function isInstalled() {
	const hidden = join(root, 'node_modules/.package-lock.json');
	if (!existsSync(hidden) || !existsSync(ownNode)) return false;
	const wanted = Object.entries(readJson(join(root, 'package-lock.json')).packages);
	const present = readJson(hidden).packages;
	return wanted.every(([path, { version, optional }]) => {
		if (path === '') return true;
		return present[path] === undefined ? optional === true : present[path].version === version;
	});
}

function install() {
	console.log('Installing the packages that package-lock.json names …');
	run('npm', ['ci', '--loglevel=notice'], { PATH: pathWithoutOwnPrograms() });
	run(ownNode, ['--version']);
}

/** `npm ci` deletes node_modules: nothing it starts may be found there. */
function pathWithoutOwnPrograms() {
	const own = join(root, 'node_modules/.bin');
	return (process.env.PATH ?? '')
		.split(delimiter)
		.filter((folder) => folder !== own)
		.join(delimiter);
}

/** Built beside and moved into place, so a running server or a second build never sees half of one. */
function buildApp() {
	const dist = join(root, 'client/dist');
	const stamp = join(dist, '.sources');
	const digest = digestOf(['client', 'shared', 'package-lock.json']);
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
	console.log('Building the web app …');
	const fresh = join(root, `node_modules/.app.${process.pid}`);
	const vite = join(root, 'node_modules/vite/bin/vite.js');
	run(ownNode, [vite, 'build', '--config', 'client/web/vite.config.ts', '--outDir', fresh]);
	writeFileSync(join(fresh, '.sources'), digest);
	rmSync(dist, { recursive: true, force: true });
	renameSync(fresh, dist);
}

function digestOf(places) {
	const digest = createHash('sha256');
	for (const path of places.flatMap(filesOf))
		digest.update(`${path}\n`).update(readFileSync(join(root, path)));
	return digest.digest('hex');
}

function filesOf(place) {
	if (!statSync(join(root, place)).isDirectory()) return [place];
	if (place.startsWith('client/dist')) return [];
	const names = readdirSync(join(root, place)).sort();
	return names.flatMap((name) => filesOf(`${place}/${name}`));
}

function installPrograms(names) {
	const missing = names.filter((name) => !isOnPath(name));
	if (missing.length === 0) return;
	const packages = missing.flatMap((name) => packagesOf[name]);
	const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
	if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
		fail(
			`The tests drive ${missing.join(' and ')}. Install with your system's packages, on Debian: sudo ${command}`,
		);
	}
	console.log(`Installing ${missing.join(' and ')}, which the tests drive …`);
	run('apt-get', ['update'], { DEBIAN_FRONTEND: 'noninteractive' });
	const [program, ...rest] = command.split(' ');
	run(program, rest, { DEBIAN_FRONTEND: 'noninteractive' });
}

function isOnPath(name) {
	return (process.env.PATH ?? '').split(delimiter).some((folder) => {
		try {
			accessSync(join(folder, name), constants.X_OK);
			return true;
		} catch {
			return false;
		}
	});
}

function run(program, rest, environment = {}) {
	const { status, error } = spawnSync(program, rest, {
		cwd: root,
		stdio: 'inherit',
		env: { ...process.env, ...environment },
	});
	if (status === 0) return;
	const why = error === undefined ? `ended with ${status}` : error.message;
	fail(
		`Setting up stopped: ${[program, ...rest].join(' ')} ${why}. Its own words are above; put that right and run this again.`,
	);
}

function readJson(path) {
	return JSON.parse(readFileSync(path, 'utf8'));
}

function fail(sentence) {
	console.error(sentence);
	process.exit(1);
}
