/** The rules of the words: times and dates, what is not known, own words, digests, text messages, links. */
import { describe, expect, it } from 'vitest';
import type { NoticeFacts } from '../../../../shared/notices/facts.ts';
import { noticeKindNames } from '../../../../shared/notices/kind.ts';
import { wordingFault } from '../../../../shared/notices/wording.ts';
import { segmentsOf } from '../../../../server/notify/segments.ts';
import {
	headline,
	type Rendering,
	render,
	toldChannels,
} from '../../../../server/notify/templates/render.ts';
import { letterOf } from '../../../../server/notify/templates/letter.ts';
import { clipped, plainLine, plainText } from '../../../../server/notify/templates/plain.ts';
import { lengthWords } from '../../../../server/notify/templates/times.ts';
import { optionsFor, wedding } from '../../../world/notice-text.ts';

const arch = { kind: 'task', id: 'arch', title: 'The arch' };
const wren = { person: 'wren', name: 'Wren', role: 'vendor' } as const;
const inApp = (
	kind: Parameters<typeof render>[0],
	facts: Partial<NoticeFacts>,
	others: Partial<Rendering<'in-app'>> = {},
) => {
	const { title, body } = render(kind, { wedding, ...facts }, optionsFor(kind, 'in-app', others));
	return [title, body];
};
const sms = (
	kind: Parameters<typeof render>[0],
	facts: Partial<NoticeFacts>,
	others: Partial<Rendering<'sms'>> = {},
) => render(kind, { wedding, ...facts }, optionsFor(kind, 'sms', others)).text;

describe('a time', () => {
	const due = (at: string, others: Partial<Rendering<'in-app'>> = {}) =>
		inApp('task-overdue', { record: arch, at }, others)[1];
	const now = Date.UTC(2027, 5, 12, 9);

	it.each([
		[
			'a day with its date, while the present is not known',
			'2027-06-12T11:00',
			{},
			'It was due on Saturday 12 June at 11:00.',
		],
		['today', '2027-06-12T11:00', { now }, 'It was due today at 11:00.'],
		['tomorrow', '2027-06-13T11:00', { now }, 'It was due tomorrow at 11:00.'],
		['yesterday', '2027-06-11T11:00', { now }, 'It was due yesterday at 11:00.'],
		[
			'another year, with the year',
			'2028-06-12T11:00',
			{ now },
			'It was due on Monday, 12 June 2028 at 11:00.',
		],
		['the end of a day is the day', '2027-06-12T23:59', { now }, 'It was due today.'],
		['a day', '2027-06-14', { now }, 'It was due on Monday 14 June.'],
		['in German', '2027-06-12T11:00', { language: 'de' }, 'Fällig war es am Samstag, 12. Juni um 11:00 Uhr.'],
		[
			'for somebody elsewhere, with the place',
			'2027-06-12T11:00',
			{ timeZone: 'Europe/Berlin' },
			'It was due on Saturday 12 June at 11:00 (London time).',
		],
		[
			'the same clock in another zone, without',
			'2027-06-12T11:00',
			{ timeZone: 'Europe/Dublin' },
			'It was due on Saturday 12 June at 11:00.',
		],
		[
			'an instant, on the wedding’s clock',
			'2027-06-12T10:00:00.000Z',
			{},
			'It was due on Saturday 12 June at 11:00.',
		],
		[
			'one that the clock skips, as it was planned',
			'2027-03-28T01:30',
			{},
			'It was due on Sunday 28 March at 01:30.',
		],
		['no day that there is', '2027-02-30T11:00', {}, ''],
		['no time at all', 'soonish', {}, ''],
	] as const)('[TP7] is said as %s', (_, at, others, said) => {
		expect(due(at, others)).toBe(said);
	});

	it('[TP7] is today on the wedding’s clock, not on the reader’s', () => {
		const facts = {
			wedding: { ...wedding, timeZone: 'Pacific/Auckland' },
			record: arch,
			at: '2027-06-13T08:00',
		};
		const options = optionsFor('task-overdue', 'in-app', {
			timeZone: 'Europe/London',
			now: Date.UTC(2027, 5, 12, 20),
		});
		expect(render('task-overdue', facts, options).body).toBe('It was due today at 08:00 (Auckland time).');
	});

	it.each([
		[0, '0 minutes', '0 Minuten'],
		[1, '1 minute', '1 Minute'],
		[-90, '1 hour 30 minutes', '1 Stunde 30 Minuten'],
		[120, '2 hours', '2 Stunden'],
		[1_440, '1 day', '1 Tag'],
	])('[TP7] %i minutes are a length', (minutes, en, de) => {
		expect([lengthWords(minutes, 'en'), lengthWords(minutes, 'de')]).toEqual([en, de]);
	});

	it.each([
		[
			'as it was decided, while the present is not known',
			undefined,
			'begins on Saturday 12 June at 14:30, in 30 minutes.',
		],
		[
			'as long as it still is when it is said',
			Date.UTC(2027, 5, 12, 13, 12),
			'begins today at 14:30, in 18 minutes.',
		],
		['in fives beyond an hour', Date.UTC(2027, 5, 12, 12, 2), 'begins today at 14:30, in 1 hour 30 minutes.'],
		['in days beyond one', Date.UTC(2027, 5, 10, 12), 'begins on Saturday 12 June at 14:30, in 2 days.'],
		['not at all once it has begun', Date.UTC(2027, 5, 12, 13, 31), 'began today at 14:30.'],
	])('[TP7] until which it is some time is said %s', (_, now, said) => {
		const facts = {
			person: { id: 'm', name: 'Marcus' },
			record: { kind: 'timeline', id: 'c', title: 'Ceremony' },
			at: '2027-06-12T14:30',
			minutes: 30,
		};
		expect(inApp('person-missing', facts, { now })[1]).toBe(
			`“Ceremony” ${said} Please call or look for them.`,
		);
	});

	it('[TP7] moved to another day is said with both days', () => {
		const facts = {
			actor: wren,
			record: { ...arch, kind: 'timeline' },
			field: 'start',
			before: '2027-06-12T23:30',
			after: '2027-06-13T00:30',
		};
		expect(inApp('timeline-moved', facts)).toEqual([
			'“The arch” is now on Sunday 13 June at 00:30',
			'It was at 23:30. Wren changed it.',
		]);
	});
});

