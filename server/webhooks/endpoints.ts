/**
 * Making and changing endpoints, as somebody of the wedding. Guards: only who decides the wedding's settings for good (not for an emergency's hour)
 * sends its events anywhere; no URL is kept that leads to a private address; nobody sends out what they may not read.
 */
import { levelOf, mayRead, reaches } from '../../shared/access/permissions.ts';
import type { Clock } from '../../shared/clock.ts';
import type { EventType } from '../../shared/events/event.ts';
import { newId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Principal } from '../auth/principal.ts';
import { endpointId, requestId } from '../notify/derived-id.ts';
import { actorOf } from '../room/membership.ts';
import type { AuditAction, AuditFact } from '../store/audit.ts';
import type { DeliveryStore } from '../store/deliveries.ts';
import type { Endpoint, EndpointStore } from '../store/endpoints.ts';
import type { Section } from '../store/store.ts';
import type { Egress } from './egress.ts';
import {
	type Contents,
	contentsOf,
	type EndpointChange,
	type EndpointWish,
	sealContents,
	shownEndpoint,
} from './endpoint.ts';
import { enabled, healthy } from './health.ts';
import type { Sealing } from './sealing.ts';
import { newSigningSecret, rotated } from './signature.ts';
import { slotOf } from './slots.ts';
import { sectionsAskedFor } from './subscription.ts';

export type ShownEndpoint = ReturnType<typeof shownEndpoint>;
export interface EndpointFault {
	readonly code:
		| 'not-allowed'
		| 'not-found'
		| 'invalid-value'
		| 'private-address'
		| 'too-many-open'
		| 'overtaken'
		| 'key-reused';
	readonly reason: string;
	readonly field?: string;
}
type Answer<T = ShownEndpoint> = Promise<Result<T, EndpointFault>>;
/** The secret is told this once. */
export type WithSecret = ShownEndpoint & { readonly secret: string };

export interface Endpoints {
	list(by: Principal): Answer<readonly ShownEndpoint[]>;
	show(by: Principal, id: string): Answer;
	/** Under a key: once, however often it is asked. */
	make(by: Principal, wish: EndpointWish, key?: string): Answer<WithSecret>;
	change(by: Principal, id: string, wish: EndpointChange): Answer;
	remove(by: Principal, id: string): Answer;
	/** Both secrets sign for a day. */
	rotate(by: Principal, id: string): Answer<WithSecret>;
	/** Given up, and wanted again. */
	enable(by: Principal, id: string): Answer;
	/** The endpoint itself, for those who may see it: what else is done with it is judged by this. */
	find(by: Principal, id: string): Promise<Result<Endpoint, EndpointFault>>;
}

export interface EndpointDeps {
	readonly store: EndpointStore & Pick<DeliveryStore, 'holdSlot' | 'releaseSlot' | 'breakers'>;
	readonly sealing: Sealing;
	readonly egress: Pick<Egress, 'check'>;
	readonly clock: Clock;
	readonly random: Random;
	/** Something held is free. */
	readonly wake: () => void;
}

