/**
 * One section of one wedding, live: the only door through which a change can come. Decode, admit, derive, append, merge,
 * tell happen here in that order (`SPEC.md`); nobody outside touches its document. Whatever comes is queued, and while a
 * tick is being appended nothing else is judged, read or told.
 */
import { every } from '../../shared/clock.ts';
import { readPlan, readRecord } from '../../shared/document/document.ts';
import { readSection } from '../../shared/document/private-sections.ts';
import { closeCodes } from '../../shared/wire/close-code.ts';
import { encode } from '../../shared/wire/codec.ts';
import type { Principal } from '../auth/principal.ts';
import { type MemberRecord, SectionLost } from '../store/store.ts';
import { createAllowances } from './allowance.ts';
import type { Farewell, Heard, Operate, Room, RoomDeps, Whereabouts } from './door.ts';
import { createGreeting, type LeaseWish } from './greeting.ts';
import { createFaces, type Face } from './faces.ts';
import { createHearing } from './hearing.ts';
import { createJudging } from './judging.ts';
import { createLines } from './line.ts';
import type { Live } from './live.ts';
import { limits } from './limits.ts';
import { createOperating } from './operating.ts';
import { createPresence } from './presence.ts';
import { createSeat, type Seat, type Session, type SessionSocket, type SessionWish } from './session.ts';
import { createStanding } from './standing.ts';
import { isSnapshotDue, type News, openWritePath } from './write-path.ts';

type Item =
	| Heard
	| Operate
	| { readonly kind: 'step1'; readonly seat: Seat }
	| ({ readonly kind: 'lease' } & LeaseWish)
	| { readonly kind: 'read'; readonly read: () => void };