describe('what is not known', () => {
	it('[TP4] is left out: every kind says a sentence about nothing but the wedding', () => {
		const bare = noticeKindNames.map((kind) => [kind, ...inApp(kind, {}, { language: 'en' })].join(' | '));
		expect(bare.filter((line) => /undefined|null|  | \.|“”|: \./.test(line))).toEqual([]);
		expect(inApp('task-completed', {})).toEqual(['Something is done', '']);
		expect(inApp('task-completed', { record: { ...arch, title: '' }, actor: wren })).toEqual([
			'Wren finished a task',
			'',
		]);
		expect(inApp('timeline-moved', { record: { ...arch, kind: 'timeline' } })[0]).toBe(
			'“The arch” is now at another time',
		);
	});
});

describe('a milestone', () => {
	it.each([
		[{ text: 'days-to-go', count: 7 }, '7 days to go', 'Noch 7 Tage'],
		[{ text: 'days-to-go', count: 1 }, 'One day to go', 'Noch ein Tag'],
		[{ text: 'all-tasks-done' }, 'Every task is done', 'Alle Aufgaben sind erledigt'],
		[
			{ text: 'some-new-code' },
			'The wedding has reached a milestone',
			'Die Hochzeit hat einen Meilenstein erreicht',
		],
		[{ text: 'Half of you have answered' }, 'Half of you have answered', 'Half of you have answered'],
	])('[TP3] %j is said in words', (facts, en, de) => {
		expect([inApp('milestone', facts)[0], inApp('milestone', facts, { language: 'de' })[0]]).toEqual([
			en,
			de,
		]);
	});
});

