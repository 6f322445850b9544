/**
 * A file as the architecture rules see it: its code with comments and the insides of strings blanked out (positions kept), so
 * that no rule trips over a sentence, and the modules it imports, types included.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export interface Source {
	/** From the repository's root: `server/room/room.ts`. */
	readonly path: string;
	readonly text: string;
	readonly code: string;
	readonly imports: readonly Import[];
}

export interface Import {
	/** A file of ours by its path; anything else by its package's name or `node:…`. */
	readonly to: string;
	readonly isOurs: boolean;
	/** Nothing but types: gone when it runs. */
	readonly isType: boolean;
}

export function sourceOf(path: string, text: string): Source {
	const code = blanked(text);
	return { path, text, code, imports: importsIn(path, text, code) };
}

export function readSources(root: string, folders: readonly string[]): readonly Source[] {
	return folders.flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
			.map((entry) => normalize(join(entry.parentPath, entry.name)).slice(join(root, '/').length))
			.filter((path) => !path.startsWith('client/dist/') && !path.endsWith('.d.ts'))
			.map((path) => sourceOf(path, readFileSync(join(root, path), 'utf8'))),
	);
}

function importsIn(path: string, text: string, code: string): readonly Import[] {
	return specifiers.flatMap((pattern) =>
		[...code.matchAll(pattern)].flatMap((found) => {
			// The insides of strings are blank in the code: the name is read from the text, at the same place.
			const start = found.index + found[0].length;
			const end = Math.min(
				...['"', "'", '`'].map((quote) => (text.indexOf(quote, start) + 1 || Infinity) - 1),
			);
			const name = text.slice(start, end);
			const isModule = !found[0].startsWith('new URL') || /\.(ts|tsx|mjs)$/.test(name);
			return isModule ? [importOf(path, name, isTypeImport(found[0]))] : [];
		}),
	);
}

function importOf(path: string, specifier: string, isType: boolean): Import {
	if (specifier.startsWith('.'))
		return { to: normalize(join(dirname(path), specifier)), isOurs: true, isType };
	if (specifier.startsWith('node:')) return { to: specifier, isOurs: false, isType };
	const parts = specifier.split('/');
	return { to: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/'), isOurs: false, isType };
}

function isTypeImport(statement: string): boolean {
	if (/^(import|export)\s+type\b/.test(statement)) return true;
	const names = /^(?:import|export)\s*\{([^}]*)\}/.exec(statement)?.[1]?.split(',') ?? [];
	const given = names.map((name) => name.trim()).filter(Boolean);
	return given.length > 0 && given.every((name) => name.startsWith('type '));
}

/** Comments and the insides of strings become spaces; quotes, `${…}` and everything else stay where they are. */
export function blanked(text: string): string {
	const out = [...text];
	const blank = (from: number, to: number) => {
		for (let at = from; at < to; at++) if (out[at] !== '\n') out[at] = ' ';
	};
	/** Braces open inside each `${…}` we are in. */
	const depths: number[] = [];
	let at = 0;
	while (at < text.length) {
		const end = endOfToken(text, at, out);
		const two = text.slice(at, at + 2);
		const depth = depths.at(-1);
		if (two === '//' || two === '/*') blank(at, end);
		else if (text[at] === '"' || text[at] === "'" || isRegex(text, at, out)) blank(at + 1, end - 1);
		else if (text[at] === '`' || (text[at] === '}' && depth === 0)) {
			if (text[at] === '}') depths.pop();
			const stop = endOfTemplate(text, at + 1);
			blank(at + 1, text.startsWith('${', stop) ? stop : stop - 1);
			if (text.startsWith('${', stop)) depths.push(0);
			at = text.startsWith('${', stop) ? stop + 2 : stop;
			continue;
		} else if (text[at] === '{' && depth !== undefined) depths[depths.length - 1] = depth + 1;
		else if (text[at] === '}' && depth !== undefined) depths[depths.length - 1] = depth - 1;
		at = end;
	}
	return out.join('');
}

/** Behind the comment, string or regular expression that begins here, or behind this one character. */
function endOfToken(text: string, at: number, out: readonly string[]): number {
	const rest = (pattern: RegExp) => {
		pattern.lastIndex = at;
		return at + (pattern.exec(text)?.[0].length ?? 1);
	};
	if (text.startsWith('//', at)) return rest(/[^\n]*/y);
	if (text.startsWith('/*', at)) return rest(/\/\*[\s\S]*?(\*\/|$)/y);
	if (text[at] === '"') return rest(/"(\\[\s\S]|[^"\\\n])*"?/y);
	if (text[at] === "'") return rest(/'(\\[\s\S]|[^'\\\n])*'?/y);
	if (isRegex(text, at, out)) return rest(/\/(\\.|\[(\\.|[^\]\\\n])*\]|[^/\\[\n])+\//y);
	return at + 1;
}

/** A slash begins a regular expression where no value stands before it. */
function isRegex(text: string, at: number, out: readonly string[]): boolean {
	if (text[at] !== '/') return false;
	const before = out
		.slice(Math.max(0, at - 60), at)
		.join('')
		.trimEnd();
	return before === '' || /[(,=:[!&|?{};>+]$|\b(return|case|typeof)$/.test(before);
}

/** Behind the closing backtick, or at the next `${`. */
function endOfTemplate(text: string, from: number): number {
	const part = /(\\[\s\S]|\$(?!\{)|[^`\\$])*/y;
	part.lastIndex = from;
	const end = from + (part.exec(text)?.[0].length ?? 0);
	return text[end] === '`' ? end + 1 : end;
}

/** Each ends right before the name. */
const specifiers = [
	/\b(?:import|export)\b[^'"`;]*?\bfrom\s*['"]/g,
	/\bimport\s*['"]/g,
	/\bimport\s*\(\s*['"]/g,
	/\bnew URL\(\s*['"](?=\s*['"]\s*,\s*import\.meta\.url)/g,
];
