/**
 * Two weddings in one house, each full of one word that only it may ever say, and every call there is, as a table: what a person of
 * one asks with their own ids, and with the other's. A route that is in no row fails the test that reads it.
 */
import * as Y from 'yjs';
import { sha256 } from '../../server/auth/secret.ts';
import { type RecordKind, recordKinds } from '../../shared/document/schema.ts';
import { personId, type WeddingId, weddingId } from '../../shared/ids.ts';
import type { Loaded } from '../../server/store/store.ts';
import { type Asked, createHouse, type House } from './house.ts';

export interface Tenant {
	/** Stands in every text of this wedding. */
	readonly marker: string;
	readonly wedding: WeddingId;
	readonly person: string;
	readonly token: string;
	readonly device: string;
	readonly refreshToken: string;
	/** Another person, signed in on a device. */
	readonly vendor: { readonly person: string; readonly device: string };
	readonly records: Readonly<Record<RecordKind, string>>;
	readonly invite: string;
	readonly suggestion: string;
	readonly alert: string;
	/** In the inbox. */
	readonly notice: string;
	/** Of a browser that takes push messages. */
	readonly subscription: string;
	readonly webhook: string;
}

/** What to send: the path's own values come from `at`, what it is about from `of`. */
export interface Call {
	readonly route: string;
	readonly path: (at: Tenant, of: Tenant) => string;
	readonly body?: (at: Tenant, of: Tenant) => unknown;
	readonly headers?: Asked['headers'];
}

export async function twoTenants(): Promise<{ house: House; a: Tenant; b: Tenant }> {
	const house = createHouse();
	return { house, a: await createTenant(house, 'quince'), b: await createTenant(house, 'medlar') };
}

async function createTenant(house: House, marker: string): Promise<Tenant> {
	const body = { name: marker, date: '2027-06-12', timeZone: 'Europe/Vienna', place: marker };
	const wedding = weddingId.parse((await house.asOperator('POST', '/api/weddings', { body })).body.id);
	const made = { wedding, name: `Maria ${marker}`, role: 'couple', ttlSeconds: 30 * 24 * 3_600 };
	const { person, token } = (await house.asOperator('POST', '/api/tokens', { body: made })).body;
	const code = `code of ${marker}`;
	await house.store.saveLink({ codeHash: sha256(code), wedding, person: personId.parse(person) });
	const device = { id: `device-${marker}`, name: marker, publicKey: marker.padEnd(43, '0') };
	const session = (await house.ask('POST', '/api/sign-in/redeem', { body: { code, device } })).body;
	const ask = house.as(token);
	const at = `/api/weddings/${wedding}`;
	const must = async (method: string, path: string, given: unknown) => {
		const answer = await ask(method, path, { body: given });
		if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
		return answer.body;
	};
	const records: Partial<Record<RecordKind, string>> = {};
	for (const kind of recordKinds) {
		const { id } = await must('POST', `${at}/${kind}`, newRecord[kind](marker, records));
		records[kind] = id;
	}
	const invited = await must('POST', `${at}/invites`, { role: 'vendor', name: `Wren ${marker}` });
	const wren = await house.ask('POST', '/api/sign-in/redeem', { body: { code: invited.code } });
	const open = await must('POST', `${at}/invites`, { role: 'guest', name: marker });
	const note = {
		id: `suggestion-${marker}`,
		note: marker,
		operations: [rename(marker, records.tasks ?? '')],
	};
	const suggestion = await must('POST', `${at}/suggestions`, note);
	await must('PUT', '/api/me/contacts', { email: `${marker}@example.org`, phone: '+491701234567' });
	await must('PUT', '/api/me/consent', { channel: 'sms', state: 'granted', text: marker });
	await must('PUT', '/api/me/preferences', { kinds: {}, language: 'de' });
	await must('PUT', `${at}/policy`, { keyTrades: [marker] });
	const subscription = await must('POST', '/api/me/push-subscriptions', browserOf(marker));
	const webhook = await must('POST', `${at}/webhooks`, { url: hookOf(marker), name: marker });
	const alert = await must('POST', `${at}/alerts`, { text: marker, place: marker, urgency: 'high' });
	const notice = `notice-${marker}`;
	await tell(house, { wedding, person, notice, marker });
	return {
		marker,
		wedding,
		person,
		token,
		device: session.device,
		refreshToken: session.refreshToken,
		vendor: { person: wren.body.person, device: wren.body.device },
		records: records as Record<RecordKind, string>,
		invite: open.id,
		suggestion: suggestion.id,
		alert: alert.id,
		notice,
		subscription: subscription.id,
		webhook: webhook.id,
	};
}

