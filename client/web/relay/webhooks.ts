/** The wedding's endpoints: other people's software, and rooms where its people talk. `…/webhooks`. */
import { z } from 'zod';
import type { Result } from '../../../shared/result.ts';
import { moment } from './moment.ts';
import { anything, type Fault, type Relay } from './relay.ts';

export const formats = ['standard', 'slack', 'teams'] as const;
export type WebhookFormat = (typeof formats)[number];

const healthShape = z.object({
	state: z.enum(['healthy', 'failing', 'held', 'disabled']).catch('healthy'),
	since: moment.optional(),
	reason: z.string().optional(),
});
/** What one field is made from: a value of the event by its path, always the same, or words around values. */
const ruleShape = z.union([
	z.object({ from: z.string(), map: z.record(z.string(), z.unknown()).optional(), otherwise: z.unknown() }),
	z.object({ format: z.string() }),
	z.object({ value: z.union([z.string(), z.number(), z.boolean(), z.null()]) }),
]);
export type MappingRule = z.infer<typeof ruleShape>;
const mappingShape = z.object({
	into: z.enum(['data', 'body']).default('data'),
	fields: z.record(z.string(), ruleShape),
});
export type Mapping = z.infer<typeof mappingShape>;

const webhookShape = z.object({
	id: z.string(),
	/** Not shown whole where the address is a secret itself. */
	url: z.string(),
	name: z.string().optional(),
	format: z.enum(formats).default('standard'),
	events: z.array(z.string()).nullish(),
	full: z.union([z.boolean(), z.array(z.string())]).optional(),
	mapping: mappingShape.optional(),
	createdAt: moment.optional(),
	health: healthShape.optional(),
});
export type Webhook = z.infer<typeof webhookShape>;
const newWebhookShape = webhookShape.extend({ secret: z.string().optional() });
/** With its secret, which the relay says only once. */
export type NewWebhook = z.infer<typeof newWebhookShape>;

const tryShape = z.object({
	n: z.int().optional(),
	at: moment.optional(),
	ms: z.number().optional(),
	outcome: z.string().optional(),
	status: z.number().nullish(),
	detail: z.string().nullish(),
	request: z.string().nullish(),
	response: z.string().nullish(),
});
const deliveryShape = z.object({
	id: z.string(),
	eventType: z.string().optional(),
	type: z.string().optional(),
	event: z.string().optional(),
	state: z.string(),
	createdAt: moment.optional(),
	dueAt: moment.optional(),
	reason: z.string().optional(),
	body: z.string().nullish(),
	isReplay: z.boolean().optional(),
	tries: z.array(tryShape).default([]),
});
export type WebhookDelivery = z.infer<typeof deliveryShape>;

export interface WebhookDraft {
	readonly url: string;
	readonly name?: string;
	readonly format?: WebhookFormat;
	/** All, if absent. */
	readonly events?: readonly string[];
}

const eventShape = z.object({ type: z.string(), title: z.string().optional() });
export type EventKind = z.infer<typeof eventShape>;

export async function askEventKinds(relay: Relay): Promise<Result<readonly EventKind[], Fault>> {
	const answer = await relay.ask({
		path: '/events/catalogue',
		shape: z.object({ events: z.array(eventShape) }),
	});
	return answer.ok ? { ok: true, value: answer.value.events } : answer;
}

export async function askWebhooks(relay: Relay, wedding: string): Promise<Result<readonly Webhook[], Fault>> {
	const shape = z.object({ webhooks: z.array(webhookShape) });
	const answer = await relay.ask({ wedding, path: pathOf(wedding), shape });
	return answer.ok ? { ok: true, value: answer.value.webhooks } : answer;
}

export function createWebhook(
	relay: Relay,
	wedding: string,
	draft: WebhookDraft,
): Promise<Result<NewWebhook, Fault>> {
	return relay.ask({ wedding, method: 'POST', path: pathOf(wedding), body: draft, shape: newWebhookShape });
}

/** What is not named stays; `null` takes it away. */
export interface WebhookChange {
	readonly url?: string;
	readonly name?: string | null;
	readonly events?: readonly string[] | null;
	readonly full?: boolean;
	readonly mapping?: Mapping | null;
}

export function changeWebhook(
	relay: Relay,
	wedding: string,
	{ id, ...changes }: WebhookChange & { readonly id: string },
): Promise<Result<unknown, Fault>> {
	const path = `${pathOf(wedding)}/${id}`;
	return relay.ask({ wedding, method: 'PATCH', path, body: changes, shape: anything });
}

export function deleteWebhook(relay: Relay, wedding: string, id: string): Promise<Result<unknown, Fault>> {
	return relay.ask({ wedding, method: 'DELETE', path: `${pathOf(wedding)}/${id}`, shape: anything });
}

export type WebhookVerb = 'test' | 'enable' | 'replay';

export function tellWebhook(
	relay: Relay,
	wedding: string,
	{ id, verb, body = {} }: { readonly id: string; readonly verb: WebhookVerb; readonly body?: object },
): Promise<Result<unknown, Fault>> {
	const path = `${pathOf(wedding)}/${id}/${verb}`;
	return relay.ask({ wedding, method: 'POST', path, body, shape: anything });
}

/** The new secret, shown once; the old one counts for a day beside it. */
export async function rotateSecret(
	relay: Relay,
	wedding: string,
	id: string,
): Promise<Result<string, Fault>> {
	const path = `${pathOf(wedding)}/${id}/rotate`;
	const shape = z.object({ secret: z.string() });
	const answer = await relay.ask({ wedding, method: 'POST', path, body: {}, shape });
	return answer.ok ? { ok: true, value: answer.value.secret } : answer;
}

/** The newest first. */
export async function webhookLog(
	relay: Relay,
	wedding: string,
	id: string,
): Promise<Result<readonly WebhookDelivery[], Fault>> {
	const shape = z.object({ deliveries: z.array(deliveryShape) });
	const answer = await relay.ask({ wedding, path: `${pathOf(wedding)}/${id}/deliveries`, shape });
	return answer.ok ? { ok: true, value: answer.value.deliveries } : answer;
}

const pathOf = (wedding: string): string => `/weddings/${wedding}/webhooks`;
