import { describe, expect, it } from 'vitest';
import { currentAlerts } from '../../../client/web/components/help/current-alerts.ts';
import { isAnyTold, isTold, kindsOf, switched } from '../../../client/web/pages/reach/wishes.ts';
import { createPhotos } from '../../../client/web/photos.ts';
import { enLater } from '../../../client/web/messages/en-later.ts';
import { en } from '../../../client/web/messages/en.ts';
import type { AllWords } from '../../../client/web/messages/all-words.ts';
import { wayWords } from '../../../client/web/pages/reach/way-words.ts';
import { createPush, type PushSubscriber } from '../../../client/web/push.ts';
import { pathInside, recordPath } from '../../../client/web/record-path.ts';
import type { Alert } from '../../../client/web/relay/alerts.ts';
import type { Consent } from '../../../client/web/relay/reach.ts';
import type { Question, Relay } from '../../../client/web/relay/relay.ts';
import { err, ok } from '../../../shared/result.ts';

describe('what may ring', () => {
	it('[RE41] is the usual until somebody says otherwise, and only the difference is written down', () => {
		expect(isTold({}, 'task-completed', 'email')).toBe(true);
		expect(isTold({}, 'task-completed', 'sms')).toBe(false);
		const less = switched({ language: 'de' }, ['task-completed'], { channel: 'email', isOn: false });
		expect(less).toEqual({ language: 'de', kinds: { 'task-completed': { email: false } } });
		expect(switched(less, ['task-completed'], { channel: 'email', isOn: true })).toEqual({ language: 'de' });
		expect(switched({}, ['task-completed'], { channel: 'sms', isOn: true })).toEqual({
			kinds: { 'task-completed': { sms: true } },
		});
	});

	it('[RE42] is switched for a whole category, whose usual comes back with one switch; an emergency is nobody’s switch', () => {
		const tasks = kindsOf('tasks');
		const none = switched({}, tasks, { channel: 'sms', isOn: false });
		expect(isAnyTold(none, 'tasks', 'sms')).toBe(false);
		expect(switched(none, tasks, { channel: 'sms', isOn: true })).toEqual({});
		const guests = switched({}, kindsOf('guests'), { channel: 'sms', isOn: true });
		expect(guests).toEqual({ kinds: { rsvp: { sms: true }, seating: { sms: true } } });
		expect(kindsOf('safety')).not.toContain('emergency');
	});
});

describe('what stands above every page', () => {
	const alert = (id: string, more: Partial<Alert> = {}): Alert => ({
		id,
		text: 'Help',
		urgency: 'emergency',
		by: { person: 'sam' },
		at: 1_000,
		ackedBy: [],
		seenBy: [],
		...more,
	});

	it('[AT41] is what others say and one has not answered, and one’s own open call for help', () => {
		const alerts = [
			alert('theirs'),
			alert('answered', { ackedBy: [{ person: 'mia' }] }),
			alert('settled', { closedAt: 2_000 }),
			alert('said', { urgency: 'high' }),
			alert('to-be-read', { urgency: 'normal' }),
			alert('own', { by: { person: 'mia' } }),
			alert('own-word', { by: { person: 'mia' }, urgency: 'high' }),
		];
		const shown = (now: number) => currentAlerts(alerts, 'mia', now).map(({ id }) => id);
		expect(shown(2_000)).toEqual(['theirs', 'said', 'own']);
		expect(shown(13 * 3_600_000)).toEqual([]);
	});
});

describe('where a record stands', () => {
	it('is a page of the wedding, and an address of another wedding or another house is none', () => {
		expect(recordPath({ kind: 'task', id: 'stems' })).toBe('/tasks/stems');
		expect(recordPath({ kind: 'assignment', id: 'x' })).toBe('/assignments');
		expect(recordPath({ kind: 'comet', id: 'x' })).toBe(undefined);
		const inside = (link: string) => pathInside(link, 'demo', 'https://relay.example');
		expect(inside('https://other.example/w/demo/tasks/a')).toBe('/tasks/a');
		expect(inside('/w/demo')).toBe('/');
		expect(inside('/w/demolition/tasks')).toBe(undefined);
		expect(inside('http://[')).toBe(undefined);
	});
});