/** A line in their inbox, and why it is there, both with the word in them. */
async function tell(
	{ store, clock }: House,
	{ wedding, person, notice, marker }: Pick<Tenant, 'wedding' | 'person' | 'notice' | 'marker'>,
): Promise<void> {
	const at = clock.now();
	const from = await store.cursor('notify', wedding);
	const event = { id: `event-${marker}`, seq: 1, index: 0 };
	const fixed = { observer: 'notify', wedding, from, to: { seq: 1, index: 0 }, at };
	const facts = {
		wedding: { name: marker, timeZone: 'Europe/Vienna' },
		record: { kind: 'task', id: `task-${marker}`, title: marker },
	};
	const line = {
		id: notice,
		wedding,
		person: personId.parse(person),
		kind: 'task-assigned',
		priority: 'high',
		facts,
		record: { kind: 'task', id: `task-${marker}` },
		event,
		at,
		settlesAt: at,
		supersedeKey: marker,
		visibleAt: at,
		needsAck: false,
	} as const;
	const reasons = [{ code: marker }];
	const why = { event: event.id, person: line.person, notice, outcome: 'inbox-only', reasons } as const;
	await store.observe({ ...fixed, notices: [line], explanations: [why] });
}

const hookOf = (word: string) => `https://${word}.example.org/hook`;
const browserOf = (word: string) => ({
	endpoint: `https://push.example.org/${word}`,
	keys: {
		p256dh: Buffer.alloc(65, 4).toString('base64url'),
		auth: Buffer.alloc(16, 7).toString('base64url'),
	},
});
const rename = (title: string, id: string) => ({ name: 'tasks.change', input: { id, title } });

/** Its ids carry the word too, so that an id of the other in an answer is seen. */
const newRecord: Readonly<
	Record<RecordKind, (word: string, made: Partial<Record<RecordKind, string>>) => object>
> = {
	people: (word) => ({ id: `person-${word}`, name: word, role: 'helper' }),
	tasks: (word) => ({ id: `task-${word}`, title: word }),
	timeline: (word) => ({
		id: `item-${word}`,
		title: word,
		kind: 'fixed',
		start: '2027-06-12T14:00',
		minutes: 30,
	}),
	assignments: (word) => ({
		id: `assignment-${word}`,
		on: `task:task-${word}`,
		person: `person-${word}`,
		part: word,
	}),
	comments: (word) => ({ id: `comment-${word}`, on: `task:task-${word}`, text: word }),
	items: (word) => ({ id: `words-${word}`, title: word }),
	guests: (word) => ({ id: `guest-${word}`, name: word }),
	tables: (word) => ({ id: `table-${word}`, name: word, seats: 8 }),
	lines: (word) => ({ id: `line-${word}`, title: word, amount: 100 }),
};

/** What a record's title is called. */
const titleOf: Readonly<Record<RecordKind, string>> = {
	people: 'name',
	tasks: 'title',
	timeline: 'title',
	assignments: 'part',
	comments: 'text',
	items: 'title',
	guests: 'name',
	tables: 'name',
	lines: 'title',
};

