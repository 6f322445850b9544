import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accentTones, contrast, inkOn } from '../../../client/web/accent.ts';
import { colourOf, initials } from '../../../client/web/initials.ts';
import { colourOf as usualColour } from '../../../shared/wire/presence.ts';

const colour = fc
	.integer({ min: 0, max: 0xff_ff_ff })
	.map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('the couple’s colour', () => {
	it('is readable on every paper of its theme, whatever they chose', () => {
		fc.assert(
			fc.property(colour, (chosen) => {
				const tones = accentTones(chosen);
				for (const paper of ['#faf6ee', '#fffdf9', '#f3ecdf']) {
					expect(contrast(tones.light, paper)).toBeGreaterThanOrEqual(4.5);
				}
				for (const paper of ['#1b1815', '#26211c', '#14110f']) {
					expect(contrast(tones.dark, paper)).toBeGreaterThanOrEqual(4.5);
				}
				expect(contrast(tones.outdoor, '#ffffff')).toBeGreaterThanOrEqual(7);
				// What is written on it, see --on-accent in tokens.css.
				expect(contrast(tones.light, '#ffffff')).toBeGreaterThanOrEqual(4.5);
				expect(contrast(tones.dark, '#201a15')).toBeGreaterThanOrEqual(4.5);
			}),
		);
	});

	it('stays as it is where it is readable already', () => {
		expect(accentTones('#8c3f4f').light).toBe('#8c3f4f');
	});
});

describe('a person’s disc', () => {
	it('has readable letters on any colour', () => {
		fc.assert(
			fc.property(colour, (back) => {
				expect(contrast(inkOn(back), back)).toBeGreaterThanOrEqual(4.5);
			}),
		);
	});

	it('shows the first letters of the first and last name', () => {
		expect(['Mia Berg', 'Anna Maria de Vries', 'Édith', 'DJ & Crew', '  ', '李 明'].map(initials)).toEqual([
			'MB',
			'AV',
			'É',
			'DC',
			'·',
			'李明',
		]);
	});

	it('has a colour of its own on every device, the chosen one first', () => {
		expect(colourOf({ id: 'mia', colour: '#123456' })).toBe('#123456');
		// Also the one that the relay gives those who are here.
		expect(colourOf({ id: 'mia' })).toBe(usualColour('mia'));
	});
});
