/**
 * The development outbox: who carries what nobody is configured for. It keeps the last messages of each channel in memory, as they would
 * have been sent, for the page that shows them. Guards: it is bounded in number and in letters, whatever is poured in; a flood in one
 * channel washes nothing out of another; nothing of it is on a disk or in a log.
 */
import type { Clock, Millis } from '../../../shared/clock.ts';
import { type Channel, channels } from '../../../shared/notices/channel.ts';
import type { Message, Provider } from '../channel.ts';

export interface KeptMessage {
	/** Counted from 1, over all channels. */
	readonly n: number;
	readonly at: Millis;
	readonly message: Message;
	/** How often it was handed in. */
	readonly times: number;
}

export interface Outbox {
	/** One for each channel, called `outbox`. */
	provider(channel: Channel): Provider;
	/** The newest first. */
	messages(channel?: Channel): readonly KeptMessage[];
	/** How many of each channel are kept. */
	counts(): ReadonlyMap<Channel, number>;
	/** How many there have ever been; a page that knows it knows whether there is news. */
	readonly last: number;
	clear(): void;
}

export function createOutbox(clock: Clock): Outbox {
	const kept = new Map<Channel, Shelf>(channels.map((channel) => [channel, { messages: [], letters: 0 }]));
	let last = 0;

	function keep(shelf: Shelf, message: Message): void {
		const before = shelf.messages.findIndex((one) => one.message.id === message.id);
		const [former] = before === -1 ? [] : shelf.messages.splice(before, 1);
		if (former !== undefined) shelf.letters -= lettersOf(former.message);
		last += 1;
		// Secrets are for whoever sends; nobody does here.
		const { secrets: _, ...shown } = message;
		shelf.messages.push({ n: last, at: clock.now(), message: shown, times: (former?.times ?? 0) + 1 });
		shelf.letters += lettersOf(shown);
		while (shelf.messages.length > mostMessages || (shelf.letters > mostLetters && shelf.messages.length > 1))
			shelf.letters -= lettersOf(shelf.messages.shift()?.message);
	}

	return {
		provider: (channel) => ({
			name: 'outbox',
			channel,
			knowsRepeats: true,
			best: 'accepted',
			price: () => 0,
			async send(message) {
				const shelf = kept.get(channel);
				if (shelf !== undefined) keep(shelf, message);
				return { kind: 'accepted', detail: 'kept in the development outbox', providerId: message.id };
			},
		}),
		messages(channel) {
			const shelves = channel === undefined ? [...kept.values()] : [kept.get(channel) ?? { messages: [] }];
			return shelves.flatMap(({ messages }) => messages).sort((a, b) => b.n - a.n);
		},
		counts: () => new Map([...kept].map(([channel, { messages }]) => [channel, messages.length])),
		get last() {
			return last;
		},
		clear() {
			for (const shelf of kept.values()) Object.assign(shelf, { messages: [], letters: 0 });
			last += 1;
		},
	};
}

interface Shelf {
	messages: KeptMessage[];
	letters: number;
}

const lettersOf = (message: Message | undefined): number =>
	message === undefined ? 0 : JSON.stringify(message.content).length + message.to.length;

/** Of each channel. */
const mostMessages = 100;
const mostLetters = 2_000_000;