const inWedding = (route: string, rest: (of: Tenant) => string, body?: Call['body']): Call => ({
	route: route.replace(' ', ' /api/weddings/:wedding'),
	path: (at, of) => `/api/weddings/${at.wedding}${rest(of)}`,
	...(body === undefined ? {} : { body }),
});
const plain = (route: string, body?: Call['body'], rest: (of: Tenant) => string = () => ''): Call => ({
	route,
	path: (_, of) => `${(route.split(' ')[1] ?? '').replace(/\/:.*$/, '')}${rest(of)}`,
	...(body === undefined ? {} : { body }),
});

/** Open to anybody: they know nobody, and say nothing of a wedding. */
export const openCalls: readonly Call[] = [
	plain('GET /healthz'),
	plain('GET /readyz'),
	plain('GET /metrics'),
	plain('GET /api/permissions'),
	plain('GET /api/events/catalogue'),
	plain('POST /api/sign-in', (_, of) => ({ email: `${of.marker}-nobody@example.org` })),
	plain('POST /api/sign-in/redeem', () => ({ code: 'a-guess' })),
	{ ...plain('POST /api/invites/:code/redeem', () => ({})), path: () => '/api/invites/a-guess/redeem' },
	plain('POST /api/session/refresh', () => ({ refreshToken: 'a-guess' })),
	{ ...plain('GET /callbacks/:provider'), path: () => '/callbacks/nobody' },
	{ ...plain('POST /callbacks/:provider', () => ({})), path: () => '/callbacks/nobody' },
	{ ...plain('GET /photos/:token'), path: () => '/photos/a-guess' },
	{ ...plain('GET /unsubscribe/:token'), path: () => '/unsubscribe/a-guess' },
	{ ...plain('POST /unsubscribe/:token', () => ({})), path: () => '/unsubscribe/a-guess' },
];

/** About oneself, whatever is asked for. */
export const ownCalls: readonly Call[] = [
	plain('GET /api/me'),
	plain('GET /api/me/contacts'),
	plain('PUT /api/me/contacts', (at) => ({ email: `${at.marker}@example.org` })),
	plain('GET /api/me/preferences'),
	plain('PUT /api/me/preferences', () => ({ language: 'en' })),
	plain('GET /api/me/consent'),
	plain('PUT /api/me/consent', (at) => ({ channel: 'sms', state: 'revoked', text: at.marker })),
	plain('GET /api/me/push-key'),
	plain('GET /api/me/push-subscriptions'),
	plain('POST /api/me/push-subscriptions', (_, of) => browserOf(of.marker)),
	plain('DELETE /api/me/push-subscriptions', (_, of) => ({ endpoint: browserOf(of.marker).endpoint })),
	plain('DELETE /api/me/push-subscriptions/:id', undefined, (of) => `/${of.subscription}`),
	plain('GET /api/me/notifications'),
	plain('POST /api/me/notifications/read', (_, of) => ({ ids: [of.notice] })),
	plain('GET /api/me/notifications/why', undefined, (of) => `?event=event-${of.marker}`),
	plain('POST /api/me/notifications/:id/read', undefined, (of) => `/${of.notice}/read`),
	plain('POST /api/me/notifications/:id/ack', undefined, (of) => `/${of.notice}/ack`),
	plain('GET /api/me/notifications/:id/why', undefined, (of) => `/${of.notice}/why`),
	plain('GET /api/weddings'),
	plain('POST /api/weddings', (at) => ({ name: at.marker, date: '2028-01-01', timeZone: 'Europe/Vienna' })),
	plain('GET /api/session/devices'),
	plain('DELETE /api/session/devices/:device', undefined, (of) => `/${of.device}`),
	plain('POST /api/session/sign-out', () => ({})),
	plain('PUT /api/session/device/key', (_, of) => ({ publicKey: of.marker.padEnd(43, '1') })),
];

