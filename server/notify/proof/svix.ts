/**
 * The signature that Svix puts on a callback, for whom Resend stands (Standard Webhooks under other names). Guards: only what the
 * secret's holder sent in the last five minutes is believed, to the byte.
 */
import { createHmac } from 'node:crypto';
import { isSame } from '../../auth/secret.ts';
import type { CallbackRequest } from '../channel.ts';

/** `secret` as it is given out, `whsec_` and base64. */
export function isSvixSigned(
	secret: string,
	{ headers, body, now }: Omit<CallbackRequest, 'method' | 'url'>,
): boolean {
	const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map(
		(name) => headers[`svix-${name}`] ?? headers[`webhook-${name}`],
	);
	if (id === undefined || signatures === undefined || !/^\d{1,12}$/.test(timestamp ?? '')) return false;
	if (Math.abs(now - Number(timestamp) * 1_000) > toleranceMs) return false;
	const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
	const mac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
	// Several while a secret is being changed.
	return signatures.split(' ').some((one) => isSame(one, `v1,${mac}`));
}

const toleranceMs = 5 * 60_000;
