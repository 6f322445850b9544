/**
 * What a run of events has come to so far: what was open before, what is new and what has ended. Guards: a notice that is made and
 * overtaken in one run is never stored, nor anything that would have carried it.
 */
import type { Millis } from '../../shared/clock.ts';
import type { WeddingEvent } from '../../shared/events/event.ts';
import type { PersonId } from '../../shared/ids.ts';
import type { NewDelivery, Outward } from '../store/deliveries.ts';
import type { DigestItem, Explanation, NewNotice, Notice } from '../store/notices.ts';
import { silent } from './rules.ts';
import type { Telling } from './tell.ts';

/** What was told before. */
export interface Told {
	/** Open, of the topics of these events. */
	readonly open: readonly Notice[];
	/** What goes to people, due in the last hour or later. */
	readonly outward: readonly Outward[];
}

export interface Decided {
	readonly notices: readonly NewNotice[];
	readonly ended: readonly { readonly notice: string; readonly state: Ending }[];
	readonly deliveries: readonly NewDelivery[];
	readonly digestItems: readonly DigestItem[];
	readonly explanations: readonly Explanation[];
}
type Ending = 'replaced' | 'withdrawn';

export interface Draft {
	openWith(key: string): readonly NewNotice[];
	/** Nothing but the inbox has it, and nobody has looked there. */
	isUntold(notice: NewNotice, now: Millis): boolean;
	end(notice: NewNotice, state: Ending): void;
	add(telling: Telling): void;
	/** A rule that chose nobody. */
	explainNobody(event: WeddingEvent): void;
	/** How much this person is told in the hour before `due`, and after it. */
	toldTo(person: PersonId, due: Millis): number;
	decided(): Decided;
}

export function createDraft({ open, outward }: Told): Draft {
	const before = new Map(open.map((notice) => [notice.id, notice]));
	const made = new Map<string, Telling & { readonly notice: NewNotice }>();
	const ended = new Map<string, Ending>();
	const explanations: Explanation[] = [];
	return {
		openWith: (key) =>
			[...before.values(), ...[...made.values()].map(({ notice }) => notice)].filter(
				({ id, supersedeKey }) => supersedeKey === key && !ended.has(id),
			),
		isUntold: ({ id, settlesAt }, now) => now < settlesAt && before.get(id)?.seenAt === undefined,
		end({ id }, state) {
			if (!made.delete(id)) ended.set(id, state);
		},
		add(telling) {
			explanations.push(telling.explanation);
			const { notice } = telling;
			// Decided once before: the event came again under the name it had.
			if (notice !== undefined && !before.has(notice.id)) made.set(notice.id, { ...telling, notice });
		},
		explainNobody({ id, type }) {
			if (silent[type] === undefined)
				explanations.push({ event: id, outcome: 'not-told', reasons: [{ code: 'nobody' }] });
		},
		toldTo(person, due) {
			const stored = outward.filter((one) => one.person === person && !ended.has(one.notice));
			const fresh = [...made.values()].flatMap(({ deliveries, notice }) =>
				notice.person === person ? deliveries.map(({ dueAt }) => ({ notice: notice.id, dueAt })) : [],
			);
			const firsts = new Map<string, Millis>();
			for (const { notice, dueAt } of [...stored, ...fresh])
				firsts.set(notice, Math.min(dueAt, firsts.get(notice) ?? dueAt));
			return [...firsts.values()].filter((at) => at > due - hourMs).length;
		},
		decided() {
			const tellings = [...made.values()];
			return {
				notices: tellings.map(({ notice }) => notice),
				ended: [...ended].map(([notice, state]) => ({ notice, state })),
				deliveries: tellings.flatMap(({ deliveries }) => deliveries),
				digestItems: tellings.flatMap(({ digestItem }) => digestItem ?? []),
				explanations: explanations.map((one) => withoutLost(one, made)),
			};
		},
	};
}

/** What was decided and overtaken in the same run was told to nobody. */
function withoutLost(explanation: Explanation, made: ReadonlyMap<string, unknown>): Explanation {
	const { notice, ...rest } = explanation;
	if (notice === undefined || made.has(notice)) return explanation;
	return { ...rest, outcome: 'not-told', reasons: [...explanation.reasons, { code: 'overtaken' }] };
}

const hourMs = 3_600_000;
