/**
 * This tab's copy of the document: the Y.Doc that is on screen now, under which client id it is written, and what is read from
 * it. Another Y.Doc takes its place when the document is taken fresh. What is made on it and what comes to it is told to one
 * listener each; a fault inside Yjs is told apart, since the document cannot be trusted after it.
 */
import * as Y from 'yjs';
import type { Clock } from '../../shared/clock.ts';
import { type Plan, readPlan } from '../../shared/document/document.ts';
import { readSection, type SectionViews } from '../../shared/document/private-sections.ts';
import type { Section } from '../../shared/document/schema.ts';
import type { Random } from '../../shared/random.ts';
import type { Frame } from './frame.ts';
import { record } from './recorder.ts';

/** Where an update came from: the relay, another tab, or this device's store. */
export type Source = 'relay' | 'tab' | 'store';

export interface Copy {
	readonly doc: Y.Doc;
	readonly generation: number;
	/** The id the next edit is written under. */
	readonly client: number;
	/** The same object until something changes; empty in another section. */
	readonly plan: Plan;
	/** The section as it is shown, the same object until something changes. */
	readonly view: SectionViews[Section];
	readonly isEmpty: boolean;
	/** False when Yjs threw: the document must be taken fresh. */
	merge(update: Uint8Array, source: Source): boolean;
	/** Never inside a transaction. */
	writeUnder(client: number): void;
	exchange(doc: Y.Doc, generation: number): void;
	/** Stops listening and leaves the document as it is. */
	close(): void;
}

export interface CopyDeps {
	readonly doc: Y.Doc;
	readonly section: Section;
	readonly generation: number;
	readonly clock: Clock;
	readonly random: Random;
	nextOrder(): number;
	made(frame: Frame): void;
	merged(update: Uint8Array, source: unknown): void;
	changed(): void;
	report(fault: unknown): void;
}

export function createCopy(deps: CopyDeps): Copy {
	let { doc, generation } = deps;
	let plan: Plan | undefined;
	let view: SectionViews[Section] | undefined;
	let stop = listen();

	function listen(): () => void {
		return record({
			...deps,
			doc,
			generation,
			changed() {
				forget();
				deps.changed();
			},
		});
	}

	function forget(): void {
		view = undefined;
		if (deps.section === 'plan') plan = undefined;
	}

	return {
		get doc() {
			return doc;
		},
		get generation() {
			return generation;
		},
		get client() {
			return doc.clientID;
		},
		get plan() {
			plan ??= deps.section === 'plan' ? readPlan(doc) : readPlan(new Y.Doc());
			return plan;
		},
		get view() {
			if (deps.section === 'plan') return this.plan;
			view ??= readSection(doc, deps.section);
			return view;
		},
		get isEmpty() {
			return doc.store.clients.size === 0;
		},
		merge(update, source) {
			try {
				Y.applyUpdate(doc, update, source);
				return true;
			} catch (fault) {
				deps.report(fault);
				return false;
			}
		},
		writeUnder(client) {
			doc.clientID = client;
		},
		exchange(fresh, next) {
			stop();
			doc = fresh;
			generation = next;
			forget();
			stop = listen();
			deps.changed();
		},
		close: () => stop(),
	};
}
