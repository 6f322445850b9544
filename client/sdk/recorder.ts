/**
 * Listens to one document and turns each local transaction, whoever made it, into a frame; and tells of every other update that
 * is to be stored. Must never throw into Yjs: one exception in an `update` listener makes a document deaf for life.
 */
import type * as Y from 'yjs';
import type { Clock } from '../../shared/clock.ts';
import type { Change } from '../../shared/document/change.ts';
import { changesOf } from '../../shared/document/changes.ts';
import type { Operation, OperationOrigin } from '../../shared/document/operations/operation.ts';
import { newId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import type { Frame } from './frame.ts';

export interface RecorderDeps {
	readonly doc: Y.Doc;
	readonly clock: Clock;
	readonly random: Random;
	readonly generation: number;
	/** The number that follows all frames seen so far. */
	nextOrder(): number;
	/** A local transaction. */
	made(frame: Frame): void;
	/** What came from elsewhere and was news to the document; `origin` as it was applied. */
	merged(update: Uint8Array, origin: unknown): void;
	/** Anything at all changed, before `made` or `merged`. */
	changed(): void;
	report(fault: unknown): void;
}

export function record(deps: RecorderDeps): () => void {
	const { doc, report } = deps;
	/** What a transaction meant can only be read right after it; its bytes only exist a moment later. */
	const meant = new WeakMap<Y.Transaction, readonly Change[]>();

	const afterTransaction = (transaction: Y.Transaction) => {
		try {
			if (transaction.local) meant.set(transaction, changesOf(transaction));
		} catch (fault) {
			report(fault);
		}
	};
	const update = (bytes: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
		try {
			deps.changed();
			if (transaction.local) deps.made(frameOf(deps, bytes, transaction, meant.get(transaction) ?? []));
			else deps.merged(bytes, origin);
		} catch (fault) {
			report(fault);
		}
	};
	doc.on('afterTransaction', afterTransaction);
	doc.on('update', update);
	return () => {
		doc.off('afterTransaction', afterTransaction);
		doc.off('update', update);
	};
}

function frameOf(
	{ clock, random, generation, nextOrder }: RecorderDeps,
	update: Uint8Array,
	transaction: Y.Transaction,
	changes: readonly Change[],
): Frame {
	const client = transaction.doc.clientID;
	const operation = operationOf(transaction.origin);
	return {
		id: newId<string>(random),
		order: nextOrder(),
		generation,
		client,
		from: transaction.beforeState.get(client) ?? 0,
		to: transaction.afterState.get(client) ?? 0,
		update,
		madeAt: clock.now(),
		...(operation === undefined ? {} : { operation }),
		changes,
		offered: false,
	};
}

export function operationOf(origin: unknown): Operation | undefined {
	return isOperationOrigin(origin) ? origin.operation : undefined;
}

function isOperationOrigin(origin: unknown): origin is OperationOrigin {
	return typeof origin === 'object' && origin !== null && 'kind' in origin && origin.kind === 'operation';
}
