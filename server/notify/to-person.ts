/**
 * The last look before something goes to somebody, and its words: is it still so, do they still want it, do they still agree? Guards:
 * what has changed since it was decided counts, not what was decided; consent and suppression hold for emergencies as for everything;
 * an address is looked up now and kept nowhere.
 */
import type { Millis } from '../../shared/clock.ts';
import { type OutwardChannel, outwardChannels } from '../../shared/notices/usual.ts';
import type { PhotoLinks } from '../photos/photo-links.ts';
import type { Delivery, NewDelivery } from '../store/deliveries.ts';
import type { NewNotice, Notice } from '../store/notices.ts';
import type { Reach, ReachBook } from '../store/reach.ts';
import type { Store } from '../store/store.ts';
import type { Outcome } from './channel.ts';
import type { Dispatcher, Dispatchers, Prepared } from './dispatch.ts';
import type { Providers } from './providers.ts';
import { subjectId } from './derived-id.ts';
import { closedTo, languageOf, quietUntil, zoneOf } from './reader.ts';
import { deliveryOf, mayDisturb } from './tell.ts';
import { render } from './templates/render.ts';
import type { UnsubscribeLinks } from './unsubscribe.ts';
import { isTheDay } from './urgency.ts';

export interface ToPersonDeps {
	readonly store: Pick<Store, 'notice' | 'reachBook' | 'address' | 'spent'>;
	readonly providers: Pick<Providers, 'of'>;
	readonly unsubscribeLinks: Pick<UnsubscribeLinks, 'link'>;
	readonly photoLinks: Pick<PhotoLinks, 'link'>;
	/** The address people open, without a slash at its end. */
	readonly url: () => string;
}

export function toPerson(deps: ToPersonDeps): Dispatchers {
	const dispatcher: Dispatcher = {
		prepare: (delivery, now) => prepare(deps, delivery, now),
		instead: (delivery, outcome, now) => instead(deps, { delivery, outcome, now }),
	};
	return Object.fromEntries(outwardChannels.map((channel) => [channel, dispatcher]));
}

async function prepare(deps: ToPersonDeps, delivery: Delivery, now: Millis): Promise<Prepared> {
	const { store } = deps;
	const { wedding, notice: id, to, channel } = delivery;
	if (id === undefined || to.kind !== 'person' || !isOutward(channel)) return drop('superseded', 'no-notice');
	const whole = await store.notice(wedding, id);
	const over = overBecause(whole, delivery, now);
	if (whole === undefined || over !== undefined) return over ?? drop('superseded', 'no-notice');
	const notice = await stillSo(store, whole);
	if (notice === undefined) return drop('superseded', 'withdrawn');
	const book = await store.reachBook(wedding);
	const reach = book.people.find(({ person }) => person === to.person);
	if (reach === undefined) return drop('suppressed', 'left');
	const isEmergency = notice.priority === 'emergency';
	const closed = closedTo(reach, channel, { kind: notice.kind, isEmergency });
	if (closed !== undefined) return drop('suppressed', closed);
	const quiet = isEmergency ? undefined : quietOver(book, reach, { notice, now });
	if (quiet !== undefined) return { kind: 'wait', until: quiet, reason: 'quiet-hours' };
	if (!isEmergency && (await isOverBudget(store, book, { delivery, now })))
		return drop('suppressed', 'monthly-cap');
	const [address] = await store.address(wedding, to.person, channel);
	if (address === undefined) return drop('suppressed', 'no-address');
	return messageOf(deps, { delivery, notice, reach, book, channel, address, now });
}

/** What makes it needless, whoever it goes to. */
function overBecause(notice: Notice | undefined, delivery: Delivery, now: Millis): Prepared | undefined {
	if (notice === undefined) return drop('superseded', 'no-notice');
	if (notice.state !== 'open') return drop('superseded', notice.state);
	if (delivery.expiresAt !== undefined && delivery.expiresAt <= now) return drop('expired', 'too-late');
	const { unless } = delivery;
	const { seenAt, readAt, ackedAt } = notice;
	const done = { seen: seenAt, read: readAt, acked: ackedAt };
	return unless !== undefined && done[unless] !== undefined ? drop('superseded', unless) : undefined;
}

/** A digest that has waited since it closed says what is left of it by now; undefined: nothing. */
async function stillSo(store: Pick<Store, 'notice'>, notice: Notice): Promise<Notice | undefined> {
	const { wedding, kind, facts } = notice;
	if (kind !== 'digest' || facts.items === undefined) return notice;
	const isLeft = await Promise.all(
		facts.items.map(async ({ notice: told }) => {
			const one = told?.id === undefined ? undefined : await store.notice(wedding, told.id);
			return one === undefined || (one.state === 'open' && one.readAt === undefined);
		}),
	);
	const items = facts.items.filter((_, index) => isLeft[index]);
	return items.length === 0 ? undefined : { ...notice, facts: { ...facts, items, count: items.length } };
}

