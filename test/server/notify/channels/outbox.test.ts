/** The development outbox: what it keeps, how much of it, and that one channel's flood is nobody else's. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testClock } from '../../../../shared/clock.ts';
import { type Channel, channels } from '../../../../shared/notices/channel.ts';
import type { Message } from '../../../../server/notify/channel.ts';
import { createOutbox } from '../../../../server/notify/channels/outbox.ts';
import { messageOn } from '../../../world/providers/message.ts';

const at = Date.UTC(2027, 5, 12, 9);
const sms = (id: string, text = 'The arch is there.') =>
	messageOn('sms', { id, content: { channel: 'sms', text }, secrets: ['whsec_never-kept'] });

describe('the development outbox', () => {
	it('[OX1] takes a message of every channel and keeps it as it would have been sent, without secrets', async () => {
		const outbox = createOutbox(testClock(at));
		const outcome = await outbox.provider('sms').send(sms('one'));
		expect(outcome).toEqual({
			kind: 'accepted',
			detail: 'kept in the development outbox',
			providerId: 'one',
		});
		const { secrets: _, ...message } = sms('one');
		expect(outbox.messages()).toEqual([{ n: 1, at, times: 1, message }]);
		expect(channels.map((channel) => outbox.provider(channel).channel)).toEqual(channels);
	});

	it('[OX2] shows the newest first, and one that is handed in again once', async () => {
		const clock = testClock(at);
		const outbox = createOutbox(clock);
		const carrier = outbox.provider('sms');
		for (const id of ['one', 'two', 'one']) {
			await carrier.send(sms(id));
			clock.advance(1_000);
		}
		expect(
			outbox.messages().map(({ n, at: when, times, message }) => [message.id, n, when - at, times]),
		).toEqual([
			['one', 3, 2_000, 2],
			['two', 2, 1_000, 1],
		]);
		expect(outbox.last).toBe(3);
		outbox.clear();
		expect([outbox.messages(), outbox.last]).toEqual([[], 4]);
	});

	it('[OX3] keeps a hundred of each channel and two million letters, whatever is poured in', async () => {
		const outbox = createOutbox(testClock(at));
		await outbox.provider('voice').send(messageOn('voice', { id: 'call' }));
		for (let index = 0; index < 1_000; index++) await outbox.provider('sms').send(sms(`s${index}`));
		expect(outbox.counts()).toEqual(
			new Map(channels.map((name) => [name, { sms: 100, voice: 1 }[name as string] ?? 0])),
		);
		expect(outbox.messages('sms').at(-1)?.message.id).toBe('s900');
		for (let index = 0; index < 30; index++)
			await outbox.provider('sms').send(sms(`long${index}`, 'x'.repeat(100_000)));
		expect(outbox.messages('sms')).toHaveLength(19);
		await outbox.provider('sms').send(sms('huge', 'x'.repeat(5_000_000)));
		expect(outbox.messages('sms').map(({ message }) => message.id)).toEqual(['huge']);
	});

	it('[OX3] of any messages in any order', async () => {
		const sending = fc.record({
			channel: fc.constantFrom<Channel>('sms', 'voice', 'email'),
			id: fc.nat(300),
			letters: fc.constantFrom(1, 50, 90_000),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(sending, { maxLength: 400 }), async (all) => {
				const outbox = createOutbox(testClock(at));
				for (const { channel, id, letters } of all) {
					const content = { channel: 'sms', text: 'x'.repeat(letters) } as const;
					await outbox.provider(channel).send({ ...sms(String(id)), content } as Message);
				}
				for (const channel of ['sms', 'voice', 'email'] as const) {
					const kept = outbox.messages(channel);
					const letters = kept.reduce((sum, { message }) => sum + JSON.stringify(message.content).length, 0);
					expect(kept.length).toBeLessThanOrEqual(100);
					expect(letters).toBeLessThanOrEqual(2_000_000);
					const newest = all.findLast((one) => one.channel === channel);
					expect(kept[0]?.message.id).toBe(newest === undefined ? undefined : String(newest.id));
					expect(new Set(kept.map(({ message }) => message.id)).size).toBe(kept.length);
				}
			}),
			{ numRuns: 25 },
		);
	});
});
