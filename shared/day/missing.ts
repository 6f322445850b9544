/**
 * Who the day waits for, and from when on they should be here: people of the key trades, some time before the first item that is theirs,
 * and once more when it begins. Whether they are here is asked when it is time; the plan cannot know.
 */
import type { Plan } from '../document/document.ts';
import type { Person, TimelineItem } from '../document/schema.ts';
import { personId } from '../ids.ts';
import { isUsualKeyTrade, plainTrade, usualMissingMinutes } from '../notices/usual.ts';
import type { Policy } from '../notices/wishes.ts';
import { momentOf } from './moments.ts';
import { MINUTE_MS, type Reminder } from './reminder.ts';

export function missingReminders(plan: Plan, policy: Policy): readonly Reminder[] {
	const { date, timeZone: zone } = plan.meta;
	if (date === undefined) return [];
	const chosen = policy.keyTrades?.map(plainTrade);
	const isKey = (trade: string) => chosen?.includes(plainTrade(trade)) ?? isUsualKeyTrade(trade);
	const minutes = policy.missingMinutes ?? usualMissingMinutes;
	return plan.people
		.filter(({ trade }) => trade !== undefined && isKey(trade))
		.flatMap((person) => {
			const first = partsOf(plan, person.id).find(({ start }) => start?.startsWith(date));
			// Whoever has begun is here.
			return first === undefined || isBegun(first) ? [] : missing(person, first, { zone, minutes });
		});
}

/** What somebody owns or is asked for in the run sheet, in the order of the plan; a buffer is nobody's work. */
export function partsOf(
	{ timeline, assignments }: Pick<Plan, 'timeline' | 'assignments'>,
	person: string,
): readonly TimelineItem[] {
	const asked = new Set(
		assignments
			.filter((one) => one.person === person && one.status !== 'declined')
			.map(({ on }) => on.replace('timeline:', '')),
	);
	return timeline.filter(({ id, owner, kind, state }) => {
		const isTheirs = owner === person || asked.has(id);
		return isTheirs && kind !== 'buffer' && state !== 'skipped';
	});
}

function missing(
	{ id, trade }: Person,
	item: TimelineItem,
	{ zone, minutes }: { readonly zone: string; readonly minutes: number },
): readonly Reminder[] {
	const start = item.start === undefined ? undefined : momentOf(item.start, zone);
	if (start === undefined) return [];
	const end = start + Math.max(item.minutes ?? 0, shortest) * MINUTE_MS;
	const steps = [start - minutes * MINUTE_MS, start, end];
	return steps.slice(0, -1).map((from, level) => ({
		type: 'presence.missing',
		record: { kind: 'person', id },
		cause: `${item.id} ${start} ${level}`,
		from,
		until: steps[level + 1] ?? from,
		towards: start,
		unlessHere: personId.parse(id),
		after: { item: item.id, start: item.start, trade, level },
	}));
}

const isBegun = ({ state, actualStart }: TimelineItem): boolean =>
	state === 'running' || state === 'done' || typeof actualStart === 'string';

/** An item without a length is looked for a while all the same. */
const shortest = 15;
