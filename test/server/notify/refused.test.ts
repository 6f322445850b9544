/** An address that is refused when something is sent to it: what becomes of the consent of whoever it belongs to. */
import { expect, it } from 'vitest';
import { personId, weddingId } from '../../../shared/ids.ts';
import type { Channel } from '../../../shared/notices/channel.ts';
import type { Outcome } from '../../../server/notify/channel.ts';
import type { Dispatcher } from '../../../server/notify/dispatch.ts';
import { minding } from '../../../server/notify/refused.ts';
import { createHouse } from '../../world/house.ts';
import { attempt, delivery } from '../../world/outbox.ts';

async function afterwards(channel: Channel, outcome: Omit<Outcome, 'detail'>) {
	const house = createHouse();
	const maria = await house.wedding();
	const contacts = { phone: '+491701234567', whatsapp: '+491701234568', email: 'wren@flowers.example' };
	await maria.ask('PUT', '/api/me/contacts', { body: contacts });
	for (const one of ['sms', 'whatsapp', 'voice'])
		await maria.ask('PUT', '/api/me/consent', { body: { channel: one, state: 'granted' } });
	const heard: string[] = [];
	const own: Dispatcher = {
		prepare: async () => ({ kind: 'drop', state: 'superseded', reason: '' }),
		settled: async ({ id }) => void heard.push(id),
	};
	const dispatchers = minding({ [channel]: own }, { store: house.store, consenting: house.auth.consenting });
	const to = { kind: 'person', person: personId.parse(maria.person) } as const;
	const sent = { ...delivery('d1', { wedding: weddingId.parse(maria.wedding), channel, to }), attempts: 1 };
	await dispatchers[channel]?.settled?.({ ...sent, state: 'rejected' }, attempt('d1'), {
		...outcome,
		detail: '',
	});
	const { channels } = (await maria.ask('GET', '/api/me/consent')).body;
	expect(heard).toEqual(['d1']);
	return Object.keys(channels)
		.filter((name) => channels[name].state === 'granted')
		.sort();
}

const all = ['email', 'sms', 'voice', 'whatsapp'];

it.each<[Channel, Omit<Outcome, 'detail'>, readonly string[]]>([
	['email', { kind: 'rejected-address' }, ['sms', 'voice', 'whatsapp']],
	['email', { kind: 'rejected-content' }, all],
	['email', { kind: 'transient' }, all],
	['sms', { kind: 'rejected-address', isOptOut: true }, ['email', 'whatsapp']],
	['whatsapp', { kind: 'rejected-address', isOptOut: true }, ['email', 'sms', 'voice']],
	['sms', { kind: 'rejected-address' }, all],
	['voice', { kind: 'rejected-address' }, all],
	['push', { kind: 'rejected-address' }, all],
	['sms', { kind: 'accepted' }, all],
])('[CH6] [CH17] %s that ends as %j leaves consent to %j', async (channel, outcome, left) => {
	expect(await afterwards(channel, outcome)).toEqual(left);
});
