import { expect, test } from 'vitest';
import { type LiveItem, runningLate } from '../../../shared/day/lateness.ts';

/** British summer time: local 15:00 is 14:00 UTC. */
const at = (clock: string) => `2027-06-12T${clock}:00+01:00`;
const item = (id: string, clock: string, minutes: number, extra: Partial<LiveItem> = {}): LiveItem => ({
	id,
	kind: 'flexible',
	start: `2027-06-12T${clock}`,
	minutes,
	...extra,
});
const late = (items: readonly LiveItem[], clock: string) =>
	runningLate(items, { now: Date.parse(at(clock)), zone: 'Europe/London' });

const ceremony = item('ceremony', '15:00', 30);
const drinks = item('drinks', '15:30', 60);

test.each([
	['before anything should begin there is no lateness', [ceremony], '14:50', { minutes: 0 }],
	[
		'what should have begun and did not is late by as much',
		[ceremony],
		'15:07',
		{ minutes: 7, because: 'ceremony' },
	],
	[
		'what is going on is late by its start',
		[{ ...ceremony, actualStart: at('15:06') }, drinks],
		'15:20',
		{ minutes: 6, because: 'ceremony' },
	],
	[
		'what overruns is late by that, if it is more',
		[{ ...ceremony, actualStart: at('15:06') }],
		'15:40',
		{ minutes: 10, because: 'ceremony' },
	],
	[
		'a delay that was caught up is none, and ending early counts as early',
		[{ ...ceremony, actualStart: at('15:06'), actualEnd: at('15:26') }, drinks],
		'15:27',
		{ minutes: -4, because: 'ceremony' },
	],
	[
		'what nobody ticked counts as having happened once something after it began',
		[ceremony, { ...drinks, actualStart: at('15:32') }],
		'15:50',
		{ minutes: 2, because: 'drinks' },
	],
	[
		'skipped items and buffers make nobody late',
		[
			{ ...ceremony, state: 'skipped' },
			{ ...drinks, kind: 'buffer' as const },
		],
		'16:00',
		{ minutes: 0 },
	],
	['what is done without a time is over', [{ ...ceremony, state: 'done' }], '16:00', { minutes: 0 }],
] as const)('%s', (_, items, clock, expected) => {
	expect(late(items, clock)).toEqual(expected);
});
