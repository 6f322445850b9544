/** Names and words that try to be more than words: what each target makes of them is what it makes of harmless ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languages } from '../../../../shared/notices/channel.ts';
import type { NoticeFacts } from '../../../../shared/notices/facts.ts';
import { type NoticeKind, noticeKindNames } from '../../../../shared/notices/kind.ts';
import { segmentsOf } from '../../../../server/notify/segments.ts';
import { exampleFacts } from '../../../../server/notify/templates/examples.ts';
import { render, type ToldChannel, toldChannels } from '../../../../server/notify/templates/render.ts';
import { optionsFor, wedding } from '../../../world/notice-text.ts';

const hostile: readonly (readonly [what: string, text: string])[] = [
	['markup', '<script>alert(1)</script><img src=x onerror="alert(1)">'],
	['an attribute that ends', `" style="x" onmouseover='alert(1)' a="`],
	['an entity', '&lt;b&gt; &amp; &#60;i&#62;'],
	['a comment', '--><!-- ]]> <![CDATA['],
	['a mention of a room', '<!channel> <!here> <@U024BE7LH> @channel @here <#C024>'],
	['a link of Slack', '<https://evil.example|the plan> *bold* _it_ ~gone~ `code`\n> quoted'],
	['Markdown', '[the plan](https://evil.example) **x** # head\n- item <at>all</at>'],
	['TwiML', '</Say><Dial>+4915112345678</Dial><Say>'],
	['text turned around', 'florist \u202egnp.exe \u2066hidden\u2069 \u200f\u061c'],
	['line ends', 'Wren\r\nBcc: all@example.org\r\n\r\nX\u2028Y\u2029Z\u0085W'],
	['control letters', 'a\u0000b\u0007c\u001b[31md\u007f\u200be\ufeff'],
	['places to fill in', '{who} {title} {{x}} ${y} {0} %s {__proto__}'],
	['a name of a prototype', '__proto__'],
	['half a letter', 'x\ud83d y\udc00'],
	['letters from right to left', 'שרה & עומר'],
	['a very long name', 'Wolfeschlegelsteinhausenbergerdorff'.repeat(20)],
	['marks piled up', `Z${'\u0301'.repeat(300)}`],
	['nothing but space', ' \u00a0\u3000\t '],
	['nothing', ''],
];

/** The example's facts with every word that somebody may have typed replaced. */
function poisoned(kind: NoticeKind, text: string): NoticeFacts {
	const facts = exampleFacts(kind, wedding, 'en');
	const item = { title: text, before: text, after: text, record: { kind: 'task', id: 'id-2' } };
	return {
		...facts,
		wedding: { ...facts.wedding, name: text },
		actor: { person: 'id-0', name: text, role: 'guest' },
		...(facts.record === undefined ? {} : { record: { ...facts.record, id: 'id-1', title: text } }),
		person: { id: 'id-3', name: text, trade: text },
		place: text,
		text,
		items:
			kind === 'digest'
				? [item, { ...item, notice: { kind: 'comment-added', facts: { wedding, text } } }]
				: [item],
		...(facts.field === 'start' || facts.field === 'date' ? {} : { before: text, after: text }),
	};
}

/** Every kind, in one language or the other by turns. */
const each = (
	channel: ToldChannel,
	check: (content: ReturnType<typeof render>, kind: NoticeKind) => void,
	text: string,
) => {
	for (const [index, kind] of noticeKindNames.entries()) {
		const language = languages[(index + text.length) % languages.length] ?? 'en';
		check(render(kind, poisoned(kind, text), optionsFor(kind, channel, { language })), kind);
	}
};

/** Tags with the names of their attributes: what a reader's program sees of the structure. */
const skeleton = (html: string): readonly string[] =>
	[...html.matchAll(/<(!?\/?[a-z][a-z0-9]*|!--)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>?/gi)].map(
		([, tag, attributes = '']) => `${tag}${attributes.replace(/="[^"]*"/g, '').replace(/\s+/g, ' ')}`,
	);
const invisible = /[\p{Cc}\u200b\u200e\u200f\u061c\u202a-\u202e\u2066\u2067\ufeff\u2028\u2029]/u;
const invisibleButLines =
	/(?!\n)[\p{Cc}\u200b\u200e\u200f\u061c\u202a-\u202e\u2066\u2067\ufeff\u2028\u2029]/u;

