/**
 * The gate: judges a whole update by its effect, before anything of it is merged. It says yes to all of it or no to all of
 * it, and it fails closed: what it cannot resolve is missing or refused. It changes nothing and reads only its arguments.
 *
 * First structure: client ids and clocks, gaps, the schema's places and values. `insertion.ts` and `deletion.ts` name every
 * record and field that is touched; whether this writer may touch it, `rights.ts` asks last.
 */
import * as Y from 'yjs';
import { type ClientId, clientId } from '../../shared/ids.ts';
import { rootsOf, type Section } from '../../shared/document/schema.ts';
import type { Range, Struct, StructId, Update } from '../../shared/wire/update.ts';
import { judgeDeletion, newlyDeleted } from './deletion.ts';
import type { NewlyDeleted } from './inspection.ts';
import { judgeInsertion } from './insertion.ts';
import { limits } from './limits.ts';
import { createPlaces } from './place.ts';
import { judgeRights } from './rights.ts';
import { createTouches } from './touches.ts';
import { sameAsLive } from './twice.ts';
import { type No, refuse, type Verdict, type Writing } from './verdict.ts';

export function admit(doc: Y.Doc, update: Update, writing: Writing): Verdict {
	const strange = strangeRoot(update, writing);
	if (strange !== undefined)
		return refuse('invalid-value', `there is no root "${strange}" in the section ${writing.section}`);
	const sorted = sortStructs(doc, update, writing);
	if (sorted.kind !== 'sorted') return sorted;
	const { fresh, bind } = sorted;

	const end = (client: number) => {
		const last = fresh.get(client)?.at(-1);
		return last === undefined ? Y.getState(doc.store, client) : last.clock + last.length;
	};
	for (const range of update.deletes) {
		const known = end(range.client);
		if (range.clock + range.length > known)
			return { kind: 'missing', id: { client: range.client, clock: known } };
	}

	const deleted = newlyDeleted(doc, update.deletes, fresh);
	if (deleted.pieces > limits.newDeletes) {
		return refuse('too-large', 'one edit deletes too much at once; delete it in several steps');
	}
	const context = { doc, writing, fresh, places: createPlaces(doc, fresh), deleted };
	const touches = createTouches();
	const insertion = judgeInsertion(context, touches.touch);
	if (insertion.kind !== 'fine') return insertion;
	if (touches.size > limits.touchedFields) {
		return refuse('too-large', 'one edit touches too much at once; send it in several steps');
	}
	const deletion = judgeDeletion(context, insertion.writes, touches.touch);
	if (deletion !== undefined) return deletion;

	if (fresh.size === 0 && deleted.items.length === 0) return { kind: 'known' };
	const forbidden = judgeRights(context, insertion.writes, touches);
	if (forbidden !== undefined) return isTidying(fresh, deleted) ? { kind: 'known' } : forbidden;
	if (fresh.size > 0 && !writing.mayGrow) {
		return refuse('too-large', 'this wedding has reached the size of 5 MB; shorten long notes first');
	}
	return {
		kind: 'admitted',
		touched: touches.keys(),
		bind,
		cause: nameCause(fresh, deleted.ranges),
		frees: deleted.ranges.reduce((sum, { length }) => sum + length, 0),
	};
}

/**
 * Nothing but styles of notes taken away: Yjs does that by itself on every device, in another order on each, so it is no wish of
 * a reader's. Let be, not merged: it needs no saying, and a style that does show is not theirs to take.
 */
function isTidying(fresh: ReadonlyMap<number, readonly Struct[]>, { items }: NewlyDeleted): boolean {
	return fresh.size === 0 && items.every(({ content }) => content instanceof Y.ContentFormat);
}

type Sorted =
	| {
			readonly kind: 'sorted';
			readonly fresh: ReadonlyMap<number, readonly Struct[]>;
			readonly bind: readonly ClientId[];
	  }
	| No;

/** Splits known from new, and judges ids and clocks: whose they are, that none is skipped, none used twice. */
function sortStructs(doc: Y.Doc, update: Update, writing: Writing): Sorted {
	const fresh = new Map<number, Struct[]>();
	const bind: ClientId[] = [];
	let missing: StructId | undefined;
	for (const struct of update.structs) {
		const { client } = struct;
		const state = Y.getState(doc.store, client);
		if (struct.clock < state && !sameAsLive(doc, struct, state)) {
			return refuse('foreign-client', 'this client id was used for something else before', {
				client,
				clock: state,
			});
		}
		if (struct.clock + struct.length <= state) continue;
		const list = fresh.get(client);
		if (list !== undefined) {
			list.push(struct);
			continue;
		}
		const parsed = clientId.safeParse(client);
		if (!parsed.success)
			return refuse('foreign-client', 'a client id lies between 1 and 2^32 - 1', { client });
		const owns = writing.owns(client);
		if (owns === 'no')
			return refuse('foreign-client', 'this client id belongs to somebody else, or is one too many', {
				client,
			});
		if (owns === 'new') bind.push(parsed.data);
		if (struct.clock > state) missing ??= { client, clock: state };
		fresh.set(client, [struct]);
	}
	return missing === undefined ? { kind: 'sorted', fresh, bind } : { kind: 'missing', id: missing };
}

const rootNames = (section: Section): readonly string[] => rootsOf(section);

/** Yjs makes a root as soon as it reads its name, and never forgets it: so names are checked in known structs too. */
function strangeRoot(update: Update, { section }: Writing): string | undefined {
	for (const { item } of update.structs) {
		if (typeof item?.parent === 'string' && !rootNames(section).includes(item.parent))
			return item.parent.slice(0, 40);
	}
	return undefined;
}

function nameCause(fresh: ReadonlyMap<number, readonly Struct[]>, deletes: readonly Range[]): string {
	const parts: string[] = [];
	for (const [client, structs] of fresh) {
		const last = structs.at(-1);
		if (last !== undefined) parts.push(`+${client}:${last.clock + last.length}`);
	}
	// A deletion alone is named by what it deletes; beside structs they name it already.
	if (parts.length === 0)
		for (const range of deletes) parts.push(`-${range.client}:${range.clock}:${range.length}`);
	return parts.sort().join(',');
}