describe('what one agreed to', () => {
	it('[RE3] says in words how it was said, whatever the server has written down', () => {
		const written = ['sms', 'whatsapp'].flatMap((channel) => [`${channel}-stop`, `${channel}-start`]);
		const all = [...written, 'app', 'address-saved', 'subscribed', 'unsubscribe', 'bounce', 'complaint'];
		expect(all.filter((source) => enLater.reach.sources[source] === undefined)).toEqual([]);
	});
});

describe('a way to somebody', () => {
	it('[RE14] is shown as on only where something goes, and says what one can do where nothing does', () => {
		const all = { say: { ...en, ...enLater }, locale: 'en-GB' } as AllWords;
		const shown = (channel: 'sms' | 'email', state: object, hasAddress = true) => {
			const consent = { channels: { [channel]: state }, history: [] } as unknown as Consent;
			return wayWords(channel, { consent, hasAddress }, all);
		};
		const granted = { state: 'granted' };
		expect(shown('sms', granted)).toEqual({ isOn: true, words: 'You agreed.' });
		expect(shown('sms', granted, false).isOn).toBe(false);
		const stopped = { ...granted, stopped: true };
		expect(shown('sms', stopped)).toEqual({ isOn: false, words: expect.stringContaining('START') });
		expect(shown('email', stopped)).toEqual({
			isOn: false,
			words: expect.stringContaining('another address'),
		});
		const ended = { state: 'revoked', at: Date.UTC(2027, 5, 1) };
		expect(shown('email', ended).words).toMatch(/^You stopped it on /);
		expect(shown('email', { ...ended, source: 'bounce' }).words).toContain('came back');
	});
});

describe('push on a device', () => {
	it('[RE43] asks the person first, is told to the relay per wedding, renewed when the address changed, and gone with the last', async () => {
		const { push, asked, subscriber } = pushDevice();
		expect([push.state('w1'), push.state('w2')]).toEqual(['off', 'off']);
		subscriber.answer = 'denied';
		expect(await push.turnOn('w1')).toEqual(err({ code: 'forbidden' }));
		expect(asked).toEqual([]);
		subscriber.answer = 'granted';
		expect(await push.turnOn('w1')).toEqual(ok(undefined));
		expect(await push.turnOn('w2')).toEqual(ok(undefined));
		expect([push.state('w1'), push.state('w3')]).toEqual(['on', 'off']);
		subscriber.address = 'https://push.example/2';
		await push.renew('w1');
		await push.renew('w1');
		await push.turnOff('w1');
		expect(subscriber.isSubscribed).toBe(true);
		await push.turnOff('w2');
		expect(subscriber.isSubscribed).toBe(false);
		expect(asked).toEqual([
			'w1 POST https://push.example/1',
			'w2 POST https://push.example/1',
			'w1 POST https://push.example/2',
			'w1 DELETE https://push.example/1',
			'w1 DELETE https://push.example/2',
			'w2 DELETE https://push.example/1',
		]);
	});

	it('[RE43] leaves nothing on the screen of what was switched off, and no address that the relay could not be told to forget', async () => {
		const { push, subscriber, relay } = pushDevice();
		subscriber.answer = 'granted';
		await push.turnOn('w1');
		await push.turnOn('w2');
		await push.turnOff('w1');
		expect([subscriber.hidden, subscriber.isSubscribed]).toEqual([['w1'], true]);
		await push.turnOn('w1');
		relay.isAway = true;
		await push.turnOff('w1');
		expect([subscriber.hidden, subscriber.isSubscribed]).toEqual([['w1', 'w1'], false]);
	});

	it('[RE43] is off for the next person on the device, and rings no more for the one before', async () => {
		const { push, subscriber, here, asked } = pushDevice();
		subscriber.answer = 'granted';
		await push.turnOn('w1');
		here.person = 'theo';
		expect(push.state('w1')).toBe('off');
		await push.renew('w1');
		expect([subscriber.hidden, subscriber.isSubscribed, push.state('w1')]).toEqual([['w1'], false, 'off']);
		here.person = 'mia';
		expect(push.state('w1')).toBe('off');
		expect(asked).toEqual(['w1 POST https://push.example/1']);
	});

	it('says that there is no push where the browser has none or cannot reach its service', async () => {
		const { push, subscriber } = pushDevice();
		subscriber.isBroken = true;
		subscriber.answer = 'granted';
		expect(await push.turnOn('w1')).toEqual(err({ code: 'no-push' }));
		expect(push.state('w1')).toBe('off');
		subscriber.answer = 'impossible';
		expect(push.state('w1')).toBe('impossible');
	});
});

