/**
 * How a provider is made from its entry in the configuration file: the shape of the entry, strictly, and what the adapter needs of the
 * house. One maker for each adapter, kept in the table of `providers.ts`.
 */
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Channel } from '../../shared/notices/channel.ts';
import type { PushParts } from './channels/push.ts';
import type { Provider } from './channel.ts';
import type { Exchange } from './exchange.ts';
import { prices } from './price.ts';

export interface MakerDeps {
	readonly exchange: Exchange;
	readonly clock: Clock;
	readonly random: Random;
	/** The configured address of this server; without it no provider is asked to call back. */
	readonly publicUrl: string | undefined;
	/** Keys and the way out for push; only its makers need them. */
	readonly push?: PushParts;
}
/** Gives back the maker's second half, or what is wrong with the entry: where, and how to mend it. */
export type Maker<C extends Channel = Channel> = (
	entry: unknown,
) => Result<
	(deps: MakerDeps) => Provider<C>,
	{ readonly path: readonly PropertyKey[]; readonly message: string }
>;

export function maker<C extends Channel, S extends z.ZodType>(
	shape: S,
	make: (settings: z.output<S>, deps: MakerDeps) => Provider<C>,
): Maker<C> {
	return (entry) => {
		const parsed = shape.safeParse(entry);
		if (parsed.success) return ok((deps) => make(parsed.data, deps));
		const [issue] = parsed.error.issues;
		return err({ path: issue?.path ?? [], message: issue?.message ?? 'is not what this provider takes' });
	};
}

/** What every entry may say. */
export const entry = <P extends string, S extends z.ZodRawShape>(provider: P, shape: S) =>
	z.strictObject(
		{
			provider: z.literal(provider),
			/** Where its callbacks come to; needed when there are two of a kind. */
			name: z
				.string()
				.regex(/^[a-z0-9-]{1,40}$/, 'a name has small letters, digits and hyphens')
				.default(provider),
			/** Elsewhere than the provider's own address: a test, a proxy. */
			baseUrl: z
				.url({ protocol: /^https?$/, error: 'this is not an address' })
				.transform((url) => url.replace(/\/$/, ''))
				.optional(),
			price: prices.optional(),
			...shape,
		},
		{ error: strictly },
	);

/** What is said of a place that is no object, and of a name in it that means nothing. */
export const strictly: z.core.$ZodErrorMap = (issue) =>
	issue.code === 'unrecognized_keys'
		? `there is no setting called ${issue.keys.map((key) => `"${key}"`).join(' or ')}`
		: 'write an object here, in braces';

/** A key, a token: anything that can stand in a header. Its text is in no message. */
export const credential = z
	.string('put the key that the provider gave you here')
	.min(1, 'put the key that the provider gave you here')
	.max(2_000, 'this is too long for a key')
	.regex(/^[\x21-\x7e]+$/, 'a key has no spaces in it');
export const phoneNumber = z
	.string('put a number such as +4915112345678 here')
	.regex(/^\+[1-9]\d{6,14}$/, 'put a number such as +4915112345678 here');

/** Where this provider is to call back, with what it is to give back to us; undefined if nobody outside can reach us. */
export function callbackUrl(
	{ publicUrl }: MakerDeps,
	name: string,
	facts: Readonly<Record<string, string>> = {},
): string | undefined {
	if (publicUrl === undefined) return undefined;
	const query = new URLSearchParams(facts).toString();
	return `${publicUrl}/callbacks/${name}${query === '' ? '' : `?${query}`}`;
}
