/**
 * A house whose people are told of things: the observer, the digests and the queue at work in one process on a store in memory, with a
 * carrier for each channel that writes down what it was given. Time moves by `pass`.
 */
import { createDigests } from '../../server/notify/digests.ts';
import type { Message, Provider } from '../../server/notify/channel.ts';
import { createPump } from '../../server/notify/deliver.ts';
import { toPerson } from '../../server/notify/to-person.ts';
import { createNotifyObserver } from '../../server/observers/notify.ts';
import type { Observer } from '../../server/observers/observer.ts';
import type { PersonChannel } from '../../shared/notices/channel.ts';
import { seededRandom } from '../../shared/random.ts';
import { weddingId } from '../../shared/ids.ts';
import { type Ask, createHouse, type House, type HouseOptions } from './house.ts';

export interface Sent {
	readonly channel: PersonChannel;
	readonly to: string;
	readonly id: string;
	readonly text: string;
}

export interface ToldHouse {
	readonly house: House;
	/** Everything that was handed to a carrier, in order. */
	readonly sent: readonly Sent[];
	/** Everything that has happened is decided, and what is due is sent. */
	quiet(): Promise<void>;
	/** Moves time on, in steps, so that what becomes due on the way is done on the way. */
	pass(ms: number, stepMs?: number): Promise<void>;
	/** Somebody new of a wedding, with their voice. */
	join(wedding: string, who: { name: string; role: string; trade?: string }): Promise<Guest>;
	close(): Promise<void>;
}
export interface Guest {
	readonly person: string;
	readonly ask: Ask;
	/** Their inbox as the app gets it. */
	inbox(): Promise<{ readonly unread: number; readonly lines: readonly string[] }>;
}

export async function createToldHouse(options: HouseOptions = {}): Promise<ToldHouse> {
	let telling: Observer | undefined;
	const observer: Observer = {
		name: 'notify',
		observe: async (events, now) => (await telling?.observe(events, now)) ?? {},
		stored: (effects, events) => telling?.stored?.(effects, events),
	};
	const house = createHouse({ ...options, observers: [observer] });
	const { store, rooms, clock, auth } = house;
	const sent: Sent[] = [];
	const fatal = (fault: unknown): never => {
		throw fault;
	};
	const { unsubscribeLinks, photoLinks } = auth;
	const of = (channel: string) => [carrier(channel as PersonChannel, sent)];
	const note = () => undefined;
	const log = { debug: note, info: note, warn: note, error: note };
	const pump = createPump({
		store,
		dispatchers: toPerson({
			store,
			providers: { of },
			unsubscribeLinks,
			photoLinks,
			url: () => 'https://wed.example',
		}),
		clock,
		random: seededRandom(3),
		log,
		fatal,
		owner: 'house',
	});
	const digests = createDigests({ store, clock, wake: () => pump.wake(), fatal });
	const wake = () => {
		digests.wake();
		pump.wake();
	};
	telling = createNotifyObserver({ store, rooms, clock, wake, fatal });
	await house.runner.start();
	await pump.start();
	digests.start();

	/** Nothing here waits for anything but promises: a few rounds of the loop with nothing left to do are enough. */
	async function quiet(): Promise<void> {
		for (let idle = 0, rounds = 0; idle < 5; rounds++) {
			if (rounds > 2_000)
				throw new Error(`it does not become quiet: ${JSON.stringify(house.logged.slice(-3))}`);
			await new Promise((resolve) => setImmediate(resolve));
			const isBusy = (await store.behind('notify')).length > 0 || pump.inFlight > 0;
			idle = isBusy ? 0 : idle + 1;
		}
	}

	return {
		house,
		sent,
		quiet,
		async pass(ms, stepMs = ms) {
			await quiet();
			for (let gone = 0; gone < ms; gone += stepMs) {
				clock.advance(Math.min(stepMs, ms - gone));
				await quiet();
			}
		},
		async join(wedding, who) {
			const body = { wedding: weddingId.parse(wedding), ttlSeconds: 30 * 86_400, ...who };
			const { person, token } = (await house.asOperator('POST', '/api/tokens', { body })).body;
			const ask = house.as(token);
			return {
				person,
				ask,
				async inbox() {
					const { body: page } = await ask('GET', '/api/me/notifications');
					const lines = page.notifications.map(
						(one: { kind: string; title: string }) => `${one.kind}: ${one.title}`,
					);
					return { unread: page.unread, lines };
				},
			};
		},
		async close() {
			await house.runner.close();
			await digests.close();
			await pump.close();
			await rooms.close();
		},
	};
}

function carrier<C extends PersonChannel>(channel: C, sent: Sent[]): Provider {
	const provider: Provider = {
		name: `carrier-${channel}`,
		channel,
		knowsRepeats: true,
		best: 'accepted',
		price: () => 0,
		async send({ id, to, content }: Message) {
			const text =
				'subject' in content ? content.subject : 'title' in content ? content.title : JSON.stringify(content);
			sent.push({ channel, to, id, text });
			return { kind: 'accepted', detail: '', providerId: id };
		},
	};
	return provider;
}
