/**
 * How a receiver knows that it was us: HMAC-SHA256 over id, time and the bytes of the body, exactly as Standard Webhooks says, so that any
 * library of it verifies what we send. Guards: while a secret is being replaced both sign, so no receiver misses a message.
 */
import { createHmac } from 'node:crypto';
import type { Millis } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';

/** `until`: replaced, and still signing for those who do not have the new one yet. */
export interface SigningSecret {
	readonly secret: string;
	readonly until?: Millis;
}

export interface Signed {
	readonly id: string;
	readonly at: Millis;
	readonly body: string;
}

export function newSigningSecret(random: Random): string {
	return `${prefix}${Buffer.from(random.bytes(secretBytes)).toString('base64')}`;
}

/** The one in force first; with one that is new, the former sign on for the while of an overlap. */
export function rotated(
	secrets: readonly SigningSecret[],
	secret: string,
	now: Millis,
): readonly SigningSecret[] {
	const former = secrets
		.filter(({ until }) => until === undefined || until > now)
		.map((one) => ({ ...one, until: Math.min(one.until ?? Infinity, now + overlapMs) }));
	return [{ secret }, ...former.slice(0, mostFormer)];
}

export function inForce(secrets: readonly SigningSecret[], now: Millis): readonly string[] {
	return secrets.filter(({ until }) => until === undefined || until > now).map(({ secret }) => secret);
}

export function signatureHeaders(
	message: Signed,
	secrets: readonly string[],
): Readonly<Record<string, string>> {
	const timestamp = String(Math.floor(message.at / 1_000));
	const signed = `${message.id}.${timestamp}.${message.body}`;
	return {
		'webhook-id': message.id,
		'webhook-timestamp': timestamp,
		'webhook-signature': secrets.map((secret) => `v1,${sign(signed, secret)}`).join(' '),
	};
}

function sign(text: string, secret: string): string {
	const key = Buffer.from(secret.slice(prefix.length), 'base64');
	return createHmac('sha256', key).update(text).digest('base64');
}

const prefix = 'whsec_';
const secretBytes = 32;
/** Long enough for somebody to be asked tomorrow. */
const overlapMs: Millis = 24 * 60 * 60 * 1_000;
const mostFormer = 3;
