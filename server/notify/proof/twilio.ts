/**
 * Twilio's signature: HMAC-SHA1 with the account's token over the address it called and the form's fields, sorted. Guards: the
 * address is the configured one, since a proxy's Host header is anybody's; of the spellings that Twilio signs (with or without the
 * standard port, the query as it stands or encoded anew) any may be right, a changed byte never is.
 */
import { createHash, createHmac } from 'node:crypto';
import { parse, stringify } from 'node:querystring';
import { isSame } from '../../auth/secret.ts';
import type { CallbackRequest } from '../channel.ts';

export function isTwilioSigned(token: string, { url, headers, body }: CallbackRequest): boolean {
	const signature = headers['x-twilio-signature'];
	if (signature === undefined || !URL.canParse(url)) return false;
	const bodyHash = new URL(url).searchParams.get('bodySHA256');
	if (bodyHash !== null && !isSame(bodyHash, createHash('sha256').update(body).digest('hex'))) return false;
	const fields = bodyHash === null ? sorted(formOf(body)) : '';
	return spellings(url).some((spelling) =>
		isSame(signature, createHmac('sha1', token).update(spelling).update(fields).digest('base64')),
	);
}

export const formOf = (body: Uint8Array): URLSearchParams =>
	new URLSearchParams(Buffer.from(body).toString('utf8'));

/** A field named twice counts once for each of its values. */
function sorted(form: URLSearchParams): string {
	return [...new Set(form.keys())]
		.sort()
		.flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => `${name}${value}`))
		.join('');
}

function spellings(url: string): readonly string[] {
	const { protocol, port, host, hostname, pathname, search, hash } = new URL(url);
	const standard = protocol === 'https:' ? '443' : '80';
	const bare = `${protocol}//${hostname}`;
	const hosts = [
		url.slice(0, url.length - `${pathname}${search}${hash}`.length),
		`${bare}:${port || standard}`,
		bare,
	];
	const queries = [search, search === '' ? '' : `?${stringify(parse(search.slice(1)))}`];
	const all = [...hosts, `${protocol}//${host}`].flatMap((origin) =>
		queries.map((query) => `${origin}${pathname}${query}${hash}`),
	);
	return [...new Set([url, ...all])];
}