describe.each(hostile)('%s', (_, text) => {
	it('[TP5] stays text in a mail', () => {
		each(
			'email',
			(content, kind) => {
				if (content.channel !== 'email') throw new Error();
				const harmless = render(kind, poisoned(kind, 'Wren'), optionsFor(kind, 'email'));
				if (harmless.channel !== 'email') throw new Error();
				// With nothing to say a paragraph is left out; nothing else may differ.
				const shape = new Set(skeleton(harmless.html));
				expect(skeleton(content.html).filter((tag) => !shape.has(tag))).toEqual([]);
				expect(content.html).not.toMatch(/<script|onerror="|onmouseover='/i);
				expect(content.html).toContain('</html>');
				expect(content.subject).not.toMatch(invisible);
				expect(content.subject.length).toBeLessThanOrEqual(190);
				expect(content.text).not.toMatch(invisibleButLines);
				expect(content.html.length).toBeLessThan(40_000);
			},
			text,
		);
	});

	it('[TP5] stays text in a room', () => {
		each(
			'slack',
			(content) => {
				if (content.channel !== 'slack') throw new Error();
				// A line of a quotation begins with the only sign of Slack's that is ours.
				const words = (JSON.stringify(content.blocks) + content.text).replace(/\\n> /g, '');
				expect(words).not.toMatch(/[<>]/);
				expect(words.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
				expect(words).not.toMatch(/@(channel|here|everyone)/);
				for (const block of content.blocks as readonly { type: string; text?: { text: string } }[]) {
					expect(block.text?.text.length ?? 1).toBeLessThanOrEqual(3_000);
					if (block.type === 'section') expect(block.text?.text.match(/\*/g)).toHaveLength(2);
				}
			},
			text,
		);
		each(
			'teams',
			(content) => {
				if (content.channel !== 'teams') throw new Error();
				const json = JSON.stringify(content.card);
				expect(json).not.toContain('"TextBlock"');
				expect(new TextEncoder().encode(json).byteLength).toBeLessThan(28_000);
				expect(json).not.toContain('msteams');
			},
			text,
		);
	});

	it('[TP5] is heard, and means nothing to the XML around it', () => {
		each(
			'voice',
			(content) => {
				if (content.channel !== 'voice') throw new Error();
				expect(`${content.say}${content.ask ?? ''}`).not.toMatch(/[<>&"']/);
				expect(content.say).not.toMatch(invisible);
				expect(content.say.length).toBeLessThanOrEqual(900);
			},
			text,
		);
	});

	it('[TP5] is one line in a template of WhatsApp, and formats nothing', () => {
		each(
			'whatsapp',
			(content) => {
				if (content.channel !== 'whatsapp') throw new Error();
				for (const value of content.template.parameters) {
					expect(value).not.toMatch(/[\n\t\r]| {4}/);
					expect(value.trim()).not.toBe('');
				}
				expect(content.text.match(/\*/g)).toHaveLength(2);
				expect(content.text).not.toMatch(/(^|\W)[~`]/);
			},
			text,
		);
	});

	it('[TP6] fits a text message and a push notification', () => {
		each(
			'sms',
			(content, kind) => {
				if (content.channel !== 'sms') throw new Error();
				expect(content.text).not.toMatch(invisible);
				const { needsAck } = optionsFor(kind, 'sms');
				expect(segmentsOf(content.text).segments).toBeLessThanOrEqual(
					needsAck || kind === 'invitation' ? 3 : 2,
				);
			},
			text,
		);
		each(
			'push',
			(content) => {
				if (content.channel !== 'push') throw new Error();
				expect(new TextEncoder().encode(JSON.stringify(content)).byteLength).toBeLessThan(2_500);
				expect(content.title).not.toMatch(invisible);
				expect(content.title.trim()).not.toBe('');
			},
			text,
		);
	});

	it('[TP3] nobody reads an id or a time as machines write it', () => {
		for (const channel of toldChannels)
			each(
				channel,
				(content) => {
					const words = JSON.stringify(content).replace(/https:\/\/plan\.example\.org[^\s"\\<]*/g, '');
					expect(words).not.toMatch(/id-\d|\d{4}-\d\d-\d\d|T\d\d:\d\d|undefined|\[object|NaN/);
				},
				text,
			);
	});
});

describe('any words at all', () => {
	it('[TP5] are rendered without a throw, in every shape', () => {
		const word = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 80 }),
			fc.string({ unit: 'grapheme', maxLength: 200 }),
			fc.constantFrom(...hostile.map(([, text]) => text)),
		);
		fc.assert(
			fc.property(
				fc.constantFrom(...noticeKindNames),
				fc.constantFrom(...toldChannels),
				fc.constantFrom(...languages),
				fc.record({ name: word, title: word, text: word, before: word, after: word, at: word }),
				(kind, channel, language, { name, title, text, before, after, at }) => {
					const facts: NoticeFacts = {
						...poisoned(kind, text),
						before,
						after,
						at,
						actor: { person: 'id-0', name, role: 'guest' },
						record: { kind: 'task', id: 'id-1', title },
					};
					const content = JSON.stringify(render(kind, facts, optionsFor(kind, channel, { language })));
					expect(content).not.toMatch(/undefined|\[object|NaN/);
				},
			),
			{ numRuns: 400 },
		);
	});
});
