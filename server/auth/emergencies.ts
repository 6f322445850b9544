/**
 * Emergency access from its beginning to its end: stored with its audit, announced as an event and as news, and ended by itself,
 * also by a server that was restarted meanwhile. Rights are judged by the moment they end at, everywhere; what ends here is the
 * announcement and the connection. Guards: of one wedding one thing at a time, and every beginning and end is told once.
 */
import type { Cancel, Clock, Millis } from '../../shared/clock.ts';
import { every } from '../../shared/clock.ts';
import { eventId } from '../../shared/events/event-id.ts';
import type { DerivedEvent } from '../../shared/events/event.ts';
import { type PersonId, recordId, type WeddingId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Rooms } from '../room/rooms.ts';
import type { AuditFact } from '../store/audit.ts';
import { EntryRejected, type Member, type Raised, StorageFull, type Store } from '../store/store.ts';
import {
	decideEmergency,
	type EmergencyFacts,
	type EmergencyRefused,
	mayDeclare,
	mayEnd,
} from './emergency.ts';
import type { Principal } from './principal.ts';

export interface Emergency extends Raised {
	readonly person: PersonId;
}
export interface EmergencyCall {
	readonly reason: string;
	readonly minutes: number;
	/** Somebody else than who asks. */
	readonly person?: PersonId | undefined;
}
export interface Emergencies {
	begin(by: Principal, call: EmergencyCall): Promise<Result<Emergency, EmergencyRefused>>;
	/** Undefined when there is nothing to end. */
	end(by: Principal, person: PersonId): Promise<Result<Emergency, EmergencyRefused> | undefined>;
	/** Who has it now. */
	present(wedding: WeddingId): Promise<readonly Emergency[]>;
	/** Whether this person may declare one: what the page offers. */
	mayDeclare(by: Principal): Promise<boolean>;
	/** Looks at all weddings once: what ended while no server ran ends now, the rest when it is due. */
	resume(): Promise<void>;
	/** Waits for what is being stored. */
	close(): Promise<void>;
}

export interface EmergencyDeps {
	readonly store: Pick<Store, 'append' | 'members' | 'raiseMember' | 'weddings'>;
	readonly rooms: Pick<Rooms, 'open' | 'raise' | 'announce'>;
	readonly clock: Clock;
	readonly fatal: (fault: unknown) => void;
}

