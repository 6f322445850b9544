/**
 * Deciding a suggestion. Accepting runs what it asks for as whoever accepts, in one row that also says that it is accepted: done
 * whole and once, whoever else accepts at the same time and wherever a crash falls. Guards: who decides could write all of it.
 */
import {
	type Category,
	categoryOf,
	levelOf,
	reaches,
	sectionCategory,
} from '../../shared/access/permissions.ts';
import type { Clock, Millis } from '../../shared/clock.ts';
import type { Change } from '../../shared/document/change.ts';
import { type Operation, rootOf } from '../../shared/document/operations/operation.ts';
import { fieldOf, type Root } from '../../shared/document/schema.ts';
import type { Seq } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Principal } from '../auth/principal.ts';
import type { AuditFact } from '../store/audit.ts';
import { EntryRejected, type Store } from '../store/store.ts';
import type { Decision, Suggestion, SuggestionState } from '../store/suggestions.ts';
import type { Beside, NotOperated } from './door.ts';
import { actorOf } from './membership.ts';
import type { Rooms } from './rooms.ts';
import { suggestionEvent } from './suggestion-event.ts';
import { createTurns } from './turns.ts';

export interface Decided {
	readonly state: SuggestionState;
	/** Of the row that carried it out; absent when it was decided before, or there was nothing left to do. */
	readonly seq?: Seq;
}
export type NotDecided =
	| { readonly kind: 'unknown' | 'forbidden' | 'nothing-to-do' }
	| { readonly kind: 'decided'; readonly state: SuggestionState }
	/** The text that it would replace is another one now. */
	| { readonly kind: 'overtaken'; readonly record: string; readonly field: string }
	| { readonly kind: 'not-operated'; readonly fault: NotOperated };

export interface Deciding {
	accept(principal: Principal, id: string): Promise<Result<Decided, NotDecided>>;
	decline(principal: Principal, id: string): Promise<Result<Decided, NotDecided>>;
}
export interface DecidingDeps {
	readonly store: Pick<Store, 'suggestion' | 'decideSuggestion' | 'append'>;
	readonly rooms: Pick<Rooms, 'open' | 'announce'>;
	readonly clock: Clock;
}

export function createDeciding({ store, rooms, clock }: DecidingDeps): Deciding {
	const turns = createTurns();

	async function decide(principal: Principal, { id, state }: Pick<Decision, 'id' | 'state'>) {
		const { wedding, person } = principal;
		const at = clock.now();
		const suggestion = await store.suggestion(wedding, id);
		if (suggestion === undefined) return err({ kind: 'unknown' } as const);
		if (!mayDecide(principal, suggestion, at)) return err({ kind: 'forbidden' } as const);
		if (suggestion.state === state) return ok({ state });
		if (suggestion.state !== 'open') return err({ kind: 'decided', state: suggestion.state } as const);
		const decision: Decision = { id, state, by: person, at };
		const fact: AuditFact = {
			action: state === 'accepted' ? 'suggestion.accepted' : 'suggestion.declined',
			at,
			actor: actorOf(principal),
			subject: id,
			detail: { by: suggestion.by.person, kind: suggestion.kind, operations: suggestion.operations.length },
		};
		const events = [suggestionEvent('suggestion.decided', principal, { ...suggestion, state })];
		const beside = { decides: decision, audit: [fact], events };
		const done =
			state === 'accepted'
				? await carryOut(principal, suggestion, beside)
				: await tell(principal, suggestion.section, beside);
		if (!done.ok) return done;
		// Nothing was left to do: then no row has decided it.
		await store.decideSuggestion(wedding, decision, fact);
		rooms.announce(
			wedding,
			'suggestions',
			(one) => one.person === suggestion.by.person || mayDecide(one, suggestion, at),
		);
		return ok({ state, ...(done.value !== undefined && { seq: done.value }) });
	}

	/** A row that declines and changes nothing; somebody else was quicker if it is not taken. */
	async function tell(
		by: Principal,
		section: Suggestion['section'],
		beside: Required<Beside>,
	): Promise<Result<undefined, NotDecided>> {
		const { operator: _, ...writer } = { ...actorOf(by), person: by.person, role: by.role };
		const fixed = { wedding: by.wedding, section, update: new Uint8Array(), bind: [] };
		try {
			const stored = await store.append([{ ...fixed, writer, at: clock.now(), ...beside }]);
			if (stored.ok) return ok(undefined);
			return err({ kind: 'not-operated', fault: { kind: 'storage', storage: stored.error } });
		} catch (fault) {
			if (fault instanceof EntryRejected) return ok(undefined);
			throw fault;
		}
	}

	async function carryOut(
		principal: Principal,
		{ section, operations, changes }: Suggestion,
		beside: Required<Beside>,
	): Promise<Result<Seq | undefined, NotDecided>> {
		if (operations.length === 0) return err({ kind: 'nothing-to-do' });
		const room = await rooms.open(principal.wedding, section);
		const { view } = await room.view();
		const overtaken = operations
			.flatMap((one) => textChanges(one, changes))
			.find((one) => isOvertaken(view, one));
		if (overtaken !== undefined)
			return err({ kind: 'overtaken', record: overtaken.record, field: overtaken.field });
		const operated = await room.carryOut(principal, operations, beside);
		return operated.ok ? ok(operated.value.seq) : err({ kind: 'not-operated', fault: operated.error });
	}

	const inTurn = (principal: Principal, wish: Pick<Decision, 'id' | 'state'>) =>
		turns.take(
			`${principal.wedding} ${wish.id}`,
			(): Promise<Result<Decided, NotDecided>> => decide(principal, wish),
		);
	return {
		accept: (principal, id) => inTurn(principal, { id, state: 'accepted' }),
		decline: (principal, id) => inTurn(principal, { id, state: 'declined' }),
	};
}

/** Whoever may write in the category of everything it asks for and shows. */
export function mayDecide(principal: Principal, suggestion: Suggestion, now: Millis): boolean {
	const { role, raised } = principal;
	const who = { role, ...(raised !== undefined && raised.until > now ? { raised: true } : {}) };
	return categoriesOf(suggestion).every((category) => reaches(levelOf(who, category), 'write'));
}

function categoriesOf({ section, operations, changes }: Suggestion): readonly Category[] {
	const roots = [...operations.map(rootOf), ...changes.map(({ root }) => root)];
	const known = roots.flatMap((root) => (root === undefined ? [] : ofRoot(root)));
	return [...new Set<Category>(known.length === 0 ? [sectionCategory[section]] : known)];
}

/** A comment stands on a task or on an item of the timeline. */
function ofRoot(root: Root): readonly Category[] {
	const category: Category | undefined = categoryOf[root];
	return category === undefined ? ['tasks', 'timeline'] : [category];
}

/** What an operation that sets a whole text saw before: others may have typed there since. */
function textChanges({ name, input }: Operation, changes: readonly Change[]): readonly Change[] {
	if (!/\.set(Notes|Text)$/.test(name) || typeof input !== 'object' || input === null) return [];
	const id = 'id' in input ? input.id : undefined;
	return changes.filter(
		({ root, record, field, before }) =>
			record === id && typeof before === 'string' && fieldOf(root, field)?.kind === 'text',
	);
}

function isOvertaken(view: object, { root, record, field, before, after }: Change): boolean {
	const records: unknown = new Map<string, unknown>(Object.entries(view)).get(root);
	const now = (Array.isArray(records) ? records : []).find((one) => one?.id === record)?.[field];
	return now !== before && now !== after;
}
