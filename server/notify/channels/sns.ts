/**
 * Text messages through AWS SNS, the last resort: nothing is ever reported back for a single message, so what it took is `accepted` and
 * no more.
 */
import { AwsV4Signer } from 'aws4fetch';
import { z } from 'zod';
import { err, ok } from '../../../shared/result.ts';
import type { Provider } from '../channel.ts';
import type { Exchanged } from '../exchange.ts';
import { credential, entry, maker, type MakerDeps, phoneNumber } from '../maker.ts';
import { priceOfText } from '../price.ts';
import { judged, taken, textOf, type Verdicts } from '../verdict.ts';

const shape = entry('sns', {
	region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'put the region here, such as eu-central-1'),
	accessKeyId: credential,
	secretAccessKey: credential,
	sessionToken: credential.optional(),
	senderId: z
		.string()
		.regex(/^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/, 'a sender has up to 11 letters and digits')
		.optional(),
	from: phoneNumber.optional(),
	/** In US dollars, for one message. */
	maxPrice: z.number().positive().max(10).optional(),
});
type Settings = z.output<typeof shape>;
export const snsMaker = maker(shape, createSns);

function createSns(settings: Settings, { exchange, clock }: MakerDeps): Provider<'sms'> {
	const { name, region, price, baseUrl = `https://sns.${region}.amazonaws.com` } = settings;
	const { accessKeyId, secretAccessKey, sessionToken, senderId, from, maxPrice } = settings;

	async function ask(fields: readonly (readonly [string, string])[], masked: readonly string[] = []) {
		const body = new URLSearchParams([
			...fields.map(([k, v]) => [k, v]),
			['Version', '2010-03-31'],
		]).toString();
		const signer = new AwsV4Signer({
			method: 'POST',
			url: `${baseUrl}/`,
			headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
			body,
			accessKeyId,
			secretAccessKey,
			...(sessionToken === undefined ? {} : { sessionToken }),
			service: 'sns',
			region,
			datetime: new Date(clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, ''),
		});
		const { headers } = await signer.sign();
		const secrets = [secretAccessKey, accessKeyId, sessionToken ?? ''];
		return exchange({
			url: `${baseUrl}/`,
			headers: Object.fromEntries(headers),
			body,
			masked: [...secrets, ...masked],
		});
	}

	const attributes = attributesOf({
		'AWS.SNS.SMS.SMSType': ['String', 'Transactional'],
		'AWS.SNS.SMS.SenderID': ['String', senderId],
		'AWS.MM.SMS.OriginationNumber': ['String', from],
		'AWS.SNS.SMS.MaxPrice': ['Number', maxPrice?.toFixed(2)],
	});
	return {
		name,
		channel: 'sms',
		knowsRepeats: false,
		best: 'accepted',
		price: ({ text }, to) => priceOfText(price, to, text),
		async send({ to, content: { text } }) {
			const fields = [['Action', 'Publish'], ['PhoneNumber', to], ['Message', text], ...attributes] as const;
			const exchanged = await ask(fields, [to]);
			const success = taken(exchanged);
			if (success === undefined) return judged(exchanged, codeOf(exchanged), verdicts);
			const providerId = element(success.text, 'MessageId');
			const known = providerId === undefined ? {} : { providerId };
			return {
				kind: 'accepted',
				status: success.status,
				detail: 'taken',
				cost: priceOfText(price, to, text),
				...known,
			};
		},
		async check() {
			const exchanged = await ask([['Action', 'GetSMSAttributes']]);
			return taken(exchanged) === undefined
				? err(`the keys were not accepted: ${exchanged.shown}`)
				: ok('the keys are good');
		},
	};
}

/** A number that is none is only told from another fault by the sentence. */
function codeOf(exchanged: Exchanged): string | undefined {
	const text = textOf(exchanged);
	const code = element(text, 'Code');
	const isNumber =
		code?.startsWith('InvalidParameter') && /\bPhone ?Number\b/i.test(element(text, 'Message') ?? '');
	return isNumber ? 'PhoneNumber' : code;
}

/** The text of the first element of this name; AWS writes no attributes into these. */
const element = (xml: string, name: string): string | undefined =>
	new RegExp(`<${name}>([^<]{1,400})</${name}>`).exec(xml)?.[1];

function attributesOf(
	named: Readonly<Record<string, readonly [type: string, value: string | undefined]>>,
): readonly (readonly [string, string])[] {
	return Object.entries(named)
		.filter((one): one is [string, [string, string]] => one[1][1] !== undefined)
		.flatMap(([name, [type, value]], index) => {
			const place = `MessageAttributes.entry.${index + 1}`;
			return [
				[`${place}.Name`, name],
				[`${place}.Value.DataType`, type],
				[`${place}.Value.StringValue`, value],
			] as const;
		});
}

const settings = { kind: 'rejected-content', why: 'the operator has to mend keys or rights' } as const;
const rate = { kind: 'throttled', why: 'too many at once' } as const;

const verdicts: Verdicts = {
	PhoneNumber: { kind: 'rejected-address', why: 'this is no number' },
	OptedOut: { kind: 'rejected-address', isOptOut: true, why: 'they wrote STOP' },
	OptedOutException: { kind: 'rejected-address', isOptOut: true, why: 'they wrote STOP' },
	Throttled: rate,
	Throttling: rate,
	ThrottledException: rate,
	ThrottlingException: rate,
	AuthorizationError: settings,
	InvalidClientTokenId: settings,
	SignatureDoesNotMatch: settings,
	ExpiredToken: settings,
	RequestExpired: settings,
	InternalError: { kind: 'transient', why: 'their fault' },
	InternalFailure: { kind: 'transient', why: 'their fault' },
	ServiceUnavailable: { kind: 'transient', why: 'their fault' },
};