describe('own words', () => {
	const facts = { actor: wren, record: arch, text: 'Lovely {who}' };

	it('[TP8] are filled in once, and what is filled in is never read for places', () => {
		const own = { 'task-completed': { title: '{who}: {title}!', body: '{text} ({wedding})' } };
		expect(
			inApp('task-completed', { ...facts, record: { ...arch, title: '{who} {{x}}' } }, { wording: own }),
		).toEqual(['Wren: {who} {{x}}!', 'Lovely {who} (Amara & Theo)']);
	});

	it('[TP8] that need what is not known give way to the house’s, each for itself', () => {
		const own = { 'task-completed': { title: '{who} did it', body: 'It cost {amount}.' } };
		expect(inApp('task-completed', facts, { wording: own })).toEqual(['Wren did it', '“Lovely {who}”']);
		const other = { rsvp: { title: 'Nobody reads this' } };
		expect(inApp('task-completed', facts, { wording: other })[0]).toBe('Wren finished “The arch”');
	});

	it('[TP8] stand in every channel', () => {
		const wording = { 'task-completed': { title: 'Hurray, {title}', body: 'Cake for {who}.' } };
		for (const channel of toldChannels) {
			const said = JSON.stringify(
				render('task-completed', { wedding, ...facts }, optionsFor('task-completed', channel, { wording })),
			);
			expect([channel, said]).toEqual([channel, expect.stringMatching(/Hurray, The arch.*Cake for Wren\./s)]);
		}
	});

	it.each([
		['Hello {who}, {title} at {at}', undefined],
		['No places', undefined],
		['{name}', '{name}'],
		['{who', '{who'],
		['who}', '}'],
		['{{who}}', '{'],
		['{}', '{}'],
		['{constructor}', '{constructor}'],
		['{ who }', '{ who }'],
	])('[TP8] %j are looked at when they are saved', (text, wrong) => {
		expect(wordingFault(text)?.split(' is no place')[0]).toBe(wrong === undefined ? undefined : `"${wrong}"`);
	});
});

describe('a digest', () => {
	const item = {
		title: 'x',
		notice: { kind: 'task-completed', facts: { wedding, actor: wren, record: arch } },
	} as const;

	it('[TP9] has the headline of each thing as a line', () => {
		const facts = {
			count: 2,
			items: [item, { title: 'The chairs', before: '2027-06-12T10:00', after: '2027-06-12T11:00' }],
		};
		expect(inApp('digest', facts)).toEqual([
			'2 things new at Amara & Theo',
			'Wren finished “The arch”\nThe chairs: 10:00 → 11:00',
		]);
	});

	it('[TP9] of one thing is that thing, on every channel', () => {
		for (const channel of toldChannels) {
			const alone = render('digest', { wedding, count: 1, items: [item] }, optionsFor('digest', channel));
			expect(alone).toEqual(render('task-completed', item.notice.facts, optionsFor('digest', channel)));
		}
	});
});

describe('a text message', () => {
	it('[TP6] has no room for everything, and leaves out the end', () => {
		const text =
			'I would like to tell you a long story about the van, the gate, the dog and what the neighbours said about all of it.';
		const said = sms('task-blocked', { actor: wren, record: arch, text, at: '2027-06-12T11:00' });
		expect(said).toBe(
			'Amara & Theo: "The arch" is stuck. Wren cannot go on without help. It is due on Saturday 12 June at 11:00. "I would like to tell you a long story about the...',
		);
		expect(segmentsOf(said)).toEqual({ encoding: 'GSM-7', units: 158, segments: 1 });
	});

	it('[TP6] never announces a list that does not fit any more', () => {
		const facts = { actor: wren, record: { ...arch, title: 'x'.repeat(60) }, photo: 'f'.repeat(64) };
		const named = (title: string) => [{ title }];
		expect(sms('task-completed', { ...facts, items: named('The chairs') })).toMatch(
			/ photo\. What waited for it can begin: The chairs\.$/,
		);
		expect(sms('task-completed', { ...facts, items: named('y'.repeat(90)) })).not.toMatch(/begin:$/);
	});

	it('[TP6] folds rarer marks where that keeps it in 7 bits, and keeps every letter where it cannot', () => {
		expect(
			sms('task-completed', {
				actor: { ...wren, name: 'Zoë Łukaszewicz' },
				record: { ...arch, title: '🎂 Gâteau – “big”' },
			}),
		).toBe(
			'Amara & Theo: Zoe Lukaszewicz finished "Gateau - "big"". https://plan.example.org/w/demo/tasks/arch',
		);
		expect(sms('task-completed', { actor: { ...wren, name: 'Zoë' }, record: { ...arch, title: '桜' } })).toBe(
			'Amara & Theo: Zoë finished "桜".',
		);
	});

	it('[TP4] ends what somebody announced without a point before the next sentence begins', () => {
		expect(sms('announcement', { actor: wren, text: 'The buses leave at 22:30', place: 'gate' })).toContain(
			'The buses leave at 22:30. Place: gate. Answer here: https://',
		);
	});

	it('[TP6] keeps its link whole where the link is the point', () => {
		const link = `https://plan.example.org/invite#${'c'.repeat(60)}`;
		const said = sms('invitation', { actor: wren, text: 'x '.repeat(200), link });
		expect(said.endsWith(` ${link}`)).toBe(true);
		expect(segmentsOf(said).segments).toBe(2);
		expect(sms('emergency', { actor: wren, text: 'The arch falls! '.repeat(30), place: 'Garden' })).toMatch(
			/^Amara & Theo: Wren needs help: Garden\. The arch falls!.*\.\.\. Answer here: https:\/\/plan\.example\.org\/w\/demo\/inbox$/,
		);
	});
});