/** The operator's alone. */
export const operatorCalls: readonly Call[] = [
	plain('POST /api/tokens', (_, of) => ({ wedding: of.wedding, person: of.person })),
	plain('POST /api/tokens/rotate-keys', () => ({ forget: true })),
	plain('GET /api/audit'),
	plain('POST /api/dead-letters/list', (_, of) => ({ wedding: of.wedding })),
	plain('POST /api/dead-letters/replay', (_, of) => ({ wedding: of.wedding })),
	plain('POST /api/dead-letters/redrive', (_, of) => ({ wedding: of.wedding })),
];

export const weddingCalls: readonly Call[] = [
	inWedding('GET /plan', () => '/plan'),
	inWedding(
		'PATCH /meta',
		() => '/meta',
		(at) => ({ name: at.marker }),
	),
	inWedding('GET /events', () => '/events'),
	inWedding('GET /programme', () => '/programme'),
	inWedding('GET /ceremony', () => '/ceremony'),
	inWedding('GET /guests', () => '/guests'),
	inWedding('GET /budget', () => '/budget'),
	inWedding('GET /audit', () => '/audit'),
	inWedding(
		'POST /invites',
		() => '/invites',
		(at) => ({ role: 'guest', name: at.marker }),
	),
	inWedding('GET /invites', () => '/invites'),
	inWedding('DELETE /invites/:id', (of) => `/invites/${of.invite}`),
	inWedding('GET /seen', () => '/seen'),
	inWedding('GET /people/:id/devices', (of) => `/people/${of.vendor.person}/devices`),
	inWedding(
		'DELETE /people/:id/devices/:device',
		(of) => `/people/${of.vendor.person}/devices/${of.vendor.device}`,
	),
	inWedding(
		'POST /suggestions',
		() => '/suggestions',
		(at, of) => ({
			id: `${of.suggestion}-2`,
			operations: [rename(at.marker, of.records.tasks)],
		}),
	),
	inWedding('GET /suggestions', () => '/suggestions?state=all'),
	inWedding(
		'POST /suggestions/:id/accept',
		(of) => `/suggestions/${of.suggestion}/accept`,
		() => ({}),
	),
	inWedding(
		'POST /suggestions/:id/decline',
		(of) => `/suggestions/${of.suggestion}/decline`,
		() => ({}),
	),
	inWedding('GET /policy', () => '/policy'),
	inWedding(
		'PUT /policy',
		() => '/policy',
		(at) => ({ keyTrades: [at.marker], perHour: 7 }),
	),
	inWedding(
		'POST /policy/preview',
		() => '/policy/preview',
		() => ({ kind: 'task-assigned', channel: 'email' }),
	),
	inWedding('GET /webhooks', () => '/webhooks'),
	inWedding(
		'POST /webhooks',
		() => '/webhooks',
		(at) => ({ url: hookOf(at.marker), name: at.marker }),
	),
	inWedding(
		'POST /webhooks/preview',
		() => '/webhooks/preview',
		() => ({}),
	),
	inWedding('GET /webhooks/:id', (of) => `/webhooks/${of.webhook}`),
	inWedding(
		'PATCH /webhooks/:id',
		(of) => `/webhooks/${of.webhook}`,
		(at) => ({ name: at.marker }),
	),
	...(['test', 'rotate', 'enable', 'replay'] as const).map((verb) =>
		inWedding(
			`POST /webhooks/:id/${verb}`,
			(of) => `/webhooks/${of.webhook}/${verb}`,
			() => (verb === 'replay' ? { after: '0.0' } : {}),
		),
	),
	inWedding('GET /webhooks/:id/deliveries', (of) => `/webhooks/${of.webhook}/deliveries`),
	inWedding('DELETE /webhooks/:id', (of) => `/webhooks/${of.webhook}`),
	inWedding(
		'PUT /blobs/:sha256',
		(of) => `/blobs/${sha256(of.marker)}`,
		(at) => ({ text: at.marker }),
	),
	inWedding('GET /blobs/:sha256', (of) => `/blobs/${sha256(of.marker)}`),
	inWedding('GET /alerts', () => '/alerts'),
	inWedding(
		'POST /alerts',
		() => '/alerts',
		(at) => ({ text: at.marker, urgency: 'normal' }),
	),
	inWedding(
		'POST /alerts/:id/ack',
		(of) => `/alerts/${of.alert}/ack`,
		() => ({}),
	),
	inWedding(
		'POST /alerts/:id/close',
		(of) => `/alerts/${of.alert}/close`,
		() => ({}),
	),
	inWedding('GET /emergency-access', () => '/emergency-access'),
	inWedding(
		'POST /emergency-access',
		() => '/emergency-access',
		(_, of) => ({
			reason: 'The couple cannot be reached',
			person: of.vendor.person,
		}),
	),
	inWedding('DELETE /emergency-access', () => '/emergency-access'),
	inWedding('DELETE /emergency-access/:person', (of) => `/emergency-access/${of.vendor.person}`),
	inWedding(
		'POST /timeline/:id/shift',
		(of) => `/timeline/${of.records.timeline}/shift`,
		() => ({ minutes: 5 }),
	),
	inWedding(
		'POST /items/:id/move',
		(of) => `/items/${of.records.items}/move`,
		() => ({ after: null }),
	),
	...recordKinds.flatMap((kind) => {
		const one = (of: Tenant) => `/${kind}/${of.records[kind]}`;
		return [
			inWedding(
				`POST /${kind}`,
				() => `/${kind}`,
				(at, of) => ({
					...newRecord[kind](at.marker, {}),
					id: of.records[kind],
				}),
			),
			inWedding(`PATCH /${kind}/:id`, one, (at) => ({ [titleOf[kind]]: at.marker })),
			inWedding(`DELETE /${kind}/:id`, one),
			inWedding(
				`POST /${kind}/:id/restore`,
				(of) => `${one(of)}/restore`,
				() => ({}),
			),
			inWedding(
				`POST /${kind}/:id/resolve`,
				(of) => `${one(of)}/resolve`,
				(at) => ({
					field: titleOf[kind],
					value: at.marker,
				}),
			),
		];
	}),
];

