/**
 * The whole relay in one process, and devices of the SDK signed in to it by invitations: sessions, HTTP and sockets are the real
 * ones, the network is ours to take away.
 */
import type { Answer as HttpAnswer, Call, Fetch } from '../../../client/sdk/api.ts';
import { createApi } from '../../../client/sdk/api.ts';
import { sessionCredential } from '../../../client/sdk/credential.ts';
import type { Subtle } from '../../../client/sdk/device-key.ts';
import { processLocks } from '../../../client/sdk/locks.ts';
import { memoryKeep, refreshSession, type SessionKeep, sessionShape } from '../../../client/sdk/session.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { seededRandom } from '../../../shared/random.ts';
import { type Ask, createHouse, type House } from '../house.ts';
import { beside, turn } from '../turn.ts';
import { createDevice, type Device } from './device.ts';
import { createLanes } from './lanes.ts';
import { relayFor } from './rooms.ts';

export interface SignedIn {
	readonly device: Device;
	readonly person: string;
	readonly keep: SessionKeep;
	/** As this person, from elsewhere. */
	readonly ask: Ask;
	/** Every call that reached the relay. */
	readonly calls: Call[];
	/** Answers that get lost on their way back: as many as that of the next ones. */
	losses: number;
}

export interface SignedInWorld {
	readonly house: House;
	readonly wedding: string;
	/** The couple, from elsewhere. */
	readonly couple: Ask;
	readonly faults: unknown[];
	invite(name: string, role: Role): Promise<SignedIn>;
	/** Moves everything, and time, until it is true. */
	until(isTrue: () => boolean | Promise<boolean>): Promise<void>;
	/** For so long. */
	pass(ms: number): Promise<void>;
}

export async function createSignedInWorld(seed: number): Promise<SignedInWorld> {
	const house = createHouse();
	const { clock } = house;
	const random = seededRandom(seed);
	const lanes = createLanes(random);
	const faults: unknown[] = [];
	const { wedding, ask } = await house.wedding('couple');

	/** Tokens and signatures are made beside the main thread: time stands still until they are done. */
	let under = 0;
	function counted<T>(work: Promise<T>): Promise<T> {
		under++;
		return work.finally(() => {
			under--;
		});
	}
	const countedAsk =
		(ask: Ask): Ask =>
		(...asked) =>
			counted(ask(...asked));
	const { subtle } = crypto;
	const countedSubtle: Subtle = {
		generateKey: ((...given: Parameters<typeof subtle.generateKey>) =>
			counted(subtle.generateKey(...given))) as typeof subtle.generateKey,
		exportKey: ((...given: Parameters<typeof subtle.exportKey>) =>
			counted(subtle.exportKey(...given))) as typeof subtle.exportKey,
		sign: (...given) => counted(subtle.sign(...given)),
		digest: (...given) => counted(subtle.digest(...given)),
	};

	async function moveAll(): Promise<void> {
		for (let round = 0; round < 6 || under > 0; round++) {
			await lanes.drain();
			await turn();
		}
		// What the relay checks beside its main thread nobody counts.
		await beside();
	}

	const couple = countedAsk(ask);

	async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
		for (let round = 0; round < 400; round++) {
			await moveAll();
			if (await isTrue()) return;
			clock.advance(500);
		}
		throw new Error('it never became true');
	}

	async function invite(name: string, role: Role): Promise<SignedIn> {
		const invited = await couple('POST', `/api/weddings/${wedding}/invites`, { body: { role, name } });
		const body = { code: invited.body.code, device: { name: `${name}'s phone` } };
		const redeemed = await house.ask('POST', '/api/sign-in/redeem', { body });
		const session = sessionShape.parse(redeemed.body);
		const keep = memoryKeep(session);
		const calls: Call[] = [];
		const fetch: Fetch = async (call, token) => {
			if (!signedIn.device.isOnline) throw new TypeError('fetch failed');
			calls.push(call);
			const ask = token === undefined ? house.ask : house.as(token);
			const { status, body: answered } = await counted(
				ask(call.method, `/api${call.path}`, { body: call.body }),
			);
			if (signedIn.losses > 0 && call.method !== 'GET') {
				signedIn.losses--;
				throw new TypeError('fetch failed');
			}
			const answer: HttpAnswer = { status, body: answered };
			return answer;
		};
		const credential = sessionCredential({
			keep,
			locks: processLocks(),
			scope: name,
			refresh: (own) => refreshSession(fetch, own),
		});
		const device = createDevice(
			{ clock, random, lanes, report: (fault) => faults.push(fault) },
			{
				wedding,
				person: session.person,
				role: session.role,
				relay: relayFor(house.rooms, wedding, (token) => counted(house.auth.askers.authenticate(token))),
				credential,
				api: createApi(fetch, credential, () => clock.now()),
				subtle: countedSubtle,
				onSignedOut: keep.forget,
			},
		);
		const ask = countedAsk((method, path, asked) => house.as(keep.read()?.token ?? '')(method, path, asked));
		const signedIn: SignedIn = { device, person: session.person, keep, ask, calls, losses: 0 };
		return signedIn;
	}

	return {
		house,
		wedding,
		couple,
		faults,
		invite,
		until,
		async pass(ms) {
			for (let left = ms; left > 0; left -= 5_000) {
				await moveAll();
				clock.advance(Math.min(left, 5_000));
			}
			await moveAll();
		},
	};
}
