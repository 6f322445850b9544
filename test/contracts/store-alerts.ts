/** The part of the store's contract about alerts. */
import { expect, it } from 'vitest';
import type { NewAlert } from '../../server/store/alerts.ts';
import { EntryRejected } from '../../server/store/store.ts';
import { recordId } from '../../shared/ids.ts';
import { entry, event, otherWedding, ourWedding, person } from '../world/entry.ts';
import type { StoreContext } from './store-context.ts';

const alert = (id: string, given: Partial<NewAlert> = {}): NewAlert => ({
	id: recordId.parse(id),
	by: { person: person('mia'), name: 'Mia', role: 'couple' },
	text: `Help at ${id}`,
	urgency: 'emergency',
	at: 1_000,
	...given,
});
const row = (given: Parameters<typeof entry>[1]) => entry('', { update: new Uint8Array(), ...given });
const ack = (id: string, who: string, at: number) => ({
	alert: recordId.parse(id),
	person: person(who),
	name: who,
	at,
});
const witness = (who: string, at: number) => ({ person: person(who), name: who, at });

export function describeAlerts(context: StoreContext): void {
	it('[ST110] an alert stands with its row, under an id of its own, the newest first', async () => {
		const { store } = context;
		const told = alert('a2', {
			at: 2_000,
			place: 'at the lake',
			to: { roles: ['vendor'], trades: ['florist'] },
		});
		await store.append([row({ alert: alert('a1'), events: [event('e1')] })]);
		await store.append([row({ alert: told, events: [event('e2')] })]);
		await expect(store.append([row({ alert: alert('a1'), events: [event('e3')] })])).rejects.toThrow(
			EntryRejected,
		);
		await expect(store.append([row({ alert: alert('a4'), events: [event('e1')] })])).rejects.toThrow(
			EntryRejected,
		);
		await store.append([row({ wedding: otherWedding, alert: alert('a1', { text: 'Theirs' }) })]);
		await context.restart();
		const fresh = { seenBy: [], ackedBy: [] };
		expect({
			all: await context.store.alerts(ourWedding, { limit: 10 }),
			first: (await context.store.alerts(ourWedding, { limit: 1 })).map(({ id }) => id),
			behind: (await context.store.alerts(ourWedding, { limit: 10, before: 'a2' })).map(({ id }) => id),
			nowhere: await context.store.alerts(ourWedding, { limit: 10, before: 'a9' }),
			one: await context.store.alert(otherWedding, 'a1'),
			none: await context.store.alert(ourWedding, 'a4'),
			events: (await context.store.events(ourWedding, { seq: 0, index: 0 }, 10)).map(({ id }) => id),
		}).toEqual({
			all: [
				{ ...told, ...fresh },
				{ ...alert('a1'), ...fresh },
			],
			first: ['a2'],
			behind: ['a1'],
			nowhere: [],
			one: { ...alert('a1', { text: 'Theirs' }), ...fresh },
			none: undefined,
			events: ['e1', 'e2'],
		});
	});

	it('[ST111] somebody acknowledges an alert once, with the row that tells of it; who did has seen it', async () => {
		const { store } = context;
		await store.append([row({ alert: alert('a1') })]);
		await store.append([row({ acknowledges: ack('a1', 'zoe', 3_000), events: [event('e1')] })]);
		await store.append([row({ acknowledges: ack('a1', 'ben', 2_000) })]);
		for (const again of [ack('a1', 'zoe', 4_000), ack('a9', 'zoe', 4_000)])
			await expect(store.append([row({ acknowledges: again, events: [event('e2')] })])).rejects.toThrow(
				EntryRejected,
			);
		await context.restart();
		const both = [witness('ben', 2_000), witness('zoe', 3_000)];
		expect(await context.store.alert(ourWedding, 'a1')).toEqual({
			...alert('a1'),
			seenBy: both,
			ackedBy: both,
		});
		expect((await context.store.events(ourWedding, { seq: 0, index: 0 }, 10)).map(({ id }) => id)).toEqual([
			'e1',
		]);
	});

	it('[ST112] the first moment that somebody saw an alert stays', async () => {
		const { store } = context;
		await store.append([row({ alert: alert('a1') }), row({ alert: alert('a2') })]);
		await store.append([row({ wedding: otherWedding, alert: alert('a3') })]);
		const see = (ids: readonly string[], who: string, at: number) =>
			store.seeAlerts(ourWedding, ids, witness(who, at));
		expect([
			await see(['a1', 'a9', 'a3'], 'zoe', 5_000),
			await see(['a1', 'a2'], 'zoe', 6_000),
			await see(['a1'], 'ben', 4_000),
		]).toEqual([['a1'], ['a2'], ['a1']]);
		await context.restart();
		expect({
			one: (await context.store.alert(ourWedding, 'a1'))?.seenBy,
			other: (await context.store.alert(ourWedding, 'a2'))?.seenBy,
			theirs: (await context.store.alert(otherWedding, 'a3'))?.seenBy,
		}).toEqual({
			one: [witness('ben', 4_000), witness('zoe', 5_000)],
			other: [witness('zoe', 6_000)],
			theirs: [],
		});
	});

	it('[ST113] an alert is closed once, with its audit row', async () => {
		const { store } = context;
		await store.append([row({ alert: alert('a1') })]);
		const fact = { action: 'alert.closed', at: 7, actor: { person: person('mia') } } as const;
		const close = (id: string, at: number, of = ourWedding) =>
			store.closeAlert(of, id, { person: person('mia'), at }, fact);
		expect([
			await close('a1', 8_000, otherWedding),
			await close('a1', 8_000),
			await close('a1', 9_000),
			await close('a9', 9_000),
		]).toEqual([false, true, false, false]);
		expect(await store.alert(ourWedding, 'a1')).toMatchObject({ closedAt: 8_000, closedBy: 'mia' });
		expect((await store.audit(ourWedding, 0, 10)).map(({ action }) => action)).toEqual(['alert.closed']);
		expect(await store.audit(otherWedding, 0, 10)).toEqual([]);
	});
}
