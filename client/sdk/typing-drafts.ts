/**
 * What was typed into a note letter by letter and refused together is one draft, not one for each letter. Guards: every letter that
 * stood on the screen is in it, in the order it stood there; whatever else was refused stays a draft of its own.
 */
import * as Y from 'yjs';
import { recordMap } from '../../shared/document/roots.ts';
import { fieldOf } from '../../shared/document/schema.ts';
import type { Change } from '../../shared/document/change.ts';
import type { Draft } from './draft.ts';
import type { Frame } from './frame.ts';

/** `old` is the document the frames were made on. */
export function joinTyped(drafts: readonly Draft[], frames: readonly Frame[], old: Y.Doc): readonly Draft[] {
	const frameById = new Map(frames.map((frame) => [frame.id, frame]));
	const joined: Draft[] = [];
	let run: Draft[] = [];
	const end = () => {
		const [first] = run;
		const change = first === undefined ? undefined : typedChange(first);
		if (first !== undefined && change !== undefined && run.length > 1) {
			const typed = run.flatMap(({ id }) => frameById.get(id) ?? []);
			joined.push({ ...first, changes: [{ ...change, after: shownOf(typed, change, old, run) }] });
		} else joined.push(...run);
		run = [];
	};
	for (const draft of drafts) {
		if (!isSameNote(run.at(-1), draft)) end();
		run.push(draft);
	}
	end();
	return joined;
}

function isSameNote(before: Draft | undefined, draft: Draft): boolean {
	const [one, other] = [before && typedChange(before), typedChange(draft)];
	return (
		one !== undefined &&
		other !== undefined &&
		one.root === other.root &&
		one.record === other.record &&
		one.field === other.field
	);
}

/** The only change of a draft that is nothing but typing. */
function typedChange({ operation, changes }: Draft): Change | undefined {
	const [change, ...more] = changes;
	if (operation !== undefined || change === undefined || more.length > 0) return undefined;
	return fieldOf(change.root, change.field)?.kind === 'text' ? change : undefined;
}

/** The letters of these frames as they stood in the note; where that is gone, in the order they were typed. */
function shownOf(
	frames: readonly Frame[],
	{ root, record, field }: Change,
	old: Y.Doc,
	drafts: readonly Draft[],
): string {
	const text: unknown = recordMap(old, root, record)?.get(field);
	if (!(text instanceof Y.Text))
		return drafts.map((draft) => String(typedChange(draft)?.after ?? '')).join('');
	let shown = '';
	for (let item = text._start; item !== null; item = item.right) {
		if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
		for (const { client, from, to } of frames) {
			if (item.id.client !== client) continue;
			const [start, end] = [Math.max(from, item.id.clock), Math.min(to, item.id.clock + item.length)];
			if (start < end) shown += item.content.str.slice(start - item.id.clock, end - item.id.clock);
		}
	}
	return shown;
}