/** Everything that is kept of a wedding, as text. */
export async function stateOf({ store }: House, { wedding, person }: Tenant): Promise<string> {
	const sections = ['plan', 'ceremony', 'guests', 'budget'] as const;
	const invites = await store.invites(wedding);
	return JSON.stringify([
		(await store.weddings()).filter(({ id }) => id === wedding),
		await Promise.all(
			sections.map(async (section) => [
				contentOf(await store.load(wedding, section)),
				await store.leases(wedding, section),
			]),
		),
		await store.events(wedding, { seq: 0, index: 0 }, 1_000),
		await store.members(wedding),
		await store.audit(wedding, 0, 1_000),
		await store.suggestions(wedding, { limit: 1_000 }),
		await store.devices(wedding),
		invites,
		await Promise.all(invites.map(({ id }) => store.inviteUses(wedding, id))),
		await store.addresses(wedding, personId.parse(person)),
		await store.preferences(wedding, personId.parse(person)),
		await store.consents(wedding, personId.parse(person)),
		await store.pushSubscriptions(wedding, personId.parse(person)),
		await store.policy(wedding),
		await store.alerts(wedding, { limit: 100 }),
		await store.endpoints(wedding),
		await store.deliveries(wedding, { limit: 100 }),
	]);
}

/** The document, however much of it lies in a snapshot by now. */
function contentOf({ snapshot, rows, seq }: Loaded): readonly unknown[] {
	const doc = new Y.Doc();
	if (snapshot !== undefined) Y.applyUpdate(doc, snapshot.state);
	for (const { update } of rows) Y.applyUpdate(doc, update);
	return [seq, Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')];
}