export async function openRoom(given: RoomDeps, where: Whereabouts): Promise<Room> {
	const deps = { ...given, standing: given.standing ?? createStanding() };
	const { store, clock, standing } = deps;
	const spokenBy = (client: number) => presence.firstBy(client);
	const path = await openWritePath({ ...deps, spokenBy }, where);
	const seats = new Set<Seat>();
	const faces = createFaces(readFace);
	const presence = createPresence({
		clock,
		seats: () => seats,
		ownerOf: (client) => path.live.leases.get(client)?.person,
		face: faces.of,
		...(deps.onSaid && { onSaid: deps.onSaid }),
	});
	const queue: Item[] = [];
	const lines = createLines(clock, deps.slowed);
	const allowances = deps.allowances ?? createAllowances(() => clock.now());
	const judging = createJudging({ ...deps, ...where }, { path, lines, tell });
	const greeting = createGreeting({ ...deps, ...where }, { path, seats, due: answerSoon, spokenBy });
	const hear = createHearing({ ...deps, ...where }, { lines, greeting, presence, put });
	const operating = createOperating({ ...deps, ...where }, path);
	let closing = false;
	let closed = false;
	let lost: SectionLost | undefined;
	/** Those who asked and have no answer yet. */
	const asking = new Set<(fault: SectionLost) => void>();
	const { cpu = () => 0 } = deps;
	let awake = false;
	/** What is in the document may not be durable yet. */
	let isAtWork = false;
	const stopBeat = every(clock, limits.keepAliveMs / 2, () => {
		for (const seat of seats) seat.beat(silence);
		faces.expire();
		if (!isAtWork) faces.look();
		presence.beat();
	});

	function put(item: Item): void {
		if (closed) throw lost ?? new Error('this room is closed');
		queue.push(item);
		wake();
	}

	function answerSoon(seat: Seat): void {
		if (!closed) put({ kind: 'step1', seat });
	}

	function wake(): void {
		if (awake) return;
		awake = true;
		deps.later(() => {
			work()
				.catch((fault: unknown) => (fault instanceof SectionLost ? lose(fault) : deps.fatal(fault)))
				.finally(() => {
					awake = false;
					if (queue.length > 0) wake();
				});
		});
	}

	async function work(): Promise<void> {
		for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
			isAtWork = true;
			if (item.kind === 'update') await judge([item, ...takeWhile(isHeard)]);
			else if (item.kind === 'operate') await operate([item, ...takeWhile(isOperate)]);
			else if (item.kind === 'step1') answerStep1(item.seat);
			else if (item.kind === 'lease') await giveLease(item);
			else item.read();
			isAtWork = false;
			faces.look();
			if (isSnapshotDue(path.live)) await path.snapshot();
		}
	}

	async function giveLease(wish: LeaseWish): Promise<void> {
		await greeting.giveLease(wish);
		presence.leased(wish.seat);
	}

	function answerStep1(seat: Seat): void {
		const from = cpu();
		greeting.answerStep1(seat);
		lines.charge(seat, { cpu: cpu() - from });
	}

	function takeWhile<T extends Item>(is: (item: Item) => item is T): readonly T[] {
		const taken: T[] = [];
		for (
			let next = queue[0];
			next !== undefined && is(next) && taken.length < limits.tickUpdates;
			next = queue[0]
		) {
			taken.push(next);
			queue.shift();
		}
		return taken;
	}

	async function judge(run: readonly Heard[]): Promise<void> {
		queue.unshift(...(await judging.judge(run)));
	}

	/** One frame for each receiver and tick; whose own edits are all there is hears only the receipt. */
	function tell(news: readonly News[], seatOf: (index: number) => Seat | undefined): void {
		for (const { update, from } of news) {
			const frame = encode({ kind: 'update', update });
			const authors = new Set([...from].map(seatOf));
			for (const seat of seats) {
				if (seat.synced && !(authors.size === 1 && authors.has(seat))) seat.tell(frame);
			}
		}
	}

	async function operate(run: readonly Operate[]): Promise<void> {
		const { news, again } = await operating.operate(run);
		tell(news, () => undefined);
		queue.unshift(...again);
		if (news.length > 0) queue.unshift(...judging.released());
	}

	function enter(principal: Principal, socket: SessionSocket, wish: SessionWish): Session {
		if (lost !== undefined) throw lost;
		supersede(principal, wish);
		const seat = createSeat(principal, socket, wish, () => clock.now());
		seats.add(seat);
		lines.open(seat, allowances.open(where.wedding, principal.person));
		if (wish.receipts) {
			const { incarnation } = store;
			seat.say({ kind: 'hello', hello: { incarnation, epoch: 1, keys: [], now: clock.now() } });
			put({ kind: 'lease', seat, wanted: wish.client ?? 0, tab: wish.tab });
		}
		presence.greet(seat);
		// Somebody who came is to be shown under their own name and colour, whatever they came for.
		faces.of(principal);
		return {
			hear(bytes) {
				if (seat.state !== 'closed' && seats.has(seat) && !closing) hear(seat, bytes);
			},
			left: () => leave(seat),
		};
	}

	function leave(seat: Seat): void {
		if (!seats.delete(seat)) return;
		seat.leave();
		judging.forget(seat);
		lines.left(seat);
		presence.left(seat);
	}

	/** A tab that comes again knows better than we do that its former socket is dead; what it sent there comes with it. */
	function supersede({ person }: Principal, { receipts, device, tab }: SessionWish): void {
		if (!receipts || tab === undefined) return;
		for (const other of [...seats]) {
			const { wish, principal } = other;
			if (wish.tab !== tab || wish.device !== device || principal.person !== person) continue;
			if (other.state === 'dismissed') continue;
			other.close(closeCodes.tryAgain, 'superseded');
			leave(other);
		}
	}

	/** What somebody who was removed has sent and is still sending is held; of others, who come again, it comes again. */
	function dismiss(seat: Seat, { code, reason }: Farewell): void {
		presence.left(seat);
		if (code !== closeCodes.noAccess) return seat.close(code, reason);
		seat.dismiss(code, reason);
		queue.unshift(...judging.recall(seat));
		wake();
	}

	/** Who is out goes for good; who has other rights comes again and has them. */
	function follow({ person, role, removedAt }: MemberRecord): void {
		for (const seat of seats) {
			if (seat.principal.person !== person) continue;
			if (removedAt !== undefined) dismiss(seat, removed);
			else if (seat.principal.role !== role) dismiss(seat, rightsChanged);
		}
	}

	/** People are in the plan; their faces elsewhere are what the plan's room knows of them. */
	function readFace(person: Principal['person']): Face | undefined {
		return where.section === 'plan'
			? readRecord(path.live.doc, 'people', person)
			: deps.face?.(where.wedding, person);
	}

	function ask<T>(item: (resolve: (answer: T) => void) => Item): Promise<T> {
		return new Promise((resolve, reject) => {
			const answer = (value: T) => {
				asking.delete(reject);
				resolve(value);
			};
			put(item(answer));
			asking.add(reject);
		});
	}

	/** Between ticks: what is durable. */
	function look<T>(see: (live: Live) => T): Promise<T> {
		return ask((resolve) => ({ kind: 'read', read: () => resolve(see(path.live)) }));
	}

	/** The log went bad under a room that has to be made again: it ends, and no other with it. Whoever was in it keeps and resends. */
	function lose(fault: SectionLost): void {
		deps.log('error', 'section-lost', { ...where });
		lost = fault;
		closing = true;
		closed = true;
		stopBeat();
		presence.close();
		judging.close();
		lines.close();
		queue.length = 0;
		for (const seat of seats) seat.close(closeCodes.tryAgain, 'section-lost');
		for (const reject of asking) reject(fault);
		asking.clear();
		deps.onLost?.();
	}
	return {
		...where,
		enter,
		operate: (principal, operation, answer) =>
			ask((resolve) => ({ kind: 'operate', principal, operations: [operation], answer, resolve })),
		carryOut: (principal, operations, beside) =>
			ask((resolve) => ({ kind: 'operate', principal, operations, beside, answer: undefined, resolve })),
		read: () => look(({ doc, seq }) => ({ plan: readPlan(doc), seq })),
		view: () => look(({ doc, seq }) => ({ view: readSection(doc, where.section), seq })),
		dismiss(person, farewell, device) {
			for (const seat of [...seats]) {
				const devices = [undefined, seat.principal.device, seat.wish.device];
				if (seat.principal.person === person && devices.includes(device)) dismiss(seat, farewell);
			}
		},
		announce(topic, isMeant) {
			for (const seat of seats) {
				const principal = standing.now(seat.principal);
				if (seat.wish.receipts && principal && isMeant(principal)) seat.say({ kind: 'news', topic });
			}
		},
		isHere: (person) =>
			[...seats].some(({ principal, state }) => principal.person === person && state !== 'closed'),
		follow,
		face: faces.read,
		get sessions() {
			return seats.size;
		},
		get waiting() {
			return lines.waiting;
		},
		async close(code, reason) {
			if (lost !== undefined) return;
			stopBeat();
			for (const seat of seats) seat.close(code, reason);
			closing = true;
			presence.close();
			judging.close();
			await lines.drain();
			await look(() => undefined);
			await judging.settled();
			closed = true;
			lines.close();
			await path.snapshot();
		},
	};
}

const isHeard = (item: Item): item is Heard => item.kind === 'update';
const isOperate = (item: Item): item is Operate => item.kind === 'operate';

const removed: Farewell = { code: closeCodes.noAccess, reason: 'removed' };
const rightsChanged: Farewell = { code: closeCodes.rightsChanged, reason: 'rights-changed' };

/** An awareness message about nobody: stock clients drop a connection on which nothing comes. */
const silence = encode({ kind: 'awareness', entries: [] });
