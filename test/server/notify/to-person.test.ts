/** The last look before something goes to somebody: what has changed since it was decided. */
import { describe, expect, it } from 'vitest';
import type { Provider } from '../../../server/notify/channel.ts';
import { closingWords } from '../../../server/notify/digests.ts';
import { toPerson } from '../../../server/notify/to-person.ts';
import type { Delivery } from '../../../server/store/deliveries.ts';
import type { Notice } from '../../../server/store/notices.ts';
import type { Reach } from '../../../server/store/reach.ts';
import type { PersonChannel } from '../../../shared/notices/channel.ts';
import type { Policy } from '../../../shared/notices/wishes.ts';
import { decided, event, noon, opened, person, reach, status, wedding } from '../../world/telling.ts';

const happened = decided(status('wren', 'todo', 'done'));
const help = decided(
	event({ type: 'alert.raised', by: 'wren', on: ['alert', 'a'], after: { urgency: 'help', text: 'Help' } }),
);

interface World {
	readonly from?: typeof happened;
	readonly channel?: PersonChannel;
	readonly notice?: Partial<Notice>;
	readonly others?: readonly Notice[];
	readonly delivery?: Partial<Delivery>;
	readonly reach?: Partial<Reach> | null;
	readonly policy?: Policy;
	readonly now?: number;
	readonly cost?: number;
	readonly addresses?: readonly string[];
}

function at({ from = happened, channel = 'push', now = noon + 3_000, ...given }: World) {
	const notice = { ...opened(from).find((one) => one.person === 'amara'), ...given.notice } as Notice;
	const planned = from.deliveries.find(
		(one) => one.channel === channel && one.to.kind === 'person' && one.to.person === 'amara',
	);
	const [first] = from.deliveries;
	const delivery = {
		...first,
		...planned,
		channel,
		notice: notice.id,
		to: { kind: 'person', person: person('amara') },
		...given.delivery,
	};
	const people = given.reach === null ? [] : [reach('amara', given.reach ?? {})];
	const dispatcher = toPerson({
		store: {
			notice: async (_, id) => given.others?.find((one) => one.id === id) ?? notice,
			reachBook: async () => ({ people, policy: given.policy ?? {} }),
			address: async () => given.addresses ?? ['there'],
			spent: async () => [{ channel: 'sms', count: 1, cost: given.cost ?? 0 }],
		},
		providers: { of: (name) => [{ name: `by-${name}` } as Provider] },
		unsubscribeLinks: { link: () => 'https://wed.example/unsubscribe/x' },
		photoLinks: { link: () => 'https://wed.example/photos/x' },
		url: () => 'https://wed.example',
	})[channel];
	if (dispatcher === undefined) throw new Error(`nobody answers for ${channel}`);
	return { dispatcher, delivery: { state: 'pending', attempts: 0, ...delivery } as unknown as Delivery, now };
}
const prepared = (given: World) => {
	const { dispatcher, delivery, now } = at(given);
	return dispatcher.prepare(delivery, now);
};
const night = { quiet: { from: '11:00', to: '13:00' } };

