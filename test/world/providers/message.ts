/** A message as the queue hands it to an adapter, and what an adapter is made with. */
import type { Channel } from '../../../shared/notices/channel.ts';
import { type TestClock, testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import type { ContentOf, Message, Provider } from '../../../server/notify/channel.ts';
import { createExchanges } from '../../../server/notify/exchange.ts';
import type { MakerDeps } from '../../../server/notify/maker.ts';
import { createProviders, parseProviders } from '../../../server/notify/providers.ts';

export const publicUrl = 'https://plan.example.org';
export const deliveryId = 'dlv-0123456789abcdefgh';

const contents: { readonly [C in Channel]?: ContentOf<C> } = {
	email: {
		channel: 'email',
		subject: 'The arch is there',
		text: 'Wren has delivered the arch.',
		html: '<p>Wren has delivered the arch.</p>',
	},
	sms: { channel: 'sms', text: 'Wren has delivered the arch.' },
	whatsapp: {
		channel: 'whatsapp',
		text: '*The arch is there*',
		template: { name: 'wedsync_update', parameters: ['Maria & Jonas', 'The arch is there'] },
	},
	voice: { channel: 'voice', say: 'The photographer is missing.', ask: 'Press one.' },
};

export function messageOn<C extends Channel>(channel: C, changes: Partial<Message<C>> = {}): Message<C> {
	return {
		id: deliveryId,
		wedding: 'demo',
		to: channel === 'email' ? 'wren@flowers.example' : '+4915112345678',
		content: contents[channel] as ContentOf<C>,
		priority: 'normal',
		language: 'en',
		attempt: 1,
		...changes,
	};
}

export interface Bench {
	readonly provider: Provider;
	readonly clock: TestClock;
	close(): Promise<void>;
}

/** The provider that this entry makes, as the server makes it. */
export function providerOf(
	channel: Channel,
	entry: Readonly<Record<string, unknown>>,
	{ clock = testClock(), isReachable = true }: { clock?: TestClock; isReachable?: boolean } = {},
): Bench {
	const plan = parseProviders(JSON.stringify({ [channel]: [entry] }));
	if (!plan.ok) throw new Error(plan.error);
	const { exchange, close } = createExchanges(clock);
	const deps: MakerDeps = {
		exchange,
		clock,
		random: seededRandom(1),
		publicUrl: isReachable ? publicUrl : undefined,
	};
	const providers = createProviders(plan.value, deps);
	const [provider] = providers.all;
	if (provider === undefined) throw new Error('no provider was made');
	return {
		provider,
		clock,
		async close() {
			await providers.close();
			close();
		},
	};
}
