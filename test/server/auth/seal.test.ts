import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeal } from '../../../server/auth/seal.ts';

const key = new Uint8Array(32).fill(7);
const word = fc.stringMatching(/^[\w-]{0,20}$/);

describe('a seal', () => {
	it('gives back the words that were sealed, and nothing with a letter changed, added or left out', () => {
		const { close, open } = createSeal(key, 32);
		fc.assert(
			fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), fc.nat(), (words, place) => {
				const sealed = close(words);
				expect(open(sealed)).toEqual(words);
				const at = place % sealed.length;
				const other = sealed[at] === 'A' ? 'B' : 'A';
				expect(open(`${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`)).toBeUndefined();
				expect(open(`${sealed.slice(0, at)}${sealed.slice(at + 1)}`)).toBeUndefined();
				expect(open(`${sealed}A`)).toBeUndefined();
			}),
			{ numRuns: 300 },
		);
	});

	it('is opened by its own key alone, and by no empty or endless text', () => {
		const { close, open } = createSeal(key, 43);
		const sealed = close(['a', 1]);
		expect(open(sealed)).toEqual(['a', '1']);
		expect(createSeal(new Uint8Array(32), 43).open(sealed)).toBeUndefined();
		expect(['', '.', 'a', `${'a'.repeat(400)}.b`].map(open)).toEqual([
			undefined,
			undefined,
			undefined,
			undefined,
		]);
	});

	it('takes no word that could be two', () => {
		expect(() => createSeal(key, 32).close(['a.b', 'd'])).toThrow('told apart');
	});
});