describe('a link', () => {
	const linkOf = (record: NoticeFacts['record'], link?: string) =>
		render(
			'task-progress',
			{ wedding, ...(record === undefined ? {} : { record }), ...(link === undefined ? {} : { link }) },
			optionsFor('task-progress', 'push', { wedding: 'w 1' }),
		).link;

	it.each([
		[{ kind: 'task', id: 'a/b#c', title: '' }, undefined, 'https://plan.example.org/w/w%201/tasks/a%2Fb%23c'],
		[{ kind: 'comment', id: 'x', title: '' }, undefined, 'https://plan.example.org/w/w%201/inbox'],
		[{ kind: '__proto__', id: 'x', title: '' }, undefined, 'https://plan.example.org/w/w%201/inbox'],
		[undefined, undefined, 'https://plan.example.org/w/w%201/inbox'],
		[undefined, '/join#code', 'https://plan.example.org/join#code'],
		[undefined, 'https://other.example/x', 'https://other.example/x'],
		[undefined, 'javascript:alert(1)', 'https://plan.example.org/w/w%201/inbox'],
		[undefined, '//evil.example/x', 'https://plan.example.org/w/w%201/inbox'],
	])('[TP11] of %j and %j leads into the app', (record, link, address) => {
		expect(linkOf(record, link)).toBe(address);
	});
});

describe('a call', () => {
	it.each([
		['emergency', 'en', 'Press 1 if you are coming.'],
		['emergency', 'de', 'Drücke die 1, wenn du kommst.'],
		['announcement', 'en', 'Press 1 to say that you have heard this.'],
		['person-missing', 'de', 'Drücke die 1, wenn du das gehört hast.'],
	] as const)(
		'[CH19] about %s asks in %s for what its key will mean to the others',
		(kind, language, asked) => {
			const options = optionsFor(kind, 'voice', { language, needsAck: true });
			expect(render(kind, { wedding, actor: wren, text: 'x' }, options).ask).toBe(asked);
		},
	);
});

describe('a letter', () => {
	it('[TP5] is its text on the sheet of paper, with an address that stands alone as a button', () => {
		const text =
			'Open <b>this</b>.\n\nhttps://plan.example.org/sign-in#c\n\njavascript:alert(1)\n\nhttps://x.example/" onclick="x';
		const html = letterOf({ subject: 'Sign in to <Maria>', text });
		expect(html).toContain('<title>Sign in to &lt;Maria&gt;</title>');
		expect(html).toContain('>Open &lt;b&gt;this&lt;/b&gt;.</p>');
		expect([...html.matchAll(/href="([^"]*)"/g)].map(([, address]) => address)).toEqual([
			'https://plan.example.org/sign-in#c',
		]);
		expect(html).toContain('https://x.example/&quot; onclick=&quot;x');
	});
});

describe('typed text', () => {
	it('[TP5] is one line, or its own lines, and is cut at a word', () => {
		expect(plainLine(' a\n\tb\u202ec\u0000 ')).toBe('a bc');
		expect(plainLine('שרה')).toBe('\u2068שרה\u2069');
		expect(plainText('a\r\n\r\n\r\n\r\nb\u2028 c ')).toBe('a\n\nb\nc');
		expect(clipped('one two three four', 15)).toBe('one two three…');
		expect(clipped('👩‍👩‍👧‍👦'.repeat(5), 12)).toBe('👩‍👩‍👧‍👦…');
	});

	it('[TP2] gives a headline for a list', () => {
		expect(
			headline(
				'rsvp',
				{ wedding, record: { kind: 'guest', id: 'n', title: 'Nia' }, after: 'no' },
				{ language: 'de', timeZone: 'Europe/Berlin', now: undefined },
			),
		).toBe('Nia kann nicht kommen');
	});
});
