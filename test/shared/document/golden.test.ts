import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { canonicalHash } from '../../../shared/document/canonical.ts';
import { checkDocument } from '../../../shared/document/check.ts';
import { readPlan } from '../../../shared/document/document.ts';

/** Documents as released versions wrote them. Never change one: they lie on devices and in snapshots like this. */
const versions = ['document-1'];

test.each(versions)('%s still reads, hashes and checks as when it was recorded', (name) => {
	const file = new URL(`../../golden/${name}.json`, import.meta.url);
	const { state, hash, plan } = JSON.parse(readFileSync(file, 'utf8'));
	const doc = new Y.Doc();
	Y.applyUpdate(doc, Buffer.from(state, 'base64'));
	expect(readPlan(doc)).toEqual(plan);
	expect(canonicalHash(doc)).toBe(hash);
	expect(checkDocument(doc)).toEqual([]);
});
