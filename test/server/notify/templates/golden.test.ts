/**
 * What every kind says on every channel, written out in `test/golden/notices-*.txt` for people to read. A change of words shows there as
 * a diff; `vitest -u` takes it over once somebody has read it.
 */
import { describe, expect, it } from 'vitest';
import { languages } from '../../../../shared/notices/channel.ts';
import { noticeKindNames } from '../../../../shared/notices/kind.ts';
import { exampleFacts } from '../../../../server/notify/templates/examples.ts';
import { render, toldChannels } from '../../../../server/notify/templates/render.ts';
import { optionsFor, wedding, writtenOut } from '../../../world/notice-text.ts';

describe('the words', () => {
	it.each(languages)(
		'[TP2] of every kind on every channel in "%s" are those that were read and approved',
		async (language) => {
			await expect(writtenOut(language)).toMatchFileSnapshot(`../../../golden/notices-${language}.txt`);
		},
	);

	it.each([
		['task-completed', 'en', 'https://plan.example.org/photos/arch.jpg'],
		['emergency', 'en', undefined],
		['timeline-shifted', 'de', undefined],
		['digest', 'en', undefined],
	] as const)(
		'[TP2] of the mail "%s" in "%s" stand on the sheet that was looked at',
		async (kind, language, photoUrl) => {
			const { html } = render(
				kind,
				exampleFacts(kind, wedding, language),
				optionsFor(kind, 'email', { language, photoUrl }),
			);
			await expect(html).toMatchFileSnapshot(`../../../golden/mail-${kind}-${language}.html`);
		},
	);

	it('[TP2] are other words in each language, for every kind and channel', () => {
		const same = noticeKindNames.flatMap((kind) =>
			toldChannels
				.filter((channel) => {
					const [en, de] = languages.map((language) =>
						JSON.stringify(
							render(kind, exampleFacts(kind, wedding, 'en'), optionsFor(kind, channel, { language })),
						),
					);
					return en === de;
				})
				.map((channel) => `${kind} ${channel}`),
		);
		expect(same).toEqual([]);
	});
});
