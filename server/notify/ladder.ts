/**
 * Which ways a notice takes to somebody, one after the other: a ladder for each priority, of which the rungs that are closed to them are
 * left out. A rung is taken only if what stands in its `unless` has not happened by then. Guards: nothing is sent where there is no
 * consent, and the first open rung is taken at once.
 */
import type { Millis } from '../../shared/clock.ts';
import type { PersonChannel, Priority } from '../../shared/notices/channel.ts';
import { type NoticeKind, noticeKinds } from '../../shared/notices/kind.ts';
import { outwardChannels, usualChannels } from '../../shared/notices/usual.ts';
import type { Policy } from '../../shared/notices/wishes.ts';
import type { NewDelivery } from '../store/deliveries.ts';
import type { Reach } from '../store/reach.ts';
import { closedTo, isAskedFor, wishOf } from './reader.ts';

/** One way, so long after the notice is due. */
export interface Way {
	readonly channel: PersonChannel;
	readonly afterMs: Millis;
	readonly unless?: NonNullable<NewDelivery['unless']>;
}

export interface Climb {
	readonly kind: NoticeKind;
	readonly priority: Priority;
	readonly policy: Policy;
	readonly isTheDay: boolean;
	/** Among those who are called one after the other: how many are called before; absent: nobody calls them. */
	readonly turn?: number;
}

export function waysTo(reach: Reach, climb: Climb): readonly Way[] {
	const { kind, priority } = climb;
	const isEmergency = priority === 'emergency';
	const isOpen = (channel: PersonChannel) =>
		closedTo(reach, channel, { kind, isEmergency }) === undefined &&
		// Texts and calls disturb and cost: for small things only who wants them gets them.
		(usualChannels[priority].includes(channel) || wishOf(reach.preferences, kind, channel) === true);
	const ways: Way[] = [];
	let afterMs = 0;
	for (const rung of rungsOf(climb)) {
		const open = rung.channels.filter(isOpen);
		const channels = rung.isAll === true ? open : open.slice(0, 1);
		if (channels.length === 0) continue;
		const isFirst = ways.length === 0;
		afterMs += isFirst && rung.inTurn !== true ? 0 : rung.waitMs;
		const unless = isFirst ? firstUnless(priority) : rung.unless;
		ways.push(...channels.map((channel) => ({ channel, afterMs, ...(unless && { unless }) })));
	}
	const taken = new Set(ways.map(({ channel }) => channel));
	const wished = outwardChannels.filter(
		(channel) => !taken.has(channel) && isAskedFor(reach, kind, channel) && isOpen(channel),
	);
	return [...ways, ...wished.map((channel) => ({ channel, afterMs: 0 }))];
}

/** How long everything up to a call takes: then the next person's turn begins. */
export function turnMs({ escalateAfter }: Policy): Millis {
	const waits = escalateAfter ?? usualEscalation;
	return [0, 1, 2].reduce((sum, step) => sum + stepMs(waits, step), 0);
}

interface Rung {
	readonly channels: readonly PersonChannel[];
	/** Every open one of them, not the first. */
	readonly isAll?: true;
	/** After the rung before. */
	readonly waitMs: Millis;
	readonly unless?: NonNullable<NewDelivery['unless']>;
	/** Waits also when no rung stands before it. */
	readonly inTurn?: true;
}

function rungsOf({ kind, priority, policy, isTheDay, turn }: Climb): readonly Rung[] {
	if (priority !== 'emergency' && priority !== 'critical') return quietRungs[priority](isTheDay);
	const needsAck = 'needsAck' in noticeKinds[kind];
	const waits = (needsAck ? policy.escalateAfter : undefined) ?? usualEscalation;
	const rungs: Rung[] = [
		{ channels: ['push', 'email'], isAll: true, waitMs: 0 },
		{ channels: ['sms', 'whatsapp'], waitMs: stepMs(waits, 0), unless: 'seen' },
	];
	if (!needsAck || turn === undefined) return rungs;
	// Everybody is told at once, and called one after the other: forty phones that ring help nobody.
	const waitMs = stepMs(waits, 1) + turn * stepMs(waits, 2);
	const call = { channels: ['voice'], waitMs, unless: 'acked' } as const;
	return [...rungs, turn === 0 ? call : { ...call, inTurn: true }];
}

const quietRungs = {
	high: (isTheDay: boolean): readonly Rung[] => [
		{ channels: ['push'], waitMs: 0 },
		isTheDay
			? { channels: ['sms', 'whatsapp', 'email'], waitMs: 120_000, unless: 'seen' }
			: { channels: ['email', 'sms', 'whatsapp'], waitMs: 600_000, unless: 'seen' },
	],
	normal: (): readonly Rung[] => [{ channels: ['push', 'email', 'sms', 'whatsapp'], waitMs: 0 }],
	low: (): readonly Rung[] => [{ channels: ['push', 'email'], waitMs: 0 }],
} as const;

/** Who has read it in the app already needs no message. */
const firstUnless = (priority: Priority) =>
	priority === 'emergency' || priority === 'critical' ? undefined : ('read' as const);

/** The last one stands for all behind it. */
const stepMs = (seconds: readonly number[], step: number): Millis =>
	1_000 * (seconds[Math.min(step, seconds.length - 1)] ?? 0);

/** Seconds: a text if it is not seen, a call if nobody has it, the next person. */
const usualEscalation: readonly number[] = [60, 30, 30];
