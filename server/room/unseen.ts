/**
 * Refused edits that their author does not see refused: another's device brought them, and the author is not connected. They are told
 * by an event. Guards: once for an edit, however many bring it; of one person at most one in a minute, so that nobody fills the log
 * with what is not taken.
 */
import { toBase64UrlEncoded } from 'lib0/buffer';
import { digest } from 'lib0/hash/sha256';
import type { Clock, Millis } from '../../shared/clock.ts';
import { recordKindOf } from '../../shared/events/draft.ts';
import { eventId } from '../../shared/events/event-id.ts';
import type { DerivedEvent } from '../../shared/events/event.ts';
import type { Root } from '../../shared/document/schema.ts';
import type { RecordId } from '../../shared/ids.ts';
import type { Refusal } from '../../shared/wire/refusal.ts';
import type { Principal } from '../auth/principal.ts';
import { EntryRejected, type Section, StorageFull, type Store } from '../store/store.ts';
import type { Rooms } from './rooms.ts';

export interface RefusedUnseen {
	readonly section: Section;
	readonly refusal: Refusal;
	readonly update: Uint8Array;
	/** What it is about, where that can be told. */
	readonly record: { readonly root: Root; readonly id: RecordId | 'meta' };
}
export interface UnseenRefusals {
	note(author: Principal, refused: RefusedUnseen): void;
	close(): Promise<void>;
}
export interface UnseenDeps {
	readonly store: Pick<Store, 'append'>;
	readonly isHere: Rooms['isHere'];
	readonly clock: Clock;
	readonly fatal: (fault: unknown) => void;
}

export function createUnseenRefusals({ store, isHere, clock, fatal }: UnseenDeps): UnseenRefusals {
	const toldAt = new Map<string, Millis>();
	let writing: Promise<void> = Promise.resolve();

	async function write(author: Principal, refused: RefusedUnseen, at: Millis): Promise<void> {
		const { wedding, person, role } = author;
		const events = [refusedEvent(author, refused)];
		const fixed = { wedding, section: refused.section, update: new Uint8Array(), bind: [] };
		try {
			await store.append([{ ...fixed, writer: { person, role }, at, events }]);
		} catch (fault) {
			// Told before; or there is no room, and then it is the edits that matter.
			if (!(fault instanceof EntryRejected || fault instanceof StorageFull)) throw fault;
		}
	}

	return {
		note(author, refused) {
			const key = `${author.wedding} ${author.person}`;
			const at = clock.now();
			const last = toldAt.get(key);
			if (isHere(author.wedding, author.person) || (last !== undefined && at - last < minuteMs)) return;
			if (toldAt.size >= mostKept) toldAt.clear();
			toldAt.set(key, at);
			writing = writing.then(() => write(author, refused, at)).catch(fatal);
		},
		close: () => writing,
	};
}

function refusedEvent({ wedding, person, role }: Principal, refused: RefusedUnseen): DerivedEvent {
	const { refusal, update } = refused;
	const record = { kind: recordKindOf[refused.record.root], id: refused.record.id };
	const type = 'edit.refused';
	const cause = toBase64UrlEncoded(digest(update));
	const after = { code: refusal.code, reason: refusal.reason };
	return {
		id: eventId({ wedding, type, record: `${record.kind}:${record.id}`, cause }),
		type,
		actor: { person, role },
		record,
		before: {},
		after,
		fields: Object.keys(after),
	};
}

const minuteMs: Millis = 60_000;
const mostKept = 10_000;