export function createEmergencies({ store, rooms, clock, fatal }: EmergencyDeps): Emergencies {
	const watched = new Map<string, Watched>();
	const lanes = new Map<WeddingId, Promise<unknown>>();
	let resuming: Promise<void> | undefined;
	let isClosed = false;
	// A clock that was set forward must not leave anybody announced as raised.
	const stopSweeping = every(clock, sweepMs, () => {
		for (const one of watched.values()) if (one.until <= clock.now()) expire(one);
	});

	function inTurn<T>(wedding: WeddingId, work: () => Promise<T>): Promise<T> {
		const done = (lanes.get(wedding) ?? Promise.resolve()).then(work);
		const settled = done.then(
			() => undefined,
			() => undefined,
		);
		lanes.set(wedding, settled);
		void settled.then(() => {
			if (lanes.get(wedding) === settled) lanes.delete(wedding);
		});
		return done;
	}

	function watch(wedding: WeddingId, { person, until }: Emergency): void {
		forget(wedding, person);
		// Measured from now on by a clock that nobody sets back.
		const one: Watched = {
			wedding,
			person,
			until,
			stop: clock.after(until - clock.now(), () => expire(one)),
		};
		watched.set(`${wedding}/${person}`, one);
	}

	function forget(wedding: WeddingId, person: PersonId): void {
		watched.get(`${wedding}/${person}`)?.stop();
		watched.delete(`${wedding}/${person}`);
	}

	function expire({ wedding, person, until }: Watched): void {
		inTurn(wedding, async () => {
			const raised = await raisedOf(wedding, person);
			if (raised?.until === until) await finish(wedding, raised, undefined);
		}).catch((fault: unknown) => {
			// Without room on the disk the next sweep tries again; the rights have ended all the same.
			if (!(fault instanceof StorageFull)) fatal(fault);
		});
	}

	async function raisedOf(wedding: WeddingId, person: PersonId): Promise<Emergency | undefined> {
		return emergencyOf((await store.members(wedding)).find((member) => member.person === person));
	}

	async function factsOf(wedding: WeddingId): Promise<EmergencyFacts> {
		const { plan } = await (await rooms.open(wedding, 'plan')).read();
		const { date, timeZone } = plan.meta;
		const isDeputy = (person: PersonId) =>
			plan.people.some(({ id, deputy }) => deputy === true && id === (person as string));
		return { now: clock.now(), date, timeZone, isDeputy };
	}

	async function start(by: Principal, call: EmergencyCall): Promise<Result<Emergency, EmergencyRefused>> {
		const { wedding } = by;
		const person = call.person ?? by.person;
		const members = await store.members(wedding);
		const whom = members.find((member) => member.person === person && member.removedAt === undefined);
		const decided = decideEmergency({ by, whom, minutes: call.minutes }, await factsOf(wedding));
		if (!decided.ok) return decided;
		const raised: Raised = { until: decided.value.until, by: by.person, reason: call.reason };
		const audit = factOf('emergency.started', { by, at: clock.now(), subject: person, until: raised.until });
		if (whom === undefined || !(await store.raiseMember(wedding, person, raised, audit))) return err(gone);
		const emergency = { person, ...raised };
		watch(wedding, emergency);
		rooms.raise(wedding, person, raised);
		await announceStart(wedding, emergency, by);
		return ok(emergency);
	}

	/** In an order that a crash at any point lets a new process finish: the rights first, the mark last. */
	async function finish(wedding: WeddingId, given: Emergency, by: Principal | undefined): Promise<Emergency> {
		const { person, ...raised } = given;
		const until = Math.min(raised.until, clock.now());
		if (until < raised.until) await store.raiseMember(wedding, person, { ...raised, until });
		const ended = { ...given, until };
		rooms.raise(wedding, person, undefined);
		await announce(wedding, ended, { type: 'emergency.ended', by });
		const audit = factOf('emergency.ended', { by, at: clock.now(), subject: person, until });
		await store.raiseMember(wedding, person, undefined, audit);
		forget(wedding, person);
		return ended;
	}

	/** Without room on the disk it has begun all the same, and stands in the audit; the next start of the server tells it. */
	async function announceStart(...[wedding, emergency, by]: AnnounceStart): Promise<void> {
		try {
			await announce(wedding, emergency, { type: 'emergency.started', by });
		} catch (fault) {
			if (!(fault instanceof StorageFull)) throw fault;
		}
	}

	/** One event for each beginning and each end, however often it is tried. */
	async function announce(wedding: WeddingId, emergency: Emergency, act: Act): Promise<void> {
		const member = (await store.members(wedding)).find(({ person }) => person === emergency.person);
		const actor = act.by ?? { person: emergency.person, role: member?.role ?? 'guest' };
		const entry = {
			wedding,
			section: 'plan',
			update: new Uint8Array(),
			writer: { person: actor.person, role: actor.role },
			at: clock.now(),
			events: [eventOf(wedding, emergency, { ...act, actor })],
			bind: [],
		} as const;
		try {
			const stored = await store.append([entry]);
			if (!stored.ok) throw new StorageFull(stored.error.reason);
		} catch (fault) {
			// It was told before a crash.
			if (!(fault instanceof EntryRejected)) throw fault;
		}
		rooms.announce(
			wedding,
			'emergency',
			({ role, person }) => role !== 'guest' || person === emergency.person,
		);
	}

	async function lookAtAll(): Promise<void> {
		for (const { id } of await store.weddings()) {
			for (const member of await store.members(id)) {
				const emergency = emergencyOf(member);
				if (isClosed || emergency === undefined) continue;
				watch(id, emergency);
				// A crash may have come before it was told.
				if (emergency.until > clock.now()) await inTurn(id, () => announceStart(id, emergency, undefined));
			}
		}
	}

	return {
		begin: (by, call) => inTurn(by.wedding, () => start(by, call)),
		end: (by, person) =>
			inTurn(by.wedding, async () => {
				const raised = await raisedOf(by.wedding, person);
				if (raised === undefined) return undefined;
				return mayEnd(by, raised) ? ok(await finish(by.wedding, raised, by)) : err(notTheirs);
			}),
		present: async (wedding) =>
			(await store.members(wedding)).flatMap((member) => {
				const emergency = emergencyOf(member);
				return emergency !== undefined && emergency.until > clock.now() ? [emergency] : [];
			}),
		mayDeclare: async (by) => mayDeclare(by, await factsOf(by.wedding)),
		resume() {
			resuming = lookAtAll();
			return resuming;
		},
		async close() {
			isClosed = true;
			await resuming;
			stopSweeping();
			for (const { stop } of watched.values()) stop();
			watched.clear();
			await Promise.all(lanes.values());
		},
	};
}

interface Watched {
	readonly wedding: WeddingId;
	readonly person: PersonId;
	readonly until: Millis;
	readonly stop: Cancel;
}
type AnnounceStart = readonly [wedding: WeddingId, emergency: Emergency, by: Principal | undefined];
interface Act {
	readonly type: 'emergency.started' | 'emergency.ended';
	/** Undefined when nobody did it: its time was over. */
	readonly by: Principal | undefined;
}

function emergencyOf(member: Member | undefined): Emergency | undefined {
	return member?.raised === undefined || member.removedAt !== undefined
		? undefined
		: { person: member.person, ...member.raised };
}

function eventOf(
	wedding: WeddingId,
	{ person, until, by, reason }: Emergency,
	{ type, actor, by: hand }: Act & { readonly actor: Pick<Principal, 'person' | 'role'> },
): DerivedEvent {
	const isStart = type === 'emergency.started';
	const moment = new Date(until).toISOString();
	return {
		id: eventId({ wedding, type, record: `person:${person}`, cause: `${person} ${until}` }),
		type,
		actor: { person: actor.person, role: actor.role },
		record: { kind: 'person', id: recordId.parse(person) },
		before: {},
		after: isStart ? { until: moment, by, reason } : { until: moment, isEarly: hand !== undefined },
		fields: isStart ? ['until', 'by', 'reason'] : ['until', 'isEarly'],
	};
}

function factOf(
	action: Act['type'],
	{
		by,
		at,
		subject,
		until,
	}: {
		readonly by: Principal | undefined;
		readonly at: Millis;
		readonly subject: PersonId;
		readonly until: Millis;
	},
): AuditFact {
	const actor =
		by === undefined
			? {}
			: { person: by.person, role: by.role, ...(by.device === undefined ? {} : { device: by.device }) };
	return { action, at, actor, subject, detail: { until } };
}

const sweepMs = 15_000;
const gone: EmergencyRefused = { code: 'not-found', reason: 'There is no such person in this wedding.' };
const notTheirs: EmergencyRefused = {
	code: 'not-allowed',
	reason: 'Emergency access is ended by whoever has it, whoever gave it, the coordinator or the couple.',
};