describe('right before it is sent', () => {
	const drops: readonly (readonly [string, World, string, string])[] = [
		['it was undone', { notice: { state: 'withdrawn' } }, 'superseded', 'withdrawn'],
		['a later change tells it better', { notice: { state: 'replaced' } }, 'superseded', 'replaced'],
		['it was read in the app', { notice: { readAt: noon } }, 'superseded', 'read'],
		['it is too late', { delivery: { expiresAt: noon + 3_000 } }, 'expired', 'too-late'],
		['they have left', { reach: null }, 'suppressed', 'left'],
		['they agree no more', { reach: { agreed: [] } }, 'suppressed', 'no-consent'],
		['the address bounced', { reach: { suppressed: ['push'] } }, 'suppressed', 'suppressed'],
		[
			'they do not want it there any more',
			{ reach: { preferences: { channels: { push: false } } } },
			'suppressed',
			'preference',
		],
		['the address is gone', { addresses: [] }, 'suppressed', 'no-address'],
		[
			'the month’s money is spent',
			{ channel: 'sms', policy: { monthlyCap: 5 }, cost: 5_000_000 },
			'suppressed',
			'monthly-cap',
		],
		[
			'an emergency, but they agree no more',
			{ from: help, reach: { agreed: [] } },
			'suppressed',
			'no-consent',
		],
	];
	for (const [what, given, state, reason] of drops) {
		it(`[DC13] nothing goes: ${what}`, async () => {
			expect(await prepared(given)).toEqual({ kind: 'drop', state, reason });
		});
	}

	it('[DC13] a digest that has waited says what is left of it: nothing that was undone or read meanwhile', async () => {
		const tasks = ['arch', 'setting', 'music'];
		const made = tasks.map((id) => decided(status('wren', 'todo', 'doing', { on: ['task', id] })));
		const gathered = made.flatMap((one) => opened(one).filter((notice) => notice.person === 'amara'));
		const due = { digest: 'd', wedding, person: person('amara'), closesAt: noon, notices: gathered };
		const notice = { ...closingWords(due, reach('amara'), noon).notice, state: 'open' } as const;
		const toldWith = async (...now: Partial<Notice>[]) => {
			const others = gathered.map((one, index) => ({ ...one, ...now[index] }));
			const done = await prepared({ notice, others, channel: 'email' });
			if (done.kind !== 'send') return done;
			const words = JSON.stringify(done.message.content);
			return tasks.filter((id) => words.includes(`The ${id}`));
		};
		expect(await toldWith()).toEqual(tasks);
		expect(await toldWith({ state: 'withdrawn' })).toEqual(['setting', 'music']);
		expect(await toldWith({ state: 'replaced' }, { readAt: noon })).toEqual(['music']);
		const over = { kind: 'drop', state: 'superseded', reason: 'withdrawn' };
		expect(await toldWith({ state: 'withdrawn' }, { readAt: noon }, { state: 'replaced' })).toEqual(over);
	});

	it('[DC13] it waits: it is quiet there now; on the day what is high does not wait', async () => {
		const until = Date.parse('2027-03-10T12:00:00Z');
		expect(await prepared({ policy: night })).toEqual({ kind: 'wait', until, reason: 'quiet-hours' });
		const high = { priority: 'high' } as const;
		expect(await prepared({ policy: night, notice: high })).toMatchObject({ kind: 'wait' });
		expect(await prepared({ policy: { ...night, dayMode: 'on' }, notice: high })).toMatchObject({
			kind: 'send',
		});
	});

	it('[DC13] an emergency waits for nothing, costs what it costs, and asks for no wish', async () => {
		const given: World = {
			from: help,
			channel: 'sms',
			policy: { ...night, monthlyCap: 1 },
			cost: 9_000_000,
			reach: { preferences: { channels: { sms: false } } },
		};
		expect(await prepared(given)).toMatchObject({
			kind: 'send',
			message: { to: 'there', priority: 'emergency' },
		});
	});

	it('[DC13] it goes in their words, with the queue’s own name, and a mail with the way to stop it', async () => {
		const mail = await prepared({ channel: 'email', reach: { preferences: { language: 'de' } } });
		expect(mail).toMatchObject({
			kind: 'send',
			message: {
				wedding,
				to: 'there',
				language: 'de',
				unsubscribe: 'https://wed.example/unsubscribe/x',
				content: { channel: 'email', subject: expect.stringContaining('erledigt') },
			},
			providers: [{ name: 'by-email' }],
		});
	});
});

describe('on a screen', () => {
	it('[RE44] a later word about the same thing takes the place of the earlier, and each marks its own notice', async () => {
		const content = async (from: World['from']) => {
			const { dispatcher, delivery, now } = at(from === undefined ? {} : { from });
			const made = await dispatcher.prepare(delivery, now);
			if (made.kind !== 'send' || made.message.content.channel !== 'push') throw new Error('it goes');
			return made.message.content;
		};
		const [done, reopened, call] = await Promise.all([
			content(happened),
			content(decided(status('wren', 'done', 'todo'))),
			content(help),
		]);
		expect(reopened.tag).toBe(done.tag);
		expect(new Set([done.tag, call.tag]).size).toBe(2);
		expect(new Set([done, reopened, call].map(({ id }) => id)).size).toBe(3);
	});
});

describe('another way instead', () => {
	const instead = async (kind: 'rejected-address' | 'transient', given: World) => {
		const { dispatcher, delivery, now } = at(given);
		const made = await dispatcher.instead?.(delivery, { kind, detail: '' }, now);
		return made?.map(({ channel, dueAt, notice }) => [channel, dueAt, notice === delivery.notice]);
	};
	const now = noon + 3_000;

	it('[DC17] an address that is none: the next channel that is open to them, at once', async () => {
		expect(await instead('rejected-address', {})).toEqual([['email', now, true]]);
		expect(await instead('rejected-address', { reach: { agreed: ['push', 'sms'] } })).toEqual([
			['sms', now, true],
		]);
		expect(await instead('rejected-address', { channel: 'sms' })).toEqual([]);
		expect(await instead('rejected-address', { from: help, channel: 'sms' })).toEqual([['voice', now, true]]);
	});

	it('[DC17] nothing instead of what may still go, or of what is over', async () => {
		expect(await instead('transient', {})).toEqual([]);
		expect(await instead('rejected-address', { notice: { state: 'withdrawn' } })).toEqual([]);
	});
});
