/** How many segments a text message is, as carriers count them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGsm7, segmentsOf } from '../../../server/notify/segments.ts';

describe('a text message', () => {
	it.each([
		['nothing', '', 'GSM-7', 0, 1],
		['160 letters', 'a'.repeat(160), 'GSM-7', 160, 1],
		['161 letters', 'a'.repeat(161), 'GSM-7', 161, 2],
		['306 letters', 'a'.repeat(306), 'GSM-7', 306, 2],
		['307 letters', 'a'.repeat(307), 'GSM-7', 307, 3],
		['German', 'Grüße an Zoé für 5 £', 'GSM-7', 20, 1],
		['80 euros, as wide as two each', '€'.repeat(80), 'GSM-7', 160, 1],
		['81 euros', '€'.repeat(81), 'GSM-7', 162, 2],
		[
			'an euro that would be cut at the end of a segment',
			`${'a'.repeat(152)}€${'a'.repeat(152)}`,
			'GSM-7',
			306,
			3,
		],
		['a curly quote', '“', 'UCS-2', 1, 1],
		['70 letters with an accent that GSM-7 lacks', 'á'.repeat(70), 'UCS-2', 70, 1],
		['71 of them', 'á'.repeat(71), 'UCS-2', 71, 2],
		['a flower, two units', '🌸', 'UCS-2', 2, 1],
		[
			'a flower that would be cut at the end of a segment',
			`${'á'.repeat(66)}🌸${'á'.repeat(66)}`,
			'UCS-2',
			134,
			3,
		],
	] as const)('[TP1] of %s', (_, text, encoding, units, segments) => {
		expect(segmentsOf(text)).toEqual({ encoding, units, segments });
	});

	it('[TP1] is never fewer segments for being longer, and never more than its letters need', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'grapheme', maxLength: 400 }),
				fc.string({ unit: 'grapheme-ascii', maxLength: 5 }),
				(text, more) => {
					const { units, segments, encoding } = segmentsOf(text);
					const room = encoding === 'GSM-7' ? 152 : 66;
					expect(segments).toBeLessThanOrEqual(Math.max(1, Math.ceil(units / room)));
					expect(segmentsOf(text + more).segments).toBeGreaterThanOrEqual(segments);
					expect(isGsm7(text)).toBe(encoding === 'GSM-7');
				},
			),
			{ numRuns: 300 },
		);
	});
});
