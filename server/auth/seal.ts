/**
 * Words that are given out and come back as they were: joined with points and sealed with a key, so that whoever brings them could not have
 * made them. Guards: nothing is opened that was not sealed under this key, whole; comparing takes as long whatever is wrong. It hides
 * nothing: the words can be read by whoever holds them.
 */
import { createHmac } from 'node:crypto';
import { isSame } from './secret.ts';

export interface Seal {
	/** Ids, numbers, hashes: letters, digits, `_` and `-` only. */
	close(words: readonly (string | number)[]): string;
	/** The words as they were; undefined for what we never sealed. */
	open(sealed: string): readonly string[] | undefined;
}

/** `length` of the seal in base64url, 6 bits each. */
export function createSeal(key: Uint8Array, length: number): Seal {
	const macOf = (text: string) => createHmac('sha256', key).update(text).digest('base64url').slice(0, length);
	return {
		close(words) {
			const text = words.join('.');
			if (!words.every((word) => shape.test(String(word))))
				throw new Error('these words cannot be told apart once they are sealed');
			return `${text}.${macOf(text)}`;
		},
		open(sealed) {
			const end = sealed.length > longest ? -1 : sealed.lastIndexOf('.');
			const text = sealed.slice(0, Math.max(0, end));
			return end >= 0 && isSame(sealed.slice(end + 1), macOf(text)) ? text.split('.') : undefined;
		},
	};
}

const shape = /^[\w-]*$/;
const longest = 400;
