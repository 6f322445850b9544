/** What a digest becomes when it closes. */
import { describe, expect, it } from 'vitest';
import { closingWords, type DueDigest } from '../../../server/notify/digests.ts';
import { explained, sentences } from '../../../server/notify/explain.ts';
import { readFileSync, readdirSync } from 'node:fs';
import { decided, event, noon, opened, person, reach, status, wedding } from '../../world/telling.ts';

const closesAt = noon + 900_000;
const gathered = (count: number): DueDigest => {
	const made = decided(
		Array.from({ length: count }, (_, index) =>
			status('wren', 'todo', 'doing', { on: ['task', `t${index}`], at: noon + index }),
		),
	);
	const notices = opened(made).filter((one) => one.person === 'amara');
	return { digest: `amara ${closesAt}`, wedding, person: person('amara'), closesAt, notices };
};

describe('a digest that closes', () => {
	it('[DC11] says everything in one message, in the order in which it happened', () => {
		const due = gathered(3);
		const { notice, deliveries } = closingWords(
			{ ...due, notices: due.notices.toReversed() },
			reach('amara'),
			closesAt,
		);
		expect(notice?.facts.items?.map(({ record }) => record?.id)).toEqual(['t0', 't1', 't2']);
		expect(notice).toMatchObject({ kind: 'digest', person: 'amara', facts: { count: 3 }, needsAck: false });
		expect(deliveries.map(({ channel, notice: id, dueAt }) => [channel, id, dueAt])).toEqual([
			['email', notice?.id, closesAt],
		]);
	});

	it('[DC11] is named after itself: closing it again makes the same', () => {
		expect(closingWords(gathered(2), reach('amara'), closesAt)).toMatchObject({
			notice: { id: closingWords(gathered(2), reach('amara'), closesAt + 5).notice?.id },
		});
	});

	it('[DC11] leaves out what was read; with one thing left that is said as itself, with none nothing', () => {
		const [first, second] = gathered(2).notices;
		if (first === undefined || second === undefined) throw new Error('two were gathered');
		const read = { ...second, readAt: noon + 1 };
		const due = gathered(0);
		const one = closingWords({ ...due, notices: [first, read] }, reach('amara'), closesAt);
		expect(one.notice).toBe(undefined);
		expect(one.deliveries.map(({ notice }) => notice)).toEqual([first.id]);
		expect(closingWords({ ...due, notices: [read] }, reach('amara'), closesAt)).toEqual({ deliveries: [] });
	});

	it('[DC7] takes a channel that is open: what is consented to, and wished', () => {
		const wayOf = (given: Parameters<typeof reach>[1]) =>
			closingWords(gathered(2), reach('amara', given), closesAt).deliveries.map(({ channel }) => channel);
		expect(wayOf({ agreed: ['push'] })).toEqual(['push']);
		expect(wayOf({ preferences: { kinds: { digest: { email: false } } } })).toEqual(['push']);
		expect(wayOf({ agreed: ['sms'] })).toEqual([]);
	});
});

describe('reasons', () => {
	it('[IB4] every code that a decision can leave behind has a sentence in both languages', () => {
		const folder = new URL('../../../server/notify/', import.meta.url);
		const codes = readdirSync(folder)
			.filter((name) => /^(tell|choose|decide|draft|audience)\.ts$/.test(name))
			.flatMap((name) => [...readFileSync(new URL(name, folder), 'utf8').matchAll(/code: '([a-z-]+)'/g)])
			.map(([, code]) => code ?? '');
		const audiences = [
			...readFileSync(new URL('audience.ts', folder), 'utf8').matchAll(/^\t([a-z]+): \(/gm),
		].map(([, name]) => `to-${name}`);
		const against = ['own-act', 'not-allowed', 'not-their-turn', 'service', 'undone'];
		expect(codes.length).toBeGreaterThan(5);
		expect(audiences).toContain('to-couple');
		for (const code of [...codes, ...audiences, ...against])
			expect([code, sentences[code]?.every((text) => text !== '')]).toEqual([code, true]);
	});

	it('[IB4] say when and why in the reader’s language', () => {
		const night = Date.parse('2027-03-10T22:00:00Z');
		const made = decided(
			event({
				type: 'task.assigned',
				by: 'priya',
				on: ['task', 'arch'],
				after: { owner: 'wren' },
				at: night,
			}),
			{
				now: night,
				policy: { quiet: { from: '22:00', to: '07:00' } },
			},
		);
		const reasons = made.explanations.find((one) => one.person === 'wren')?.reasons ?? [];
		const said = (language: 'en' | 'de') =>
			explained(reasons, { language, timeZone: 'Europe/Berlin' }).map(({ text }) => text);
		expect(said('en').slice(0, 3)).toEqual([
			'It was given to you.',
			'Its urgency is high.',
			'By push message at 2027-03-11 07:00 unless you have read it, after your quiet hours.',
		]);
		expect(said('de')[2]).toBe(
			'Push-Nachricht um 2027-03-11 07:00, falls du es nicht gelesen hast, nach deiner Ruhezeit.',
		);
	});
});
