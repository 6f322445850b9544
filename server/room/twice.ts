/**
 * Was a client id used twice? A struct whose clock the document already holds must be the one it holds: two contents under one
 * clock leave replicas different under equal state vectors, for good and without a warning.
 */
import * as Y from 'yjs';
import type { Struct } from '../../shared/wire/update.ts';

/** Compares the known part of a struct with what is live; what is deleted or collected cannot be told apart any more. */
export function sameAsLive(doc: Y.Doc, struct: Struct, state: number): boolean {
	const { item } = struct;
	if (item === undefined || item.content.kind === 'deleted') return true;
	const structs = doc.store.clients.get(struct.client);
	if (structs === undefined) return true;
	const end = Math.min(struct.clock + struct.length, state);
	for (let index = Y.findIndexSS(structs, struct.clock); index < structs.length; index++) {
		const live = structs[index];
		if (live === undefined || live.id.clock >= end) break;
		if (live instanceof Y.Item && !live.deleted && !overlapEqual(live, struct, end)) return false;
	}
	return true;
}

function overlapEqual(live: Y.Item, struct: Struct, end: number): boolean {
	const from = Math.max(live.id.clock, struct.clock);
	const to = Math.min(live.id.clock + live.length, end);
	const mine = [from - struct.clock, to - struct.clock] as const;
	const theirs = [from - live.id.clock, to - live.id.clock] as const;
	const content = struct.item?.content;
	switch (content?.kind) {
		case 'string':
			return (
				live.content instanceof Y.ContentString &&
				live.content.str.slice(...theirs) === content.text.slice(...mine)
			);
		case 'any':
			return (
				live.content instanceof Y.ContentAny &&
				text(live.content.arr.slice(...theirs)) === text(content.values.slice(...mine))
			);
		case 'type':
			return live.content instanceof Y.ContentType;
		case 'format':
			return live.content instanceof Y.ContentFormat && live.content.key === content.key;
		case 'embed':
			return live.content instanceof Y.ContentEmbed;
		default:
			return live.content instanceof Y.ContentBinary;
	}
}

const text = (values: readonly unknown[]): string =>
	JSON.stringify(values, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
