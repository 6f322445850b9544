/** Calls for help and announcements: `…/alerts`, who has seen them, and taking them off again. */
import { z } from 'zod';
import { role, type Role } from '../../../shared/access/roles.ts';
import type { Result } from '../../../shared/result.ts';
import { moment } from './moment.ts';
import { anything, type Fault, type Relay } from './relay.ts';

/** As somebody says it; `emergency` is a call for help now. */
export const urgencies = ['emergency', 'critical', 'high', 'normal'] as const;
export type Urgency = (typeof urgencies)[number];

const witnessShape = z.object({ person: z.string(), name: z.string().optional(), at: moment.optional() });

const alertShape = z.object({
	id: z.string(),
	text: z.string(),
	place: z.string().optional(),
	urgency: z.enum(urgencies).catch('emergency'),
	by: z.object({ person: z.string(), name: z.string().optional(), role: role.optional() }),
	at: moment,
	to: z
		.object({
			roles: z.array(z.string()).optional(),
			trades: z.array(z.string()).optional(),
			people: z.array(z.string()).optional(),
		})
		.optional(),
	ackedBy: z.array(witnessShape).default([]),
	seenBy: z.array(witnessShape).default([]),
	closedAt: moment.optional(),
	mine: z.boolean().optional(),
});
export type Alert = z.infer<typeof alertShape>;

export interface NewAlert {
	readonly text: string;
	readonly place?: string;
	readonly urgency: Urgency;
	/** Everybody, if absent. */
	readonly to?: { readonly roles?: readonly Role[]; readonly people?: readonly string[] };
}

/** The newest first. */
export async function askAlerts(relay: Relay, wedding: string): Promise<Result<readonly Alert[], Fault>> {
	const shape = z.object({ alerts: z.array(alertShape) });
	const answer = await relay.ask({ wedding, path: pathOf(wedding), shape });
	return answer.ok ? { ok: true, value: [...answer.value.alerts].sort((a, b) => b.at - a.at) } : answer;
}

export function raiseAlert(
	relay: Relay,
	wedding: string,
	{ key, ...alert }: NewAlert & { readonly key?: string },
): Promise<Result<{ readonly id: string }, Fault>> {
	const shape = z.object({ id: z.string() });
	const again = key === undefined ? {} : { key };
	return relay.ask({ wedding, method: 'POST', path: pathOf(wedding), body: alert, shape, ...again });
}

export function ackAlert(relay: Relay, wedding: string, id: string): Promise<Result<unknown, Fault>> {
	return relay.ask({
		wedding,
		method: 'POST',
		path: `${pathOf(wedding)}/${id}/ack`,
		body: {},
		shape: anything,
	});
}

export function closeAlert(relay: Relay, wedding: string, id: string): Promise<Result<unknown, Fault>> {
	const path = `${pathOf(wedding)}/${id}/close`;
	return relay.ask({ wedding, method: 'POST', path, body: {}, shape: anything });
}

const pathOf = (wedding: string): string => `/weddings/${wedding}/alerts`;
