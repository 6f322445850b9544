/**
 * Operations that do not come from a device (REST, hooks, the demo): written on the server's desk, then committed like anybody's
 * update. One that is refused takes the desk with it, and what was written upon it is written again.
 */
import type { Clock, Millis } from '../../shared/clock.ts';
import { readMeta, readRecord } from '../../shared/document/document.ts';
import { type Declined, type Operation, rootOf } from '../../shared/document/operations/operation.ts';
import { type Section, sectionOf } from '../../shared/document/schema.ts';
import { err, ok } from '../../shared/result.ts';
import type { Refusal } from '../../shared/wire/refusal.ts';
import { readUpdate } from '../../shared/wire/update.ts';
import type { Principal } from '../auth/principal.ts';
import { type Desk, openDesk, type Written } from './desk.ts';
import { StorageFull } from '../store/store.ts';
import { limits } from './limits.ts';
import type { Operate, RoomDeps, Whereabouts } from './door.ts';
import type { Received } from './tick.ts';
import { whoOf } from './who.ts';
import type { News, Outcome, WritePath } from './write-path.ts';

export interface Operating {
	/** Answers each item but those it gives back, which are to be tried again. */
	operate(
		items: readonly Operate[],
	): Promise<{ readonly news: readonly News[]; readonly again: readonly Operate[] }>;
}

export function createOperating(deps: RoomDeps & Whereabouts, path: WritePath): Operating {
	let desk: Desk | undefined;

	async function operate(items: readonly Operate[]) {
		try {
			desk ??= await openDesk(deps, path.live);
		} catch (fault) {
			if (!(fault instanceof StorageFull)) throw fault;
			const storage = { code: 'full', reason: fault.message } as const;
			for (const item of items) item.resolve(err({ kind: 'storage', storage }));
			return { news: [], again: [] };
		}
		const persons = items.map(({ principal }) => principal.person);
		for (let wait = deps.standing?.pending(persons); wait; wait = deps.standing?.pending(persons)) await wait;
		desk.catchUp(path.live.doc);
		const batch = writeAll(desk, items, deps.clock);
		const { outcomes, news } = await path.commit(batch.map(({ received }) => received));
		const again = batch.flatMap((one, index) => (conclude(one, outcomes[index]) ? [] : [one.item]));
		return { news, again };
	}

	function writeAll(at: Desk, items: readonly Operate[], clock: Clock): readonly Drafted[] {
		return items.flatMap((item) => {
			const stray = item.operations.find((operation) => isElsewhere(operation, deps.section));
			if (stray !== undefined) {
				item.resolve(err({ kind: 'declined', declined: elsewhere(stray, deps.section) }));
				return [];
			}
			const principal = deps.standing === undefined ? item.principal : deps.standing.now(item.principal);
			if (principal === undefined) {
				item.resolve(err({ kind: 'refused', refusal: noLonger }));
				return [];
			}
			const refusal = refusalOf(at, principal, item.operations, clock.now());
			if (refusal !== undefined) {
				deps.onRefused?.(principal, deps.section, refusal);
				item.resolve(err({ kind: 'refused', refusal }));
				return [];
			}
			const written = at.write(principal, item.operations, clock.now());
			if (written.ok)
				return [{ item, received: receivedFrom({ ...item, principal }, written.value, at.client) }];
			item.resolve(err({ kind: 'declined', declined: written.error }));
			return [];
		});
	}

	function receivedFrom(
		{ principal, operations, answer, beside }: Operate,
		written: Written,
		client: number,
	): Received {
		const read = readUpdate(written.update, limits.catchUp);
		if (!read.ok) throw new Error(`the server wrote an update that it does not take: ${read.error.reason}`);
		const last = operations.at(-1);
		const root = last === undefined ? undefined : rootOf(last);
		return {
			chain: client,
			principal,
			update: read.value,
			desk: client,
			show: () =>
				root === undefined || root === 'meta'
					? readMeta(path.live.doc)
					: readRecord(path.live.doc, root, written.record),
			...(answer === undefined ? {} : { answer }),
			...(beside === undefined ? {} : { beside }),
		};
	}

	function conclude({ item, received }: Drafted, outcome: Outcome | undefined): boolean {
		if (outcome === undefined) throw new Error('an operation without an outcome');
		if (outcome.kind === 'stored') item.resolve(ok({ record: outcome.shown, seq: outcome.seq }));
		else if (outcome.kind === 'known') item.resolve(ok({ record: received.show?.(), seq: outcome.seq }));
		else {
			// The desk now knows what the document does not.
			desk = undefined;
			if (outcome.kind === 'refused') item.resolve(err({ kind: 'refused', refusal: outcome.refusal }));
			else if (outcome.kind === 'removed') item.resolve(err({ kind: 'refused', refusal: noLonger }));
			else if (outcome.kind === 'storage') item.resolve(err({ kind: 'storage', storage: outcome.storage }));
			else return false;
		}
		return true;
	}

	return { operate };
}

/** The gate would say the same of the bytes, and the desk would be lost with them. Of several, the later stand on the earlier. */
function refusalOf(
	desk: Desk,
	principal: Principal,
	operations: readonly Operation[],
	now: Millis,
): Refusal | undefined {
	const [only, ...more] = operations;
	if (only === undefined || more.length > 0 || principal.unbound === true) return undefined;
	const forbidden = desk.forbids(whoOf(principal, now), only);
	if (forbidden === undefined) return undefined;
	const { deed, reason } = forbidden;
	const { record, field } = deed;
	return { code: 'not-allowed', reason, record, ...(field === '' ? {} : { field }) };
}

const noLonger: Refusal = { code: 'not-allowed', reason: 'You no longer belong to this wedding.' };

function isElsewhere(operation: Operation, section: Section): boolean {
	const root = rootOf(operation);
	return root !== undefined && sectionOf(root) !== section;
}

/** Tried here, its root would come into being in a document of another section. */
const elsewhere = ({ name }: Operation, section: Section): Declined => ({
	code: 'unknown-operation',
	reason: `"${name}" is not done in the section ${section}.`,
});

interface Drafted {
	readonly item: Operate;
	readonly received: Received;
}
