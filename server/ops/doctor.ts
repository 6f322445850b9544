/**
 * The command `doctor`: whether what the file of providers names would work, asked of each provider in a way that sends nothing. Guards:
 * no key is said; nothing is made in the data folder, which may be another user's.
 */
import { statSync } from 'node:fs';
import type { Clock } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';
import type { Config } from '../config.ts';
import type { Provider } from '../notify/channel.ts';
import { createExchanges } from '../notify/exchange.ts';
import { createProviders, type Providers, readProviders } from '../notify/providers.ts';
import { vapidKeysOf } from '../notify/vapid.ts';
import { done, failed, type Said } from './backup.ts';

export async function examine(
	{ providers: path, publicUrl }: Pick<Config, 'providers' | 'publicUrl'>,
	{ clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<Said> {
	const plan = readProviders(path);
	if (!plan.ok) return failed(plan.error);
	const { exchange, close } = createExchanges(clock);
	// Good for nothing but to be made with: what goes out is asked of providers, and no push is.
	const keys = vapidKeysOf(Buffer.from(random.bytes(32)).toString('base64url'));
	const push = { keys, fetch: neverFetch, gone: async () => undefined };
	const providers = createProviders(plan.value, { exchange, clock, random, publicUrl, push });
	try {
		const checks = await Promise.all(providers.all.map(checked));
		const lines = [
			...checks.map(({ line }) => line),
			...unserved(providers),
			...secrecy(path),
			...reachability(providers, publicUrl),
		];
		return checks.every(({ isGood }) => isGood) ? done(...lines) : failed(...lines);
	} finally {
		await providers.close();
		close();
	}
}

async function checked(provider: Provider): Promise<{ readonly line: string; readonly isGood: boolean }> {
	const start = `${provider.channel}  ${provider.name}: `;
	if (provider.check === undefined) return { line: `${start}has nothing that could be asked.`, isGood: true };
	const answer = await provider.check();
	return { line: `${start}${answer.ok ? answer.value : answer.error}.`, isGood: answer.ok };
}

const unserved = (providers: Providers): readonly string[] =>
	(['email', 'sms', 'whatsapp', 'voice'] as const)
		.filter((channel) => providers.configured(channel).length === 0)
		.map((channel) => `${channel}  nobody is configured: messages go to the development outbox.`);

function secrecy(path: string | undefined): readonly string[] {
	if (path === undefined || (statSync(path).mode & othersMayRead) === 0) return [];
	return [`Others on this machine can read the keys in ${path}. Say: chmod 600 ${path}`];
}

function reachability({ all }: Providers, publicUrl: string | undefined): readonly string[] {
	const callers = all.filter(({ report }) => report !== undefined);
	if (callers.length === 0) return [];
	if (publicUrl === undefined)
		return ['No provider can call back, since WEDSYNC_PUBLIC_URL is not set: what arrived is not known.'];
	return callers.map(({ name }) => `${name} is to call back at ${publicUrl}/callbacks/${name}`);
}

async function neverFetch(): Promise<never> {
	throw new Error('the doctor sends nothing');
}

const othersMayRead = 0o077;
