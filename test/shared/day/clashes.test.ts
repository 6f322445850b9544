import { expect, test } from 'vitest';
import { clashes } from '../../../shared/day/clashes.ts';

const item = (id: string, owner: string | null, clock: string, minutes: number) => ({
	id,
	owner,
	start: `2027-06-12T${clock}`,
	minutes,
});

test('the same owner twice at the same time is a clash, from when to when', () => {
	const items = [
		item('cake', 'ana', '19:50', 30),
		item('meal', 'ana', '18:30', 90),
		item('bar', 'ben', '18:00', 300),
	];
	expect(clashes(items)).toEqual([
		{ owner: 'ana', items: ['meal', 'cake'], start: '2027-06-12T19:50', minutes: 10 },
	]);
});

test('one item within another clashes for its whole length, and three at once make three pairs', () => {
	const items = [item('a', 'ana', '10:00', 60), item('b', 'ana', '10:10', 20), item('c', 'ana', '10:20', 20)];
	expect(clashes(items)).toEqual([
		{ owner: 'ana', items: ['a', 'b'], start: '2027-06-12T10:10', minutes: 20 },
		{ owner: 'ana', items: ['a', 'c'], start: '2027-06-12T10:20', minutes: 20 },
		{ owner: 'ana', items: ['b', 'c'], start: '2027-06-12T10:20', minutes: 10 },
	]);
});

test('handing over on the minute, a moment without length, buffers, and items of nobody are no clash', () => {
	const items = [
		item('a', 'ana', '10:00', 60),
		item('b', 'ana', '11:00', 60),
		item('gong', 'ana', '10:30', 0),
		{ ...item('breath', 'ana', '10:30', 15), kind: 'buffer' as const },
		item('c', null, '10:00', 60),
		item('d', null, '10:00', 60),
	];
	expect(clashes(items)).toEqual([]);
});
