import { describe, expect, test } from 'vitest';
import { decideEmergency, type EmergencyFacts, type EmergencyWish } from '../../../server/auth/emergency.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { roles } from '../../../shared/access/roles.ts';
import { personId } from '../../../shared/ids.ts';

const who = (person: string, role: Role) => ({ person: personId.parse(person), role });
const cora = who('cora', 'coordinator');
const fleur = who('fleur', 'vendor');
const wish = (more: Partial<EmergencyWish> = {}): EmergencyWish => ({
	by: cora,
	whom: cora,
	minutes: 60,
	...more,
});
const at = (now: string, more: Partial<EmergencyFacts> = {}): EmergencyFacts => ({
	now: Date.parse(now),
	date: '2027-06-12',
	timeZone: 'Europe/Vienna',
	isDeputy: (person) => person === 'dana',
	...more,
});
const noon = '2027-06-12T12:00:00+02:00';
const until = (decided: ReturnType<typeof decideEmergency>) =>
	decided.ok ? new Date(decided.value.until).toISOString() : decided.error.code;

describe('[E1] who may have emergency access', () => {
	test.each(roles.map((role) => [role, role === 'coordinator']))('%s for oneself: %s', (role, may) => {
		const one = who('one', role);
		expect(decideEmergency(wish({ by: one, whom: one }), at(noon)).ok).toBe(may);
	});
	test.each(roles.map((role) => [role, !['couple', 'guest', 'service', 'support'].includes(role)] as const))(
		'%s whom the couple named: %s',
		(role, may) => {
			const dana = who('dana', role);
			expect(decideEmergency(wish({ by: dana, whom: dana }), at(noon)).ok).toBe(may);
		},
	);
	test.each(roles.map((role) => [role, !['couple', 'guest', 'service', 'support'].includes(role)] as const))(
		'the coordinator gives it to a %s: %s',
		(role, may) => {
			expect(decideEmergency(wish({ whom: who('one', role) }), at(noon)).ok).toBe(may);
		},
	);
	test.each([
		[
			'somebody named gives it to somebody else',
			wish({ by: who('dana', 'family'), whom: fleur }),
			'not-allowed',
		],
		['the couple gives it', wish({ by: who('ada', 'couple'), whom: fleur }), 'not-allowed'],
		['a vendor takes it', wish({ by: fleur, whom: fleur }), 'not-allowed'],
		['somebody who is not of the wedding gets it', wish({ whom: undefined }), 'not-found'],
	])('%s', (_, asked, code) => {
		expect(until(decideEmergency(asked, at(noon)))).toBe(code);
	});
});

describe('[E2] when: from the day before to the day after, by the clock of the wedding', () => {
	test.each([
		['the last moment before the day before', '2027-06-10T23:59:59+02:00', 'not-allowed'],
		['the first moment of the day before', '2027-06-11T00:00:00+02:00', '2027-06-10T23:00:00.000Z'],
		['the day', noon, '2027-06-12T11:00:00.000Z'],
		['near the end, which it does not outlast', '2027-06-13T23:30:00+02:00', '2027-06-13T22:00:00.000Z'],
		['the first moment after the day after', '2027-06-14T00:00:00+02:00', 'not-allowed'],
	])('%s', (_, now, expected) => {
		expect(until(decideEmergency(wish(), at(now)))).toBe(expected);
	});

	test('on the other side of the world the day is another', () => {
		const auckland = { timeZone: 'Pacific/Auckland' };
		expect(until(decideEmergency(wish(), at('2027-06-10T11:59:00Z', auckland)))).toBe('not-allowed');
		expect(until(decideEmergency(wish(), at('2027-06-10T12:00:00Z', auckland)))).toBe(
			'2027-06-10T13:00:00.000Z',
		);
	});

	test('where the clock is put forward at midnight, the day begins an hour later', () => {
		const beirut = { date: '2027-03-29', timeZone: 'Asia/Beirut' };
		expect(until(decideEmergency(wish(), at('2027-03-27T21:59:00Z', beirut)))).toBe('not-allowed');
		expect(until(decideEmergency(wish(), at('2027-03-27T22:00:00Z', beirut)))).toBe(
			'2027-03-27T23:00:00.000Z',
		);
	});

	test('never without a date', () => {
		expect(until(decideEmergency(wish(), at(noon, { date: undefined })))).toBe('not-allowed');
	});
});
