/** The part of the store's contract about outbound endpoints. */
import { expect, it } from 'vitest';
import type { Endpoint } from '../../server/store/endpoints.ts';
import { otherWedding, ourWedding, person, wedding } from '../world/entry.ts';
import type { StoreContext } from './store-context.ts';

const crm: Endpoint = {
	id: 'crm',
	wedding: ourWedding,
	version: 1,
	format: 'standard',
	name: 'The caterer',
	sealed: '1.sealed',
	events: ['task.completed'],
	sections: ['plan'],
	full: false,
	mapping: '{"fields":{}}',
	by: person('mia'),
	createdAt: 2_000,
	health: { failures: 0 },
};
const chat: Endpoint = {
	id: 'chat',
	wedding: ourWedding,
	version: 1,
	format: 'slack',
	sealed: '1.other',
	sections: ['plan', 'guests'],
	full: ['rsvp.changed'],
	by: person('mia'),
	createdAt: 1_000,
	health: { failures: 0 },
};
const fact = { action: 'webhook.made', at: 7, actor: { person: person('mia') }, subject: 'crm' } as const;

export function describeEndpoints(context: StoreContext): void {
	const actions = async () => (await context.store.audit(ourWedding, 0, 10)).map(({ action }) => action);

	it('[ST80] an endpoint is kept whole, listed in its wedding only, and goes with an audit row', async () => {
		const { store } = context;
		expect(await store.saveEndpoint(crm, fact)).toBe(true);
		await store.saveEndpoint(chat);
		await store.saveEndpoint({ ...crm, wedding: otherWedding });
		await context.restart();
		expect(await context.store.endpoints(ourWedding)).toEqual([chat, crm]);
		expect(await context.store.endpoint(ourWedding, 'crm')).toEqual(crm);
		const remove = () =>
			context.store.removeEndpoint(ourWedding, 'crm', { ...fact, action: 'webhook.removed' });
		expect([await remove(), await remove()]).toEqual([true, false]);
		expect(await context.store.endpoint(ourWedding, 'crm')).toBeUndefined();
		expect(await context.store.endpoints(otherWedding)).toEqual([{ ...crm, wedding: otherWedding }]);
		expect(await actions()).toEqual(['webhook.made', 'webhook.removed']);
		await expect(context.store.saveEndpoint({ ...crm, wedding: wedding('nobodys') })).rejects.toThrow();
	});

	it('[ST81] of two changes of one version exactly one happens; one that was removed does not come back', async () => {
		const { store } = context;
		await store.saveEndpoint(crm);
		const change = (name: string) => store.saveEndpoint({ ...crm, version: 2, name }, fact);
		const both = await Promise.all([change('one'), change('other')]);
		expect(both.toSorted()).toEqual([false, true]);
		expect([await store.saveEndpoint(crm), await store.saveEndpoint({ ...crm, version: 4 })]).toEqual([
			false,
			false,
		]);
		await store.removeEndpoint(ourWedding, 'crm');
		expect(await store.saveEndpoint({ ...crm, version: 3 })).toBe(false);
		expect(await actions()).toEqual(['webhook.made']);
	});

	it('[ST82] those to be tried are found by their moment, over all weddings', async () => {
		const { store } = context;
		const at = (probeAt?: number) => ({ failures: 9, ...(probeAt !== undefined && { probeAt }) });
		const late = { ...crm, health: at(300) };
		const soon = { ...crm, wedding: otherWedding, health: at(100) };
		await store.saveEndpoint(late);
		await store.saveEndpoint(soon);
		await store.saveEndpoint({ ...chat, health: at() });
		expect(await store.endpointsToProbe(299, 10)).toEqual([soon]);
		expect(await store.endpointsToProbe(300, 10)).toEqual([soon, late]);
		expect(await store.endpointsToProbe(300, 1)).toEqual([soon]);
		await store.saveEndpoint({ ...soon, version: 2, health: at() });
		expect(await store.endpointsToProbe(300, 10)).toEqual([late]);
	});
}
