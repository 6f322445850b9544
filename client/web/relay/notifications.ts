/** What somebody was told, in their own language: `GET /api/me/notifications`, and what they say of it: read, acknowledged. */
import { z } from 'zod';
import { priorities } from '../../../shared/notices/channel.ts';
import type { Result } from '../../../shared/result.ts';
import { moment } from './moment.ts';
import { anything, type Fault, type Relay } from './relay.ts';

export const notificationShape = z.object({
	id: z.string(),
	kind: z.string(),
	category: z.string(),
	priority: z.enum(priorities),
	title: z.string(),
	body: z.string(),
	at: moment,
	record: z.object({ kind: z.string(), id: z.string() }).optional(),
	link: z.string().optional(),
	actor: z.object({ id: z.string(), name: z.string() }).optional(),
	/** SHA-256 of a photo; see `photos.ts`. */
	photo: z.string().optional(),
	needsAck: z.boolean().optional(),
	seenAt: moment.optional(),
	readAt: moment.optional(),
	ackedAt: moment.optional(),
});
export type Notification = z.infer<typeof notificationShape>;

const pageShape = z.object({
	notifications: z.array(notificationShape),
	unread: z.int(),
	/** Where the older ones begin; absent behind the oldest. */
	next: z.string().optional(),
});
export type NotificationPage = z.infer<typeof pageShape>;

const whyShape = z.object({
	event: z.unknown().optional(),
	reasons: z.array(z.object({ code: z.string(), text: z.string() })),
	deliveries: z.array(
		z.object({
			channel: z.string(),
			state: z.string(),
			at: moment.optional(),
			reason: z.string().optional(),
		}),
	),
});
export type WhyTold = z.infer<typeof whyShape>;

export function askNotifications(
	relay: Relay,
	wedding: string,
	{ before, limit }: { readonly before?: string; readonly limit: number },
): Promise<Result<NotificationPage, Fault>> {
	const from = before === undefined ? '' : `&before=${encodeURIComponent(before)}`;
	return relay.ask({ wedding, path: `/me/notifications?limit=${limit}${from}`, shape: pageShape });
}

/** All of them without ids. */
export function readNotifications(
	relay: Relay,
	wedding: string,
	ids?: readonly string[],
): Promise<Result<{ readonly unread: number }, Fault>> {
	return relay.ask({
		wedding,
		method: 'POST',
		path: '/me/notifications/read',
		body: ids === undefined ? {} : { ids },
		shape: z.object({ unread: z.int() }),
	});
}

export function ackNotification(relay: Relay, wedding: string, id: string): Promise<Result<unknown, Fault>> {
	const path = `/me/notifications/${id}/ack`;
	return relay.ask({ wedding, method: 'POST', path, body: {}, shape: anything });
}

export function whyTold(relay: Relay, wedding: string, id: string): Promise<Result<WhyTold, Fault>> {
	return relay.ask({ wedding, path: `/me/notifications/${id}/why`, shape: whyShape });
}
