import { describe, expect, it } from 'vitest';
import { createInbox, forgetInbox } from '../../../client/web/inbox.ts';
import { idsOf, inboxGroups } from '../../../client/web/pages/inbox/inbox-groups.ts';
import type { Notification } from '../../../client/web/relay/notifications.ts';
import type { Question, Relay } from '../../../client/web/relay/relay.ts';
import { testClock } from '../../../shared/clock.ts';
import { err, ok } from '../../../shared/result.ts';

const said = (id: string, at: string, more: object = {}) => ({
	id,
	kind: 'task-completed',
	category: 'tasks',
	priority: 'normal',
	title: `Title ${id}`,
	body: '',
	at,
	...more,
});
const notice = (id: string, at: string, more: object = {}): Notification =>
	({ ...said(id, at, more), at: Date.parse(at) }) as Notification;

describe('the inbox on a device', () => {
	it('[IB21] asks the relay, shows what it says and has it again without a network', async () => {
		const { inbox, relay, again } = device();
		relay.page = { notifications: [said('b', '2027-06-12T08:00:00Z'), said('a', '2027-06-11T08:00:00Z')] };
		await inbox.look();
		expect(summary(inbox)).toEqual({ list: ['b', 'a'], unread: ['b', 'a'], count: 2, isStale: false });
		relay.isAway = true;
		const later = again();
		expect(summary(later)).toEqual({ list: ['b', 'a'], unread: ['b', 'a'], count: 2, isStale: false });
		await later.look();
		expect(summary(later)).toEqual({ list: ['b', 'a'], unread: ['b', 'a'], count: 2, isStale: true });
	});

	it('[IB22] counts as read at once what was read without a network, and tells the relay later, once', async () => {
		const { inbox, relay, again } = device();
		relay.page = { notifications: [said('b', '2027-06-12T08:00:00Z'), said('a', '2027-06-11T08:00:00Z')] };
		await inbox.look();
		relay.isAway = true;
		inbox.read(['a']);
		await settled();
		expect(summary(inbox)).toMatchObject({ unread: ['b'], count: 1 });
		const later = again();
		expect(summary(later)).toMatchObject({ unread: ['b'], count: 1 });
		relay.isAway = false;
		relay.told = [];
		await later.look();
		await later.look();
		expect(relay.told).toEqual([['a']]);
	});

	it('[IB31] counts as read what was tapped outside before this device has heard of it', async () => {
		const { inbox, relay } = device();
		inbox.read(['b']);
		await settled();
		expect(relay.told).toEqual([['b']]);
		expect(summary(inbox)).toEqual({ list: [], unread: [], count: 0, isStale: false });
	});

	it('[IB23] marks all with one call, also those this device has not listed', async () => {
		const { inbox, relay } = device();
		relay.page = { notifications: [said('b', '2027-06-12T08:00:00Z')], unread: 7, next: 'older' };
		await inbox.look();
		inbox.read('all');
		await settled();
		expect(relay.told).toEqual(['all']);
		expect(summary(inbox)).toMatchObject({ unread: [], count: 0 });
	});

	it('[IB24] never shows an acknowledgement that the relay does not have', async () => {
		const { inbox, relay } = device();
		relay.page = { notifications: [said('b', '2027-06-12T08:00:00Z', { needsAck: true })] };
		await inbox.look();
		relay.isAway = true;
		expect(await inbox.ack('b')).toEqual(err({ code: 'unreachable' }));
		expect(inbox.state().list[0]?.ackedAt).toBe(undefined);
		relay.isAway = false;
		expect((await inbox.ack('b')).ok).toBe(true);
		expect(inbox.state().list[0]?.ackedAt).not.toBe(undefined);
	});

	it('[IB25] keeps older ones behind the newest page, and each once', async () => {
		const { inbox, relay } = device();
		relay.page = { notifications: [said('c', '2027-06-12T08:00:00Z')], unread: 3, next: 'c' };
		await inbox.look();
		// At the very same moment as the last of the page before.
		relay.page = { notifications: [said('b', '2027-06-12T08:00:00Z'), said('a', '2027-06-10T08:00:00Z')] };
		await inbox.older();
		relay.page = {
			notifications: [said('d', '2027-06-12T09:00:00Z'), said('c', '2027-06-12T08:00:00Z')],
			unread: 4,
			next: 'c',
		};
		await inbox.look();
		expect(summary(inbox).list).toEqual(['d', 'c', 'b', 'a']);
	});

	it('[IB26] shows nobody another person’s list, and leaves nothing when it is forgotten', async () => {
		const { inbox, relay, again, kept } = device();
		relay.page = { notifications: [said('b', '2027-06-12T08:00:00Z')] };
		await inbox.look();
		expect(summary(again('theo'))).toEqual({ list: [], unread: [], count: 0, isStale: false });
		forgetInbox({ removeItem: (key) => void kept.delete(key) }, 'w1');
		expect([...kept]).toEqual([]);
	});

	it('[IB26] writes nothing down for somebody who signed out meanwhile, here or in another tab', async () => {
		const { inbox, relay, kept, session } = device();
		relay.page = { notifications: [said('b', '2027-06-12T08:00:00Z')] };
		const onItsWay = inbox.look();
		session.isSignedIn = false;
		await onItsWay;
		relay.isAway = true;
		await inbox.look();
		inbox.read('all');
		await settled();
		expect([...kept]).toEqual([]);
	});
});

