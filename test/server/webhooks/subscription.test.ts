/** Which endpoint hears which event. */
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../server/store/endpoints.ts';
import { healthy } from '../../../server/webhooks/health.ts';
import { hears, sectionsAskedFor } from '../../../server/webhooks/subscription.ts';
import { roles } from '../../../shared/access/roles.ts';
import type { EventType, WeddingEvent } from '../../../shared/events/event.ts';
import { recordId } from '../../../shared/ids.ts';
import { event, ourWedding, person, seq } from '../../world/entry.ts';

const endpoint: Endpoint = {
	id: 'crm',
	wedding: ourWedding,
	version: 1,
	format: 'standard',
	sealed: '',
	sections: ['plan', 'guests'],
	full: false,
	by: person('mia'),
	createdAt: Date.UTC(2027, 5, 1),
	health: healthy,
};
const happened = (type: EventType, kind: string, id = 'x', at = Date.UTC(2027, 5, 2)): WeddingEvent => ({
	...event('e'),
	type,
	record: { kind, id: recordId.parse(id) },
	seq: seq(1),
	index: 0,
	at: new Date(at).toISOString(),
	wedding: ourWedding,
});
const task = happened('task.created', 'task');
const rsvp = happened('rsvp.changed', 'guest');
const money = happened('payment.received', 'budget');

describe('an endpoint', () => {
	it('[WH6] hears all of the plan whoever made it, and of a private section only what its maker may read and asked for', () => {
		for (const role of [...roles, undefined]) {
			const sees = role !== undefined && ['couple', 'coordinator', 'family', 'venue'].includes(role);
			expect([
				role,
				hears(endpoint, task, role),
				hears(endpoint, rsvp, role),
				hears(endpoint, money, role),
			]).toEqual([role, true, sees, false]);
		}
		expect(hears({ ...endpoint, sections: ['plan'] }, rsvp, 'couple')).toBe(false);
		// What is about any record is of that record's section.
		expect(hears({ ...endpoint, sections: ['plan'] }, happened('conflict.opened', 'guest'), 'couple')).toBe(
			false,
		);
		expect(hears(endpoint, happened('conflict.opened', 'task'), undefined)).toBe(true);
	});

	it('[WH6] hears the types it names, of others’ troubles only by name, and of its own never', () => {
		const named = { ...endpoint, events: ['rsvp.changed', 'webhook.trouble'] as const };
		const [own, others] = [
			happened('webhook.trouble', 'webhook', 'crm'),
			happened('webhook.trouble', 'webhook', 'erp'),
		];
		expect([task, rsvp, own, others].map((one) => hears(named, one, 'couple'))).toEqual([
			false,
			true,
			false,
			true,
		]);
		expect([own, others].map((one) => hears(endpoint, one, 'couple'))).toEqual([false, false]);
	});

	it('[WH4] hears what happens after it was made, and nothing while it is given up', () => {
		const at = (moment: number) => hears(endpoint, happened('task.created', 'task', 'x', moment), 'couple');
		expect([at(endpoint.createdAt - 1), at(endpoint.createdAt)]).toEqual([false, true]);
		const disabled = { at: 1, why: 'failing', since: 0 } as const;
		expect(hears({ ...endpoint, health: { failures: 9, disabled } }, task, 'couple')).toBe(false);
	});

	it('[WH6] that names a type of a private section has asked for that section', () => {
		expect(sectionsAskedFor(undefined, [])).toEqual(['plan']);
		expect(sectionsAskedFor(['task.created', 'conflict.opened'], [])).toEqual(['plan']);
		expect(sectionsAskedFor(['seating.changed', 'payment.received'], ['ceremony'])).toEqual([
			'plan',
			'ceremony',
			'guests',
			'budget',
		]);
	});
});
