import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carry, rebase } from '../../../client/react/note-merge.ts';

const text = fc.string({ maxLength: 20 });

describe('a note typed while others write', () => {
	it('is what was typed if nobody else wrote, and what the others wrote if nothing was typed', () => {
		fc.assert(
			fc.property(text, text, (base, changed) => {
				expect(rebase(base, changed, base)).toBe(changed);
				expect(rebase(base, base, changed)).toBe(changed);
			}),
		);
	});

	it('keeps both where they wrote in different places', () => {
		expect(rebase('bread, milk', 'bread, milk, eggs', 'fresh bread, milk')).toBe('fresh bread, milk, eggs');
		expect(rebase('bread, milk', 'brown bread, milk', 'bread, oat milk')).toBe('brown bread, oat milk');
		expect(rebase('bread, milk', 'milk', 'bread, milk!')).toBe('milk!');
	});

	it('loses neither insertion, wherever both were made', () => {
		const at = fc.nat(20);
		fc.assert(
			fc.property(fc.stringMatching(/^[a-z]{0,20}$/), at, at, (base, mine, theirs) => {
				const insert = (position: number, word: string) =>
					base.slice(0, Math.min(position, base.length)) + word + base.slice(Math.min(position, base.length));
				const merged = rebase(base, insert(mine, 'MINE'), insert(theirs, 'THEIRS'));
				expect([merged.includes('MINE'), merged.includes('THEIRS')]).toEqual([true, true]);
				expect(merged.replace('MINE', '').replace('THEIRS', '')).toBe(base);
			}),
		);
	});

	it('keeps the caret between the same two letters', () => {
		expect(carry(3, 'abcdef', 'XXabcdef')).toBe(5);
		expect(carry(3, 'abcdef', 'abcdefXX')).toBe(3);
		expect(carry(5, 'abcdef', 'abf')).toBe(2);
	});
});
