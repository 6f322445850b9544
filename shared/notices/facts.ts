/**
 * What a notice is about, as plain facts from which every channel's words are made, in any language, as late as they are sent. Taken
 * when it was decided, so that what is told is what happened, and not what became of it since.
 */
import type { Role } from '../access/roles.ts';
import type { NoticeKind } from './kind.ts';

export interface NoticeFacts {
	readonly wedding: { readonly name: string; readonly date?: string; readonly timeZone: string };
	/** Who did it; absent when nobody did (a time came). */
	readonly actor?: { readonly person: string; readonly name: string; readonly role: Role };
	/** What it is about: `kind` as events name it (`task`, `timeline`, `person`, `alert`, …). */
	readonly record?: { readonly kind: string; readonly id: string; readonly title: string };
	/** Whom it is about, if that is neither who did it nor who reads it. */
	readonly person?: { readonly id: string; readonly name: string; readonly trade?: string };
	/** The field in question, where one is: `start`, `place`, `date`, … */
	readonly field?: string;
	/** Former and present value: local times (`YYYY-MM-DDTHH:mm`), dates, names, words. */
	readonly before?: string;
	readonly after?: string;
	/** Local time that something is due at or begins at. */
	readonly at?: string;
	readonly minutes?: number;
	readonly place?: string;
	/** What somebody wrote: a comment, a call for help, a reason. */
	readonly text?: string;
	/** SHA-256 of a photo that proves it. */
	readonly photo?: string;
	readonly amount?: number;
	readonly count?: number;
	/** Several of one kind: what a shift moved, what a digest gathers. */
	readonly items?: readonly NoticeItem[];
	/** A link to act by that is in no other message, such as an invitation's. Never kept longer than the notice. */
	readonly link?: string;
	/** How often it was said before without an answer. */
	readonly level?: number;
}

export interface NoticeItem {
	readonly title: string;
	readonly record?: { readonly kind: string; readonly id: string };
	readonly before?: string;
	readonly after?: string;
	/** A digest's: what it gathers, told in the reader's words when the digest is sent, and instead of the digest if it is alone. */
	readonly notice?: { readonly id?: string; readonly kind: NoticeKind; readonly facts: NoticeFacts };
}