export function createEndpoints({ store, sealing, egress, clock, random, wake }: EndpointDeps): Endpoints {
	const find = async (by: Principal, id: string): Promise<Result<Endpoint, EndpointFault>> => {
		if (!mayConnect(by)) return err(notAllowed);
		const endpoint = await store.endpoint(by.wedding, id);
		return endpoint === undefined ? err(unknown) : ok(endpoint);
	};
	const shown = async (endpoint: Endpoint): Promise<ShownEndpoint> => {
		const now = clock.now();
		const isHeld = (await store.breakers()).some(
			({ key, state, until }) => key === slotOf(endpoint) && state === 'open' && until > now,
		);
		return shownEndpoint(endpoint, contentsOf(sealing, endpoint), isHeld);
	};
	const factOf = (by: Principal, action: AuditAction, subject: string): AuditFact => ({
		action,
		at: clock.now(),
		actor: actorOf(by),
		subject,
	});

	/** Tries again what somebody else's change came before. */
	async function changed(
		by: Principal,
		id: string,
		action: AuditAction,
		change: (endpoint: Endpoint) => Result<Endpoint, EndpointFault>,
	): Promise<Result<Endpoint, EndpointFault>> {
		for (let tries = 0; tries < mostTries; tries++) {
			const found = await find(by, id);
			if (!found.ok) return found;
			const next = change(found.value);
			if (!next.ok) return next;
			const endpoint = { ...next.value, version: found.value.version + 1 };
			if (await store.saveEndpoint(endpoint, factOf(by, action, id))) return ok(endpoint);
		}
		return err(overtaken);
	}

	async function checked(url: string): Promise<Result<string, EndpointFault>> {
		const destination = await egress.check(url);
		if (destination.ok) return ok(destination.value.url);
		const { code, reason } = destination.error;
		return err({ code: code === 'private-address' ? code : 'invalid-value', reason, field: 'url' });
	}

	/** Whose answer was lost has not seen the secret. */
	async function madeBefore(endpoint: Endpoint, request: string): Answer<WithSecret> {
		const secret = contentsOf(sealing, endpoint)?.secrets[0]?.secret;
		if (endpoint.request !== request || secret === undefined) return err(keyReused);
		return ok({ ...(await shown(endpoint)), secret });
	}

	async function make(by: Principal, wish: EndpointWish, key?: string): Answer<WithSecret> {
		if (!mayConnect(by)) return err(notAllowed);
		const url = await checked(wish.url);
		if (!url.ok) return url;
		const id = key === undefined ? newId<string>(random) : endpointId(by.wedding, by.person, key);
		const request = requestId(wish);
		const present = await store.endpoints(by.wedding);
		const before = present.find((one) => one.id === id);
		if (before !== undefined) return madeBefore(before, request);
		if (present.length >= mostEndpoints) return err(tooMany);
		const heard = heardBy(by, wish);
		if (!heard.ok) return heard;
		const secret = newSigningSecret(random);
		const at = { wedding: by.wedding, id };
		const endpoint: Endpoint = {
			...at,
			version: 1,
			format: wish.format,
			...(wish.name !== undefined && { name: wish.name }),
			...heard.value,
			sealed: sealContents(sealing, at, { url: url.value, secrets: [{ secret }] }),
			full: wish.full,
			...(wish.mapping !== undefined && { mapping: JSON.stringify(wish.mapping) }),
			by: by.person,
			createdAt: clock.now(),
			...(key !== undefined && { request }),
			health: healthy,
		};
		// Asked twice at once: the other was quicker, and asking again tells.
		if (!(await store.saveEndpoint(endpoint, factOf(by, 'webhook.made', id)))) return err(overtaken);
		return ok({ ...(await shown(endpoint)), secret });
	}

	async function change(by: Principal, id: string, wish: EndpointChange): Answer {
		const url = wish.url === undefined ? undefined : await checked(wish.url);
		if (url !== undefined && !url.ok) return mayConnect(by) ? url : err(notAllowed);
		const next = await changed(by, id, 'webhook.changed', (endpoint) => {
			const isOther = wish.events !== undefined || wish.sections !== undefined;
			const heard = isOther ? heardBy(by, { ...endpoint, ...wish }) : ok({});
			if (!heard.ok) return heard;
			const sealed = url === undefined ? ok(endpoint.sealed) : movedTo(endpoint, url.value);
			if (!sealed.ok) return sealed;
			const { events, name, mapping, ...rest } = endpoint;
			const named = wish.name === undefined ? name : (wish.name ?? undefined);
			const put = wish.mapping === undefined ? mapping : wish.mapping && JSON.stringify(wish.mapping);
			return ok({
				...rest,
				...(isOther ? { by: by.person } : events !== undefined && { events }),
				...heard.value,
				sealed: sealed.value,
				...(named !== undefined && { name: named }),
				...(typeof put === 'string' && { mapping: put }),
				...(wish.full !== undefined && { full: wish.full }),
			});
		});
		return next.ok ? ok(await shown(next.value)) : next;
	}

	/** The secrets stay: who is told the new place is who was told the old one. */
	function movedTo(endpoint: Endpoint, url: string): Result<string, EndpointFault> {
		const contents = contentsOf(sealing, endpoint);
		return contents === undefined
			? err(unreadable)
			: ok(sealContents(sealing, endpoint, { ...contents, url }));
	}

	async function rotate(by: Principal, id: string): Answer<WithSecret> {
		const secret = newSigningSecret(random);
		const next = await changed(by, id, 'webhook.rotated', (endpoint) => {
			const contents: Contents | undefined = contentsOf(sealing, endpoint);
			if (contents === undefined) return err(unreadable);
			const secrets = rotated(contents.secrets, secret, clock.now());
			const { request: _, ...rest } = endpoint;
			return ok({ ...rest, sealed: sealContents(sealing, endpoint, { ...contents, secrets }) });
		});
		return next.ok ? ok({ ...(await shown(next.value)), secret }) : next;
	}

	async function enable(by: Principal, id: string): Answer {
		const next = await changed(by, id, 'webhook.enabled', (endpoint) =>
			ok({ ...endpoint, health: enabled(endpoint.health) }),
		);
		if (!next.ok) return next;
		await store.releaseSlot(slotOf(next.value), clock.now());
		wake();
		return ok(await shown(next.value));
	}

	return {
		find,
		make,
		change,
		rotate,
		enable,
		async list(by) {
			if (!mayConnect(by)) return err(notAllowed);
			return ok(await Promise.all((await store.endpoints(by.wedding)).map(shown)));
		},
		async show(by, id) {
			const found = await find(by, id);
			return found.ok ? ok(await shown(found.value)) : found;
		},
		async remove(by, id) {
			const found = await find(by, id);
			if (!found.ok) return found;
			const isDone = await store.removeEndpoint(by.wedding, id, factOf(by, 'webhook.removed', id));
			if (!isDone) return err(unknown);
			// What still waits is let go, and ends because nobody is there.
			await store.releaseSlot(slotOf(found.value), clock.now());
			wake();
			return ok(await shown(found.value));
		},
	};
}

