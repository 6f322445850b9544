/**
 * Firebase Cloud Messaging on this machine: the token endpoint, which believes only the key of its service account, and `messages:send` with
 * its error shapes. Phones are named by what becomes of a message to them.
 */
import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, jwtVerify } from 'jose';
import { type Answer, formIn, jsonIn, localProvider, type LocalProvider, type Received } from './local.ts';

export interface Firebase extends LocalProvider {
	/** As the console hands it out. */
	readonly account: Readonly<Record<string, string>>;
	/** Messages that were taken, in order. */
	readonly taken: readonly Readonly<Record<string, unknown>>[];
	/** How often a token was fetched. */
	granted(): number;
	/** All tokens given out so far are good no more. */
	revoke(): void;
	/** What is wrong with statements that came. */
	readonly faults: readonly unknown[];
}

const keys = generateKeyPairSync('rsa', { modulusLength: 2_048 });

export async function firebase(): Promise<Firebase> {
	const taken: Readonly<Record<string, unknown>>[] = [];
	const faults: unknown[] = [];
	const good = new Set<string>();
	let granted = 0;

	function answer(request: Received): Answer {
		if (request.path === '/token') return grant(request);
		const isSend = /^\/v1\/projects\/([^/]+)\/messages:send$/.exec(request.path);
		if (isSend === null) return { status: 404, body: '<html>not found</html>' };
		const token = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
		if (!good.has(token)) return problem(401, 'UNAUTHENTICATED');
		if (isSend[1] !== 'our-wedding') return problem(404, 'NOT_FOUND');
		const { message } = jsonIn(request);
		if (Object.values(message.data ?? {}).some((value) => typeof value !== 'string'))
			return problem(400, 'INVALID_ARGUMENT', [badRequest('message.data')]);
		const known = errors[message.token];
		if (known !== undefined) return known;
		taken.push(message);
		return { status: 200, body: { name: `projects/our-wedding/messages/${taken.length}` } };
	}

	function grant(request: Received): Answer {
		const { grant_type: type, assertion = '' } = formIn(request);
		if (type !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
			return { status: 400, body: { error: 'unsupported_grant_type' } };
		const claims = decodeJwt(assertion);
		const clock = new Date((claims.iat ?? 0) * 1_000);
		jwtVerify(assertion, keys.publicKey, {
			algorithms: ['RS256'],
			issuer: 'push@our-wedding.example',
			audience: `${local.url}/token`,
			// The tests' clock is not the machine's.
			currentDate: clock,
			maxTokenAge: '1h',
		}).catch((fault: unknown) => faults.push(fault));
		if (claims['scope'] !== 'https://www.googleapis.com/auth/firebase.messaging')
			return { status: 400, body: { error: 'invalid_scope' } };
		granted += 1;
		const token = `access-${granted}-${'x'.repeat(40)}`;
		good.add(token);
		return { status: 200, body: { access_token: token, expires_in: 3_599, token_type: 'Bearer' } };
	}

	const local = await localProvider(answer);
	return {
		...local,
		account: {
			type: 'service_account',
			project_id: 'our-wedding',
			client_email: 'push@our-wedding.example',
			private_key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
			token_uri: `${local.url}/token`,
		},
		taken,
		faults,
		granted: () => granted,
		revoke: () => good.clear(),
	};
}

const fcmError = (errorCode: string) => ({
	'@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError',
	errorCode,
});
const badRequest = (field: string) => ({
	'@type': 'type.googleapis.com/google.rpc.BadRequest',
	fieldViolations: [{ field, description: 'Invalid value' }],
});
const problem = (
	code: number,
	status: string,
	details: readonly object[] = [],
	headers: Readonly<Record<string, string>> = {},
): Answer => ({ status: code, headers, body: { error: { code, message: status, status, details } } });

/** By the token of the phone. */
export const phones = {
	good: 'phone-that-works:AAAAAAAAAAAAAAAA',
	unregistered: 'phone-without-the-app:AAAAAAAAAAA',
	otherSender: 'phone-of-another-project:AAAAAAAA',
	noToken: 'phone-that-never-was:AAAAAAAAAAAA',
	noTokenNamed: 'phone-that-never-was-named:AAAAAA',
	badMessage: 'phone-with-a-bad-message:AAAAAAAA',
	quota: 'phone-over-the-quota:AAAAAAAAAAAA',
	unavailable: 'phone-of-a-busy-service:AAAAAAAAA',
	internal: 'phone-of-a-broken-service:AAAAAAA',
	apple: 'phone-of-apple-without-key:AAAAAA',
	forbidden: 'phone-that-may-not-be-sent:AAAAAA',
} as const;

const errors: Readonly<Record<string, Answer>> = {
	[phones.unregistered]: problem(404, 'NOT_FOUND', [fcmError('UNREGISTERED')]),
	[phones.otherSender]: problem(403, 'PERMISSION_DENIED', [fcmError('SENDER_ID_MISMATCH')]),
	[phones.noToken]: problem(400, 'INVALID_ARGUMENT', [fcmError('INVALID_ARGUMENT')]),
	[phones.noTokenNamed]: problem(400, 'INVALID_ARGUMENT', [
		fcmError('INVALID_ARGUMENT'),
		badRequest('message.token'),
	]),
	[phones.badMessage]: problem(400, 'INVALID_ARGUMENT', [
		fcmError('INVALID_ARGUMENT'),
		badRequest('message.android.ttl'),
	]),
	[phones.quota]: problem(429, 'RESOURCE_EXHAUSTED', [fcmError('QUOTA_EXCEEDED')], { 'Retry-After': '60' }),
	[phones.unavailable]: problem(503, 'UNAVAILABLE', [fcmError('UNAVAILABLE')], { 'Retry-After': '7' }),
	[phones.internal]: problem(500, 'INTERNAL', [fcmError('INTERNAL')]),
	[phones.apple]: problem(401, 'UNAUTHENTICATED', [fcmError('THIRD_PARTY_AUTH_ERROR')]),
	[phones.forbidden]: problem(403, 'PERMISSION_DENIED'),
};
