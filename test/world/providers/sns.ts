/**
 * The query API of AWS SNS, as documented: every request signed (SigV4), which is checked here by a second implementation, answers in
 * XML.
 */
import { createHash, createHmac } from 'node:crypto';
import { type Answer, formIn, type LocalProvider, localProvider, type Received } from './local.ts';

export const secretAccessKey = 'secret/of+a/test';
export const settings = {
	provider: 'sns',
	region: 'eu-central-1',
	accessKeyId: 'AKIDEXAMPLE',
	secretAccessKey,
	senderId: 'WedSync',
	maxPrice: 0.5,
};

export const localSns = (): Promise<LocalProvider> => localProvider(answer);

export const snsError = (
	status: number,
	code: string,
	message = `of +4915112345678, ${secretAccessKey}`,
): Answer => ({
	status,
	body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
});

function answer(request: Received): Answer {
	const form = formIn(request);
	if (!isSigned(request)) return snsError(403, 'SignatureDoesNotMatch');
	if (form.Version !== '2010-03-31') return snsError(400, 'NoSuchVersion');
	if (form.Action === 'GetSMSAttributes')
		return { status: 200, body: '<GetSMSAttributesResponse></GetSMSAttributesResponse>' };
	if (form.Action !== 'Publish') return snsError(400, 'InvalidAction');
	if (!/^\+\d{7,15}$/.test(form.PhoneNumber ?? ''))
		return snsError(
			400,
			'InvalidParameter',
			'Invalid parameter: PhoneNumber Reason: is not valid to publish to',
		);
	return {
		status: 200,
		body: '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>94f20ce6-13c5-43a0-9a9e-ca52d816e90b</MessageId></PublishResult></PublishResponse>',
	};
}

/** Signature version 4, from the documentation alone. */
function isSigned({ method, path, headers, body }: Received): boolean {
	const [, scope = '', names = '', signature] =
		/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(
			headers.authorization ?? '',
		) ?? [];
	const [day = '', region = '', service = ''] = scope.split('/');
	const signed = names.split(';').map((name) => `${name}:${headers[name]?.trim()}\n`);
	const canonical = [method, path, '', signed.join(''), names, sha256(body)].join('\n');
	const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
	const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(
		(from, part) => createHmac('sha256', from).update(part).digest(),
		`AWS4${secretAccessKey}`,
	);
	const isOurs = region === 'eu-central-1' && service === 'sns' && names.includes('host');
	return isOurs && createHmac('sha256', key).update(text).digest('hex') === signature;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
