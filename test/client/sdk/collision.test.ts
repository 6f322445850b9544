import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
	confirmedVector,
	isContained,
	isContinuedElsewhere,
	isTakenOtherwise,
} from '../../../client/sdk/collision.ts';
import type { Frame } from '../../../client/sdk/frame.ts';
import { frame } from '../../contracts/device-store.ts';

describe('a client id that somebody else continued', () => {
	test('is noticed when the relay holds other content where an unconfirmed edit of ours stands', () => {
		const { ours, theirs, frames } = clones();
		const answer = Y.encodeStateAsUpdate(theirs, confirmedVector(ours, frames));
		expect(isContinuedElsewhere(offered(frames), answer)).toBe(true);
	});

	test('is noticed when what the relay holds was deleted and our edit was never offered', () => {
		const { ours, theirs, frames } = clones();
		theirs.getMap('meta').set('accent', 'overwritten, so that nothing of it can be compared');
		const answer = Y.encodeStateAsUpdate(theirs, confirmedVector(ours, frames));
		expect(isContinuedElsewhere(frames, answer)).toBe(true);
	});

	test('is not suspected when the relay holds our own edit whose receipt was lost', () => {
		const { ours, frames } = clones();
		const relay = copyOf(ours);
		const answer = Y.encodeStateAsUpdate(relay, confirmedVector(ours, frames));
		expect(answer.length).toBeGreaterThan(10);
		expect(isContinuedElsewhere(offered(frames), answer)).toBe(false);
	});

	test('is not suspected when a clone of this device sent the very same edit', () => {
		const { ours, frames } = clones();
		const answer = Y.encodeStateAsUpdate(copyOf(ours), confirmedVector(ours, frames));
		expect(isContinuedElsewhere(frames, answer)).toBe(false);
	});

	test('is not suspected when our own edit has been overwritten by another person since', () => {
		const { ours, frames } = clones();
		const relay = copyOf(ours);
		relay.clientID = 99;
		relay.getMap('meta').set('accent', '#000000');
		const answer = Y.encodeStateAsUpdate(relay, confirmedVector(ours, frames));
		expect(isContinuedElsewhere(offered(frames), answer)).toBe(false);
	});

	test('is not suspected when the relay simply does not have our edits yet', () => {
		const { ours, before, frames } = clones();
		const answer = Y.encodeStateAsUpdate(copyOf(before), confirmedVector(ours, frames));
		expect(isContinuedElsewhere(frames, answer)).toBe(false);
	});

	test('shows in a frame of another tab: taken otherwise, or contained, or neither', () => {
		const { ours, theirs, before, frames } = clones();
		const [edit] = frames;
		if (edit === undefined) throw new Error('no frame');
		expect(
			[before, ours, theirs].map((doc) => [isTakenOtherwise(doc, edit), isContained(doc, edit)]),
		).toEqual([
			[false, false],
			[false, true],
			[true, false],
		]);
	});

	test('an edit that only deletes is there where all it deletes is gone, whoever deleted it', () => {
		const { before, ours, theirs } = clones();
		const deletion = deletionOf(before, 'name');
		expect([before, ours].map((doc) => isContained(doc, deletion))).toEqual([false, false]);
		theirs.getMap('meta').delete('name');
		ours.getMap('meta').set('name', 'Ada, Grace');
		expect([theirs, ours, new Y.Doc()].map((doc) => isContained(doc, deletion))).toEqual([true, true, false]);
	});
});

function deletionOf(doc: Y.Doc, key: string): Frame {
	const copy = copyOf(doc);
	const vector = Y.encodeStateVector(copy);
	copy.getMap('meta').delete(key);
	return frame('deletion', 9, { client: 7, from: 1, to: 1, update: Y.encodeStateAsUpdate(copy, vector) });
}

/** Two copies of one device, each with one more edit under the same id and clock. */
function clones() {
	const before = new Y.Doc();
	before.clientID = 7;
	before.getMap('meta').set('name', 'Ada & Grace');
	const ours = copyOf(before);
	const theirs = copyOf(before);
	const frames: Frame[] = [];
	ours.on('update', (update: Uint8Array) =>
		frames.push(frame('a', 1, { client: 7, from: 1, to: 2, update })),
	);
	ours.getMap('meta').set('accent', '#aa3355');
	theirs.getMap('meta').set('accent', '#335577');
	return { before, ours, theirs, frames };
}

function copyOf(doc: Y.Doc): Y.Doc {
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	copy.clientID = 7;
	return copy;
}

const offered = (frames: readonly Frame[]) => frames.map((one) => ({ ...one, offered: true }));
