/** What follows from a report: pages look again, an alert is had by somebody, what was not delivered goes another way. */
import { expect, it } from 'vitest';
import { testClock } from '../../../shared/clock.ts';
import { ok } from '../../../shared/result.ts';
import type { Dispatchers } from '../../../server/notify/dispatch.ts';
import { createReported, type ReportedDeps } from '../../../server/notify/reported.ts';
import type { Delivery, NewDelivery } from '../../../server/store/deliveries.ts';
import type { Notice } from '../../../server/store/notices.ts';
import { delivery, notice, ourWedding, person } from '../../world/outbox.ts';

function bench({ known = [] as readonly string[] } = {}) {
	const did: unknown[] = [];
	const stored = new Set<string>(known);
	const mia = person('mia');
	const notices: Readonly<Record<string, Notice>> = {
		alert: { ...notice('alert', { record: { kind: 'alert', id: 'a1' } }), state: 'open' },
		task: { ...notice('task'), state: 'open' },
	};
	const dispatchers: Dispatchers = {
		sms: {
			prepare: async () => ({ kind: 'drop', state: 'superseded', reason: '' }),
			async instead(given, { kind, detail }) {
				did.push(['instead', given.id, kind, detail]);
				return [delivery(`${given.id}-voice`, { channel: 'voice' })];
			},
		},
	};
	const store: ReportedDeps['store'] = {
		notice: async (_, id) => notices[id],
		members: async () => [{ person: mia, name: 'Mia', role: 'vendor' }],
		async addDeliveries(given: readonly NewDelivery[]) {
			const fresh = given.filter(({ id }) => !stored.has(id));
			for (const { id } of fresh) stored.add(id);
			return fresh.length;
		},
	};
	const reported = createReported({
		store,
		announce: (wedding, topic, isMeant) =>
			void did.push([
				topic,
				wedding,
				['mia', 'noor'].filter((name) => isMeant({ person: person(name) } as never)),
			]),
		alerting: {
			async acknowledge(by, id) {
				did.push(['acknowledge', by.person, id]);
				return ok({} as never);
			},
		},
		dispatchers,
		clock: testClock(),
		wake: () => void did.push('wake'),
	});
	const one = (state: Delivery['state'], given: Partial<Delivery> = {}): Delivery => ({
		...delivery('d1', given),
		state,
		attempts: 1,
		...given,
	});
	return { did, reported, one };
}

it('[CH19] a report that it was seen lets this person’s pages look again, and nobody else’s', async () => {
	const { did, reported, one } = bench();
	await reported([one('seen', { notice: 'alert' }), one('delivered'), one('accepted')]);
	expect(did).toEqual([['notifications', ourWedding, ['mia']]]);
});

it('[CH19] a report that it was acknowledged says "I have it" of the alert, and of nothing else', async () => {
	const { did, reported, one } = bench();
	await reported([one('acked', { notice: 'alert' }), one('acked', { notice: 'task' }), one('acked')]);
	expect(did.filter((what) => Array.isArray(what) && what[0] === 'acknowledge')).toEqual([
		['acknowledge', 'mia', 'a1'],
	]);
});

it('[CH16] what was taken and then not delivered goes another way, once', async () => {
	const { did, reported, one } = bench();
	await reported([one('rejected', { reason: 'undelivered 30005' })]);
	await reported([one('rejected', { reason: 'undelivered 30005' })]);
	await reported([one('rejected', { channel: 'email' })]);
	const instead = ['instead', 'd1', 'rejected-content', 'undelivered 30005'];
	expect(did).toEqual([instead, 'wake', instead]);
});
