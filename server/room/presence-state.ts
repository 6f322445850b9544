/**
 * One presence entry's text, read and written again with the server's own word for who it is. Guards: nothing a stranger sends can
 * say who somebody is (`user` is replaced, `person` and `role` are dropped), break whoever reads it (objects only, shallow, small, no keys that
 * reach into prototypes), or say more than its schema has room for. What cannot be read at all is nothing.
 */
import { type PresentUser, saidOfOneself } from '../../shared/wire/presence.ts';
import { limits } from './limits.ts';

/** What somebody says, without who it is; `null` is a goodbye. */
export type Said = Readonly<Record<string, unknown>> | null;

/** Undefined for what is no entry: the one before it stays. */
export function readSaid(text: string): Said | undefined {
	if (Buffer.byteLength(text) > limits.presenceBytes) return undefined;
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		// Not JSON: a presence nobody could read is as good as none.
		return undefined;
	}
	if (value === null) return null;
	if (typeof value !== 'object' || Array.isArray(value) || !isHarmless(value, limits.presenceDepth))
		return undefined;
	return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => kept(key, one)));
}

export function stamp(said: Said, user: PresentUser): string {
	return said === null ? 'null' : JSON.stringify({ ...said, user });
}

function kept(key: string, value: unknown): readonly (readonly [string, unknown])[] {
	if (identity.has(key)) return [];
	if (!isOwnWord(key)) return [[key, value]];
	const parsed = saidOfOneself[key].safeParse(value);
	return parsed.success ? [[key, parsed.data]] : [];
}

function isOwnWord(key: string): key is keyof typeof saidOfOneself {
	return Object.hasOwn(saidOfOneself, key);
}

function isHarmless(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return true;
	if (levels === 0) return false;
	if (!Array.isArray(value) && Object.keys(value).some((key) => forbidden.has(key))) return false;
	return Object.values(value).every((inner) => isHarmless(inner, levels - 1));
}

/** Words for who somebody is: only the server says them. */
const identity: ReadonlySet<string> = new Set(['user', 'person', 'role']);
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
