/**
 * Edits made on one copy of the document, made again on a fresh one: the operation if there was one, else its changes and what was
 * typed. What cannot be done any more, or was refused, becomes a draft with the reason; nothing is left out. Works on the fresh
 * document through ordinary transactions, so that whoever listens there records them as edits of their own.
 */
import type * as Y from 'yjs';
import type { Change } from '../../shared/document/change.ts';
import type { Author, Declined, Operation } from '../../shared/document/operations/operation.ts';
import { run } from '../../shared/document/operations/operations.ts';
import type { Refusal } from '../../shared/wire/refusal.ts';
import type { Draft } from './draft.ts';
import type { Frame } from './frame.ts';
import { operationsOf, textChanges, withoutTexts } from '../../shared/document/operations-of.ts';
import type { Rights } from './rights.ts';
import { createTextReplay, type TextReplay } from './text-replay.ts';

export interface RedoDeps {
	/** The copy the frames were made on, if it is still there. */
	readonly old: Y.Doc | undefined;
	readonly fresh: Y.Doc;
	readonly author: Author;
	/** What is forbidden now is not tried: it would come back refused. */
	readonly rights: Pick<Rights, 'mayRun' | 'may'>;
}

export interface Redo {
	/** Frames in order; `refused` is not tried again. */
	again(
		frames: readonly Frame[],
		refused?: { readonly id: string; readonly refusal: Refusal },
	): readonly Draft[];
}

/** One `Redo` remembers what became of typed characters, so that later frames find them. */
export function createRedo({ old, fresh, author, rights }: RedoDeps): Redo {
	const texts = createTextReplay(old, fresh);
	return {
		again: (frames, refused) =>
			frames.flatMap((frame) => {
				if (frame.id === refused?.id) return [draftOf(whole(frame), refused.refusal)];
				const failures = redoFrame(frame, { fresh, author, rights, texts });
				const [first] = failures;
				if (first === undefined) return [];
				const changes = failures.flatMap((failure) => failure.changes);
				return [draftOf(changes.length > 0 ? { ...frame, changes } : whole(frame), first.refusal)];
			}),
	};
	function whole(frame: Frame): Frame {
		return { ...frame, changes: texts.withTyped(frame, frame.changes) };
	}
}

interface Failure {
	readonly refusal: Refusal;
	readonly changes: readonly Change[];
}
interface Desk {
	readonly fresh: Y.Doc;
	readonly author: Author;
	readonly rights: RedoDeps['rights'];
	readonly texts: TextReplay;
}

function redoFrame(frame: Frame, desk: Desk): readonly Failure[] {
	const { operation, changes } = frame;
	const typed = textChanges(changes);
	if (operation === undefined) {
		const failures = operationsOf(changes, desk.fresh).flatMap((one) => attempt(one, desk));
		return [...failures, ...retype(frame, typed, desk)];
	}
	const isCreation = changes.some(({ field }) => field === '');
	if (typed.length > 0 && !isCreation) {
		const rest = withoutTexts(operation);
		return [...(rest === undefined ? [] : attempt(rest, desk)), ...retype(frame, typed, desk)];
	}
	const failures = attempt(operation, desk);
	if (failures.length === 0) desk.texts.adopt(frame, typed);
	return failures;
}

function attempt(operation: Operation | undefined, { fresh, author, rights }: Desk): readonly Failure[] {
	if (operation === undefined) {
		return [{ refusal: { code: 'not-allowed', reason: 'No operation makes this edit.' }, changes: [] }];
	}
	const answer = rights.mayRun(operation, fresh);
	if (!answer.may) return [{ refusal: { code: 'not-allowed', reason: answer.reason }, changes: [] }];
	const done = run(fresh, author, operation);
	// Ids are drawn at random: a record that is there already is the one this edit made.
	return done.ok || done.error.code === 'already-exists'
		? []
		: [{ refusal: refusalOf(done.error), changes: [] }];
}

function retype(frame: Frame, typed: readonly Change[], { fresh, rights, texts }: Desk): readonly Failure[] {
	const forbidden = typed.flatMap((change) => {
		const answer = rights.may(change, fresh);
		return answer.may ? [] : [{ change, reason: answer.reason }];
	});
	const allowed = typed.filter((change) => !forbidden.some((one) => one.change === change));
	const refused = texts.withTyped(
		frame,
		forbidden.map(({ change }) => change),
	);
	const failures = forbidden.map(({ reason }, index) => ({
		refusal: { code: 'not-allowed', reason } as const,
		changes: refused.slice(index, index + 1),
	}));
	if (allowed.length === 0) return failures;
	const lost = texts.replay(frame, allowed).map(({ change, reason }) => ({
		refusal: { code: 'invalid-value' as const, reason, record: change.record },
		changes: [change],
	}));
	return [...failures, ...lost];
}

/** Declined by the operation itself, in the words of the relay's refusals. */
function refusalOf({ code, reason, record, field }: Declined): Refusal {
	return {
		code: code === 'not-allowed' ? code : 'invalid-value',
		reason,
		...(record === undefined ? {} : { record }),
		...(field === undefined ? {} : { field }),
	};
}

function draftOf({ id, madeAt, operation, changes }: Frame, refusal: Refusal): Draft {
	return { id, at: madeAt, refusal, ...(operation === undefined ? {} : { operation }), changes };
}
