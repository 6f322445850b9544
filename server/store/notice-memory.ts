/** Notices, digests, explanations, letters and timers in memory: the rules of `notices.ts` as plain data. Used by `memory.ts` only. */
import type { Millis } from '../../shared/clock.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import type { Delivery } from './deliveries.ts';
import type { DeliveryMemory } from './delivery-memory.ts';
import type {
	DigestItem,
	EventCursor,
	NewNotice,
	Notice,
	NoticeStore,
	Observation,
	TimerChange,
} from './notices.ts';
import { type DigestRow, keyOf, type OutboxDisk } from './outbox-disk.ts';

export interface NoticeMemoryDeps {
	readonly later: <T>(work: () => T) => Promise<T>;
	readonly known: (wedding: WeddingId) => unknown;
	/** Each wedding with the place of its last event, if it has one. */
	readonly ends: () => readonly { readonly wedding: WeddingId; readonly end?: EventCursor }[];
	readonly outbox: Pick<DeliveryMemory, 'add' | 'endPending'>;
}

type Mark = 'seen' | 'read' | 'acked';

export interface NoticeMemory {
	readonly mark: (delivery: Delivery, mark: Mark, at: Millis) => void;
	readonly calls: NoticeStore;
}

export function createNoticeMemory(disk: OutboxDisk, deps: NoticeMemoryDeps): NoticeMemory {
	const { notices, cursors, explanations } = disk;
	const { later, known, outbox } = deps;
	const put = (notice: Notice) => notices.set(keyOf(notice.wedding, notice.id), notice);
	const all = (wedding: WeddingId) => [...notices.values()].filter((one) => one.wedding === wedding);
	const cursorOf = (observer: string, wedding: WeddingId) =>
		cursors.get(keyOf(observer, wedding)) ?? beforeAll;

	function addNotice(given: NewNotice): void {
		if (notices.has(keyOf(given.wedding, given.id))) return;
		const { unlessAcked } = given;
		const isNeedless =
			unlessAcked !== undefined &&
			all(given.wedding).some(
				({ id, event, ackedAt }) => ackedAt !== undefined && (id === unlessAcked || event.id === unlessAcked),
			);
		put({ ...structuredClone(given), state: isNeedless ? 'withdrawn' : 'open' });
	}

	function end(
		wedding: WeddingId,
		id: string,
		{ state, at }: { state: 'replaced' | 'withdrawn'; at: Millis },
	) {
		const notice = notices.get(keyOf(wedding, id));
		if (notice?.state !== 'open') return;
		put({ ...notice, state });
		outbox.endPending((one) => one.wedding === wedding && one.notice === id, state, at);
	}

	function observe(given: Observation): boolean {
		const { observer, wedding, from, to, at } = given;
		known(wedding);
		const stands = cursorOf(observer, wedding);
		if (stands.seq !== from.seq || stands.index !== from.index) return false;
		cursors.set(keyOf(observer, wedding), { ...to });
		for (const { notice, state } of given.ended ?? []) end(wedding, notice, { state, at });
		for (const notice of given.notices ?? []) addNotice(notice);
		outbox.add(given.deliveries ?? []);
		for (const item of given.digestItems ?? []) addItem(item);
		explanations.push(...structuredClone(given.explanations ?? []).map((one) => ({ ...one, wedding })));
		for (const letter of given.letters ?? []) {
			takeLetter(observer, wedding, letter.event);
			disk.letters.push({ ...structuredClone(letter), observer, wedding });
		}
		if (given.timers !== undefined) setTimers(wedding, given.timers);
		return true;
	}

	/** What comes too late for its digest goes into the next of that name. */
	function addItem(item: DigestItem): void {
		let digest = item.digest;
		while (digestAt(item.wedding, digest)?.isClosed) digest += '+';
		const row: DigestRow = digestAt(item.wedding, digest) ?? { items: [], isClosed: false };
		disk.digests.set(keyOf(item.wedding, digest), row);
		if (row.items.some(({ notice }) => notice === item.notice)) return;
		row.items.push({ ...structuredClone(item), digest });
	}
	const digestAt = (wedding: WeddingId, digest: string) => disk.digests.get(keyOf(wedding, digest));

	function takeLetter(observer: string, wedding: WeddingId, event: string): boolean {
		const rest = disk.letters.filter(
			(one) => one.observer !== observer || one.wedding !== wedding || one.event !== event,
		);
		const isThere = rest.length < disk.letters.length;
		disk.letters = rest;
		return isThere;
	}

	function setTimers(wedding: WeddingId, { prefix, timers }: TimerChange): void {
		disk.timers = [
			...disk.timers.filter((one) => one.wedding !== wedding || !one.key.startsWith(prefix)),
			...structuredClone(timers).map((one) => ({ ...one, wedding })),
		];
	}

	/** True if it changed anything. */
	function markOne(notice: Notice, mark: Mark, at: Millis): boolean {
		const moments = {
			seenAt: at,
			...(mark !== 'seen' && { readAt: at }),
			...(mark === 'acked' && { ackedAt: at }),
		};
		const next: Notice = { ...moments, ...notice };
		if (Object.keys(next).length === Object.keys(notice).length) return false;
		put(next);
		const implied: readonly Delivery['unless'][] =
			mark === 'acked' ? ['seen', 'read', 'acked'] : mark === 'read' ? ['seen', 'read'] : ['seen'];
		outbox.endPending(
			(one) =>
				one.wedding === notice.wedding &&
				one.notice === notice.id &&
				one.unless !== undefined &&
				implied.includes(one.unless),
			mark,
			at,
		);
		if (mark === 'acked') endNeedless(next, at);
		return true;
	}

	/** Somebody has it: others need not be told that nobody had. */
	function endNeedless({ wedding, id, event }: Notice, at: Millis): void {
		const same = new Set(
			all(wedding)
				.filter((one) => one.event.id === event.id)
				.map((one) => one.id),
		);
		outbox.endPending(
			(one) => one.wedding === wedding && one.unless === 'acked' && same.has(one.notice ?? ''),
			'acked',
			at,
		);
		for (const one of all(wedding)) {
			if (one.unlessAcked !== id && one.unlessAcked !== event.id) continue;
			if (one.visibleAt > at) end(wedding, one.id, { state: 'withdrawn', at });
		}
	}

	function dueDigests(now: Millis, limit: number) {
		return [...disk.digests.values()]
			.filter(({ items, isClosed }) => !isClosed && (items[0]?.closesAt ?? Infinity) <= now)
			.sort((a, b) => closesAt(a) - closesAt(b))
			.slice(0, limit)
			.flatMap(({ items }) => {
				const [first] = items;
				if (first === undefined) return [];
				const { digest, wedding, person } = first;
				return structuredClone({
					digest,
					wedding,
					person,
					closesAt: first.closesAt,
					notices: gathered(items),
				});
			});
	}
	const gathered = (items: DigestRow['items']): readonly Notice[] =>
		items
			.flatMap(({ wedding, notice }) => notices.get(keyOf(wedding, notice)) ?? [])
			.filter(({ state }) => state === 'open');
	const closesAt = ({ items }: DigestRow) => items[0]?.closesAt ?? Infinity;

	const isVisible = ({ state, readAt, visibleAt }: Notice, now: Millis) =>
		visibleAt <= now && (state === 'open' || readAt !== undefined);
	const inboxOf = (wedding: WeddingId, person: PersonId, now: Millis) =>
		all(wedding)
			.filter((one) => one.person === person && isVisible(one, now))
			.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));

	const calls: NoticeStore = {
		behind: (observer) =>
			later(() =>
				deps.ends().flatMap(({ wedding, end: last }) => {
					const cursor = cursorOf(observer, wedding);
					return last !== undefined && isBehind(cursor, last) ? [{ wedding, cursor }] : [];
				}),
			),
		cursor: (observer, wedding) => later(() => ({ ...cursorOf(observer, wedding) })),
		observe: (observation) => later(() => observe(observation)),
		letters: (observer, wedding) =>
			later(() =>
				structuredClone(disk.letters)
					.filter((one) => one.observer === observer && (wedding ?? one.wedding) === one.wedding)
					.map(({ observer: _, ...letter }) => letter),
			),
		takeLetter: (observer, wedding, event) => later(() => takeLetter(observer, wedding, event)),
		openNotices: (wedding, keys) =>
			later(() =>
				structuredClone(
					all(wedding).filter((one) => one.state === 'open' && keys.includes(one.supersedeKey)),
				),
			),
		notice: (wedding, id) => later(() => structuredClone(notices.get(keyOf(wedding, id)))),
		inbox: (wedding, person, { now, before, limit }) =>
			later(() =>
				structuredClone(
					inboxOf(wedding, person, now)
						.filter(
							({ at, id }) => before === undefined || at < before.at || (at === before.at && id < before.id),
						)
						.slice(0, limit),
				),
			),
		unread: (wedding, person, now) =>
			later(() => inboxOf(wedding, person, now).filter(({ readAt }) => readAt === undefined).length),
		markNotices: (wedding, person, { ids, mark, at }) =>
			later(() =>
				(ids === 'all'
					? inboxOf(wedding, person, at)
					: ids.flatMap((id) => notices.get(keyOf(wedding, id)) ?? [])
				)
					.filter((one) => one.person === person && markOne(one, mark, at))
					.map(({ id }) => id)
					.sort(),
			),
		explanations: (wedding, person, event) =>
			later(() =>
				structuredClone(explanations)
					.filter(
						(one) => one.wedding === wedding && one.event === event && (one.person ?? person) === person,
					)
					.map(({ wedding: _, ...explanation }) => explanation),
			),
		dueDigests: (now, limit) => later(() => dueDigests(now, limit)),
		closeDigest: (digest, wedding, made) =>
			later(() => {
				const row = digestAt(wedding, digest);
				if (row === undefined || row.isClosed) return false;
				const present = gathered(row.items);
				if (present.length !== made.of.length || !present.every(({ id }) => made.of.includes(id)))
					return false;
				row.isClosed = true;
				if (made.notice !== undefined) addNotice(made.notice);
				outbox.add(made.deliveries);
				return true;
			}),
		nextDigest: () =>
			later(() => least([...disk.digests.values()].filter(({ isClosed }) => !isClosed).map(closesAt))),
		timers: (wedding, prefix) =>
			later(() => byDue(disk.timers.filter((one) => one.wedding === wedding && one.key.startsWith(prefix)))),
		dueTimers: (now, limit) =>
			later(() => byDue(disk.timers.filter(({ dueAt }) => dueAt <= now)).slice(0, limit)),
		setTimers: (wedding, change) =>
			later(() => {
				known(wedding);
				setTimers(wedding, change);
			}),
		nextTimer: () => later(() => least(disk.timers.map(({ dueAt }) => dueAt))),
	};

	return {
		calls,
		mark({ wedding, notice: id }, mark, at) {
			const notice = id === undefined ? undefined : notices.get(keyOf(wedding, id));
			if (notice !== undefined) markOne(notice, mark, at);
		},
	};
}

const beforeAll: EventCursor = { seq: 0, index: 0 };
const isBehind = (cursor: EventCursor, end: EventCursor) =>
	end.seq > cursor.seq || (end.seq === cursor.seq && end.index > cursor.index);
const byDue = (timers: readonly OutboxDisk['timers'][number][]) =>
	structuredClone([...timers]).sort((a, b) => a.dueAt - b.dueAt || (a.key < b.key ? -1 : 1));
const least = (moments: readonly Millis[]): Millis | undefined =>
	moments.length === 0 ? undefined : Math.min(...moments);