/** Raised rights end with the day; what they connected would go on. */
export function mayConnect({ role }: Pick<Principal, 'role'>): boolean {
	return reaches(levelOf({ role }, 'settings'), 'write');
}

function heardBy(
	by: Principal,
	{
		events,
		sections,
	}: {
		readonly events?: readonly EventType[] | null | undefined;
		readonly sections?: readonly Section[] | undefined;
	},
): Result<Pick<Endpoint, 'events' | 'sections'>, EndpointFault> {
	const named = events === null || events?.length === 0 ? undefined : events;
	const asked = sectionsAskedFor(named, sections ?? []);
	const closed = asked.find((section) => !mayRead(by, section));
	if (closed !== undefined)
		return err({ code: 'not-allowed', reason: `You do not see the ${closed} yourself.`, field: 'events' });
	return ok({ ...(named !== undefined && { events: named }), sections: asked });
}

const mostEndpoints = 20;
const mostTries = 5;
const notAllowed: EndpointFault = {
	code: 'not-allowed',
	reason:
		'What the wedding is connected to is for those who decide its settings: the couple and the coordinator.',
};
const unknown: EndpointFault = { code: 'not-found', reason: 'There is no such endpoint in this wedding.' };
const tooMany: EndpointFault = {
	code: 'too-many-open',
	reason: `A wedding has at most ${mostEndpoints} endpoints. Remove one first.`,
};
const keyReused: EndpointFault = {
	code: 'key-reused',
	reason:
		'This Idempotency-Key has made another endpoint, or one whose secret has been changed. Use a new one.',
};
const overtaken: EndpointFault = { code: 'overtaken', reason: 'It was changed in this moment. Try again.' };
const unreadable: EndpointFault = {
	code: 'overtaken',
	reason: 'It was kept under another secret of the server and cannot be read. Remove it and make it anew.',
};