describe('the inbox as it is read', () => {
	it('[IB27] is today and earlier, several about one record under the newest, and what asks for an answer never folded', () => {
		const record = { kind: 'task', id: 'stems' };
		const list = [
			notice('e', '2027-06-12T09:00:00Z', { record }),
			notice('d', '2027-06-12T08:30:00Z', { record, needsAck: true }),
			notice('c', '2027-06-12T08:00:00Z', { record }),
			notice('b', '2027-06-12T07:00:00Z'),
			notice('a', '2027-06-11T07:00:00Z', { record }),
		];
		const groups = inboxGroups(list, Date.parse('2027-06-12T00:00:00Z'));
		expect(groups.map(({ name, folds }) => [name, folds.map(idsOf)])).toEqual([
			['today', [['e', 'c'], ['d'], ['b']]],
			['earlier', [['a']]],
		]);
	});
});

/** A relay that can be had or not, and a device's storage. */
function device() {
	const kept = new Map<string, string>();
	const storage = {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
	};
	const relay = {
		isAway: false,
		page: { notifications: [] as readonly object[] } as {
			notifications: readonly object[];
			unread?: number;
			next?: string;
		},
		told: [] as unknown[],
		async ask<T>({ path, body, shape }: Question<T>) {
			if (relay.isAway) return err({ code: 'unreachable' });
			const page = { unread: relay.page.notifications.length, ...relay.page };
			if (path.endsWith('/ack')) return ok(shape.parse({}));
			if (path.endsWith('/read')) relay.told.push((body as { ids?: unknown }).ids ?? 'all');
			return ok(shape.parse(path.endsWith('/read') ? { unread: 0 } : page));
		},
	};
	const clock = testClock();
	const session = { isSignedIn: true };
	const isSignedIn = () => session.isSignedIn;
	const make = (person = 'mia') =>
		createInbox({ wedding: 'w1', person, relay: relay as Relay, storage, clock, isSignedIn });
	return { inbox: make(), relay, kept, session, again: make };
}

function summary(inbox: ReturnType<typeof createInbox>) {
	const { list, unread, fault } = inbox.state();
	return {
		list: list.map(({ id }) => id),
		unread: list.filter(({ readAt }) => readAt === undefined).map(({ id }) => id),
		count: unread,
		isStale: fault !== undefined,
	};
}

/** Everything that was asked has been answered. */
const settled = async () => {
	for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};
