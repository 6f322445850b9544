import { describe, expect, test } from 'vitest';
import { contentOf, create, createClientWorld, titles } from '../../world/client/world.ts';

const forbidden = { code: 'not-allowed', reason: 'Nobody may say this.' } as const;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const forbids = (word: string) => (update: Uint8Array) =>
	text(update).includes(word) ? forbidden : undefined;

describe('a device whose relay was restored from a backup', () => {
	test('an edit that is refused when offered again becomes a draft, and all others get there', async () => {
		const { device, relay, quiet } = createClientWorld(11);
		const [ada, grace] = [device(), device('grace')];
		const [{ wedding }, other] = [await ada.open(), await grace.open()];
		await quiet();
		const backup = relay.log.length;
		create(wedding, 'one');
		create(wedding, 'bad', 'forbidden');
		create(wedding, 'two');
		await quiet();
		expect(wedding.status.relay.waiting).toBe(0);
		ada.cut();
		grace.cut();
		relay.restore(backup);
		relay.judge = forbids('forbidden');
		create(wedding, 'later');
		create(other.wedding, 'by-grace');
		await quiet();
		expect(wedding.status.relay).toMatchObject({ waiting: 0, connection: 'online' });
		expect(wedding.drafts).toMatchObject([{ refusal: forbidden, operation: { input: { id: 'bad' } } }]);
		expect(titles(wedding)).toEqual(['Flowers', 'by-grace', 'later', 'one', 'two']);
		expect(contentOf(relay.doc)).toEqual(contentOf(wedding.doc));
		ada.cut();
		await quiet();
		expect(wedding.drafts).toHaveLength(1);
		expect(relay.twice).toEqual([]);
	});

	test('a device that holds what was made anew since the restore takes the relay’s copy of it', async () => {
		const { device, relay, quiet } = createClientWorld(15);
		const [ada, grace] = [device(), device('grace')];
		const [{ wedding }, other] = [await ada.open(), await grace.open()];
		await quiet();
		const backup = relay.log.length;
		create(wedding, 'bad', 'forbidden');
		create(wedding, 'one');
		await quiet();
		for (const one of [ada, grace]) one.cut();
		relay.restore(backup);
		relay.judge = forbids('forbidden');
		await quiet();
		await quiet();
		expect(contentOf(wedding.doc)).toEqual(contentOf(relay.doc));
		expect(contentOf(other.wedding.doc)).toEqual(contentOf(relay.doc));
		expect([wedding.drafts.length, other.wedding.drafts.length]).toEqual([1, 0]);
	});

	test('what somebody else wrote and nobody brings back is waited for, read on meanwhile, and then done without', async () => {
		const { device, relay, quiet, lanes, clock } = createClientWorld(12);
		const [ada, grace, otto] = [device(), device('grace'), device('otto')];
		const [{ wedding }, other, third] = [await ada.open(), await grace.open(), await otto.open()];
		await quiet();
		const backup = relay.log.length;
		create(other.wedding, 'by-grace');
		await quiet();
		create(wedding, 'bad', 'forbidden');
		create(wedding, 'one');
		wedding.run({ name: 'tasks.change', input: { id: 'by-grace', title: 'seen by Ada' } });
		await quiet();
		await other.close();
		for (const one of [ada, otto]) one.cut();
		relay.restore(backup);
		relay.judge = forbids('forbidden');
		create(wedding, 'later');
		create(third.wedding, 'by-otto');
		for (let second = 0; second < 20; second++) {
			await lanes.drain();
			clock.advance(1_000);
		}
		expect(titles(wedding)).toContain('by-otto');
		expect(titles(wedding)).toContain('seen by Ada');
		await quiet();
		await quiet();
		expect(wedding.status.relay).toMatchObject({ waiting: 0, connection: 'online' });
		expect(titles(wedding)).toEqual(['Flowers', 'by-otto', 'later', 'one']);
		expect(wedding.drafts.map(({ operation }) => operation?.input)).toEqual([
			{ id: 'bad', title: 'forbidden' },
			{ id: 'by-grace', title: 'seen by Ada' },
		]);
		expect(relay.twice).toEqual([]);
	});

	test('an edit of what the backup does not hold waits for it a minute, becomes a draft, and holds no other back', async () => {
		const { device, relay, quiet, lanes, clock } = createClientWorld(13);
		const [ada, grace] = [device(), device('grace')];
		const [{ wedding }, other] = [await ada.open(), await grace.open()];
		await quiet();
		const backup = relay.log.length;
		create(other.wedding, 'by-grace');
		await quiet();
		wedding.run({ name: 'tasks.change', input: { id: 'by-grace', title: 'seen by Ada' } });
		await quiet();
		await other.close();
		ada.cut();
		relay.restore(backup);
		create(wedding, 'later');
		for (let second = 0; second < 40; second++) {
			await lanes.drain();
			clock.advance(1_000);
		}
		expect([wedding.drafts.length, titles(wedding)]).toEqual([0, ['Flowers', 'later', 'seen by Ada']]);
		await quiet();
		expect(wedding.status.relay).toMatchObject({ waiting: 0, connection: 'online' });
		expect(wedding.drafts).toMatchObject([
			{
				operation: { input: { title: 'seen by Ada' } },
				refusal: { reason: expect.stringMatching(/by-grace/) },
			},
		]);
		expect(titles(wedding)).toEqual(['Flowers', 'later']);
		expect(contentOf(relay.doc)).toEqual(contentOf(wedding.doc));
	});

	test('a gap that somebody fills within the minute costs nothing', async () => {
		const { device, relay, quiet, lanes, clock } = createClientWorld(14);
		const [ada, grace] = [device(), device('grace')];
		const [{ wedding }, other] = [await ada.open(), await grace.open()];
		await quiet();
		const backup = relay.log.length;
		create(other.wedding, 'by-grace');
		await quiet();
		wedding.run({ name: 'tasks.change', input: { id: 'by-grace', title: 'seen by Ada' } });
		await quiet();
		grace.isOnline = false;
		for (const one of [ada, grace]) one.cut();
		relay.restore(backup);
		for (let second = 0; second < 40; second++) {
			await lanes.drain();
			clock.advance(1_000);
		}
		grace.isOnline = true;
		await quiet();
		expect([titles(wedding), wedding.drafts]).toEqual([['Flowers', 'seen by Ada'], []]);
		expect(contentOf(relay.doc)).toEqual(contentOf(wedding.doc));
		expect(relay.twice).toEqual([]);
	});
});
