/**
 * Calling for help and announcing: kept together with the row of the log that tells of it. Guards: whoever is in the wedding can call for
 * help, and nobody can drown it in calls; an alert reaches whom it is for and is shown to nobody else; "I have it" is said once by
 * each, whatever dies in between, and ends the calling of others.
 */
import type { Role } from '../../shared/access/roles.ts';
import type { Clock, Millis } from '../../shared/clock.ts';
import { newId, type PersonId, type RecordId, type Seq, type WeddingId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Principal } from '../auth/principal.ts';
import type { Alert, AlertTargets, NewAlert } from '../store/alerts.ts';
import { type Entry, EntryRejected, type Member, type StorageRefused, type Store } from '../store/store.ts';
import { ackedEvent, raisedEvent, raisedId } from './alert-events.ts';
import { isMeant, maySee, runs, targetsOf } from './alert-rights.ts';
import { actorOf } from './membership.ts';
import type { Rooms } from './rooms.ts';

export interface AlertWish extends Pick<NewAlert, 'text' | 'urgency'> {
	readonly place?: string | undefined;
	readonly to?: AlertTargets | undefined;
}
export interface NotAlerted {
	readonly code: 'not-allowed' | 'not-found' | 'invalid-value' | 'storage-full';
	readonly reason: string;
}
export interface Alerting {
	/** `answer` is remembered in the same transaction (see `Store.recallAnswer`). */
	raise(
		by: Principal,
		wish: AlertWish,
		answer?: (alert: Alert) => NonNullable<Entry['answer']>,
	): Promise<Result<{ readonly alert: Alert; readonly seq: Seq }, NotAlerted>>;
	acknowledge(by: Principal, id: string): Promise<Result<Alert, NotAlerted>>;
	/** It is over: nobody is called any more. */
	close(by: Principal, id: string): Promise<Result<Alert, NotAlerted>>;
	/** Those that are theirs to see, the newest first. Open ones are noted as seen: they are on their screen now. */
	list(
		by: Principal,
		page: { readonly before?: string; readonly limit: number },
	): Promise<{ readonly alerts: readonly Alert[]; readonly next?: string }>;
}

export interface AlertingDeps {
	readonly store: Pick<Store, 'append' | 'alert' | 'alerts' | 'seeAlerts' | 'closeAlert' | 'members'>;
	readonly clock: Clock;
	readonly random: Random;
	readonly announce: Rooms['announce'];
	/** What these people were told of this event counts as acknowledged from here on, and nobody is called because of it. */
	readonly settle: (
		wedding: WeddingId,
		event: string,
		people: readonly PersonId[],
		at: Millis,
	) => Promise<void>;
}

