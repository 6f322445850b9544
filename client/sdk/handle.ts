/**
 * What `openWedding` gives: one open wedding in one tab (or one Node process). The page, the React hooks and other people's apps
 * know this and nothing below it. Also `globalThis.wedsync` in the page.
 */
import type * as Y from 'yjs';
import type { Answer } from '../../shared/access/may.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { Plan } from '../../shared/document/document.ts';
import type { SectionViews } from '../../shared/document/private-sections.ts';
import type { Section } from '../../shared/document/schema.ts';
import type { Declined, Done, Operation } from '../../shared/document/operations/operation.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import type { Result } from '../../shared/result.ts';
import type { Activity } from '../../shared/wire/presence.ts';
import type { Draft } from './draft.ts';
import type { Peer } from './presence.ts';
import type { SignedFrame } from './signed-frame.ts';
import type { Status } from './status.ts';

export type Unsubscribe = () => void;

export interface Wedding<S extends Section = 'plan'> {
	readonly id: WeddingId;
	/** Which document of it: the others are opened beside it, each as far as this person may read it. */
	readonly section: S;
	readonly person: { readonly id: PersonId; readonly name: string; readonly role: Role };
	/** The live document of the section on screen. After a refusal it is another one: read it each time, or subscribe. */
	readonly doc: Y.Doc;
	/** The resolved plan, the same object until something changes; empty in the handle of another section. */
	readonly plan: Plan;
	/** What this section shows (the plan, `{items}`, `{guests, tables}`, `{lines}`), the same object until something changes. */
	readonly view: SectionViews[S];
	readonly status: Status;
	readonly presence: readonly Peer[];
	/** Edits that could not be kept in the plan, with the reason; nothing typed is lost. */
	readonly drafts: readonly Draft[];

	/** Whether this person may do that now, and why not; for what to offer. The relay judges for itself. */
	may(operation: Operation): Answer;
	/**
	 * Runs an operation as this person, at once and offline too; `undo` puts back what it changed. What the table of permissions
	 * forbids is declined with `not-allowed` and the reason.
	 */
	run(operation: Operation): Result<Done, Declined>;
	undo(): boolean;
	redo(): boolean;
	readonly canUndo: boolean;
	readonly canRedo: boolean;
	/** Says what this person is looking at or editing; `undefined` for nothing in particular. */
	attend(record: { readonly root: string; readonly id: string } | undefined): void;
	/**
	 * Says what this person is doing, where, and how much battery is left, to those who are here now, until the next call: an empty
	 * one says nothing of it again. Never said unless called; nothing of it is stored anywhere.
	 */
	be(doing: {
		readonly activity?: Activity | undefined;
		readonly zone?: string | undefined;
		readonly battery?: number | undefined;
	}): void;
	discardDraft(id: string): Promise<void>;
	/** Tries it once more, as it was meant; the draft is gone if it could be done. */
	retryDraft(id: string): Result<Done, Declined>;
	/** What was typed, as text to copy; empty where there is no such draft. */
	draftText(id: string): string;
	/** Hands it to those who may decide, at once or when the relay can be had; the draft's `suggestion` says what became of it. */
	suggestDraft(id: string, note?: string): Promise<Result<void, Declined>>;
	/**
	 * Leaves nothing of this wedding on the device, tells the relay and closes every tab. With something unsent (edits, suggestions)
	 * it does nothing but say how much, unless `force` gives that up.
	 */
	signOut(options?: { readonly force?: boolean }): Promise<Result<void, { readonly unsent: number }>>;
	/** For frames that reached this device another way: brings them to the relay, and answers which of them it has. */
	offerSigned(frames: readonly SignedFrame[]): Promise<readonly boolean[]>;
	/** The frames this device keeps, as others may bring them to a relay. */
	signedFrames(): Promise<readonly SignedFrame[]>;
	/** Told when something outside the document has changed: `suggestions`, `members`, `emergency`, `notifications`, `alerts`. */
	onNews(listener: (topic: string) => void): Unsubscribe;

	/** Called after anything above changed; never throws into the caller's change. */
	subscribe(listener: () => void): Unsubscribe;
	/** Resolves when every edit made so far is stored on this device. */
	stored(): Promise<void>;
	/** Resolves when every edit made so far has its receipt from the relay. */
	receipted(): Promise<void>;
	/** Stores what is left, says goodbye, closes sockets and databases. */
	close(): Promise<void>;
}