describe('photos on a device', () => {
	it('[BL41] are named by what is sent, kept until the relay has them, and sent when it can be had', async () => {
		const { photos, relay, kept } = camera();
		relay.isAway = true;
		const added = await photos.add('w1', new Blob(['picture']));
		expect(added.ok && added.value.isSent).toBe(false);
		const name = added.ok ? added.value.sha256 : '';
		expect(name).toMatch(/^[0-9a-f]{64}$/);
		expect(await photos.url('w1', name)).toBe('blob:picture');
		expect([...kept.keys()]).toEqual([`/api/weddings/w1/blobs/${name}`]);
		relay.isAway = false;
		await photos.sendWaiting('w2');
		expect(relay.sent).toEqual([]);
		await photos.sendWaiting('w1');
		expect(relay.sent).toEqual([`/weddings/w1/blobs/${name}`]);
		expect([...kept.keys()]).toEqual([]);
	});

	it('are refused in a word where they are none, and asked for again when nobody had them', async () => {
		const { photos, relay } = camera();
		expect(await photos.add('w1', new Blob(['nothing']))).toEqual(err('notImage'));
		relay.isAway = true;
		expect(await photos.url('w1', 'f'.repeat(64))).toBe(undefined);
		relay.isAway = false;
		expect(await photos.url('w1', 'f'.repeat(64))).toBe('blob:stored');
	});
});

function pushDevice() {
	const asked: string[] = [];
	const kept = new Map<string, string>();
	const subscriber = {
		answer: 'default' as ReturnType<PushSubscriber['permission']>,
		address: 'https://push.example/1',
		isSubscribed: false,
		isBroken: false,
		permission: () => subscriber.answer,
		ask: async () => subscriber.answer === 'granted',
		current: async () => addressOf(subscriber.address),
		subscribe: async () => {
			if (subscriber.isBroken) throw new Error('no service');
			subscriber.isSubscribed = true;
			return addressOf(subscriber.address);
		},
		unsubscribe: async () => {
			subscriber.isSubscribed = false;
		},
		hidden: [] as string[],
		hide: async (wedding: string) => void subscriber.hidden.push(wedding),
	};
	const here = { person: 'mia' };
	const relay = {
		isAway: false,
		async ask<T>({ wedding, method, path, body, shape }: Question<T>) {
			if (relay.isAway) return err({ code: 'unreachable' });
			if (path === '/me/push-key') return ok(shape.parse({ publicKey: 'key' }));
			asked.push(`${wedding} ${method} ${(body as { endpoint: string }).endpoint}`);
			return ok(shape.parse({}));
		},
	};
	const storage = {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
	};
	return {
		push: createPush({ subscriber, relay: relay as Relay, storage, device: 'd1', person: () => here.person }),
		asked,
		here,
		relay,
		subscriber,
	};
}

const addressOf = (endpoint: string) => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } });

function camera() {
	const kept = new Map<string, Blob>();
	const cache = {
		put: async (key: string, answer: Response) => void kept.set(key, await answer.blob()),
		match: async (key: string) => {
			const bytes = kept.get(pathOf(key));
			return bytes === undefined ? undefined : new Response(bytes);
		},
		delete: async (key: string) => kept.delete(pathOf(key)),
		keys: async () => [...kept.keys()].map((key) => ({ url: `https://relay.example${key}` })),
	};
	const relay = {
		isAway: false,
		sent: [] as string[],
		async ask<T>({ method, path, shape }: Question<T>) {
			if (relay.isAway) return err({ code: 'unreachable' });
			if (method === 'PUT') relay.sent.push(path);
			return ok(shape.parse(method === 'PUT' ? {} : new Blob(['stored'])));
		},
	};
	const photos = createPhotos({
		relay: relay as Relay,
		caches: { open: async () => cache } as unknown as CacheStorage,
		subtle: crypto.subtle,
		shrink: async (file) => ((await file.text()) === 'nothing' ? undefined : file),
		urlOf: (bytes) => (bytes.size === 'picture'.length ? 'blob:picture' : 'blob:stored'),
	});
	return { photos, relay, kept };
}

const pathOf = (key: string): string => key.replace('https://relay.example', '');