export function createAlerting({ store, clock, random, announce, settle }: AlertingDeps): Alerting {
	const present = async (wedding: WeddingId) =>
		(await store.members(wedding)).filter(({ removedAt }) => removedAt === undefined);

	/** Whoever sees it looks again; to a hundred people one more "I have it" is no news, to those who run the day it is. */
	function tell(wedding: WeddingId, alert: NewAlert, members: readonly Member[], who: 'all' | 'runners') {
		const meant = new Set(who === 'all' ? members.filter((one) => isMeant(alert.to, one)).map(personOf) : []);
		const at = clock.now();
		announce(
			wedding,
			'alerts',
			(one) => meant.has(one.person) || one.person === alert.by.person || runs(one, at),
		);
	}

	async function append(by: Principal, entry: Partial<Entry> & Pick<Entry, 'events' | 'at'>) {
		const { operator: _, ...writer } = { ...actorOf(by), person: by.person, role: by.role };
		const fixed = { section: 'plan', update: new Uint8Array(), bind: [] } as const;
		return store.append([{ ...fixed, wedding: by.wedding, writer, ...entry }]);
	}

	async function raise(...[by, wish, answer]: Parameters<Alerting['raise']>) {
		const { wedding, person, name, role } = by;
		const at = clock.now();
		const asked = targetsOf(by, wish, at);
		if (!asked.ok) return asked;
		const members = await present(wedding);
		const to = asked.value;
		const isHeard = members.some((one) => one.person !== person && isMeant(to, one));
		if (wish.to !== undefined && !isHeard) return err(forNobody);
		const alert: NewAlert = {
			id: newId<RecordId>(random),
			by: { person, name, role },
			text: wish.text,
			...(wish.place !== undefined && { place: wish.place }),
			urgency: wish.urgency,
			...(to !== undefined && { to }),
			at,
		};
		const whole: Alert = { ...alert, seenBy: [], ackedBy: [] };
		const detail = { urgency: alert.urgency, to: to === undefined ? 'everybody' : 'some' };
		const stored = await append(by, {
			at,
			alert,
			events: [raisedEvent(by, alert, members)],
			audit: [{ action: 'alert.raised', at, actor: actorOf(by), subject: alert.id, detail }],
			...(answer !== undefined && { answer: answer(whole) }),
		});
		if (!stored.ok) return err(notStored(stored.error));
		const [seq] = stored.value;
		if (seq === undefined) throw new Error('a row was stored without a number');
		tell(wedding, alert, members, 'all');
		return ok({ alert: whole, seq });
	}

	async function find(by: Principal, id: string): Promise<Result<Alert, NotAlerted>> {
		const alert = await store.alert(by.wedding, id);
		const self = (await present(by.wedding)).find((one) => one.person === by.person);
		const isTheirs = alert !== undefined && self !== undefined && maySee(by, self, alert, clock.now());
		return isTheirs ? ok(alert) : err(unknown);
	}

	async function acknowledge(by: Principal, id: string): Promise<Result<Alert, NotAlerted>> {
		const found = await find(by, id);
		if (!found.ok) return found;
		if (found.value.by.person === by.person) return err(own);
		const done = await acked(by, found.value);
		if (done.ok) await settle(by.wedding, raisedId(by.wedding, id), [by.person], clock.now());
		return done;
	}

	/** Once; whoever did it before is answered the same. */
	async function acked(by: Principal, alert: Alert): Promise<Result<Alert, NotAlerted>> {
		const { wedding, person, name } = by;
		if (alert.ackedBy.some((one) => one.person === person)) return ok(alert);
		const at = clock.now();
		const ack = { alert: alert.id, person, name, at };
		try {
			const stored = await append(by, { at, acknowledges: ack, events: [ackedEvent(by, alert.id)] });
			if (!stored.ok) return err(notStored(stored.error));
			tell(wedding, alert, [], 'runners');
		} catch (fault) {
			// Said twice at once: the other was quicker.
			if (!(fault instanceof EntryRejected)) throw fault;
		}
		return ok((await store.alert(wedding, alert.id)) ?? alert);
	}

	async function close(by: Principal, id: string): Promise<Result<Alert, NotAlerted>> {
		const found = await find(by, id);
		if (!found.ok) return found;
		const { wedding, person } = by;
		const at = clock.now();
		const alert = found.value;
		if (alert.by.person !== person && !runs(by, at)) return err(othersClose);
		const fact = { action: 'alert.closed', at, actor: actorOf(by), subject: id } as const;
		const isNew = await store.closeAlert(wedding, id, { person, at }, fact);
		const members = await present(wedding);
		await settle(
			wedding,
			raisedId(wedding, id),
			members.filter((one) => isMeant(alert.to, one)).map(personOf),
			at,
		);
		if (isNew) tell(wedding, alert, members, 'all');
		return ok((await store.alert(wedding, id)) ?? alert);
	}

	async function list(...[by, page]: Parameters<Alerting['list']>) {
		const { wedding, person, name, role } = by;
		const at = clock.now();
		const self = (await present(wedding)).find((one) => one.person === person);
		const all = await store.alerts(wedding, page);
		const next = all.length === page.limit ? all.at(-1)?.id : undefined;
		const theirs = all.filter((one) => self !== undefined && maySee(by, self, one, at));
		const fresh = theirs.filter((one) => isUnseen(one, person)).map(({ id }) => id);
		const isWatching = fresh.length > 0 && !machines.includes(role);
		const seen = isWatching ? await store.seeAlerts(wedding, fresh, { person, name, at }) : [];
		const isNew = new Set(seen);
		const alerts = theirs.map((one) =>
			isNew.has(one.id) ? { ...one, seenBy: [...one.seenBy, { person, name, at }] } : one,
		);
		for (const one of theirs) if (isNew.has(one.id)) tell(wedding, one, [], 'runners');
		return { alerts, ...(next !== undefined && { next }) };
	}

	return { raise, acknowledge, close, list };
}

const isUnseen = ({ by, closedAt, seenBy }: Alert, person: PersonId): boolean =>
	closedAt === undefined && by.person !== person && !seenBy.some((one) => one.person === person);
const personOf = ({ person }: Member): PersonId => person;

const notStored = ({ code, reason }: StorageRefused): NotAlerted => ({
	code: code === 'full' ? 'storage-full' : 'not-found',
	reason,
});

/** They ask every few seconds, and nobody looks. */
const machines: readonly Role[] = ['service', 'support'];
/** Who calls must not believe that somebody heard. */
const forNobody: NotAlerted = {
	code: 'invalid-value',
	reason:
		'Nobody else of this wedding is meant by "to". Name somebody who is in it, or leave it out for everybody.',
};
const unknown: NotAlerted = { code: 'not-found', reason: 'There is no such alert.' };
const own: NotAlerted = { code: 'not-allowed', reason: 'It is yours: close it when it is over.' };
const othersClose: NotAlerted = {
	code: 'not-allowed',
	reason: 'Whoever raised it closes it, or whoever runs the day.',
};
