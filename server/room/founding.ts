/**
 * How a wedding comes into being: once, on the server, through the same door as every later change. Two replicas that each
 * wrote its first content would double it. Everything is tried on an empty document first, so that a wedding that cannot be
 * made leaves nothing behind.
 */
import * as Y from 'yjs';
import type { Clock, Millis } from '../../shared/clock.ts';
import type { Declined, Operation } from '../../shared/document/operations/operation.ts';
import { run } from '../../shared/document/operations/operations.ts';
import { personId, type WeddingId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Principal } from '../auth/principal.ts';
import type { Store, WeddingCard } from '../store/store.ts';
import type { NotOperated, Operated } from './door.ts';
import { actorOf } from './membership.ts';
import type { Rooms } from './rooms.ts';

export interface Founding {
	readonly wedding: WeddingId;
	readonly card: WeddingCard;
	/** Of a wedding that a person makes: see `auth/other-weddings.ts`. */
	readonly origin?: WeddingId | undefined;
	/** In order; the last one's record and remembered answer are the founding's. */
	readonly acts: readonly Act[];
	readonly answer?: { readonly key: string; readonly request: string } | undefined;
}
export interface Act {
	readonly by: Principal;
	readonly operation: Operation;
}

export interface FoundingDeps {
	readonly store: Pick<Store, 'createWedding'>;
	readonly rooms: Pick<Rooms, 'open'>;
	readonly clock: Clock;
}

/** May be called again after a crash in the middle: what is there already is left as it is. */
export async function found(deps: FoundingDeps, founding: Founding): Promise<Result<Operated, NotOperated>> {
	const { wedding, card, acts, origin } = founding;
	const declined = rehearse(acts, deps.clock.now());
	if (declined !== undefined) return err({ kind: 'declined', declined });
	const at = deps.clock.now();
	const by = acts[0]?.by;
	await deps.store.createWedding(
		{ id: wedding, ...card, createdAt: at },
		{
			action: 'wedding.created',
			at,
			actor: by === undefined ? {} : actorOf(by),
			...(origin !== undefined && { detail: { origin } }),
		},
	);
	const room = await deps.rooms.open(wedding, 'plan');
	let last: Operated | undefined;
	for (const [index, { by, operation }] of acts.entries()) {
		const answer = index === acts.length - 1 ? founding.answer : undefined;
		const operated = await room.operate(by, operation, answer);
		if (operated.ok) last = operated.value;
		else if (!isThereAlready(operated.error)) return operated;
	}
	if (last === undefined)
		throw new Error('a founding needs an act that can be done twice, such as meta.change');
	return ok(last);
}

/** Who writes what nobody wrote: a new wedding's first content, made by the operator. */
export function serviceOf(wedding: WeddingId): Principal {
	return { wedding, person: personId.parse('wedsync'), name: 'WedSync', role: 'service', unbound: true };
}

function rehearse(acts: readonly Act[], now: Millis): Declined | undefined {
	const doc = new Y.Doc();
	for (const { by, operation } of acts) {
		const done = run(doc, { person: by.person, role: by.role, now }, operation);
		if (!done.ok) return done.error;
	}
	return undefined;
}

/** Done by an attempt that was cut short. */
export function isThereAlready(fault: NotOperated): boolean {
	return fault.kind === 'declined' && fault.declined.code === 'already-exists';
}