/** The wedding's own policy and their own wish as they are now; the day overrides them for what is high. */
function quietOver(
	{ policy }: ReachBook,
	reach: Reach,
	{ notice, now }: { readonly notice: Notice; readonly now: Millis },
): Millis | undefined {
	const { date, timeZone } = notice.facts.wedding;
	const meta = { timeZone, ...(date !== undefined && { date }) };
	if (mayDisturb(notice.priority, isTheDay({ plan: { meta }, book: { policy }, now }))) return undefined;
	return quietUntil(reach, { now, policy, timeZone });
}

/** Only what costs is counted, and an app that says nothing costs nothing. */
async function isOverBudget(
	store: ToPersonDeps['store'],
	{ policy: { monthlyCap } }: ReachBook,
	{ delivery: { wedding, channel }, now }: { readonly delivery: Delivery; readonly now: Millis },
): Promise<boolean> {
	if (monthlyCap === undefined || !isPaid.has(channel)) return false;
	const spent = await store.spent(wedding, new Date(now).toISOString().slice(0, 'YYYY-MM'.length));
	return spent.reduce((sum, { cost }) => sum + cost, 0) >= monthlyCap * 1_000_000;
}

interface Ready {
	readonly delivery: Delivery;
	readonly notice: Notice;
	readonly reach: Reach;
	readonly book: ReachBook;
	readonly channel: OutwardChannel;
	readonly address: string;
	readonly now: Millis;
}

function messageOf(
	{ providers, unsubscribeLinks, photoLinks, url }: ToPersonDeps,
	{ delivery, notice, reach, book, channel, address, now }: Ready,
): Prepared {
	const { wedding, expiresAt } = delivery;
	const language = languageOf(reach, book.policy);
	const unsubscribe =
		channel === 'email' && notice.priority !== 'emergency'
			? unsubscribeLinks.link(wedding, reach.person, channel, address)
			: undefined;
	const { photo: sha256 } = notice.facts;
	const content = render(notice.kind, notice.facts, {
		channel,
		language,
		timeZone: zoneOf(reach, notice.facts.wedding.timeZone),
		url: url(),
		wedding,
		notice: notice.id,
		subject: notice.record && subjectId(notice.wedding, notice.supersedeKey, notice.record.id),
		needsAck: notice.needsAck,
		wording: book.policy.wording,
		now,
		unsubscribe,
		photoUrl: sha256 && photoLinks.link({ wedding, person: reach.person, sha256 }, notice.at),
	});
	return {
		kind: 'send',
		message: {
			id: delivery.id,
			wedding,
			to: address,
			content,
			priority: notice.priority,
			language,
			...(expiresAt !== undefined && { expiresAt }),
			...(unsubscribe !== undefined && { unsubscribe }),
			...(delivery.isReplay && { isReplay: delivery.isReplay }),
		},
		providers: providers.of(channel),
	};
}

interface Failed {
	readonly delivery: Delivery;
	readonly outcome: Outcome;
	readonly now: Millis;
}

/** An address that is none, or words that nobody takes there: the next channel that is open to them, unless it has it already. */
async function instead(
	{ store }: ToPersonDeps,
	{ delivery, outcome, now }: Failed,
): Promise<readonly NewDelivery[]> {
	const { wedding, notice: id, to, channel } = delivery;
	if (outcome.kind !== 'rejected-address' && outcome.kind !== 'rejected-content') return [];
	if (id === undefined || to.kind !== 'person' || !isOutward(channel)) return [];
	const notice = await store.notice(wedding, id);
	if (notice?.state !== 'open') return [];
	const { people } = await store.reachBook(wedding);
	const reach = people.find(({ person }) => person === to.person);
	if (reach === undefined) return [];
	const isEmergency = notice.priority === 'emergency';
	const next = outwardChannels
		.slice(outwardChannels.indexOf(channel) + 1)
		.filter((one) => one !== 'voice' || notice.needsAck)
		.find((one) => closedTo(reach, one, { kind: notice.kind, isEmergency }) === undefined);
	if (next === undefined) return [];
	const given: NewNotice = notice;
	return [deliveryOf(given, { way: { channel: next }, dueAt: now })];
}

const drop = (state: 'suppressed' | 'superseded' | 'expired', reason: string): Prepared => ({
	kind: 'drop',
	state,
	reason,
});

const isOutward = (channel: string): channel is OutwardChannel =>
	outwardChannels.some((one) => one === channel);
const isPaid: ReadonlySet<string> = new Set(['sms', 'whatsapp', 'voice']);
